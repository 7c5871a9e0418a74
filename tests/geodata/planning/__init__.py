"""Plans as arithmetic: no database."""
