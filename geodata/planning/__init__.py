"""Plans of visits as arithmetic: roads, working time, the problem, its solver, a bound, a checker."""
