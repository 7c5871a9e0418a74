"""The demo: what it makes, that it makes it once, and that it goes away whole."""
