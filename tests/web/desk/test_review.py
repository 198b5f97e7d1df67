"""From a draft to what every visitor sees, on the pages of the desk: two pairs of eyes, comments, history, merging."""

import re
from datetime import timedelta

import pytest
from conftest import NOW
from desk import Clerk, make_person, worker

from portal.content import load
from portal.extensions import db
from portal.model import LIVE, Draft, PreviewLink, Revision
from portal.publishing import drafts, reviews, writing
from portal.web.desk.forms.fields import fields
from portal.web.desk.forms.kinds import FORMS

ROUTE = "/desk/route/palace-and-tomb/"
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


@pytest.fixture
def people(own):
    return {
        name: make_person(own, name, roles)
        for name, roles in {
            "editor": {"shenyang": "editor"},
            "second": {"shenyang": "editor"},
            "reviewer": {"shenyang": "reviewer"},
            "stranger": {"benxi": "reviewer"},
            "coordinator": {"alliance": "coordinator"},
        }.items()
    }


@pytest.fixture
def clerk(own, people):
    return lambda name: Clerk(own, people[name])


@pytest.fixture
def write(own, people):
    """A function that saves changes to the route as somebody, and gives the revision's id."""

    def save(who="editor", base=None, submit=False, key="palace-and-tomb", kind="route", **changes):
        with own.app.app_context():
            person = db.session.get(drafts.Person, people[who].id)
            head = drafts.head(db.session, kind, key)
            text = {**head.document, **changes}
            draft = writing.save(db.session, person, NOW, kind, key, text, base_id=base or head.id)
            if submit:
                reviews.submit(db.session, person, NOW, kind, key, head_id=draft.head_id)
            db.session.commit()
            return draft.head_id

    return save


@pytest.fixture
def draft(own):
    """A function that reads a draft's column."""

    def read(column, key="palace-and-tomb"):
        with own.app.app_context():
            return getattr(db.session.query(Draft).filter_by(kind="route", key=key).one(), column)

    return read


def title(zh, en="A new title"):
    return {"zh": zh, "en": en}


def test_an_editor_hands_in_and_another_approves_and_publishes(clerk, write, draft, own):
    head = write(title=title("浑河边的新名字"))
    editor, reviewer = clerk("editor"), clerk("reviewer")

    answer = editor.post(f"{ROUTE}submit/", {"head": head, "due": "2026-12-24"}, follow_redirects=True)
    assert "Handed to" in answer.text
    assert "Please by" in reviewer.get("/desk/").text
    page = reviewer.get(f"{ROUTE}review/").text
    assert "<ins>" in page
    assert ">Approve<" in page
    assert [text for place, text in ways(page) if place == "shares"] == ["Approve"]
    assert "Shenyang to approve it" in editor.get(f"{ROUTE}review/").text
    assert (
        "can be published now"
        in reviewer.post(f"{ROUTE}approve/", {"head": head, "bureau": "shenyang"}, follow_redirects=True).text
    )
    waiting = editor.get(f"{ROUTE}review/").text
    assert "a reviewer of Shenyang to publish it" in waiting
    assert [text for _place, text in ways(waiting)] == ["Take back and go on writing"]
    said = reviewer.post(f"{ROUTE}publish/", {"head": head}, follow_redirects=True).text
    assert 'Visitors see it now; the search follows within seconds. <a class="target" href="/en/routes/' in said
    assert "浑河边的新名字" in own.client().get("/zh/routes/palace-and-tomb/").text
    assert draft("state") == "published"
    after = reviewer.get(f"{ROUTE}review/").text
    assert 'href="/en/routes/palace-and-tomb/">See the page' in after
    assert re.search(r"·\s+asked", page)
    assert not re.search(r"·\s+asked", after)


def ways(page):
    """(where, what) of the links at the head of a page of review."""
    found = re.search(r'<nav class="review-ways".*?</nav>', page, re.DOTALL)
    return re.findall(r'href="#(\w+)">([^<]+)<', found[0]) if found else []


