"""Tile providers: what is known of each, and what a URL template may be."""

import pytest

from portal.maps import providers
from portal.maps.providers import GAODE, OFFLINE, OSM, chosen, named

OWN = "https://{s}.tiles.example.org:8443/land/{z}/{x}/{y}.png?k={key}"


def test_offline_asks_nobody():
    assert chosen("offline") == OFFLINE
    assert (OFFLINE.layers, OFFLINE.hosts) == ((), [])


def test_tianditu_is_ground_and_names_from_eight_hosts_with_the_key():
    provider = chosen("tianditu", "0a1b")
    ground, names = (layer.address(8, 215, 95) for layer in provider.layers)

    assert ground.startswith("https://t0.tianditu.gov.cn/vec_w/wmts?")
    assert names.startswith("https://t0.tianditu.gov.cn/cva_w/wmts?")
    assert all("&TILEMATRIX=8&TILEROW=95&TILECOL=215&tk=0a1b" in address for address in (ground, names))
    assert provider.hosts == [f"https://t{n}.tianditu.gov.cn" for n in range(8)]
    assert (provider.datum, provider.approval) == ("WGS-84", "GS(2024)0650号")


def test_tianditu_without_a_key_is_offline():
    assert chosen("tianditu") == OFFLINE


def test_a_key_cannot_leave_its_place_in_the_address():
    (layer, _) = chosen("tianditu", "a&b={z}").layers

    assert layer.url.endswith("&tk=a%26b%3D%7Bz%7D")


def test_gaode_is_in_gcj_02_and_needs_no_key():
    assert GAODE.datum == "GCJ-02"
    assert not GAODE.needs_key
    assert GAODE.layers[0].address(8, 215, 95).startswith("https://webrd01.is.autonavi.com/")
    assert GAODE.hosts == [f"https://webrd0{n}.is.autonavi.com" for n in (1, 2, 3, 4)]
    assert GAODE.approval == ""


def test_openstreetmap_is_one_host_and_credited():
    assert OSM.hosts == ["https://tile.openstreetmap.org"]
    assert "openstreetmap.org/copyright" in OSM.attribution


def test_a_template_is_its_hosts_its_datum_and_its_key():
    provider = chosen(OWN, "secret", "GCJ-02")

    assert provider.hosts == [f"https://{s}.tiles.example.org:8443" for s in "abc"]
    assert provider.layers[0].address(1, 2, 3) == "https://a.tiles.example.org:8443/land/1/2/3.png?k=secret"
    assert provider.datum == "GCJ-02"
    assert "tiles.example.org" in provider.attribution


def test_a_template_that_wants_a_key_and_gets_none_is_offline():
    assert chosen(OWN) == OFFLINE


@pytest.mark.parametrize(
    ("tiles", "problem"),
    [
        ("", "neither one of offline, tianditu, gaode, osm"),
        ("Tianditu", "neither one of"),
        ("tiles/{z}/{x}/{y}.png", "neither one of"),
        ("ftp://example.org/{z}/{x}/{y}", r"http\(s\)"),
        ("https://example.org; script-src */{z}/{x}/{y}", r"http\(s\)"),
        ('https://example.org/{z}/{x}/{y}"><script>', "quotes"),
        ("https://user@example.org/{z}/{x}/{y}", r"http\(s\)"),
        ("https://example.org/{z}/{x}.png", r"\{y\} is missing"),
        ("https://example.org/{z}/{x}/{-y}.png", r"\{-y\} means nothing"),
        ("https://example.org/{z}/{x}/{y}{r}.png", r"\{r\} means nothing"),
        ("https://{key}.example.org/{z}/{x}/{y}.png", r"only \{s\} may stand in the host"),
        ("https://example.org/{z}/{x}/{y}}.png", "braces"),
    ],
)
def test_what_is_no_provider_is_refused_with_what_would_be(tiles, problem):
    with pytest.raises(ValueError, match=problem):
        named(tiles)


@pytest.mark.parametrize("name", sorted(providers.KNOWN))
def test_the_deepest_zoom_is_one_that_every_layer_has(name):
    provider = providers.KNOWN[name]

    assert 14 <= provider.max_zoom <= 19
    assert all(layer.max_zoom == provider.max_zoom for layer in provider.layers)
