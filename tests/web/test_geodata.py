"""GeoJSON beside the pages: a route with its pieces of way and its stops, a place, an event."""

import json

import pytest
from conftest import NOW
from geojson_pydantic import Feature, FeatureCollection
from pydantic import ValidationError

from portal.extensions import db
from portal.publishing import actions


def test_a_route_is_its_pieces_of_way_and_then_its_stops(client, lang):
    answer = client.get(f"/{lang}/routes/palace-and-tomb.geojson")
    body = answer.json
    ways = [f["properties"] for f in body["features"] if f["properties"]["what"] == "way"]
    stops = [f["properties"] for f in body["features"] if f["properties"]["what"] == "stop"]

    assert answer.mimetype == "application/geo+json"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="palace-and-tomb.geojson"'
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Cache-Control" in answer.headers
    assert body["features"][0]["geometry"]["type"] == "LineString"
    assert {way["to_stop"] for way in ways} == {2}
    assert [(stop["number"], stop["attraction"]) for stop in stops] == [(1, "imperial-palace"), (2, "fuling")]
    assert stops[0]["note_en"] == "First the Dazheng Hall"
    assert body["route"]["name_zh"] == "故宫到福陵"
    assert "OpenStreetMap" in body["licence"]["attribution"]


def test_pieces_of_a_way_that_nobody_knows_are_schematic(client):
    found = client.get("/en/routes/round-the-circle.geojson").json["features"]
    ways = [feature["properties"] for feature in found if feature["properties"]["what"] == "way"]

    assert ways
    assert all(way["schematic"] for way in ways)


def test_a_stop_of_unknown_position_is_there_without_geometry(client):
    found = client.get("/en/routes/ski-and-pagoda.geojson").json["features"]
    unplaced = [f for f in found if f["properties"].get("attraction") == "white-pagoda"]

    assert [feature["geometry"] for feature in unplaced] == [None]
    assert unplaced[0]["properties"]["position"] == "none"


def test_the_lines_of_both_files_of_a_route_meet_at_its_stops(real):
    client = real.client()
    for key in real.shelf.routes:
        body = client.get(f"/zh/routes/{key}.geojson").json
        pieces = [f["geometry"]["coordinates"] for f in body["features"] if f["properties"]["what"] == "way"]
        whole = client.get(f"/ogc/collections/routes/items/{key}").json["geometry"]["coordinates"]
        joined = [point for piece in pieces for point in piece]
        assert [p for p, before in zip(joined, [None, *joined], strict=False) if p != before] == whole
        FeatureCollection.model_validate_json(json.dumps(body))


@pytest.mark.parametrize(("kind", "key"), [("attractions", "fuling"), ("events", "ice-festival")])
def test_a_place_and_an_event_are_one_feature_the_same_as_in_the_collection(client, kind, key):
    body = client.get(f"/en/{kind}/{key}.geojson").json
    listed = client.get(f"/ogc/collections/{kind}/items/{key}").json
    del listed["links"]

    assert body == listed


@pytest.mark.parametrize(
    "path",
    ["routes/nowhere.geojson", "attractions/nowhere.geojson", "events/nowhere.geojson"],
)
def test_what_is_not_there_is_not_found(client, lang, path):
    assert client.get(f"/{lang}/{path}").status_code == 404


def test_an_unknown_parameter_is_refused(client):
    assert client.get("/en/routes/palace-and-tomb.geojson?crs=3857").status_code == 400


def test_a_renamed_route_leads_on_and_a_withdrawn_one_is_gone(own):
    client = own.client()
    moved = client.get("/en/routes/maples-by-car.geojson")
    with own.app.app_context():
        actions.withdraw(db.session, actions.person(db.session, "editor", NOW), NOW, "route", "academy-walk")
        db.session.commit()

    assert (moved.status_code, moved.location) == (308, "/en/routes/cave-and-maples.geojson")
    assert client.get("/en/routes/academy-walk.geojson").status_code == 410


@pytest.mark.parametrize("kind", ["routes", "attractions", "events"])
@pytest.mark.parametrize("name", ["small", "hostile"])
def test_every_collection_is_geojson_by_somebody_elses_model(request, name, kind):
    text = request.getfixturevalue(name).client().get(f"/ogc/collections/{kind}/items?limit=1000").text

    assert FeatureCollection.model_validate_json(text).features


def test_somebody_elses_model_refuses_what_is_no_geojson(client):
    body = client.get("/en/attractions/fuling.geojson").json
    Feature.model_validate(body)
    for spoilt in (
        {**body, "type": "Fixture"},
        {**body, "geometry": {"type": "Point", "coordinates": [1]}},
        {**body, "geometry": {"type": "LineString", "coordinates": [[1.0, 2.0]]}},
        {k: v for k, v in body.items() if k != "geometry"},
    ):
        with pytest.raises(ValidationError):
            Feature.model_validate(spoilt)


@pytest.mark.parametrize("kind", ["routes", "attractions", "events"])
def test_what_rfc_7946_asks_beyond_the_model_is_kept(client, kind):
    """3.1.1 and 4: WGS-84, longitude first; 7: no old members; 11.2: no more digits than are known."""
    body = client.get(f"/ogc/collections/{kind}/items").json

    assert "crs" not in json.dumps(body)
    for feature in body["features"]:
        assert isinstance(feature["id"], str)
        assert not {"coordinates", "features", "geometries"} & feature.keys()
        shape = feature["geometry"]
        points = [] if shape is None else [shape["coordinates"]] if shape["type"] == "Point" else shape["coordinates"]
        for lon, lat in points:
            assert 120 < lon < 127
            assert 39 < lat < 44
            assert all(len(repr(number).partition(".")[2]) <= 5 for number in (lon, lat))


def test_all_properties_are_flat_and_the_same_for_each_feature(real):
    client = real.client()
    for kind in ("routes", "attractions", "events"):
        rows = [
            feature["properties"]
            for feature in client.get(f"/ogc/collections/{kind}/items?limit=1000").json["features"]
        ]
        assert {tuple(row) for row in rows} == {tuple(rows[0])}
        assert not [v for row in rows for v in row.values() if isinstance(v, (list, dict)) or v == ""]
        assert all(row["updated"].endswith("Z") and row["attribution"] and row["licence"] for row in rows)


def test_only_what_comes_from_openstreetmap_is_under_its_licence(real):
    client = real.client()
    rows = {
        f["id"]: f["properties"] for f in client.get("/ogc/collections/attractions/items?limit=1000").json["features"]
    }
    named = {
        key
        for key, document in real.shelf.attractions.items()
        if document.point.position and any("OpenStreetMap" in (source.title or "") for source in document.sources)
    }

    assert {key for key, row in rows.items() if row["geometry_licence"] == "ODbL-1.0"} == named
    assert all(("OpenStreetMap" in row["attribution"]) == (key in named) for key, row in rows.items())
    assert {row["geometry_licence"] for row in rows.values()} == {"ODbL-1.0", "CC-BY-4.0", None}