def test_a_partner_is_warned_of_a_clash_and_cannot_take_back_what_another_bureau_wrote(clerk, write, own):
    with own.app.app_context():
        leg = drafts.head(db.session, "event", "temple-fair").document["occurrences"][0]
    same_day = {**leg, "starts": "2026-12-30", "status": "scheduled", "areas": ["benxi"]}
    changes = {"areas": ["shenyang", "benxi"], "occurrences": [same_day]}
    head = write(key="temple-fair", kind="event", submit=True, **changes)

    stranger = clerk("stranger")
    page = stranger.get("/desk/event/temple-fair/review/").text
    assert [text for _place, text in ways(page)] == ["Approve", "Return to its writers"]
    assert "/recall/" not in page
    assert stranger.post("/desk/event/temple-fair/recall/", {"head": head}).status_code == 403
    assert "Ice" in page[page.index("On the same day") :]
    assert "/recall/" in clerk("second").get("/desk/event/temple-fair/review/").text


def test_the_difference_is_told_in_the_words_of_the_form(clerk, write, own):
    with own.app.app_context():
        days = drafts.head(db.session, "route", "palace-and-tomb").document["days"]
    stops = [{**days[0]["stops"][0], "minutes": 77}, *days[0]["stops"][1:]]
    changes = {"mode": "drive", "suits": ["families"], "effort": {"level": "demanding"}, "origin": "composed"}
    write(**changes, days=[{**days[0], "stops": stops}, *days[1:]], pictures=["no-such"], submit=False)

    page = clerk("reviewer").get(f"{ROUTE}review/").text
    told = page[page.index('<dl class="diff">') : page.index('id="comments"')]

    for word in ("Getting about", "by car", "families with children", "Composed by our editors", "Minutes"):
        assert word in told
    for raw in (">drive<", ">families<", ">composed<", ">minutes<", "stops.0", ">mode<"):
        assert raw not in told


def test_a_new_text_is_read_in_the_order_of_its_form_and_without_marks_of_change(clerk, write, own, people):
    with own.app.app_context():
        person = db.session.get(drafts.Person, people["editor"].id)
        text = drafts.head(db.session, "route", "palace-and-tomb").document
        backwards = {name: text[name] for name in reversed(text) if name != "number"}
        writing.begin(db.session, person, NOW, "route", "brand-new", backwards, "shenyang")
        db.session.commit()

    page = clerk("reviewer").get("/desk/route/brand-new/review/").text
    told = page[page.index("A new text") : page.index('id="comments"')]
    asked = [str(field.label) for field in fields(FORMS["route"])]
    places = [asked.index(label) for label in re.findall(r"<dt>([^<·]+)</dt>", told) if label in asked]

    assert "<ins>" not in told
    assert "Before:" not in told
    assert len(places) > 4
    assert places == sorted(places)


def test_who_wrote_it_is_told_why_they_cannot_approve(clerk, write):
    head = write("reviewer", submit=True, title=title("自己写的"))
    reviewer = clerk("reviewer")

    page = reviewer.get(f"{ROUTE}review/").text
    assert "You wrote at this yourself" in page
    assert ">Approve<" not in page
    assert reviewer.post(f"{ROUTE}approve/", {"head": head, "bureau": "shenyang"}).status_code == 403


def test_a_draft_is_returned_with_its_reason_and_shown_to_its_writer_first(clerk, write, draft):
    head = write(submit=True, title=title("改一改"))

    assert (
        "why it goes back"
        in clerk("reviewer").post(f"{ROUTE}return/", {"head": head, "reason": " "}, follow_redirects=True).text
    )
    clerk("reviewer").post(f"{ROUTE}return/", {"head": head, "reason": f"票价不对 {HOSTILE}"})

    assert draft("state") == "returned"
    page = clerk("editor").get("/desk/").text
    assert "票价不对" in page
    assert "<script>alert" not in page
    for told in (page, clerk("editor").get(ROUTE).text):
        assert "Returned by reviewer, " in told


def test_a_button_about_an_older_text_does_nothing_and_says_so(clerk, write, draft):
    old = write(title=title("一"))
    write(title=title("二"))

    for verb in ("submit", "drop"):
        answer = clerk("editor").post(f"{ROUTE}{verb}/", {"head": old}, follow_redirects=True)
        assert "Somebody saved a newer text" in answer.text
    assert draft("state") == "writing"


