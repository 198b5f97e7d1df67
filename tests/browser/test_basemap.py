"""The land under the maps: painted from one archive, in both languages, by day and night, and in a frame elsewhere."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Frame, Page

from browser.conftest import Visit, watch
from browser.kinds import LANGS

Address = Callable[[str, str], str]
Tourist = Callable[..., Page]
Rgb = tuple[int, int, int]

PAINTED = ".map[data-painted=true]"
PIXELS = """() => [...document.querySelectorAll(".leaflet-tile-pane canvas")].map((canvas) => {
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data, counts = {};
  for (let at = 0; at < pixels.length; at += 4) {
    const colour = `${pixels[at]},${pixels[at + 1]},${pixels[at + 2]}`;
    counts[colour] = (counts[colour] || 0) + 1;
  }
  return counts;
})"""


def colours(frame: Page | Frame) -> Counter[Rgb]:
    """How many pixels of the land are of each colour."""
    total: Counter[Rgb] = Counter()
    for tile in frame.evaluate(PIXELS):
        for colour, count in tile.items():
            red, green, blue = map(int, colour.split(","))
            total[red, green, blue] += count
    return total


def token(frame: Page | Frame, name: str) -> Rgb:
    """A colour of tokens.css as it is now."""
    text = frame.evaluate("(name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()", name)
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def is_painted(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector(PAINTED)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", LANGS)
def test_the_land_is_painted_in_the_colours_of_day_and_night(
    tourist: Tourist, address: Address, lang: str, scheme: str
) -> None:
    page = is_painted(tourist(lang, color_scheme=scheme), address("route", lang))
    seen = colours(page)
    assert seen.most_common(1)[0][0] in {token(page, "--map-land"), token(page, "--map-beyond")}
    for name, least in (("--map-land", 20_000), ("--map-water", 300), ("--map-motorway", 100)):
        assert seen[token(page, name)] > least, name


def test_names_are_written_in_the_language_of_the_page(tourist: Tourist, address: Address) -> None:
    written = {}
    for lang in LANGS:
        page = tourist(lang)
        page.add_init_script(
            "window.written = []; const pen = CanvasRenderingContext2D.prototype, fill = pen.fillText;"
            "pen.fillText = function (text, ...at) { written.push(text); fill.call(this, text, ...at); };"
        )
        is_painted(page, f"/{lang}/map/")
        written[lang] = set(page.evaluate("written"))
    assert "沈阳" in written["zh"]
    assert "Shenyang" in written["en"]
    assert all(text.isascii() for text in written["en"])


WRITTEN = """() => { window.written = [];
  const pen = CanvasRenderingContext2D.prototype, fill = pen.fillText;
  pen.fillText = function (text, ...at) {
    const { a, e, f } = this.getTransform(), start = e + at[0] * a;
    written.push([text, this.canvas, start, f, start + this.measureText(text).width * a]);
    fill.call(this, text, ...at);
  };
}"""
HIDDEN = """() => {
  const pins = [...document.querySelectorAll(".map-pin")].map((pin) => pin.getBoundingClientRect());
  return written.filter(([, canvas]) => canvas.isConnected).filter(([text, canvas, left, middle, right]) => {
    const tile = canvas.getBoundingClientRect(), unit = tile.width / canvas.width;
    return pins.some((pin) => tile.left + left * unit < pin.right - 1 && tile.left + right * unit > pin.left + 1
      && Math.abs(tile.top + middle * unit - (pin.top + pin.bottom) / 2) < pin.height / 2);
  }).map(([text]) => text);
}"""


def test_no_name_of_a_place_lies_under_a_stop(tourist: Tourist) -> None:
    page = tourist("en")
    page.add_init_script(f"({WRITTEN})()")
    is_painted(page, "/en/routes/one-railway-three-pagodas-and-a-meal-below-each/")
    assert {"Shenyang", "Tieling", "Liaoyang"} <= {
        text for text, *_ in page.evaluate("written.map(([text]) => [text])")
    }
    assert page.evaluate(HIDDEN) == []


def test_a_map_turns_dark_with_the_visitors_system(tourist: Tourist, address: Address) -> None:
    page = is_painted(tourist("zh", color_scheme="light"), address("route", "zh"))
    day = token(page, "--map-land")
    page.emulate_media(color_scheme="dark")
    night = token(page, "--map-land")
    assert day != night
    has_day = f"({PIXELS})().some((tile) => tile['{day[0]},{day[1]},{day[2]}'])"
    next_frame = "await new Promise(requestAnimationFrame)"
    page.evaluate(f"async () => {{ for (let n = 0; n < 200 && {has_day}; n += 1) {next_frame}; }}")
    assert colours(page)[night] > 20_000


def test_between_whole_zooms_the_land_is_as_sharp_as_the_screen(tourist: Tourist) -> None:
    page = is_painted(tourist("en", device_scale_factor=2), "/en/map/")
    size = page.evaluate(
        """() => [...document.querySelectorAll(".leaflet-tile-pane canvas")].map(
             (canvas) => canvas.width / canvas.getBoundingClientRect().width)"""
    )
    assert size
    assert all(ratio == pytest.approx(2, rel=0.01) for ratio in size)


@pytest.mark.parametrize("path", ["route", "explore"])
def test_a_first_view_asks_for_a_few_ranges_of_the_archive_and_nobody_else(
    tourist: Tourist, address: Address, home: str, path: str
) -> None:
    page, visit, ranges = tourist("zh", width=375), Visit(), []
    watch(page, visit)
    page.on("response", lambda answer: ranges.append(answer) if ".pmtiles" in answer.url else None)
    is_painted(page, "/zh/map/" if path == "explore" else address(path, "zh"))
    assert {answer.status for answer in ranges} == {206}
    assert sum(int(answer.headers["content-length"]) for answer in ranges) < 60 * 1024
    assert visit.hosts == {home.removeprefix("http://")}
    assert visit.complaints == visit.failures == []


def test_without_its_archive_a_map_says_that_it_did_not_load(tourist: Tourist, address: Address) -> None:
    page = tourist("en")
    page.route("**/*.pmtiles", lambda route: route.fulfill(status=404))
    page.goto(address("route", "en"))
    page.wait_for_selector(".map-sorry")


@pytest.fixture
def partner(serve: Callable[[Flask], str], home: str, workshop: Flask) -> str:
    """Where a partner's page is served: a frame without an origin, in which our scripts draw a map of ours."""
    page = workshop.test_client().get("/en/map/").text
    drawing = re.findall(
        r'<link rel="stylesheet"[^>]*>|<script src[^>]*></script>|<div class="map".*?</div>', page, re.DOTALL
    )
    inner = "<!doctype html><title>x</title>" + "".join(drawing).replace('="/', f'="{home}/')
    app = Flask("partner")
    outer = (
        '<!doctype html><title>y</title><iframe sandbox="allow-scripts" src="/frame" width="600" height="500"></iframe>'
    )
    app.add_url_rule("/favicon.ico", "icon", lambda: ("", 204))
    app.add_url_rule("/", "outer", lambda: outer)
    app.add_url_rule("/frame", "inner", lambda: inner)
    return serve(app)


def test_the_land_is_painted_in_a_partners_frame_that_has_no_origin(tourist: Tourist, partner: str) -> None:
    page: Any = tourist("en")
    visit = Visit()
    watch(page, visit)
    page.goto(partner)
    frame = page.frames[1]
    frame.wait_for_selector(PAINTED)
    assert frame.evaluate("origin") == "null"
    assert colours(frame)[token(frame, "--map-land")] > 10_000
    assert visit.complaints == []
