"""What a page may send us, one file a subject."""