def test_the_coordinator_settles_with_a_reason(clerk, write, draft):
    head = write(submit=True, title=title("协调"))
    coordinator = clerk("coordinator")

    values = {"head": head, "bureau": "shenyang", "settle": "yes"}
    assert "Please say why" in coordinator.post(f"{ROUTE}approve/", values, follow_redirects=True).text
    coordinator.post(f"{ROUTE}approve/", {**values, "why": "两局已商定"})
    assert draft("state") == "approved"


def test_a_publishing_is_put_on_the_timetable_in_the_time_of_shenyang(clerk, write, draft):
    head = write(submit=True, title=title("定时"))
    reviewer = clerk("reviewer")
    reviewer.post(f"{ROUTE}approve/", {"head": head, "bureau": "shenyang"})

    late = {"head": head, "publish_at": "2020-01-01T08:00"}
    assert "has passed" in reviewer.post(f"{ROUTE}schedule/", late, follow_redirects=True).text
    nonsense = {"head": head, "publish_at": "tomorrow"}
    assert "has passed" in reviewer.post(f"{ROUTE}schedule/", nonsense, follow_redirects=True).text
    reviewer.post(f"{ROUTE}schedule/", {"head": head, "publish_at": "2026-11-25T08:00", "expire_at": ""})

    assert draft("publish_at").isoformat() == "2026-11-25T00:00:00+00:00"
    work = clerk("editor").get("/desk/").text
    assert "appears" in work
    assert "08:00" in work
    assert 'value="2026-11-25T08:00"' in reviewer.get(f"{ROUTE}review/").text


def test_a_comment_stands_at_its_field_until_it_is_settled(clerk, write, own):
    write(title=title("评论"))
    editor, reviewer = clerk("editor"), clerk("reviewer")

    reviewer.post(f"{ROUTE}comments/", {"field": "title", "text": f"太长 {HOSTILE}"})
    page = editor.get(f"{ROUTE}review/").text
    assert "太长" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    editor.post(f"{ROUTE}comments/", {"field": "title", "text": "改短了"})
    assert "改短了" in reviewer.get(f"{ROUTE}review/").text

    for address in re.findall(rf'action="({ROUTE}comments/\d+/settle/)"', page):
        reviewer.post(address)
    assert "太长" not in reviewer.get(f"{ROUTE}review/").text


def test_hostile_words_stay_words_in_differences(clerk, write):
    write(title=title(f"名{HOSTILE}", HOSTILE), origin_note={"zh": HOSTILE}, mode=HOSTILE)

    for page in ("review/", "history/", "preview/"):
        text = clerk("reviewer").get(ROUTE + page).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    assert "&lt;script&gt;" in text


def test_removed_and_moved_stops_are_shown_in_order_and_on_a_map(clerk, write, own):
    with own.app.app_context():
        days = drafts.head(db.session, "route", "palace-and-tomb").document["days"]
        head = drafts.head(db.session, "route", "palace-and-tomb").id
    stops = [stop for day in days for stop in day["stops"]]
    after = write(days=[{"stops": stops[::-1] if len(stops) > 1 else [*stops, *stops]}])
    clerk_ = clerk("reviewer")

    page = clerk_.get(f"{ROUTE}review/").text
    assert f"change-{head}-{after}.svg" in page
    picture = clerk_.get(f"{ROUTE}change-{head}-{after}.svg")
    assert picture.mimetype == "image/svg+xml"
    assert 'class="was"' in picture.text
    assert 'class="is"' in picture.text
    assert "frame-ancestors 'none'" in picture.headers["Content-Security-Policy"]


def test_the_history_tells_who_and_when_compares_two_texts_and_restores_one(clerk, write, own, draft):
    first = write(title=title("第一稿"))
    second = write("second", title=title("第二稿"))
    editor = clerk("editor")

    untouched = editor.get(f"{ROUTE}history/").text
    assert re.findall(r'name="([ab])" value="(\d+)" checked', untouched) == [("b", str(second)), ("a", str(first))]
    assert "1 change, field by field" in untouched
    page = editor.get(f"{ROUTE}history/?a={second}&b={first}").text
    assert "<del>" in page
    assert "import from the content folder published" in page
    assert "second saved" in page
    editor.post(f"{ROUTE}history/restore/", {"revision": first, "head": second})

    with own.app.app_context():
        assert drafts.head(db.session, "route", "palace-and-tomb").document["title"]["zh"] == "第一稿"
    assert draft("head_id") not in (first, second)
    assert editor.get(f"{ROUTE}history/?a=999999&b={first}").status_code == 404


