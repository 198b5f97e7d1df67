"""Frames as they stand in life: in a page of another origin, sandboxed, in a real Chromium."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from conftest import ROOT
from flask import Flask, Response, request
from playwright.sync_api import Browser, Frame, Page, expect

from browser.conftest import AXE, AXE_SCRIPT, Visit, new_context, too_wide, watch
from portal.catalogue.shelf import Shelf

PAINTED = ".map[data-painted=true][data-ready=true]"
LISTEN = """
window.heard = [];
addEventListener("message", (event) => {
  const frame = document.querySelector("iframe");
  const isOurs = Boolean(frame) && event.source === frame.contentWindow;
  heard.push({ data: event.data, origin: event.origin, isOurs });
  if (frame && event.data.type === "portal-embed:height") frame.height = event.data.height;
});
"""
KINDS = ("route", "attraction", "event", "map", "calendar")
MAPPED = ("route", "attraction", "map")
LISTED = {
    "route": ".frame-stop a",
    "attraction": ".facts dd",
    "event": ".ticket",
    "map": ".frame-group summary",
    "calendar": ".ticket a",
}
VUE = ROOT / ".tools/node_modules/vue/dist/vue.global.prod.js"
Address = Callable[..., str]
Stand = Callable[..., Page]


def address_of(shelf: Shelf) -> dict[str, str]:
    longest = max(shelf.routes, key=lambda key: len(shelf.legs[key]))
    placed = max(shelf.routes_through, key=lambda key: (len(shelf.routes_through[key]), key))
    event = max(shelf.events, key=lambda key: (len(shelf.events[key].occurrences), key))
    return {
        "route": f"/embed/v1/routes/{longest}",
        "attraction": f"/embed/v1/attractions/{placed}",
        "event": f"/embed/v1/events/{event}",
        "map": "/embed/v1/map?season=winter",
        "calendar": "/embed/v1/calendar?area=shenyang",
    }


@pytest.fixture(scope="session")
def embedded(real: Any) -> Address:
    """A function from kind, language and further options to a frame's address."""
    known = address_of(real.shelf)

    def address(kind: str, lang: str, more: str = "") -> str:
        return f"{known[kind]}{'&' if '?' in known[kind] else '?'}lang={lang}{more}"

    return address


@pytest.fixture(scope="session")
def partner(serve: Callable[[Flask], str]) -> str:
    """A partner's site: `/?page=…` is whatever page a test wants, `&policy=…` its policy. Another origin than ours:
    it is asked for as localhost, while the portal is 127.0.0.1."""
    app = Flask("partner")

    def page() -> Response:
        answer = Response(f"<!doctype html><html lang=en><title>A hotel</title>{request.args['page']}")
        if "policy" in request.args:
            answer.headers["Content-Security-Policy"] = request.args["policy"]
        return answer

    app.add_url_rule("/", "page", page)
    app.add_url_rule("/favicon.ico", "icon", lambda: ("", 204))
    app.add_url_rule("/vue.js", "vue", lambda: Response(VUE.read_bytes(), mimetype="text/javascript"))
    return serve(app).replace("127.0.0.1", "localhost")


@pytest.fixture
def stand(chromium: Browser, home: str, partner: str) -> Iterator[Stand]:
    """A function that opens a partner's page with a frame in a sandbox: `stand(address, "en", sandbox="")`."""
    contexts = []

    def put(
        address: str,
        lang: str = "en",
        *,
        sandbox: str = "allow-scripts",
        page: str = "",
        policy: str = "",
        visit: Visit | None = None,
        **more: Any,
    ) -> Page:
        context = new_context(chromium, partner, lang, **more)
        contexts.append(context)
        opened = context.new_page()
        opened.add_init_script(LISTEN)
        if visit:
            watch(opened, visit)
        inner = f'<iframe sandbox="{sandbox}" src="{home}{address}" title="x" width="100%" height="480"></iframe>'
        opened.goto("/?" + query(page or inner, policy))
        return opened

    yield put
    for context in contexts:
        context.close()


