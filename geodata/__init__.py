"""What is stored, and what PostGIS and rasters can tell."""
