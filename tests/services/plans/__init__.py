"""Plans of checks as services keep them."""
