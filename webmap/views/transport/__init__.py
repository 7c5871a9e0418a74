"""Transport of hazardous waste: overview, carriers, routes, checks on the road, rules."""
