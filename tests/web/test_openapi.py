"""A developer's tools read the description of the API: it is valid, it tells all there is, and the API keeps to it."""

from typing import Any

import pytest
from conftest import SITES, Site
from describing import schemathesis
from openapi_spec_validator import OpenAPIV31SpecValidator, validate
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError
from reading import read

from portal.web.api.operations import OPERATIONS


@pytest.fixture
def described(small: Site) -> dict[str, Any]:
    return dict(small.client().get("/api/v1/openapi.json?lang=en").json)


def test_the_description_is_valid(real, lang):
    validate(real.client().get(f"/api/v1/openapi.json?lang={lang}").json, cls=OpenAPIV31SpecValidator)


def test_the_validator_refuses_a_description_that_is_not(described):
    """Calibration."""
    del described["paths"]["/routes"]["get"]["parameters"][0]["in"]
    with pytest.raises(OpenAPIValidationError):
        validate(described, cls=OpenAPIV31SpecValidator)


def test_every_address_of_the_api_is_described_and_every_described_one_is_there(small, described):
    rules = {rule.rule: rule.methods for rule in small.app.url_map.iter_rules() if rule.endpoint.startswith("api.")}
    pages = {"/api/", "/api/v1/", "/api/v1/openapi.json", "/api/v1/docs"}
    addresses = {"/api/v1" + path.replace("{", "<").replace("}", ">") for path in described["paths"]}

    assert addresses == set(rules) - pages
    assert pages <= set(rules)
    assert all(methods == {"GET", "HEAD", "OPTIONS"} for methods in rules.values())


def test_every_operation_is_the_view_of_its_address(small):
    for operation in OPERATIONS:
        assert small.app.view_functions[f"api.{operation.name}"] is operation.view


def test_every_operation_says_what_it_is_and_which_errors_it_has(described):
    for path, methods in described["paths"].items():
        operation = methods["get"]
        assert operation["summary"]
        assert {"200", "400", "401", "429"} <= set(operation["responses"])
        assert all(parameter["description"] for parameter in operation["parameters"])
        assert ("404" in operation["responses"]) == ("410" in operation["responses"]) == ("{" in path)


def test_it_says_whose_it_is_and_under_which_licence(described):
    info = described["info"]

    assert info["license"]["url"] == "https://creativecommons.org/licenses/by/4.0/"
    assert info["contact"]["url"] == "http://localhost/en/about/"
    assert info["version"]
    assert described["servers"] == [{"url": "http://localhost/api/v1"}]


def test_its_examples_are_real_things(client, described):
    examples = 0
    for methods in described["paths"].values():
        example = methods["get"]["responses"]["200"]["content"]["application/json"].get("example")
        if example:
            examples += 1
            assert client.get(example["links"]["api"].removeprefix("http://localhost") + "?lang=en").json == example
    assert examples == 4


def test_the_beginning_leads_everywhere(client):
    for address in ("/api/v1", "/api/v1/"):
        links = client.get(address).json["links"]
        assert {"routes", "attractions", "events", "notices", "changes", "openapi", "docs"} <= set(links)
        for link in links.values():
            assert client.get(link.removeprefix("http://localhost")).status_code == 200, link


def test_below_a_sub_path_every_address_has_it(small):
    environ = {"SCRIPT_NAME": "/travel"}
    described = small.client().get("/api/v1/openapi.json", environ_overrides=environ).json
    route = small.client().get("/api/v1/routes?limit=1", environ_overrides=environ).json

    assert described["servers"] == [{"url": "http://localhost/travel/api/v1"}]
    assert route["next"].startswith("http://localhost/travel/api/v1/routes?")
    assert all(link.startswith("http://localhost/travel/") for link in route["items"][0]["links"].values())


# Schemathesis


@pytest.mark.slow
def test_schemathesis_finds_nothing(make_site, tmp_path):
    site = make_site(SITES / "good", api_limit="100000 per minute")
    said = schemathesis(site.app, tmp_path, "--max-examples", "5")

    assert said.returncode == 0, said.stdout
    assert f"Selected: {len(OPERATIONS)}/{len(OPERATIONS)}" in said.stdout
    assert f"Tested: {len(OPERATIONS)}" in said.stdout


@pytest.mark.slow
def test_schemathesis_finds_what_is_broken(own, tmp_path):
    """Calibration: one address breaks, another answers with something else than it promises."""
    own.app.view_functions["api.areas"] = lambda: 1 / 0
    own.app.view_functions["api.themes"] = lambda: {"items": "none"}
    chosen = ("--max-examples", "1", "--include-operation-id", "areas", "--include-operation-id", "themes")
    said = schemathesis(own.app, tmp_path, *chosen)

    assert said.returncode == 1
    assert "Server error" in said.stdout
    assert "Response violates schema" in said.stdout


# The documentation for people


def test_the_documentation_lists_every_operation_without_scripts(client, lang):
    page = read(client.get(f"/api/v1/docs?lang={lang}").text)

    assert page.one("html").attributes["lang"] == {"zh": "zh-Hans", "en": "en"}[lang]
    for operation in OPERATIONS:
        assert f"GET {operation.rule.replace('<', '{').replace('>', '}')}" in page.text
        for parameter in operation.parameters:
            assert parameter.name in page.text


def test_the_documentation_is_there_in_the_other_language(client):
    links = read(client.get("/api/v1/docs?lang=en").text).links

    assert "/api/v1/docs?lang=zh" in links


def test_the_documentation_runs_nothing_but_our_files(client):
    answer = client.get("/api/v1/docs")

    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert all(element.attributes.get("src") for element in read(answer.text).all("script"))
