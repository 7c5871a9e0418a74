"""The log of the phone hotline coming in: a table whose rows become reports of citizens."""