def set_aside(own, people, who, base, **changes):
    with own.app.app_context():
        person = db.session.get(drafts.Person, people[who].id)
        text = {**db.session.get(Revision, base).document, **changes}
        mine = writing.set_aside(db.session, person, NOW, "route", "palace-and-tomb", text, base)
        db.session.commit()
        return mine.id


def test_two_editors_merge_and_nothing_is_lost(clerk, write, own, people):
    with own.app.app_context():
        base = drafts.head(db.session, "route", "palace-and-tomb").id
    theirs = write(title=title("他们的标题", "Theirs"), advice={"zh": "他们的建议"})
    mine = set_aside(own, people, "second", base, title=title("我的标题", "Theirs"), mode="cycle")
    second = clerk("second")

    page = second.get(f"{ROUTE}merge/{mine}/").text
    assert 'name="pick:title.zh"' in page
    assert "我的" in page
    unchosen = second.post(f"{ROUTE}merge/{mine}/", {"theirs": theirs})
    assert unchosen.status_code == 409
    assert "not chosen yet" in unchosen.text
    second.post(f"{ROUTE}merge/{mine}/", {"theirs": theirs, "pick:title.zh": "mine"})

    with own.app.app_context():
        merged = drafts.head(db.session, "route", "palace-and-tomb").document
    assert merged["title"] == {"zh": "我的标题", "en": "Theirs"}
    assert merged["advice"] == {"zh": "他们的建议"}
    assert merged["mode"] == "cycle"
    assert "set aside" in second.get(f"{ROUTE}history/").text


def test_a_merge_that_came_too_late_keeps_the_choices(clerk, write, own, people):
    with own.app.app_context():
        base = drafts.head(db.session, "route", "palace-and-tomb").id
    theirs = write(title=title("他们的标题"))
    mine = set_aside(own, people, "second", base, title=title("我的标题"))
    write(title=title("又改了一次"))

    answer = clerk("second").post(f"{ROUTE}merge/{mine}/", {"theirs": theirs, "pick:title.zh": "mine"})

    assert answer.status_code == 409
    assert "saved once more" in answer.text
    assert re.search(r'name="pick:title.zh" value="mine" checked', answer.text)


def test_what_was_published_while_a_draft_was_written_is_merged_into_it(clerk, write, own, draft, settings):
    write(title=title("草稿标题", "Draft title"))
    path = next(p for p in settings.content_dir.rglob("palace-and-tomb.yaml") if "routes" in p.parts)
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"mode: \w+", "mode: cycle", text), encoding="utf-8")
    with own.app.app_context():
        assert load.load(db.session, NOW, settings.content_dir).is_good
        db.session.commit()
        live = db.session.query(LIVE["route"]).filter_by(key="palace-and-tomb").one().revision_id
    editor, head = clerk("editor"), draft("head_id")

    assert "Merge the two" in editor.get(f"{ROUTE}review/").text
    assert "merge the two first" in editor.post(f"{ROUTE}submit/", {"head": head}, follow_redirects=True).text
    page = editor.get(f"{ROUTE}merge/{head}/").text
    assert "another text was published" in page
    editor.post(f"{ROUTE}merge/{head}/", {"theirs": live})

    assert draft("base_id") == live
    with own.app.app_context():
        merged = drafts.head(db.session, "route", "palace-and-tomb").document
    assert (merged["title"]["zh"], merged["mode"]) == ("草稿标题", "cycle")
    assert "Handed to" in editor.post(f"{ROUTE}submit/", {"head": draft("head_id")}, follow_redirects=True).text


def link_of(clerk_, days=7, thing=ROUTE):
    answer = clerk_.post(f"{thing}preview-link/", {"days": days})
    return re.search(r"token=([\w-]+)", answer.location)[1]


