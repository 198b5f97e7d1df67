"""The tourists' addresses as one table."""

from typing import Final

from flask import Blueprint
from flask.typing import RouteCallable

from portal.web.common import language
from portal.web.site import codes as c
from portal.web.site import downloads as t
from portal.web.site import files as f
from portal.web.site import geodata as g
from portal.web.site import media as m
from portal.web.site import pages as p
from portal.web.site import partner_key as k
from portal.web.site import partners as a
from portal.web.site import pictures as d
from portal.web.site import report as r
from portal.web.site import search as s

Table = tuple[tuple[str, str, RouteCallable], ...]

PAGES: Final[Table] = (
    ("/", "home", p.home),
    ("/routes/", "routes", p.routes),
    ("/routes/<key>/", "route", p.route),
    ("/routes/<key>.svg", "route_picture", d.route_picture),
    ("/routes/<key>/poster.svg", "route_poster", d.route_poster),
    ("/routes/<key>.png", "route_card", d.route_card),
    ("/routes/<key>.geojson", "route_geojson", g.route_geojson),
    ("/routes/<key>.gpx", "route_gpx", t.route_gpx),
    ("/routes/<key>.kml", "route_kml", t.route_kml),
    ("/routes/<key>.kmz", "route_kmz", t.route_kmz),
    ("/routes/<key>.ics", "route_ics", t.route_ics),
    ("/routes/<key>.pdf", "route_pdf", t.route_pdf),
    ("/routes.kml", "routes_kml", t.routes_kml),
    ("/attractions.kml", "attractions_kml", t.attractions_kml),
    ("/attractions/", "attractions", p.attractions),
    ("/attractions/<key>/", "attraction", p.attraction),
    ("/attractions/<key>.svg", "attraction_picture", d.attraction_picture),
    ("/attractions/<key>.png", "attraction_png", d.attraction_png),
    ("/attractions/<key>.geojson", "attraction_geojson", g.attraction_geojson),
    ("/events/", "events", p.events),
    ("/events/<key>/", "event", p.event),
    ("/events/<key>.geojson", "event_geojson", g.event_geojson),
    ("/events/<key>.ics", "event_ics", t.event_ics),
    ("/events.ics", "events_ics", t.events_ics),
    ("/feed.atom", "feed", t.feed),
    ("/events/calendar/", "calendar_now", p.calendar_now),
    ("/events/calendar/<int:year>/<int:month>/", "calendar", p.calendar),
    ("/areas/<key>/", "area", p.area),
    ("/seasons/<key>/", "season", p.season),
    ("/themes/<key>/", "theme", p.theme),
    ("/map/", "explore", p.explore),
    ("/map.svg", "explore_picture", d.explore_picture),
    ("/map.png", "explore_png", d.explore_png),
    ("/search/", "search", s.search),
    ("/about/", "about", p.about),
    ("/partners/key/", "partner_key", k.show),
    ("/report/", "report", r.show),
    ("/report/<reference>/", "report_state", r.state),
    ("/partners/", "partners", a.partners),
    ("/partners/changes/", "partners_changes", a.changes),
)
"""(address, endpoint, view), each below its language."""

FILES: Final[Table] = (
    ("/", "root", f.root),
    ("/static/<path:name>", "static", f.static),
    ("/assets/<any(site, frame, desk):owner>-<fingerprint>.<any(css, js):suffix>", "bundle", f.bundle),
    ("/maps/<name>", "published_map", f.published_map),
    ("/media/<key>/<int:width>.<any(avif, webp, jpg):suffix>", "medium", m.medium),
    ("/r/<int:number>", "short_route", f.short_route),
    ("/a/<int:number>", "short_attraction", f.short_attraction),
    ("/e/<int:number>", "short_event", f.short_event),
    ("/r/<int:number>.<any(svg, png):suffix>", "route_code", c.route_code),
    ("/a/<int:number>.<any(svg, png):suffix>", "attraction_code", c.attraction_code),
    ("/e/<int:number>.<any(svg, png):suffix>", "event_code", c.event_code),
    ("/sitemap.xml", "sitemap", f.sitemap),
    ("/robots.txt", "robots", f.robots),
    ("/favicon.ico", "favicon", f.favicon),
    ("/healthz", "healthz", f.healthz),
    ("/readyz", "readyz", f.readyz),
)
"""The same for addresses without a language."""

site = Blueprint("site", __name__, url_prefix="/<lang>")
site.url_value_preprocessor(language.take)
site.app_url_defaults(language.put)
for rule, endpoint, view in PAGES:
    site.add_url_rule(rule, endpoint, view)
site.add_url_rule("/partners/key/", "partner_key_form", k.submit, methods=["POST"])
site.add_url_rule("/report/", "report_form", r.submit, methods=["POST"])

files = Blueprint("files", __name__)
for rule, endpoint, view in FILES:
    files.add_url_rule(rule, endpoint, view)

workshop = Blueprint("workshop", __name__)
workshop.add_url_rule("/-/patterns", "patterns", p.patterns)
