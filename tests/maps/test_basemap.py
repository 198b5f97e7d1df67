"""The offline basemap that travels with the content."""

import json

import pytest
import shapely
from conftest import ROOT
from shapely.geometry import shape

from portal.maps.sketch import LAYERS

GEO = ROOT / "content" / "geo"


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_is_geojson_with_its_source_licence_and_credit(name):
    layer = json.loads((GEO / f"{name}.geojson").read_text(encoding="utf-8"))

    assert layer["type"] == "FeatureCollection"
    assert layer["features"]
    assert layer["source"]
    assert layer["licence"]
    assert layer["credit"]


@pytest.mark.parametrize("name", LAYERS)
def test_every_shape_of_a_layer_is_valid_and_near_shenyang(name):
    layer = json.loads((GEO / f"{name}.geojson").read_text(encoding="utf-8"))
    for feature in layer["features"]:
        west, south, east, north = shapely.bounds(shape(feature["geometry"]))
        assert 120 < west <= east < 127, feature["properties"]
        assert 39.5 < south <= north < 44.5, feature["properties"]


def test_every_area_but_the_zone_has_an_outline():
    layer = json.loads((GEO / "areas.geojson").read_text(encoding="utf-8"))
    keys = {feature["properties"]["key"] for feature in layer["features"]}

    assert {path.stem for path in (ROOT / "content/areas").glob("*.yaml")} - keys <= {"shenfu"}


def test_every_place_on_the_basemap_has_a_name_in_both_languages():
    layer = json.loads((GEO / "places.geojson").read_text(encoding="utf-8"))

    assert [
        f["properties"] for f in layer["features"] if not (f["properties"].get("zh") and f["properties"].get("en"))
    ] == []
