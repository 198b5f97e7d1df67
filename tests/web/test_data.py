"""/data/latest: all of it in one file, under an address that stays, with a manifest that tells the truth."""

import csv
import hashlib
import io
import json

import pytest
from conftest import NOW
from factories import attraction
from geojson_pydantic import FeatureCollection
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph
from reading import read

from portal.extensions import db
from portal.publishing import actions

KINDS = ("routes", "attractions", "events")
FILES = [f"/data/latest/{kind}.{suffix}" for kind in KINDS for suffix in ("geojson", "csv")]


def distributions(manifest):
    return {
        each["dcat:downloadURL"]["@id"]: each
        for found in manifest["dcat:dataset"]
        for each in found["dcat:distribution"]
    }


def table(answer):
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("coding", ["", "gzip", "br"])
def test_every_file_has_the_size_and_the_checksum_of_the_manifest(client, coding):
    found = distributions(client.get("/data/latest/manifest.json").json)

    assert sorted(found) == sorted(f"http://localhost{path}" for path in FILES)
    for address, said in found.items():
        path = address.removeprefix("http://localhost")
        packed = client.get(path, headers={"Accept-Encoding": coding})
        data = client.get(path).data
        assert packed.status_code == 200
        assert packed.headers.get("Content-Encoding", "") in (coding, "")
        assert said["dcat:byteSize"]["@value"] == str(len(data))
        assert said["spdx:checksum"]["spdx:checksumValue"]["@value"] == hashlib.sha256(data).hexdigest()
        assert said["dcat:mediaType"]["@id"].endswith(packed.mimetype)


def test_the_manifest_names_publisher_version_and_the_last_change(client, small):
    answer = client.get("/data/latest/manifest.json")
    manifest = answer.json
    sets = {each["dct:identifier"]: each for each in manifest["dcat:dataset"]}

    assert answer.mimetype == "application/ld+json"
    assert set(sets) == set(KINDS)
    assert manifest["dct:publisher"]["foaf:name"][1] == {"@language": "en", "@value": "Four Seasons around Shenyang"}
    for each in sets.values():
        assert each["dct:modified"] == {"@type": "xsd:dateTime", "@value": "2026-11-23T04:00:00+00:00"}
        assert each["dcat:version"] == f"{small.shelf.version}.20261123"


NEEDED = {
    DCAT.Catalog: {DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license, DCTERMS.language}
    | {DCTERMS.modified, FOAF.homepage, DCAT.dataset},
    DCAT.Dataset: {DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.language, DCTERMS.accessRights}
    | {DCAT.keyword, DCAT.theme, DCAT.distribution},
    DCAT.Distribution: {DCAT.accessURL, DCTERMS.description, DCTERMS.format, DCTERMS.license, DCTERMS.language},
    FOAF.Agent: {FOAF.name},
}
"""What DCAT-AP 3 makes mandatory, and what it recommends and can be said here; by class."""

ONCE = {DCTERMS.license, DCTERMS.rights, DCTERMS.format, DCTERMS.publisher, DCTERMS.modified, DCAT.byteSize}
CLASSES = {DCTERMS.license: "LicenseDocument", DCTERMS.language: "LinguisticSystem", DCTERMS.rights: "RightsStatement"}


def against_dcat_ap(manifest):
    """What the profile would object to."""
    graph = Graph().parse(data=json.dumps(manifest), format="json-ld")
    found = []
    for kind, needed in NEEDED.items():
        nodes = list(graph.subjects(RDF.type, kind))
        found += [f"no {kind}"] * (not nodes)
        for node in nodes:
            found += [f"{node} lacks {name}" for name in needed if not list(graph.objects(node, name))]
            found += [f"{node} has two {name}" for name in ONCE if len(list(graph.objects(node, name))) > 1]
    for name, wanted in CLASSES.items():
        found += [
            f"{o} is no {wanted}" for o in graph.objects(None, name) if (o, RDF.type, DCTERMS[wanted]) not in graph
        ]
    kinds = list(graph.subject_objects(RDF.type))
    return found + [f"{node} is two things" for node in {n for n, _ in kinds} if sum(n == node for n, _ in kinds) > 1]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own reader uses it
