"""Open311 GeoReport v2: reports of citizens for the apps of other cities, in JSON and XML."""