def query(page: str, policy: str = "") -> str:
    return urlencode({"page": page, **({"policy": policy} if policy else {})})


def inside(page: Page) -> Frame:
    """The frame, loaded."""
    element = page.wait_for_selector("iframe, portal-embed iframe")
    assert element
    frame = element.content_frame()
    assert frame
    frame.wait_for_load_state("load")
    return frame


def heights(page: Page) -> list[int]:
    return [m["data"]["height"] for m in page.evaluate("heard") if m["data"].get("type") == "portal-embed:height"]


@pytest.mark.parametrize(("lang", "width"), [("zh", 375), ("en", 1280)])
@pytest.mark.parametrize("kind", KINDS)
def test_a_frame_in_a_sandbox_is_whole_and_says_its_height_and_asks_nobody_else(
    stand: Stand, embedded: Address, home: str, kind: str, lang: str, width: int
) -> None:
    visit = Visit()
    page = stand(embedded(kind, lang), lang, visit=visit, width=width)
    frame = inside(page)
    assert frame.evaluate("self.origin") == "null"
    if kind in MAPPED:
        frame.wait_for_selector(PAINTED)
    expect(frame.locator(LISTED[kind]).first).to_be_visible()

    page.wait_for_function("heard.length > 0 && document.querySelector('iframe').height == heard.at(-1).data.height")
    frame.wait_for_function("document.documentElement.scrollHeight <= innerHeight")
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    messages = page.evaluate("heard")
    assert all(message["isOurs"] and message["origin"] == "null" for message in messages)
    assert {tuple(sorted(message["data"])) for message in messages} == {("height", "type", "version")}
    assert {message["data"]["version"] for message in messages} == {1}

    assert visit.complaints == []
    assert visit.failures == []
    assert visit.hosts == {urlsplit(home).netloc, urlsplit(page.url).netloc}
    assert page.context.cookies() == []
    assert frame_barriers(frame) == []


def frame_barriers(frame: Frame) -> list[str]:
    """What axe-core finds in a frame, one line each."""
    frame.evaluate(AXE_SCRIPT)
    found = frame.evaluate("(options) => axe.run(document, options)", AXE)
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("kind", ["route", "calendar"])
def test_axe_finds_no_barrier_in_a_dark_frame_with_a_colour_of_its_own(
    stand: Stand, embedded: Address, kind: str
) -> None:
    page = stand(embedded(kind, "en", "&appearance=dark&color=ffcc00"))
    frame = inside(page)
    if kind == "route":
        frame.wait_for_selector(PAINTED)
    assert frame_barriers(frame) == []
    paper = frame.evaluate("getComputedStyle(document.body).backgroundColor")
    accent = frame.evaluate("getComputedStyle(document.body).getPropertyValue('--season')")
    assert (paper, accent.strip()) == ("rgb(25, 27, 28)", "#ffcc00")


def test_a_fixed_appearance_does_not_follow_the_device(stand: Stand, embedded: Address) -> None:
    page = stand(embedded("calendar", "en", "&appearance=light"), color_scheme="dark")
    assert inside(page).evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(247, 245, 239)"


@pytest.mark.parametrize("kind", KINDS)
def test_with_scripts_off_there_are_the_list_and_the_link(stand: Stand, embedded: Address, kind: str) -> None:
    page = stand(embedded(kind, "zh"), "zh", sandbox="", width=375)
    frame = page.frame_locator("iframe")
    expect(frame.locator("h1")).to_be_visible()
    expect(frame.locator(LISTED[kind]).first).to_be_visible()
    expect(frame.locator(".frame-brand a")).to_be_visible()
    if kind in MAPPED:
        expect(frame.locator(".map-picture")).to_be_visible()


def test_a_frame_that_grows_says_so_again(stand: Stand, embedded: Address) -> None:
    page = stand(embedded("route", "en", "&view=map"), width=500)
    frame = inside(page)
    frame.wait_for_selector(PAINTED)
    page.wait_for_function("heard.length > 0")
    before = heights(page)[-1]
    frame.locator("#list summary").click()
    page.wait_for_function("(before) => heard.at(-1).data.height > before + 100", arg=before)


