"""Features in, folium.Map out; knows no database and no Flask."""
