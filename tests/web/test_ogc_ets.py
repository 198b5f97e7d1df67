"""The abstract tests of OGC API - Features 1.0.1 as the OGC's own suite asserts them, written anew for pytest.

Suite: opengeospatial/ets-ogcapi-features10 (commit a314c1e); each test names the class and method whose assertions it
ports, the abstract tests by number, and the requirement. Theirs need Java and a public server; these need neither.
"""

import re
from datetime import datetime, timedelta

import pytest
import shapely
from openapi_spec_validator import OpenAPIV30SpecValidator

COLLECTIONS = ("routes", "attractions", "events")
ROOT = "http://localhost/ogc"
GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
CORE = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
BOXES = {
    "the meridian": "-1.5,50.0,1.5,53.0",
    "the equator": "-80.0,-5.0,-70.0,5.0",
    "180 longitude": "177.0,65.0,-177.0,70.0",
    "the north pole": "-180.0,85.0,180.0,90.0",
    "the south pole": "-180.0,-90.0,180.0,-85.0",
    "the south-east of Shenyang": "123.4,41.0,124.0,41.85",
}


@pytest.fixture
def ask(client):
    """A function: ask(address, accept, **query) -> the answer of a GET."""

    def asked(address, accept=GEOJSON, **query):
        return client.get(
            address.removeprefix("http://localhost"), headers={"Accept": accept}, query_string=query or None
        )

    return asked


@pytest.fixture(params=COLLECTIONS)
def collection(ask, request):
    found = ask("/ogc/collections", "application/json").json["collections"]
    return next(each for each in found if each["id"] == request.param)


@pytest.fixture
def features_url(collection):
    return next(link["href"] for link in collection["links"] if link["rel"] == "items" and link["type"] == GEOJSON)


@pytest.fixture
def api(ask):
    return ask("/ogc/api", OPENAPI).json


@pytest.fixture
def parameter(api, collection):
    """A function: a parameter of the items as the definition declares it, with the defaults of OpenAPI."""

    def named(name):
        for given in api["paths"][f"/collections/{collection['id']}/items"]["get"]["parameters"]:
            found = api["components"]["parameters"][given["$ref"].split("/")[-1]] if "$ref" in given else given
            if found["name"] == name:
                return {"required": False, "style": "form", "explode": found.get("style", "form") == "form", **found}
        raise AssertionError(f"{name} is not declared")

    return named


def alternates(links, but):
    return {link["type"] for link in links if link["rel"] == "alternate"} | {but}


def assert_links(links, own_type):
    assert [link for link in links if link["rel"] == "self"]
    assert {own_type, "text/html"} <= alternates(links, own_type)
    assert [link for link in links if not (link.get("rel") and link.get("type") and link.get("href"))] == []


def assert_response(answer, ask):
    """AbstractFeatures.validate*: Abstract Tests 26 to 30 (/req/core/fc-response) and 2 (/req/core/crs84)."""
    assert answer.status_code == 200
    assert answer.mimetype == GEOJSON
    body = answer.json
    assert body["type"] == "FeatureCollection"
    assert isinstance(body["features"], list)
    assert_links(body["links"], GEOJSON)
    assert datetime.fromisoformat(body["timeStamp"]).tzinfo
    assert body["numberReturned"] == len(body["features"])
    assert body["numberMatched"] == len(walked(body, ask))
    for feature in body["features"]:
        if feature["geometry"]:
            west, south, east, north = shapely.geometry.shape(feature["geometry"]).bounds
            assert -180 <= west <= east <= 180
            assert -90 <= south <= north <= 90


def walked(body, ask):
    """Every feature from a portion on, by its links `next`."""
    found = list(body["features"])
    while onward := [link["href"] for link in body["links"] if link["rel"] == "next"]:
        body = ask(onward[0]).json
        found += body["features"]
    return found


@pytest.mark.parametrize("address", ["/ogc", "/ogc/"])
def test_landing_page_landing_page_retrieval_and_validation(ask, address):
    """LandingPage.landingPageRetrieval, landingPageValidation, Abstract Tests 3, 4: /req/core/root-op, root-success."""
    answer = ask(address, "application/json")
    relations = {link["rel"] for link in answer.json["links"]}

    assert answer.status_code == 200
    assert relations >= {"service-desc", "service-doc", "conformance", "data"}


def test_api_definition_openapi_document_retrieval_and_validation(ask):
    """ApiDefinition.openapiDocumentRetrieval, apiDefinitionValidation, 5, 6: /req/core/api-definition-*."""
    links = ask("/ogc/", "application/json").json["links"]
    (address,) = [
        link["href"] for link in links if link["rel"] == "service-desc" and link["type"].replace(" ", "") == OPENAPI
    ]
    answer = ask(address, OPENAPI)

    assert answer.status_code == 200
    assert answer.content_type.replace(" ", "") == OPENAPI
    assert [str(error) for error in OpenAPIV30SpecValidator(answer.json).iter_errors()] == []