def test_the_manifest_is_what_the_profile_of_data_portals_asks_for(client):
    manifest = client.get("/data/latest/manifest.json").json

    assert against_dcat_ap(manifest) == []
    for spoil in (
        lambda m: m.pop("dct:description"),
        lambda m: m["dcat:dataset"][0].pop("dct:title"),
        lambda m: m["dcat:dataset"][0].update({"dct:language": ["zh-Hans", "en"]}),
        lambda m: m["dcat:dataset"][0]["dcat:distribution"][0].update(
            {"dct:license": [{"@id": "x:a"}, {"@id": "x:b"}]}
        ),
        lambda m: m["dcat:dataset"][0]["dcat:distribution"][0].update({"dct:rights": "as you like"}),
        lambda m: m["dct:publisher"].update({"@id": m["@id"]}),
    ):
        broken = json.loads(json.dumps(manifest))
        spoil(broken)
        assert against_dcat_ap(broken)


def test_manifest_collections_and_the_partners_page_say_the_same_of_licences(client):
    """Whoever reads one of them only must not pass on OpenStreetMap's lines under CC BY alone."""
    files = distributions(client.get("/data/latest/manifest.json").json)
    (sheet,) = read(client.get("/en/partners/").text).all("script", type="application/ld+json")
    (data,) = [node for node in json.loads(sheet.text)["@graph"] if node["@type"] == "Dataset"]
    offered = {each["contentUrl"]: each["license"] for each in data["distribution"]}
    both = ["https://creativecommons.org/licenses/by/4.0/", "https://opendatacommons.org/licenses/odbl/1-0/"]

    assert set(offered) == set(files)
    for address, said in files.items():
        assert offered[address] == both
        assert said["dct:license"]["@id"] == both[1]
        assert all("CC BY 4.0" in label["@value"] for label in said["dct:rights"]["rdfs:label"])
    for kind in KINDS:
        links = client.get(f"/ogc/collections/{kind}").json["links"]
        assert [link["href"] for link in links if link["rel"] == "license"] == both
    definition = client.get("/ogc/api?lang=en").json["info"]
    assert "CC BY 4.0" in definition["description"]
    assert "ODbL 1.0" in definition["description"]
    assert "ODbL" in definition["license"]["name"]


@pytest.mark.parametrize("path", [*FILES, "/data/latest/manifest.json"])
def test_any_page_may_load_a_file_and_an_unchanged_one_is_not_sent_again(client, path):
    answer = client.get(path)

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.head(path).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_holds_what_the_collection_holds(client, kind):
    everything = client.get(f"/ogc/collections/{kind}/items?limit=1000").json["features"]
    body = client.get(f"/data/latest/{kind}.geojson").json
    rows = table(client.get(f"/data/latest/{kind}.csv"))

    FeatureCollection.model_validate_json(json.dumps(body))
    assert body["features"] == everything
    assert [row["key"] for row in rows] == [feature["id"] for feature in everything]
    for row, feature in zip(rows, everything, strict=True):
        assert list(row) == ["key", "lon", "lat", *feature["properties"]]
        assert row["name_zh"] == feature["properties"]["name_zh"]
        shape = feature["geometry"]
        first = shape and (shape["coordinates"] if shape["type"] == "Point" else shape["coordinates"][0])
        assert [row["lon"], row["lat"]] == (list(map(str, first)) if first else ["", ""])


def test_a_table_is_offered_as_a_file_for_a_spreadsheet(client):
    answer = client.get("/data/latest/routes.csv")

    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="routes.csv"'
    assert answer.data.startswith(b"\xef\xbb\xbfkey,lon,lat,number,name_zh,name_en,")


