"""Stock levels from theory, and the proof of them by simulation."""
