"""Tests of hazardous-waste transport."""
