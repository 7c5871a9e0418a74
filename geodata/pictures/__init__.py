"""Pictures coming in: what a file really is, what it tells, and a new picture that tells nothing."""
