"""What stands in an edit form beside its fields: comments, what can be taken back, mere advice; and its speed."""

import re

import pytest
from conftest import NOW, SITES
from desk import Clerk, make_person
from forms import filled
from sqlalchemy import event, select

from portal.extensions import db
from portal.model import Comment, Draft, Person, Typed
from portal.publishing import drafts, writing

ROUTE = "/desk/route/palace-and-tomb/"
MOST_QUERIES = 30


@pytest.fixture(scope="module")
def site(make_site):
    return make_site(SITES / "good")


@pytest.fixture(scope="module")
def clerk(site):
    return Clerk(site, make_person(site, "周总", {"alliance": "coordinator", "shenyang": "editor"}))


def begun(clerk, kind="route", **more):
    """The address of the form of something new that has been saved once."""
    number = len(clerk.get(f"/desk/things/{kind}/?state=writing").text.split('class="thing-name"'))
    typed = {"zh": "新线", "bureau": "shenyang", "key": f"new-{kind}-{number}", **more}
    return clerk.post(f"/desk/new/{kind}/", typed).location


def sent(clerk, form, do, address):
    data = {name: values for name, values in form.to_dict(flat=False).items() if name != "csrf_token"}
    return clerk.post(address, {**data, "do": do})


def comments(site):
    with site.app.app_context():
        return [(each.field, each.text, bool(each.settled)) for each in db.session.scalars(select(Comment))]


def test_a_comment_is_written_and_settled_in_the_form_and_nothing_typed_is_lost(site, clerk):
    address = begun(clerk)
    form = filled(clerk.get(address).text)
    form["summary.zh"] = "还没有存的一句话。"
    form = filled(sent(clerk, form, "talk title", address).text)
    form["remark:title"] = "题目\r\n<b>太短</b>"
    kept = sent(clerk, form, "add sources", address)  # something else meanwhile
    assert filled(kept.text)["remark:title"] == "题目\r\n<b>太短</b>"
    page = sent(clerk, filled(kept.text), "remark title", address).text

    assert ("title", "题目\n<b>太短</b>", False) in comments(site)
    assert "&lt;b&gt;太短&lt;/b&gt;" in page
    form = filled(page)
    assert (form["summary.zh"], form["remark:title"]) == ("还没有存的一句话。", "")
    with site.app.app_context():
        typed = [dict(row.fields) for row in db.session.scalars(select(Typed)) if f"/{row.key}/" in address]
    assert ["remark:title" in fields for fields in typed] == [False]
    number = re.search(r'value="settle (\d+)"', page)[1]
    page = sent(clerk, form, f"settle {number}", address).text
    assert ("title", "题目\n<b>太短</b>", True) in comments(site)
    assert filled(page)["summary.zh"] == "还没有存的一句话。"


def test_a_comment_that_stands_in_the_form_is_said_when_it_is_saved(site, clerk):
    address = begun(clerk)
    form = filled(sent(clerk, filled(clerk.get(address).text), "talk body", address).text)
    form["remark:body"] = "写得长一点"
    page = clerk.get(sent(clerk, form, "save", address).location).text

    assert ("body", "写得长一点", False) in comments(site)
    assert re.search(r'id="f-body".*?写得长一点.*?name="remark:body"', page, re.DOTALL)


def test_a_comment_on_a_stop_stands_at_the_days_and_one_on_nothing_above_the_form(clerk):
    address = begun(clerk)
    clerk.post(f"{address}comments/", {"field": "days.0.stops.3.note.zh", "text": "这一站"})
    clerk.post(f"{address}comments/", {"field": "", "text": "整篇"})
    page = clerk.get(address).text

    assert re.search(r'id="f-days".*?这一站.*?name="remark:days"', page, re.DOTALL)
    assert page.index("整篇") < page.index('id="form"')


def test_what_was_just_added_is_no_mistake_before_something_is_said_in_it(clerk):
    address = "/desk/attraction/imperial-palace/"
    form = filled(clerk.get(address).text)
    form = filled(sent(clerk, form, "add sources", address).text)
    page = sent(clerk, form, "add sources", address).text
    assert "A source needs a title or an address." not in page
    form = filled(page)
    form["protection.1.level"] = "national"  # its title is to come
    assert "Protection 2 · Title" not in sent(clerk, form, "show", address).text
    assert "Protection 2 · Title" in clerk.get(sent(clerk, form, "save", address).location).text
    form["sources.2.url"] = "example.org"

    assert re.search(r'value="example.org"[^>]*aria-invalid="true"', sent(clerk, form, "show", address).text)


def test_all_that_is_missing_is_told_at_once(clerk):
    address = begun(clerk)
    form = filled(clerk.get(address).text)
    form["season"] = "winter"
    page = clerk.get(sent(clerk, form, "save", address).location).text

    assert {"f-effort.level", "f-effort.words"} <= set(re.findall(r'<li><a href="#([^"]+)">', page))


