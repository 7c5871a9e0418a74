"""Plans worked out, edited and held against the rules, on a real database."""