def test_conformance_validate_conformance_operation_and_response(ask):
    """Conformance.validateConformanceOperationAndResponse, Abstract Tests 7, 8: /req/core/conformance-*."""
    links = ask("/ogc/", "application/json").json["links"]
    for address in {link["href"] for link in links if link["rel"] == "conformance"} | {f"{ROOT}/conformance"}:
        answer = ask(address, "application/json")
        assert answer.status_code == 200
        assert CORE in answer.json["conformsTo"]
        assert all(isinstance(each, str) for each in answer.json["conformsTo"])


def test_feature_collections_links(ask):
    """FeatureCollections.…_Links, …_Links_v101, Abstract Tests 9 to 11: /req/core/fc-md-links."""
    answer = ask("/ogc/collections", "application/json")

    assert answer.status_code == 200
    assert_links(answer.json["links"], "application/json")
    assert answer.json["collections"]


def test_feature_collections_items(collection, ask):
    """FeatureCollections.…_Items_v101, …_Items_Links_v101, …_CrsProperty, 10, 12, 13: /req/core/fc-md-items*."""
    links = collection["links"]
    items = {link["type"]: link["href"] for link in links if link["rel"] == "items"}

    assert collection["id"]
    assert collection.get("itemType", "feature") == "feature"
    assert collection["crs"][0] == CRS84
    assert items.keys() == {GEOJSON, "text/html"}
    assert ask(items[GEOJSON]).json["type"] == "FeatureCollection"
    assert [link for link in links if not (link.get("rel") and link.get("type") and link.get("href"))] == []


def test_feature_collections_extent(collection, features_url, ask):
    """FeatureCollections.…_Extent_v101, Abstract Test 14: /req/core/fc-md-extent: everything lies within."""
    (around,) = collection["extent"]["spatial"]["bbox"]
    features = ask(features_url, limit=1000).json["features"]
    held = [dates.split("/") for f in features for dates in (f["properties"].get("dates") or "").split(";") if dates]

    assert len(around) == 4
    for feature in features:
        if feature["geometry"]:
            assert shapely.box(*around).covers(shapely.geometry.shape(feature["geometry"]))
    assert bool(held) == ("temporal" in collection["extent"])
    if held:
        ((first, last),) = collection["extent"]["temporal"]["interval"]
        days = [datetime.fromisoformat(f"{day}T00:00:00+08:00") for dates in held for day in dates]
        assert datetime.fromisoformat(first) <= min(days)
        assert max(days) <= datetime.fromisoformat(last)


def test_feature_collection_metadata(collection, ask):
    """FeatureCollection.validateFeatureCollectionMetadata*, 15, 16: /req/core/sfc-md-op, sfc-md-success."""
    answer = ask(f"/ogc/collections/{collection['id']}", "application/json")

    assert answer.status_code == 200
    for member in ("id", "title", "description", "extent"):
        assert answer.json[member] == collection[member]


def test_features_operation(features_url, ask):
    """Features.validateFeatures*, Abstract Tests 17, 26 to 30: /req/core/fc-op, fc-response."""
    assert_response(ask(features_url), ask)


def test_features_query_param_invalid(features_url, ask):
    """FeaturesErrorConditions.validateFeaturesOperation_QueryParamInvalid, 24: /req/core/query-param-invalid."""
    assert ask(features_url, limit="unlimited").status_code == 400


def test_features_query_param_unknown(features_url, ask):
    """FeaturesErrorConditions.validateFeaturesOperation_QueryParamUnknown, 25: /req/core/query-param-unknown."""
    assert ask(features_url, unknownQueryParameter12345=1).status_code == 400


def test_bbox_parameter_definition(parameter):
    """FeaturesBBox.boundingBoxParameterDefinition, Abstract Test 18: /req/core/fc-bbox-definition."""
    bbox = parameter("bbox")
    sizes = [(each["minItems"], each["maxItems"]) for each in bbox["schema"]["oneOf"]]

    assert (bbox["in"], bbox["required"], bbox["style"], bbox["explode"]) == ("query", False, "form", False)
    assert bbox["schema"]["type"] == "array"
    assert bbox["schema"]["items"]["type"] == "number"
    assert sizes == [(4, 4), (6, 6)]


