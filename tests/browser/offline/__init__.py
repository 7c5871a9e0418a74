"""Reports from a bad network."""
