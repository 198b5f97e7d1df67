"""Maps on a provider's tiles: our marker lies where the provider has the place, and no tiles is not no map."""

import base64
import math
from collections import Counter
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tiles import ARM_PX

from browser.conftest import PALACE, READY, Visit, watch

Tourist = Callable[..., Page]
Tiled = Callable[..., str]

CENTRE_OF_CROSS = """async (png) => {
  const bytes = Uint8Array.from(atob(png), (c) => c.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const canvas = new OffscreenCanvas(picture.width, picture.height), brush = canvas.getContext("2d");
  brush.drawImage(picture, 0, 0);
  const { data } = brush.getImageData(0, 0, picture.width, picture.height);
  const found = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (let i = 0; i < data.length; i += 4) {
    if (!(data[i] > 240 && data[i + 1] < 16 && data[i + 2] > 240)) continue;
    const x = (i / 4) % picture.width, y = Math.floor(i / 4 / picture.width);
    found.left = Math.min(found.left, x); found.right = Math.max(found.right, x + 1);
    found.top = Math.min(found.top, y); found.bottom = Math.max(found.bottom, y + 1);
  }
  return [(found.left + found.right) / 2, (found.top + found.bottom) / 2, found.right - found.left];
}"""


def palace(page: Page, zoom: int) -> Page:
    """The page of the palace, its map at a zoom."""
    page.goto("/en/attractions/imperial-palace/")
    page.wait_for_selector(READY)
    return closer(page, page.evaluate("map_explore.getZoom()"), zoom)


def closer(page: Page, zoom: int, to: int) -> Page:
    """The same page, its map nearer to the ground."""
    for deeper in range(zoom + 1, to + 1):
        page.locator(".leaflet-control-zoom-in").click()
        expect(page.locator(f".leaflet-tile-loaded[src*='/{deeper}/']").first).to_be_visible()
        expect(page.locator(f".leaflet-tile:not([src*='/{deeper}/'])")).to_have_count(0)
    return page


def metres_apart(page: Page, zoom: int) -> float:
    """How far our marker lies from the cross that the provider painted, measured on the picture that a visitor sees."""
    expect(page.locator(".leaflet-tile:not(.leaflet-tile-loaded)")).to_have_count(0)
    expect(page.locator(".leaflet-tile-loaded").first).to_be_visible()
    x, y, width = page.evaluate(CENTRE_OF_CROSS, base64.b64encode(page.screenshot()).decode())
    assert width == pytest.approx(2 * ARM_PX, abs=1), "the cross is not whole"
    box = page.locator(".map-dot.is-focus").bounding_box()
    assert box
    metres_a_pixel = 2 * math.pi * 6_378_137 * math.cos(math.radians(PALACE.lat)) / 256 / 2**zoom
    return math.hypot(box["x"] + box["width"] / 2 - x, box["y"] + box["height"] / 2 - y) * metres_a_pixel


MOST_M = {14: 5, 17: 1}
"""By zoom; Leaflet puts markers on whole pixels, and half a pixel is 3.6 m at 14 and 0.4 m at 17."""


@pytest.mark.parametrize(("painted", "datum"), [("gcj02", "GCJ-02"), ("wgs84", "WGS-84")])
def test_our_marker_lies_where_the_provider_has_the_place(
    tourist: Tourist, tiled: Tiled, painted: str, datum: str
) -> None:
    page, zoom = palace(tourist("en", base_url=tiled(painted, datum)), 12), 12
    for deeper, most in MOST_M.items():
        page, zoom = closer(page, zoom, deeper), deeper
        assert metres_apart(page, zoom) < most, zoom


def test_the_measure_sees_a_datum_that_is_believed_to_be_another(tourist: Tourist, tiled: Tiled) -> None:
    page = palace(tourist("en", base_url=tiled("gcj02", "WGS-84")), 14)
    assert metres_apart(page, 14) == pytest.approx(572, abs=10)


def test_a_click_on_a_map_in_gcj_02_is_a_place_in_wgs_84(tourist: Tourist, tiled: Tiled) -> None:
    page = palace(tourist("en", base_url=tiled("gcj02")), 17)
    page.evaluate("map_explore.on('click', ({ latlng }) => { window.clicked = [latlng.lat, latlng.lng]; })")
    box = page.locator(".map-dot.is-focus").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2 + 40, box["y"] + box["height"] / 2)
    lat, lon = page.evaluate("window.clicked")
    east = 40 * 360 / 256 / 2**17
    assert (lat, lon) == pytest.approx((PALACE.lat, PALACE.lon + east), abs=1.5e-5)