@pytest.mark.parametrize("path", ["routes.xml", "hotels.csv", "manifest.csv", "routes", "../manifest.json"])
def test_another_file_is_not_there_and_a_problem_says_so(client, path):
    answer = client.get(f"/data/latest/{path}")

    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_a_file_takes_no_parameter(client):
    assert client.get("/data/latest/routes.csv?area=benxi").status_code == 400


def test_files_and_manifest_follow_what_is_published_together(own):
    client = own.client()
    before = client.get("/data/latest/manifest.json").json
    formula = '=HYPERLINK("http://evil.example","点我")&]]></script>🎿'
    with own.app.app_context():
        editor = actions.person(db.session, "editor", NOW)
        place = attraction(number=999, name=formula, en="+1 " + "x" * 190, at=(41.8, 123.4))
        actions.publish(db.session, editor, NOW, "attraction", "a-formula", place)
        db.session.commit()
    after = client.get("/data/latest/manifest.json").json
    address = "http://localhost/data/latest/attractions.csv"
    answer = client.get("/data/latest/attractions.csv")
    row = table(answer)[0]

    assert distributions(before)[address] != distributions(after)[address]
    checksum = distributions(after)[address]["spdx:checksum"]["spdx:checksumValue"]["@value"]
    assert checksum == hashlib.sha256(answer.data).hexdigest()
    assert row["key"] == "a-formula"
    assert row["name_zh"] == f"'{formula}"
    assert row["name_en"].startswith("'+1 x")
    assert (row["lon"], row["lat"]) == ("123.4", "41.8")
    assert client.get("/data/latest/attractions.geojson").json["features"][0]["properties"]["name_zh"] == formula


def test_a_hostile_site_comes_out_of_every_file_as_it_went_in(hostile):
    client = hostile.client()
    for kind in KINDS:
        body = client.get(f"/data/latest/{kind}.geojson").json
        rows = table(client.get(f"/data/latest/{kind}.csv"))
        for row, feature in zip(rows, body["features"], strict=True):
            for column, value in feature["properties"].items():
                if isinstance(value, str):
                    assert row[column].removeprefix("'") == value.removeprefix("'")
                    assert not row[column].startswith(tuple("=+-@\t\r\n"))


def test_the_manifest_costs_nothing_once_it_is_made(small):
    """Each of the six files is made once a version, whatever coding an answer then travels in."""
    from portal.web.api import data  # noqa: PLC0415  its cache is what this test looks at

    data._kept.cache_clear()
    for coding in ("", "gzip", "br"):
        small.client().get("/data/latest/manifest.json", base_url="http://fresh", headers={"Accept-Encoding": coding})

    assert data._kept.cache_info().misses == len(FILES)
    assert data._kept.cache_info().hits == 2 * len(FILES)


def test_a_table_of_nothing_still_names_its_columns(own):
    with own.app.app_context():
        editor = actions.person(db.session, "editor", NOW)
        for key in own.shelf.events:
            actions.withdraw(db.session, editor, NOW, "event", key)
        db.session.commit()

    assert own.client().get("/data/latest/events.csv").text.startswith("\ufeffkey,lon,lat,number,name_zh,name_en,")


def test_a_site_below_a_path_and_one_beside_it_keep_their_own_addresses(client):
    for root in ("/tour", "", "/other"):
        answer = client.get("/data/latest/events.csv", environ_overrides={"SCRIPT_NAME": root})
        assert {row["url_en"].split("/en/")[0] for row in table(answer)} == {f"http://localhost{root}"}


def test_a_file_tells_the_address_under_which_it_was_asked_for(client):
    for host in ("one.example", "other.example"):
        rows = table(client.get("/data/latest/routes.csv", base_url=f"https://{host}"))
        assert {row["url_en"].split("/en/")[0] for row in rows} == {f"https://{host}"}