def test_a_leader_without_an_account_reads_the_draft_and_nobody_else_sees_it(clerk, write, own):
    write(title=title("还没发布的标题", "Not yet published"))
    token = link_of(clerk("editor"))
    leader = own.client()
    told = clerk("editor").get(f"{ROUTE}preview/?token={token}").text
    assert f"/zh/routes/palace-and-tomb/?preview={token}</code>" in told

    for lang, words in (("zh", "还没发布的标题"), ("en", "Not yet published")):
        page = leader.get(f"/{lang}/routes/palace-and-tomb/?preview={token}")
        assert page.status_code == 200
        assert words in page.text
        assert "preview-band" in page.text
        assert page.headers["Cache-Control"] == "private, no-store"
        assert "noindex" in page.headers["X-Robots-Tag"]
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in page.headers
        assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
        public = leader.get(f"/{lang}/routes/palace-and-tomb/")
        assert words not in public.text
        assert "preview-band" not in public.text
        assert "frame-ancestors 'none'" in public.headers["Content-Security-Policy"]
    assert f"palace-and-tomb.svg?preview={token}" in page.text
    frame = leader.get(f"/embed/v1/routes/palace-and-tomb?lang=zh&preview={token}")
    assert "还没发布的标题" in frame.text
    assert leader.get(f"/zh/routes/palace-and-tomb.svg?preview={token}").status_code == 200


def test_a_preview_link_ends_can_be_taken_back_and_cannot_be_guessed(clerk, write, own):
    write(title=title("还没发布"))
    editor = clerk("editor")
    token, other = link_of(editor, days=1), link_of(editor, days=30)
    leader = own.client()
    with own.app.app_context():
        first, second = db.session.query(PreviewLink).order_by(PreviewLink.id)
        first.expires = NOW - timedelta(seconds=1)
        db.session.commit()
        revoke = f"{ROUTE}preview-link/{second.id}/revoke/"
        assert token not in (first.digest, second.digest)
    editor.post(revoke)

    for gone in (token, other):
        answer = leader.get(f"/zh/routes/palace-and-tomb/?preview={gone}")
        assert answer.status_code == 410
        assert "还没发布" not in answer.text
        assert "预览" in answer.text or "preview" in answer.text
    assert leader.get("/zh/routes/palace-and-tomb/?preview=guess").status_code == 404
    assert "1 to 30 days" in editor.post(f"{ROUTE}preview-link/", {"days": 31}, follow_redirects=True).text


def test_a_draft_that_is_not_right_yet_is_not_shown_and_the_panel_says_where(clerk, write, own):
    write(title=title("还没发布"), mode="by balloon")
    editor = clerk("editor")
    token = link_of(editor)

    assert own.client().get(f"/en/routes/palace-and-tomb/?preview={token}").status_code == 400
    panel = editor.get(f"{ROUTE}preview/?token={token}").text
    assert "cannot be shown yet" in panel
    assert "Getting about" in panel
    assert "<iframe" not in panel


def test_the_panel_shows_the_draft_in_every_shape_at_once_and_makes_no_link(clerk, write, own):
    write(title=title("还没发布"))
    page = clerk("editor").get(f"{ROUTE}preview/")

    assert page.text.count("<iframe") == 6
    assert page.text.index("<iframe") < page.text.index("preview-link/"), "the link for others stands below"
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    shown = [a.replace("&amp;", "&") for a in re.findall(r'(?:iframe|img) src="([^"]+preview=[^"]+)"', page.text)]
    for address in shown:
        assert own.client().get(address).status_code == 200
    assert "还没发布" in own.client().get(shown[0]).text
    with own.app.app_context():
        assert db.session.query(PreviewLink).count() == 0
    assert worker(own, later=timedelta(hours=2)).client().get(shown[0]).status_code == 410
    assert own.client().get(shown[0] + "x").status_code == 404


def test_a_stranger_to_the_thing_sees_nothing_of_it(clerk, write):
    write(title=title("别局的"))
    stranger = clerk("stranger")

    for page in ("review/", "history/", "preview/"):
        assert stranger.get(ROUTE + page).status_code == 403


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_answers_in_both_languages(own, people, write, lang):
    write(submit=True, title=title("两种语言"))
    reader = Clerk(own, make_person(own, f"reader {lang}", {"shenyang": "administrator"}, lang=lang))

    for page in ("/desk/", "/desk/quality/", "/desk/translations/", f"{ROUTE}review/", f"{ROUTE}history/"):
        answer = reader.get(page)
        assert answer.status_code == 200, page
        assert f'<html lang="{"zh-Hans" if lang == "zh" else "en"}">' in answer.text
