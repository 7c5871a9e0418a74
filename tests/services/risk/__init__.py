"""Tests of services/risk."""
