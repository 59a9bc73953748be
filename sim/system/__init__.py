"""The state of the simulated company: assets, shelves, technicians, desk, shop. Passive: they answer, flows act."""
