"""Transport of hazardous waste: carriers and permits, vehicles, routes with warnings, checks on the road."""
