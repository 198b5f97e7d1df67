"""Links to navigation programs: the right datum, the right order, and a name that can do no harm."""

from urllib.parse import parse_qs, urlsplit

import pytest
from oracle import ask

from portal.formats.navigation import links
from portal.kernel.geo import Point, distance_km

PALACE = Point(41.7966, 123.4506)
HOSTILE = "a,b&mode=walk#?\"'><script>alert(1)</script> 故宫\n%00"


def queries(name="沈阳故宫"):
    return {
        app: (urlsplit(url), {k: v[0] for k, v in parse_qs(urlsplit(url).query).items()})
        for app, url in links(PALACE, name)
    }


def point(text, *, lon_first=False):
    first, second = map(float, text.split(",")[:2])
    return Point(second, first) if lon_first else Point(first, second)


def metres(a, b):
    return distance_km(a, b) * 1000


@pytest.fixture(scope="module")
def right():
    """The palace in the other datums, as gcoord has it."""
    made = ask([PALACE])
    return made["gcoord gcj02"][0], made["gcoord bd09"][0]


def test_gaode_gets_longitude_first_in_gcj_02_and_the_name(right):
    url, query = queries()["gaode"]

    assert (url.scheme, url.netloc, url.path) == ("https", "uri.amap.com", "/navigation")
    assert metres(point(query["to"], lon_first=True), right[0]) < 1
    assert query["to"].split(",")[2] == "沈阳故宫"
    assert (query["mode"], query["coordinate"], query["callnative"]) == ("car", "gaode", "1")


def test_baidu_gets_latitude_first_in_bd_09_and_is_told_so(right):
    url, query = queries()["baidu"]

    assert (url.scheme, url.netloc, url.path) == ("https", "api.map.baidu.com", "/marker")
    assert metres(point(query["location"]), right[1]) < 1
    assert (query["coord_type"], query["output"], query["title"]) == ("bd09ll", "html", "沈阳故宫")


def test_tencent_gets_latitude_first_in_gcj_02(right):
    url, query = queries()["tencent"]

    assert (url.scheme, url.netloc, url.path) == ("https", "apis.map.qq.com", "/uri/v1/routeplan")
    assert metres(point(query["tocoord"]), right[0]) < 1
    assert (query["type"], query["to"]) == ("drive", "沈阳故宫")


def test_apple_gets_latitude_first_in_gcj_02(right):
    url, query = queries()["apple"]

    assert (url.scheme, url.netloc, url.path) == ("https", "maps.apple.com", "/")
    assert metres(point(query["daddr"]), right[0]) < 1
    assert (query["q"], query["dirflg"]) == ("沈阳故宫", "d")


@pytest.mark.parametrize(("app", "place"), [("gaode", "to"), ("baidu", "title"), ("tencent", "to"), ("apple", "q")])
def test_a_hostile_name_stays_a_name(app, place):
    plain, hostile = queries()[app], queries(HOSTILE)[app]

    assert hostile[1][place].endswith(HOSTILE.replace(",", " ") if app == "gaode" else HOSTILE)
    assert hostile[1].keys() == plain[1].keys()
    assert hostile[0].netloc == plain[0].netloc
    assert hostile[0].fragment == ""
    assert not set(hostile[0].query) & set("<>\"' \n#")
    changed = {key for key in plain[1] if plain[1][key] != hostile[1][key]}
    assert changed <= {"to", "title", "content", "q"}


def test_a_comma_in_a_name_does_not_end_it_for_gaode():
    assert queries("故宫, 东路")["gaode"][1]["to"].count(",") == 2
