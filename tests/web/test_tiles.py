"""Pages of a site whose maps lie on a provider's tiles."""

import pytest
from conftest import SITES
from reading import read

PAGES = ["routes/palace-and-tomb/", "attractions/imperial-palace/", "map/"]
ELSEWHERE = ["", "routes/", "events/city-marathon/", "search/?q=x", "about/"]


def policy(client, path):
    return client.get(f"/en/{path}").headers["Content-Security-Policy"]


@pytest.fixture(scope="module")
def on_gaode(make_site):
    return make_site(SITES / "good", tiles="gaode", map_approval="GS(2099)1号").client()


@pytest.mark.parametrize("path", PAGES)
def test_a_map_page_lets_the_providers_hosts_paint_and_nothing_more(on_gaode, client, path):
    hosts = "".join(f" https://webrd0{n}.is.autonavi.com" for n in (1, 2, 3, 4))
    for _ in range(2):  # made, then kept
        assert policy(on_gaode, path) == policy(client, path).replace("data:", f"data:{hosts}")


@pytest.mark.parametrize("path", ELSEWHERE)
def test_pages_without_a_map_let_no_other_host_in(on_gaode, client, path):
    assert policy(on_gaode, path) == policy(client, path)
    assert "http" not in policy(client, path)


@pytest.mark.parametrize("path", PAGES)
def test_offline_maps_let_no_other_host_in(client, path):
    assert "http" not in policy(client, path)


def test_a_map_on_tiles_shows_the_number_given_and_our_own_drawings_show_theirs(on_gaode):
    page = read(on_gaode.get("/zh/routes/palace-and-tomb/").text)
    (canvas,) = [e for e in page.elements if "data-approval" in e.attributes]

    assert canvas.attributes["data-approval"] == "GS(2099)1号"
    assert canvas.attributes["data-offline-approval"] == "GS(2024)0650号"
    assert "GS(2024)0650号" in on_gaode.get("/zh/routes/palace-and-tomb.svg").text
