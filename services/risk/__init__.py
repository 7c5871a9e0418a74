"""Risk of inspected sites: schemes, values set by hand, ratings as shown, what to check first."""
