"""Plans worked out: what could be visited, the solver's run, its result as rows, edits, every rule anew."""
