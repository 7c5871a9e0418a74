"""Every read that needs ST_*, one file a subject."""
