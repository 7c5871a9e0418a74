"""Vector files coming in: what a file is, what it holds, in which grid, and whether its shapes can stand."""
