"""What every word of an experiment file for itself is right in, but not the whole."""