def test_a_frame_with_a_height_keeps_it_and_its_foot_stays_in_sight(stand: Stand, embedded: Address) -> None:
    page = stand(embedded("route", "en", "&height=480"), width=500)
    frame = inside(page)
    frame.wait_for_selector(PAINTED)
    page.wait_for_function("heard.length > 0")
    assert set(heights(page)) == {480}
    box = frame.locator(".frame-foot").bounding_box()
    outer = page.locator("iframe").bounding_box()
    assert box
    assert outer
    assert box["y"] + box["height"] <= outer["y"] + outer["height"] + 1


def test_the_name_of_a_stop_that_is_shut_can_be_read_however_narrow_the_frame(
    tourist: Callable[..., Page], real: Any
) -> None:
    shut = {key for key, place in real.shelf.attractions.items() if place.state.state in ("closed", "suspended")}
    key = next(key for key, legs in real.shelf.legs.items() if any(leg.attraction in shut for leg in legs))
    page = tourist("en")
    page.goto(f"/embed/v1/routes/{key}?lang=en&view=list")
    row = page.locator(".frame-stop .frame-row").filter(has=page.locator(".badge-closed")).first
    name = row.locator("a")
    for width in (280, 320, 760):
        page.set_viewport_size({"width": width, "height": 900})
        box = name.bounding_box()
        assert box
        assert box["height"] < 4 * name.evaluate("e => parseFloat(getComputedStyle(e).fontSize) * 1.55")
        assert too_wide(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_low_frame_shows_what_is_closed_and_a_map_that_is_more_than_a_strip(stand: Stand, real: Any) -> None:
    """In English, which takes more room."""
    key = next(
        k for k, place in real.shelf.attractions.items() if place.state.state == "closed" and place.point.position
    )
    page = stand(f"/embed/v1/attractions/{key}?lang=en&view=map&height=300", width=375)
    page.locator("iframe").evaluate("e => { e.height = 300; }")
    frame = inside(page)
    frame.wait_for_selector(PAINTED)
    shown = frame.evaluate(
        """() => [".notice-closure", ".map", ".frame-foot"].map((name) => {
          const { top, bottom, height } = document.querySelector(name).getBoundingClientRect();
          return { top, bottom, height };
        })"""
    )
    notice, drawn, foot = shown

    assert notice["bottom"] <= foot["top"]
    assert drawn["height"] >= 160
    assert drawn["top"] + 80 <= foot["top"]
    assert foot["bottom"] <= 301


@pytest.mark.parametrize("view", ["map", "both"])
def test_a_keyboard_reaches_everything_in_a_frame(stand: Stand, embedded: Address, view: str) -> None:
    page = stand(embedded("route", "en", f"&view={view}"))
    frame = inside(page)
    frame.wait_for_selector(PAINTED)
    frame.locator("a.skip").first.focus()
    reached = []
    for _ in range(80):
        reached.append(frame.evaluate("(document.activeElement.className || document.activeElement.tagName)"))
        page.keyboard.press("Tab")
        if frame.evaluate("!document.hasFocus() || document.activeElement === document.body"):
            break
    assert any("map " in f"{name} " for name in reached)
    assert any("map-pin" in name for name in reached)
    assert any("zoom-in" in name for name in reached)
    assert "SUMMARY" in reached
    assert len(reached) < 80


def test_a_jump_stays_in_the_frame_and_where_links_are_not_let_out_the_address_can_be_read(
    stand: Stand, embedded: Address, home: str
) -> None:
    page = stand(embedded("route", "en"))
    frame = inside(page)
    assert frame.locator(".frame-address").inner_text().startswith(f"{urlsplit(home).netloc}/r/")
    frame.locator("a.skip").first.press("Enter")
    expect(frame.locator("#main")).to_be_focused()
    assert len(page.context.pages) == 1


def test_links_open_the_portal_in_a_new_tab_where_the_sandbox_lets_them(
    stand: Stand, embedded: Address, home: str
) -> None:
    page = stand(embedded("route", "en"), sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox")
    frame = inside(page)
    with page.context.expect_page() as opened:
        frame.locator(".frame-brand a").click()
    opened.value.wait_for_load_state()
    assert opened.value.url.startswith(f"{home}/en/routes/")
    assert opened.value.evaluate("[self.origin, opener]") == [home, None]


def test_in_wordpress_links_and_heights_go_through_the_page_with_its_secret(
    stand: Stand, embedded: Address, home: str
) -> None:
    """wp-embed.js gives the frame `#?secret=…` and hears {message, value, secret}; its sandbox allows scripts alone."""
    page = stand(embedded("route", "en") + "#?secret=Ab12")
    frame = inside(page)
    page.wait_for_function("heard.some((m) => m.data.message === 'height')")
    frame.locator(".frame-brand a").click()
    page.wait_for_function("heard.some((m) => m.data.message === 'link')")
    said = [m["data"] for m in page.evaluate("heard") if "message" in m["data"]]
    assert {m["secret"] for m in said} == {"Ab12"}
    assert next(m["value"] for m in said if m["message"] == "link").startswith(f"{home}/en/routes/")


def test_an_error_frame_can_be_seen_and_mended(stand: Stand, embedded: Address) -> None:
    page = stand(embedded("calendar", "en", "&color=ffcc00"))
    frame = inside(page)
    page.wait_for_function("heard.length > 0")
    frame.locator("a", has_text="#8a6d00").click()
    expect(page.frame_locator("iframe").locator("h1")).to_have_text("Calendar of events")


class TestTheComponent:
    """<portal-embed> in a partner's page, under a policy that allows no inline style and no script but ours."""

    @pytest.fixture
    def put(self, stand: Stand, home: str) -> Callable[..., Page]:
        def open_page(element: str, visit: Visit | None = None, script: str = "", **more: Any) -> Page:
            src = f'<script src="{home}/embed/v1/portal-embed.js"{script}></script>'
            policy = f"default-src 'none'; script-src {home}; frame-src {home}"
            return stand("", page=src + element, policy=policy, visit=visit, **more)

        return open_page

    def key(self, embedded: Address) -> str:
        return urlsplit(embedded("route", "en")).path.rsplit("/", 1)[1]

    @pytest.mark.parametrize("script", ["", " async", ' type="module"'])
    def test_it_shows_its_thing_as_high_as_it_is_under_a_strict_policy(
        self, put: Callable[..., Page], embedded: Address, home: str, partner: str, script: str
    ) -> None:
        visit = Visit()
        page = put(
            f'<portal-embed kind="route" key="{self.key(embedded)}" lang="en">'
            '<a href="/x">The route</a></portal-embed>',
            visit,
            script,
        )
        frame = inside(page)
        frame.wait_for_selector(PAINTED)
        frame.wait_for_function("document.documentElement.scrollHeight <= innerHeight")
        expect(page.get_by_role("link", name="The route")).to_be_hidden()
        iframe = page.locator("portal-embed iframe")
        assert iframe.get_attribute("title") == "Four Seasons around Shenyang"
        assert iframe.get_attribute("sandbox") == "allow-scripts allow-popups allow-popups-to-escape-sandbox"
        box = iframe.bounding_box()
        assert box
        assert box["height"] == float(iframe.get_attribute("height") or 0)
        assert visit.complaints == visit.failures == []
        assert visit.hosts == {urlsplit(home).netloc, urlsplit(partner).netloc}

    def test_every_attribute_reaches_the_frame(self, put: Callable[..., Page], home: str) -> None:
        page = put(
            '<portal-embed kind="map" season="winter" area="shenyang" theme="ice-snow" category="park" days="1" q="a b"'
            ' lang="en" view="list" color="1f6b4f" height="400" appearance="dark" title="Winter" partner-key="k">'
            "</portal-embed>"
        )
        iframe = page.locator("portal-embed iframe")
        assert iframe.get_attribute("src") == (
            f"{home}/embed/v1/map?lang=en&view=list&color=1f6b4f&height=400&appearance=dark"
            "&season=winter&area=shenyang&theme=ice-snow&category=park&days=1&q=a+b&key=k"
        )
        assert iframe.get_attribute("title") == "Winter"

    def test_it_follows_its_attributes(self, put: Callable[..., Page]) -> None:
        page = put('<portal-embed kind="calendar" lang="en" event-kind="running"></portal-embed>')
        expect(page.frame_locator("iframe").locator("h1")).to_have_text("Calendar of events")
        page.evaluate(
            """() => {
              const element = document.querySelector("portal-embed");
              element.setAttribute("lang", "zh");
              element.setAttribute("kind", "map");
              element.removeAttribute("event-kind");
            }"""
        )
        expect(page.frame_locator("iframe").locator("html")).to_have_attribute("lang", "zh-Hans")
        assert page.locator("portal-embed iframe").count() == 1

    def test_what_stands_inside_stays_while_there_is_no_frame(self, put: Callable[..., Page]) -> None:
        page = put('<portal-embed kind="route"><a href="/x">The route</a></portal-embed>')
        expect(page.get_by_role("link", name="The route")).to_be_visible()
        assert page.locator("portal-embed iframe").count() == 0

    def test_it_listens_to_its_own_frame_alone(self, put: Callable[..., Page]) -> None:
        page = put('<portal-embed kind="calendar" lang="en"></portal-embed>')
        inside(page)
        page.wait_for_function("heard.length > 0")
        before = page.locator("portal-embed iframe").get_attribute("height")
        page.evaluate("postMessage({ type: 'portal-embed:height', version: 1, height: 9999 }, '*')")
        page.wait_for_function("heard.some((m) => m.data.height === 9999)")
        assert page.locator("portal-embed iframe").get_attribute("height") == before

    def test_data_key_says_the_same_where_a_framework_keeps_key(
        self, put: Callable[..., Page], embedded: Address, home: str
    ) -> None:
        page = put(f'<portal-embed kind="route" data-key="{self.key(embedded)}"></portal-embed>')
        assert (
            page.locator("portal-embed iframe").get_attribute("src") == f"{home}/embed/v1/routes/{self.key(embedded)}"
        )

    def test_the_recipe_for_vue_works_and_follows_its_data(
        self, stand: Stand, embedded: Address, real: Any, home: str
    ) -> None:
        first, second = list(real.shelf.routes)[:2]
        page = stand(
            "",
            page=f"""<script src="{home}/embed/v1/portal-embed.js"></script><script src="/vue.js"></script>
            <div id="app"><portal-embed kind="route" :data-key="route" lang="en"></portal-embed></div>
            <script>
              const app = Vue.createApp({{ data: () => ({{ route: "{first}" }}) }});
              app.config.compilerOptions.isCustomElement = (tag) => tag === "portal-embed";
              window.view = app.mount("#app");
            </script>""",
        )
        title = page.frame_locator("iframe").locator("h1")
        expect(title).to_have_text(real.shelf.routes[first].title["en"])
        page.evaluate("(key) => { view.route = key; }", second)
        expect(title).to_have_text(real.shelf.routes[second].title["en"])


class TestTheBuilder:
    """The partners' page with scripts; without them it is a form (tests/web/test_partners.py)."""

    def test_the_preview_follows_the_form_and_keeps_the_focus(self, tourist: Callable[..., Page]) -> None:
        page = tourist("en")
        page.goto("/en/partners/?kind=calendar")
        page.locator("#b-lang").focus()
        page.locator("#b-lang").select_option("zh")
        expect(page.frame_locator(".maker-paper iframe").locator("html")).to_have_attribute("lang", "zh-Hans")
        expect(page.locator("#b-lang")).to_be_focused()
        assert "lang=zh" in page.url
        expect(page.locator("textarea").first).to_contain_text("lang=zh")

    def test_the_preview_is_as_high_as_the_frame_that_is_copied(self, tourist: Callable[..., Page]) -> None:
        page = tourist("en")
        page.goto("/en/partners/?kind=calendar")
        page.frame_locator(".maker-paper iframe").locator(".ticket").first.wait_for()
        height = page.locator(".maker-paper iframe").evaluate("e => e.getBoundingClientRect().height")
        assert f'height="{height:.0f}"' in page.locator("textarea").first.input_value()

    def test_a_name_is_selected_to_be_typed_anew_and_the_kinds_keep_the_looks(
        self, tourist: Callable[..., Page]
    ) -> None:
        page = tourist("en")
        page.goto("/en/partners/?kind=route")
        page.locator("#b-key").focus()
        assert page.evaluate("getSelection().toString()") == page.locator("#b-key").input_value()
        page.locator("#b-appearance").select_option("dark")
        expect(page.locator(".maker-kinds a").nth(1)).to_have_attribute("href", re.compile("appearance=dark"))

    def test_a_faint_colour_is_mended_by_one_click(self, tourist: Callable[..., Page]) -> None:
        page = tourist("en")
        page.goto("/en/partners/?kind=calendar")
        page.locator("#b-color").fill("ffcc00")
        page.locator("#b-color").press("Tab")
        page.locator("[data-colour]").click()
        expect(page.locator("#b-color")).to_have_value("8a6d00")
        expect(page.locator(".maker-problem")).to_have_count(0)
        expect(page.locator("textarea").first).to_contain_text("color=8a6d00")

    def test_a_line_is_copied_by_its_button(self, tourist: Callable[..., Page]) -> None:
        page = tourist("en", permissions=["clipboard-read", "clipboard-write"])
        page.goto("/en/partners/?kind=calendar")
        page.get_by_role("button", name="Copy").first.click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()").startswith("<iframe ")

    def test_where_copying_is_not_allowed_the_line_is_selected(self, tourist: Callable[..., Page]) -> None:
        page = tourist("en")
        page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'));")
        page.goto("/en/partners/?kind=calendar")
        page.get_by_role("button", name="Copy").first.click()
        expect(page.get_by_role("button", name="Selected")).to_be_visible()
        assert page.evaluate("document.querySelector('textarea').selectionEnd") > 20

    @pytest.mark.parametrize(
        "kind", ["route", "map"]
    )  # a thing, and a list; tests/web/test_partners.py reads every line
    def test_the_line_that_it_gives_works_in_a_partners_page(
        self, tourist: Callable[..., Page], stand: Stand, kind: str
    ) -> None:
        page = tourist("en")
        page.goto(f"/en/partners/?kind={kind}&lang=en")
        line = page.locator("textarea").first.input_value()
        title = page.frame_locator(".maker-paper iframe").locator("h1").inner_text()
        elsewhere = stand("", page=line)
        expect(elsewhere.frame_locator("iframe").locator("h1")).to_have_text(title)


def test_nothing_of_a_hostile_site_runs_in_a_frame(chromium: Browser, hostile_home: str) -> None:
    """Each frame in one of the languages: tests/web/test_embed.py reads all of them in both."""
    context = new_context(chromium, hostile_home, "zh")
    for path, lang in (
        ("routes/route-one", "zh"),
        ("attractions/place-one", "en"),
        ("attractions/place-two", "zh"),
        ("events/event-one", "en"),
        ("map", "zh"),
        ("calendar", "en"),
    ):
        page, visit = context.new_page(), Visit()
        watch(page, visit)
        page.goto(f"/embed/v1/{path}?lang={lang}")
        if page.locator(".map").count():
            page.wait_for_selector(".map[data-ready=true]")
            for marker in page.locator(".leaflet-marker-icon").all()[:3]:
                marker.press("Enter")
        assert visit.complaints == visit.failures == []
        assert visit.hosts == {urlsplit(hostile_home).netloc}
        page.set_viewport_size({"width": 320, "height": 700})
        assert too_wide(page) == []
        page.close()
    context.close()
