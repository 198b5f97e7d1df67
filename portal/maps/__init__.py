"""Maps: `basemap` makes the offline land, `atlas` the Folium documents, `store` keeps them; `trace` finds ways.

Pictures begin with `sketch` (views and paths) and `plate` (a route on its country, in a box of any size): `pictures`
has the one for pages, `card` the one for messengers (a PNG by `raster`), `poster` with `roster` the one to print.

Only `atlas` imports Folium, and only the command that publishes imports `atlas`. GeoJSON's lon, lat order begins and
ends in this room.
"""