def test_the_credit_names_provider_number_and_ourselves_and_no_other_host_is_asked(
    tourist: Tourist, tiled: Tiled, provider: object
) -> None:
    home, seen = tiled("gcj02"), Visit()
    page = tourist("zh", base_url=home)
    watch(page, seen)
    page.goto("/zh/routes/palace-and-tomb/")
    page.wait_for_selector(READY)
    credit = page.locator(".leaflet-control-attribution")
    for part in ("© 127.0.0.1", "GS(2099)1号", "OpenStreetMap"):
        expect(credit).to_contain_text(part)
    assert seen.hosts == {home.removeprefix("http://"), f"127.0.0.1:{provider.port}"}  # type: ignore[attr-defined]
    assert (seen.complaints, seen.failures) == ([], [])


def told(page: Page) -> list[str]:
    """What the page itself complains of; that the provider refused a picture is the browser's own remark."""
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda m: None if "/refused/" in m.location["url"] else said.append(m.text))
    return said


@pytest.mark.parametrize("path", ["attractions/imperial-palace/", "routes/palace-and-tomb/", "map/"])
@pytest.mark.parametrize("width", [1280, 320])
def test_a_wrong_key_leads_to_the_offline_basemap_in_the_same_view(
    tourist: Tourist, tiled: Tiled, path: str, width: int
) -> None:
    page = tourist("en", base_url=tiled("refused"), width=width)
    said = told(page)
    page.goto(f"/en/{path}")
    page.wait_for_selector(".map[data-ready=true][data-ground=offline]")
    expect(page.locator(".leaflet-tile-pane canvas").first).to_be_visible()
    credit = page.locator(".leaflet-control-attribution")
    expect(credit).to_contain_text("offline basemap: the tiles did not come")
    expect(credit).to_contain_text("GS(2024)0650号 · © OpenStreetMap")
    expect(credit).not_to_contain_text("GS(2099)1号")
    expect(credit).not_to_contain_text("127.0.0.1")
    assert page.evaluate("Object.values(window).find((v) => v instanceof L.Map).options.crs === L.CRS.EPSG3857")
    assert said == []


def test_after_the_fall_back_the_place_is_still_in_the_middle(tourist: Tourist, tiled: Tiled) -> None:
    page = tourist("en", base_url=tiled("refused"))
    page.goto("/en/attractions/imperial-palace/")
    page.wait_for_selector(".map[data-ready=true][data-ground=offline]")
    dot, frame = page.locator(".map-dot.is-focus").bounding_box(), page.locator(".map").bounding_box()
    assert dot
    assert frame
    assert dot["x"] + dot["width"] / 2 == pytest.approx(frame["x"] + frame["width"] / 2, abs=3)
    assert dot["y"] + dot["height"] / 2 == pytest.approx(frame["y"] + frame["height"] / 2, abs=3)


def test_a_map_of_fewer_tiles_than_are_waited_for_falls_back_too(tourist: Tourist, tiled: Tiled) -> None:
    page, asked = tourist("en", base_url=tiled("refused")), []
    said = told(page)
    page.on("request", lambda request: asked.append(request.url) if "/refused/" in request.url else None)
    page.set_viewport_size({"width": 320, "height": 120})
    page.goto("/en/attractions/imperial-palace/")
    page.wait_for_selector(".map[data-ready=true][data-ground=offline]")
    assert max(Counter(url.split("/")[-3] for url in asked).values()) < 4
    assert said == []


def test_a_provider_that_never_answers_is_waited_for_ten_seconds(tourist: Tourist, tiled: Tiled) -> None:
    page = tourist("en", base_url=tiled("silent"))
    page.clock.install()
    page.goto("/en/attractions/imperial-palace/", wait_until="domcontentloaded")
    page.wait_for_selector(READY)
    expect(page.locator(".map")).to_have_attribute("data-ground", "tiles")
    page.clock.fast_forward(10_000)
    expect(page.locator(".map")).to_have_attribute("data-ground", "offline")