def test_the_last_change_of_a_list_is_taken_back_by_its_name_and_what_was_typed_elsewhere_stays(clerk):
    form = filled(clerk.get(ROUTE).text)
    page = sent(clerk, form, "remove days.0", ROUTE).text
    assert "Undo: remove: Route day 1" in page
    form = filled(page)
    form["summary.zh"] = "后来写的一句话。"
    page = sent(clerk, form, "undo", ROUTE).text

    assert 'value="days.0"' in page
    form = filled(page)
    assert form["days.0.stops.1.attraction"] == "fuling"
    assert form["summary.zh"] == "后来写的一句话。"
    assert re.search(r'value="undo" hidden', page)


def test_a_new_day_is_added_under_the_last_one_and_the_page_goes_on_at_it(clerk):
    page = clerk.get(ROUTE).text
    button = re.search(r'value="add days" formaction="([^"]*)">([^<]*)<', page)

    assert button.groups() == (f"{ROUTE}#f-days.1", "Add a day")
    assert page.index('data-day="days.0.stops"') < button.start() < page.index('id="days-map"')
    assert 'id="f-days.1"' in sent(clerk, filled(page), "add days", ROUTE).text


def test_before_a_picture_is_chosen_there_is_one_empty_line_and_only_without_scripts(clerk):
    page = clerk.get(ROUTE).text
    shown = re.sub(r"<(noscript|template)>.*?</\1>", "", page, flags=re.DOTALL)

    assert 'name="pictures.0"' not in shown
    assert re.findall(r'name="(pictures\.\d)"', page.partition("<noscript>")[2]).count("pictures.1") == 0


def test_a_comment_longer_than_one_may_be_is_said_in_several_and_nothing_of_it_is_cut(site, clerk):
    address = begun(clerk)
    form = filled(sent(clerk, filled(clerk.get(address).text), "talk body", address).text)
    form["remark:body"] = "长" * 2000 + "尾"
    sent(clerk, form, "save", address)

    assert [text for field, text, _settled in comments(site) if field == "body"][-2:] == ["长" * 2000, "尾"]


def test_a_comment_that_is_sent_again_because_the_answer_was_late_is_one_comment(site, clerk):
    address = begun(clerk)
    form = filled(sent(clerk, filled(clerk.get(address).text), "talk title", address).text)
    form["remark:title"] = "请核对这个题目"
    for _again in range(2):
        sent(clerk, form, "remark title", address)

    assert [text for _field, text, _settled in comments(site)].count("请核对这个题目") == 1


def test_an_event_with_sixty_dates_is_kept_and_its_lists_change_as_the_scripts_send_them(site, clerk):
    address = "/desk/event/temple-fair/"
    leg = {"status": "scheduled", "starts": "2027-01-01", "areas": ["benxi"], "edition": {"zh": "届"}}
    with site.app.app_context():
        head, person = drafts.head(db.session, "event", "temple-fair"), db.session.get_one(Person, clerk.person.id)
        text = {**head.document, "occurrences": [leg] * 60}
        writing.save(db.session, person, NOW, "event", "temple-fair", text, base_id=head.id)
        db.session.commit()
    form = filled(clerk.get(address).text)
    form["summary.zh"] = "六十场"
    data = {name: values for name, values in form.to_dict(flat=False).items() if name != "csrf_token"}

    assert len(list(form.items(multi=True))) > 1000
    for path, do in ((f"{address}typed/", ""), (address, "add sources")):
        answer = clerk.post(path, {**data, "do": do}, content_type="multipart/form-data")
        assert answer.status_code == 200
    assert filled(answer.text)["summary.zh"] == "六十场"


@pytest.fixture
def statements(site):
    """What the database is asked from now on."""
    seen = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    with site.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_a_form_opens_with_few_questions_however_much_is_in_review(site, clerk, statements):
    with site.app.app_context():
        person = db.session.get(Person, clerk.person.id)
        for number in range(20):
            rough = {"name": {"zh": f"第 {number} 处"}, "area": "shenyang"}
            writing.begin(db.session, person, NOW, "attraction", f"waiting-{number}", rough, "shenyang")
        db.session.flush()
        for draft in db.session.scalars(select(Draft).where(Draft.kind == "attraction")):
            draft.state = "in_review"
        db.session.commit()
    asked = {}
    for address in (
        ROUTE,
        "/desk/event/city-marathon/",
        "/desk/attraction/imperial-palace/",
        "/desk/notice/cave-closed/",
    ):
        statements.clear()
        assert clerk.get(address).status_code == 200
        asked[address] = len(statements)

    assert max(asked.values()) <= MOST_QUERIES, asked


def test_what_no_place_is_called_finds_none_and_offers_what_may_be_meant_as_that(clerk):
    def found(text):
        choices = clerk.get("/desk/find/attractions.json", query_string={"q": text}).json["choices"]
        return [(choice["key"], choice["weak"]) for choice in choices]

    assert found("gugong") == [("imperial-palace", False)]
    assert ("guanmen-mountain", True) in found("本溪看雪")
    assert found("火星") == []
    page = clerk.get("/desk/find/attractions/?q=本溪看雪").text
    assert page.index("No place of that name. Perhaps one of these:") < page.index("guanmen-mountain")
    assert "No place of that name" not in clerk.get("/desk/find/attractions/?q=gugong").text
