"""The field: a phone without a network."""
