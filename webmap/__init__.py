"""How the service is seen: pages, Folium maps, tiles, command line, worker."""
