"""Plans of checks: teams, desk, board, outputs, and what everybody reads of them."""
