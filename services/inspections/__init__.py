"""The life of a check: proposed, approved, made, concluded, followed up, published; one a year."""
