"""Tests of the life of a check."""