@pytest.mark.parametrize("where", ["the extent", *BOXES])
def test_features_with_bounding_box(collection, features_url, ask, where):
    """FeaturesBBox.validateFeaturesWithBoundingBox*, Abstract Tests 17, 19: /req/core/fc-bbox-response."""
    extent = ",".join(map(str, collection["extent"]["spatial"]["bbox"][0]))
    bbox = BOXES.get(where, extent)
    answer = ask(features_url, bbox=bbox)
    assert_response(answer, ask)

    west, south, east, north = map(float, bbox.split(","))
    parts = [(west, south, east, north)] if west <= east else [(west, south, 180, north), (-180, south, east, north)]
    everything = walked(ask(features_url).json, ask)
    expected = {
        feature["id"]
        for feature in everything
        if feature["geometry"] is None
        or any(shapely.box(*part).intersects(shapely.geometry.shape(feature["geometry"])) for part in parts)
    }
    assert {feature["id"] for feature in walked(answer.json, ask)} == expected


def test_limit_parameter_definition(parameter):
    """FeaturesLimit.limitParameterDefinition, Abstract Test 20: /req/core/fc-limit-definition."""
    limit = parameter("limit")

    assert (limit["in"], limit["required"], limit["style"], limit["explode"]) == ("query", False, "form", False)
    assert limit["schema"]["type"] == "integer"
    assert limit["schema"]["minimum"] >= 0
    assert limit["schema"]["minimum"] <= limit["schema"]["default"] <= limit["schema"]["maximum"]


@pytest.mark.parametrize("limit", [1, 2, 100, 1000, 1001, 10**30])
def test_features_with_limit(features_url, parameter, ask, limit):
    """FeaturesLimit.validateFeaturesWithLimit*, 17, 21: /req/core/fc-limit-response; too much is no error."""
    answer = ask(features_url, limit=limit)

    assert_response(answer, ask)
    assert len(answer.json["features"]) <= min(limit, parameter("limit")["schema"]["maximum"])


def test_time_parameter_definition(parameter):
    """FeaturesTime.timeParameterDefinition, Abstract Test 22: /req/core/fc-time-definition."""
    time = parameter("datetime")

    assert (time["in"], time["required"], time["style"], time["explode"]) == ("query", False, "form", False)
    assert time["schema"]["type"] == "string"


def test_features_with_date_time(collection, features_url, ask):
    """FeaturesTime.validateFeaturesWithDateTime*, Abstract Tests 17, 23: /req/core/fc-time-response.

    An instant, an interval and a day with a duration, from the extent; where nothing has a date, everything fits.
    """
    ((begin, end),) = collection["extent"].get("temporal", {}).get("interval", [("2020-01-01T00:00:00Z",) * 2])
    first, last = datetime.fromisoformat(begin), datetime.fromisoformat(end)
    quarter = first + (last - first) / 4
    half = quarter + (last - first) / 4
    everything = {feature["id"]: feature for feature in walked(ask(features_url).json, ask)}
    for text, starts, ends in (
        (f"{first:%Y-%m-%dT%H:%M:%SZ}", first, first),
        (f"{quarter:%Y-%m-%dT%H:%M:%SZ}/{half:%Y-%m-%dT%H:%M:%SZ}", quarter, half),
        (f"{quarter:%Y-%m-%d}/P2D", datetime.fromisoformat(f"{quarter:%Y-%m-%d}T00:00:00+08:00"), None),
    ):
        answer = ask(features_url, datetime=text)
        assert_response(answer, ask)
        stops = ends or starts + timedelta(days=2)
        expected = {key for key, f in everything.items() if fits(f["properties"].get("dates"), starts, stops)}
        assert {feature["id"] for feature in walked(answer.json, ask)} == expected, text


def fits(dates, first, last):
    """Whether one of the days of an event's column `dates` lies between two moments; whatever has none fits."""
    days = [re.split("/", each) for each in (dates or "").split(";") if each]
    return not days or any(
        datetime.fromisoformat(f"{each[0]}T00:00:00+08:00") <= last
        and first < datetime.fromisoformat(f"{each[-1]}T00:00:00+08:00") + timedelta(days=1)
        for each in days
    )


def test_feature_operation_and_response(collection, features_url, ask):
    """Feature.featureOperation, validateFeatureResponse, 31 to 33: /req/core/f-op, f-success, f-links."""
    for listed in ask(features_url).json["features"]:
        answer = ask(f"/ogc/collections/{collection['id']}/items/{listed['id']}")
        links = answer.json["links"]
        assert answer.status_code == 200
        assert answer.mimetype == GEOJSON
        assert_links(links, GEOJSON)
        assert [link["href"] for link in links if link["rel"] == "collection"] == [
            f"{ROOT}/collections/{collection['id']}"
        ]
        assert answer.json == {**listed, "links": links}
