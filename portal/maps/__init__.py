"""Maps: `basemap` makes the offline land, `atlas` the Folium documents, `store` keeps them, `sketch` draws SVG.

Only `atlas` imports Folium, and only the command that publishes imports `atlas`. GeoJSON's lon, lat order begins and
ends in this room.
"""
