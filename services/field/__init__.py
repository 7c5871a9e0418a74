"""In the field: what a team takes along, and the record of a check that comes back from its phone."""
