"""Plans of checks as officers meet them: teams, terms of visits, editions, outputs, the public page."""
