"""Maps: `basemap` makes the offline layers, `atlas` the Folium documents, `store` keeps them.

Pictures begin with `sketch` (views and paths) and `plate` (a route on its country, in a box of any size): `pictures`
has the one for pages, `card` the one for messengers, which `raster` makes a PNG, `poster` with `roster` the one to print.

Only `atlas` imports Folium, and only the command that publishes imports `atlas`. GeoJSON's lon, lat order begins and
ends in this room.
"""
