"""Slow proofs of speed, run by hand; each prints ratios of one run."""
