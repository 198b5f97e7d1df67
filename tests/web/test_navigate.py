"""Navigate there: four links for each place of known position, in words and without scripts."""

import pytest
from reading import read

HOSTS = ["uri.amap.com", "api.map.baidu.com", "apis.map.qq.com", "maps.apple.com"]


def links(answer):
    return [e for e in read(answer.text).all("a") if any(f"//{host}/" in e.attributes["href"] for host in HOSTS)]


def test_every_stop_of_known_position_has_the_four(real, lang):
    client, shelf = real.client(), real.shelf
    for key in list(shelf.routes)[::9]:
        placed = [s for s in shelf.routes[key].stops() if shelf.attractions[s.attraction].point.position]
        found = links(client.get(f"/{lang}/routes/{key}/"))
        assert len(found) == 4 * len(placed)
        assert {e.attributes["rel"] for e in found} == {"noopener external"}


def test_a_place_has_the_four_in_the_order_of_the_country(client, lang):
    found = links(client.get(f"/{lang}/attractions/imperial-palace/"))

    assert [next(h for h in HOSTS if h in e.attributes["href"]) for e in found] == HOSTS
    assert found[0].text == {"zh": "高德地图", "en": "Gaode (Amap)"}[lang]


def test_a_place_without_a_position_has_none_and_an_approximate_one_says_so(small, lang):
    client, places = small.client(), small.shelf.attractions
    words = {"zh": "位置为大致位置。", "en": "The position is approximate."}[lang]
    for key, place in places.items():
        answer = client.get(f"/{lang}/attractions/{key}/")
        assert bool(links(answer)) == (place.point.position is not None), key
        assert (words in answer.text) == (place.point.quality == "approx"), key
    assert {place.point.quality for place in places.values()} == {"point", "approx", "none"}


@pytest.mark.parametrize("path", ["routes/route-one/", "attractions/place-one/"])
def test_hostile_names_stay_inside_their_parameter(hostile, lang, path):
    found = links(hostile.client().get(f"/{lang}/{path}"))

    assert found
    assert not [e for e in found if set(e.attributes["href"]) & set("<>\"' ")]
