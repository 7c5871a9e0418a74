"""Pages of risk: what to check first, one site explained, the schemes."""
