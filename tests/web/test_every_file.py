"""Every route and every event of the repository's own content, in every format, before the readers of that format."""

import io

import gpxpy
import pypdf
import pytest
from icalendar import Calendar
from taking import flaws, gpx_schema, kml_schema

from portal.maps import raster
from portal.settings import home
from portal.web.common.cache import MAX_BYTES


@pytest.fixture(scope="module")
def client(real):
    return real.client()


@pytest.fixture(scope="module")
def routes(real):
    """(language, key, stops of known position) of every route, the languages by turns."""
    shelf = real.shelf
    found = []
    for at, (key, route) in enumerate(shelf.routes.items()):
        stops = [s.attraction for s in route.stops() if shelf.attractions[s.attraction].point.position]
        found.append((("zh", "en")[at % 2], key, stops))
    assert len(found) > 100
    return found


def test_every_gpx_is_valid_and_has_every_stop_that_has_a_position(client, routes):
    for lang, key, stops in routes:
        file = client.get(f"/{lang}/routes/{key}.gpx").data
        gpx_schema().validate(file)
        read = gpxpy.parse(file)
        assert sum(len(route.points) for route in read.routes) == len(stops), key
        assert len(read.waypoints) == len(set(stops)), key


def test_every_kml_is_valid(client, routes):
    for lang, key, _stops in routes:
        kml_schema().validate(client.get(f"/{lang}/routes/{key}.kml").data)
    for collection in ("routes", "attractions"):
        kml_schema().validate(client.get(f"/zh/{collection}.kml").data)


def test_every_plan_and_every_calendar_is_without_flaw(client, routes, real):
    for lang, key, stops in routes:
        plan = client.get(f"/{lang}/routes/{key}.ics?start=2027-05-01").data
        assert flaws(plan) == [], key
        assert len(Calendar.from_ical(plan).walk("VEVENT")) > 0, (key, stops)
    for at, (key, event) in enumerate(real.shelf.events.items()):
        calendar = client.get(f"/{('zh', 'en')[at % 2]}/events/{key}.ics").data
        assert flaws(calendar) == [], key
        dated = [o for o in event.occurrences if o.starts or o.previous_start]
        assert len(Calendar.from_ical(calendar).walk("VEVENT")) == len(dated), key


def test_every_leaflet_is_one_to_four_pages(client, routes):
    weight = 0
    for lang, key, _stops in routes:
        file = client.get(f"/{lang}/routes/{key}.pdf").data
        weight += len(file)
        assert 1 <= len(pypdf.PdfReader(io.BytesIO(file)).pages) <= 4, key
    assert weight < MAX_BYTES / 2  # both languages of all of them fit into the page cache


def test_a_leaflet_names_every_stop_in_words_that_can_be_found(client, routes, real):
    for lang, key, _stops in routes[::9]:  # reading a page of Han characters takes pypdf a quarter of a second
        pages = pypdf.PdfReader(io.BytesIO(client.get(f"/{lang}/routes/{key}.pdf").data)).pages
        text = "".join("".join(page.extract_text() for page in pages).split())
        for stop in real.shelf.routes[key].stops():
            name = real.shelf.attractions[stop.attraction].name
            assert "".join(name[lang].split()) in text, (key, name)
        assert "\x00" not in text, key  # a character without a letter in the face


def test_the_face_has_every_character_of_every_route(real):
    shelf = real.shelf
    said = {character for key in shelf.routes for character in str([shelf.routes[key], shelf.legs[key]])}
    said |= {character for place in shelf.attractions.values() for character in str(place.name)}

    assert {character for character in said if not raster.can_write(character, home("static") / "fonts")} == set()
