"""The language of scenarios: what may be said, how it is read, and whether it makes sense."""
