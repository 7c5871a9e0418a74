"""Pages of checks, one module a job: coverage, the desk, one check, what the public reads."""
