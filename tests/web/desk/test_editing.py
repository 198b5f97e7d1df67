"""The edit form as clerks use it, without scripts: nothing typed is lost, and what is wrong is told at its field."""

import re

import pytest
from desk import Clerk, make_person
from forms import filled
from sqlalchemy import select

from portal.extensions import db
from portal.model import JournalEntry, Revision, Typed
from portal.publishing import drafts

ROUTE = "/desk/route/palace-and-tomb/"


@pytest.fixture
def clerk(own):
    return Clerk(own, make_person(own, "王伟", {"shenyang": "editor"}))


@pytest.fixture
def colleague(own):
    return Clerk(own, make_person(own, "李娜", {"shenyang": "editor"}))


def head(site, kind="route", key="palace-and-tomb"):
    with site.app.app_context():
        return drafts.head(db.session, kind, key).document


def typed(site):
    with site.app.app_context():
        return db.session.scalars(select(Typed)).all()


def sent(clerk, form, *do, address=ROUTE, **more):
    """Send a form as a browser does, by the button `do`."""
    data = {name: values for name, values in form.to_dict(flat=False).items() if name != "csrf_token"}
    return clerk.post(address, {**data, "do": " ".join(do) or "save"}, **more)


@pytest.mark.parametrize(
    ("kind", "key"),
    [("route", "palace-and-tomb"), ("attraction", "imperial-palace"), ("event", "city-marathon"), ("area", "shenyang")],
)
def test_a_form_that_is_saved_as_it_was_opened_saves_nothing(own, clerk, kind, key):
    address = f"/desk/{kind}/{key}/"
    answer = sent(clerk, filled(clerk.get(address).text), address=address)

    assert answer.status_code == 303
    with own.app.app_context():
        assert len(db.session.scalars(select(Revision).where(Revision.kind == kind, Revision.key == key)).all()) == 1


def test_what_is_saved_is_a_draft_with_its_writer_and_reason(own, clerk):
    form = filled(clerk.get(ROUTE).text)
    form["title.zh"], form["why"] = "故宫到福陵，走一天", "改题目"
    answer = sent(clerk, form)

    assert answer.status_code == 303
    assert "Saved. It can be submitted." in clerk.get(answer.location).text
    assert head(own)["title"]["zh"] == "故宫到福陵，走一天"
    assert own.shelf.routes["palace-and-tomb"].title["zh"] == "故宫到福陵"
    with own.app.app_context():
        line = db.session.scalars(select(JournalEntry).where(JournalEntry.action == "saved")).one()
        assert (line.actor.name, line.why) == ("王伟", "改题目")


def test_what_is_wrong_is_saved_and_told_at_its_field(own, clerk):
    form = filled(clerk.get(ROUTE).text)
    form["days.0.stops.0.minutes"], form["title.zh"], form["effort.level"] = "12x", "", ""
    page = clerk.get(sent(clerk, form).location).text

    assert "things keep it from being submitted" in page
    assert head(own)["days"][0]["stops"][0]["minutes"] == "12x"
    assert re.search(r'value="12x"[^>]*aria-invalid="true"', page)
    assert re.search(r'id="f-title.zh"[^>]*aria-invalid="true"[^>]*aria-describedby="[^"]*p-title', page, re.DOTALL)
    assert 'href="#f-effort.level"' in page
    assert "Submit for review" not in page
    for anchor in re.findall(r'<li><a href="#([^"]+)">', page):
        assert f'id="{anchor}"' in page


def test_a_draft_without_mistakes_offers_to_be_submitted(clerk):
    form = filled(clerk.get(ROUTE).text)
    form["title.zh"] = "故宫到福陵，走一天"
    page = clerk.get(sent(clerk, form).location).text

    assert re.search(
        rf'action="{ROUTE}submit/".*?<button class="button button-main" type="submit"[^>]*(?<! disabled)>',
        page,
        re.DOTALL,
    )


def test_what_was_brought_back_is_saved_before_it_can_be_submitted(own, clerk):
    form = filled(clerk.get(ROUTE).text)
    form["title.zh"] = "故宫到福陵，走一天"
    form = filled(clerk.get(sent(clerk, form).location).text)
    form["title.zh"] = "没有存的题目"
    sent(clerk, form, address=f"{ROUTE}typed/")
    restored = clerk.get(f"{ROUTE}?typed={typed(own)[0].id}").text
    waits = r'<button[^>]*aria-describedby="submit-waits" disabled>Submit for review'

    assert re.search(waits, restored)
    assert re.search(waits, sent(clerk, filled(restored), "show").text)
    assert "Save first" in restored
    assert f'href="{ROUTE}review/#put-away"' in restored
    assert 'id="put-away"' in clerk.get(f"{ROUTE}review/").text
    assert not re.search(waits, clerk.get(sent(clerk, filled(restored)).location).text)


def test_of_two_who_save_the_second_is_led_to_both_texts(own, clerk, colleague):
    first, second = filled(clerk.get(ROUTE).text), filled(colleague.get(ROUTE).text)
    first["title.zh"], second["summary.zh"] = "先存的题目", "后存的一句话，另一个人写的。"
    sent(clerk, first)
    answer = sent(colleague, second)

    mine = int(re.fullmatch(rf".*{ROUTE}merge/(\d+)/.*", answer.location)[1])
    assert head(own)["title"]["zh"] == "先存的题目"
    with own.app.app_context():
        aside = db.session.get_one(Revision, mine)
        assert aside.document["summary"]["zh"] == "后存的一句话，另一个人写的。"
        assert aside.author.name == "李娜"
    assert typed(own) == []


def test_lists_change_without_scripts_and_keep_everything_typed(own, clerk):
    form = filled(clerk.get(ROUTE).text)
    form["title.zh"] = "还没存的题目"
    page = sent(clerk, form, "add", "days").text
    form = filled(page)

    assert form["title.zh"] == "还没存的题目"
    assert re.search(r'id="f-days.1"[^>]*autofocus', page)
    form["days.1.title.zh"] = "第二天"
    form["days.1.stops.0.attraction"] = "白塔"
    form = filled(sent(clerk, form, "up", "days.1").text)
    assert form["days.0.title.zh"] == "第二天"
    assert form["days.0.stops.0.attraction"] != ""
    form = filled(sent(clerk, form, "remove", "days.0").text)
    assert "第二天" not in form.values()
    form = filled(sent(clerk, form, "undo").text)
    assert form["days.0.title.zh"] == "第二天"
    assert head(own)["title"]["zh"] == "故宫到福陵"


def test_what_cannot_be_taken_back_leaves_the_form_as_it_is(clerk):
    form = filled(clerk.get(ROUTE).text)
    form["title.zh"] = "题目"
    form.setlist("before", ["[[[", "[1]"])

    assert filled(sent(clerk, form, "undo").text)["title.zh"] == "题目"
    assert filled(sent(clerk, form, "remove", "days.9.stops.x").text)["title.zh"] == "题目"
    assert filled(sent(clerk, form, "dance", "days.0").text)["title.zh"] == "题目"


def test_what_was_typed_and_not_saved_is_offered_and_brought_back(own, clerk):
    form = filled(clerk.get(ROUTE).text)
    form["title.zh"] = "没有存的题目"
    told = sent(clerk, form, address=f"{ROUTE}typed/").json
    page = clerk.get(ROUTE).text

    assert told["others"] == []
    assert "You typed something at" in page
    restored = filled(clerk.get(f"{ROUTE}?typed={typed(own)[0].id}").text)
    assert restored["title.zh"] == "没有存的题目"
    sent(clerk, restored)
    assert head(own)["title"]["zh"] == "没有存的题目"
    assert typed(own) == []


def test_what_was_typed_can_be_let_go_of_and_is_nobody_elses(own, clerk, colleague):
    form = filled(clerk.get(ROUTE).text)
    form["title.zh"] = "没有存的题目"
    sent(clerk, form, address=f"{ROUTE}typed/")
    (row,) = typed(own)

    assert "没有存的题目" not in colleague.get(f"{ROUTE}?typed={row.id}").text
    colleague.post(f"{ROUTE}discard/", {"typed": row.id})
    assert len(typed(own)) == 1
    clerk.post(f"{ROUTE}discard/", {"typed": row.id})
    assert typed(own) == []


def test_a_save_lets_go_of_its_own_copy_and_of_no_other_windows(own, clerk):
    other = filled(clerk.get(ROUTE).text)
    other["title.zh"] = "另一个窗口里的"
    sent(clerk, other, address=f"{ROUTE}typed/")
    form = filled(clerk.get(ROUTE).text)
    form["title.zh"] = "存下的题目"
    sent(clerk, form, address=f"{ROUTE}typed/")
    sent(clerk, form)

    assert [dict(row.fields)["title.zh"] for row in typed(own)] == ["另一个窗口里的"]


def test_only_the_newest_copy_is_offered_and_the_older_ones_are_folded_with_their_first_words(clerk):
    for title in ("第一份", "第二份", "第三份"):
        form = filled(clerk.get(ROUTE).text)
        form["title.zh"] = title
        sent(clerk, form, address=f"{ROUTE}typed/")
    page = clerk.get(ROUTE).text
    newest, older = re.search(
        r"<div data-newest>(.*?)<details[^>]*data-older>(.*?)</details>", page, re.DOTALL
    ).groups()

    assert re.findall(r"<q>(.*?)</q>", newest) == ["第三份"]
    assert "Earlier: 2" in older
    assert re.findall(r"<q>(.*?)</q>", older) == ["第二份", "第一份"]


def test_what_comes_after_the_save_that_holds_it_is_not_kept(own, clerk):
    form = filled(clerk.get(ROUTE).text)
    form["title.zh"] = "存下的题目"
    sent(clerk, form)
    sent(clerk, form, address=f"{ROUTE}typed/")

    assert typed(own) == []


def test_go_on_writing_opens_what_was_typed(own, clerk):
    form = filled(clerk.get(ROUTE).text)
    form["title.zh"] = "没有存的题目"
    sent(clerk, form, address=f"{ROUTE}typed/")
    address = re.search(rf'href="({ROUTE}\?typed=\d+)"', clerk.get("/desk/").text)[1]

    assert filled(clerk.get(address).text)["title.zh"] == "没有存的题目"


def test_the_way_to_the_pictures_leaves_the_form_open(clerk):
    page = clerk.get(ROUTE).text

    for link in ("See the library", "Upload a picture"):
        assert re.search(rf'target="_blank">{link}<', page)


def test_a_form_does_not_offer_what_stands_in_it(own, clerk):
    form = filled(clerk.get(ROUTE).text)
    form["title.zh"] = "没有存的题目"
    page = sent(clerk, form, "add", "days").text

    assert "You typed something at" not in page
    (row,) = typed(own)
    restored = filled(clerk.get(f"{ROUTE}?typed={row.id}").text)
    assert "You typed something at" not in sent(clerk, restored, "add", "days").text
    assert len(typed(own)) == 1


def test_who_else_has_the_form_open_is_named(clerk, colleague):
    form = filled(clerk.get(ROUTE).text)
    clerk.post(f"{ROUTE}typed/", {"base": form["base"], "still": "same"})

    assert "王伟 is editing this." in colleague.get(ROUTE).text
    told = colleague.post(f"{ROUTE}typed/", {"base": form["base"], "still": "same"}).json
    assert told["others"] == ["王伟"]


def test_only_to_be_there_is_no_typing(own, clerk):
    form = filled(clerk.get(ROUTE).text)
    clerk.post(f"{ROUTE}typed/", {"base": form["base"], "slip": form["slip"], "still": "same"})

    assert typed(own) == []


def test_an_expired_session_loses_nothing(own, clerk):
    form = filled(clerk.get(ROUTE).text)
    form["title.zh"] = "写到一半"
    clerk.delete_cookie("session", path="/desk")
    for cookie in list(clerk._cookies.values()):
        clerk.delete_cookie(cookie.key, path=cookie.path)
    answer = sent(clerk, form, token="")

    assert "sign-in" in answer.location
    clerk.sign_in(clerk.person.email)
    assert filled(clerk.get(f"{ROUTE}?typed={typed(own)[0].id}").text)["title.zh"] == "写到一半"


HOSTILE = """"><script>alert(1)</script>'{{191*7}}{% raw %} ]]><svg onload=alert(1)> %(n)s"""


@pytest.mark.parametrize(
    "address", [ROUTE, "/desk/attraction/imperial-palace/", "/desk/event/city-marathon/", "/desk/area/shenyang/"]
)
def test_hostile_text_in_every_field_comes_back_as_text(clerk, address):
    form = filled(clerk.get(address).text)
    own = ("csrf_token", "slip", "base", "has", "why", "kind")
    for name in form:
        if name not in own:
            form[name] = HOSTILE
    for page in (
        sent(clerk, form, "show", address=address).text,
        clerk.get(sent(clerk, form, address=address).location).text,
    ):
        assert "<script>alert" not in page
        assert "<svg onload" not in page
        assert "36481" not in page
        assert HOSTILE in filled(page).values()


def test_a_translation_is_marked_when_its_chinese_changed(clerk):
    form = filled(clerk.get(ROUTE).text)
    form["summary.zh"] = "从故宫到福陵，走一整天的一句话。"
    page = clerk.get(sent(clerk, form).location).text

    assert re.search(r'id="s-summary.en".*?The Chinese changed on', page, re.DOTALL)
    assert "<ins>" in page
    form = filled(page)
    form["summary.en"] = "A whole day from the palace to the tomb."
    page = clerk.get(sent(clerk, form).location).text
    assert 'id="s-summary.en"' not in page


def test_a_bureau_without_a_share_is_kept_out(own):
    stranger = Clerk(own, make_person(own, "赵敏", {"tieling": "editor"}))

    assert stranger.get(ROUTE).status_code == 403
    assert stranger.post(ROUTE, {"title.zh": "x"}).status_code == 403
    assert "From the palace to the tomb" in stranger.get("/desk/things/route/").text
    assert f'href="{ROUTE}"' not in stranger.get("/desk/things/route/").text


PLACE = "/desk/attraction/imperial-palace/"
RENAMED = "/desk/attraction/mukden-palace/"


@pytest.fixture
def boss(own):
    return Clerk(own, make_person(own, "赵敏", {"shenyang": "administrator"}))


def renamed(boss):
    assert boss.post(f"{PLACE}uses/rename", {"new_key": "mukden-palace"}).status_code == 303


def test_an_address_that_was_open_while_the_key_changed_leads_on(clerk, boss):
    renamed(boss)

    answer = clerk.get(f"{PLACE}history/?a=1")

    assert (answer.status_code, answer.location) == (308, f"{RENAMED}history/?a=1")
    assert clerk.get("/desk/attraction/nothing/").status_code == 404


def test_a_form_that_was_open_while_the_key_changed_loses_nothing(own, clerk, boss):
    form = filled(clerk.get(PLACE).text)
    form["summary.zh"] = "改名的时候正在写的一句话。"
    renamed(boss)

    on = [sent(clerk, form, address=f"{PLACE}{what}") for what in ("typed/", "")]
    assert [(answer.status_code, answer.location) for answer in on] == [(308, f"{RENAMED}typed/"), (308, RENAMED)]
    sent(clerk, form, address=f"{RENAMED}typed/")  # as a browser does after 308: the same form again
    with own.app.app_context():
        (row,) = db.session.scalars(select(Typed)).all()
        assert row.key == "mukden-palace"
    answer = sent(clerk, form, address=RENAMED)

    mine = int(re.fullmatch(rf".*{RENAMED}merge/(\d+)/.*", answer.location)[1])
    with own.app.app_context():
        assert db.session.get_one(Revision, mine).document["summary"]["zh"] == "改名的时候正在写的一句话。"


def test_what_was_typed_before_the_key_changed_does_not_overwrite_what_was_saved_after(own, clerk, colleague, boss):
    form = filled(clerk.get(PLACE).text)
    form["summary.zh"] = "先写、后存。"
    sent(clerk, form, address=f"{PLACE}typed/")
    renamed(boss)
    other = filled(colleague.get(RENAMED).text)
    other["summary.zh"] = "后写、先存。"
    sent(colleague, other, address=RENAMED)
    with own.app.app_context():
        kept = db.session.scalars(select(Typed)).one().id

    answer = sent(clerk, filled(clerk.get(f"{RENAMED}?typed={kept}").text), address=RENAMED)

    mine = int(re.fullmatch(rf".*{RENAMED}merge/(\d+)/.*", answer.location)[1])
    assert head(own, "attraction", "mukden-palace")["summary"]["zh"] == "后写、先存。"
    with own.app.app_context():
        aside = db.session.get_one(Revision, mine)
        assert db.session.get_one(Revision, aside.base_id).key == "imperial-palace"
        assert aside.document["summary"]["zh"] == "先写、后存。"


@pytest.mark.parametrize("base", ["", "x", "1", "999999999"])
def test_a_form_that_does_not_say_what_it_began_from_overwrites_nothing(own, clerk, base):
    before = head(own)
    form = filled(clerk.get(ROUTE).text)
    form["title.zh"], form["base"] = "不知从哪来的题目", base
    again = filled(sent(clerk, form, "show").text)
    assert again["base"] == ""
    assert again["title.zh"] == "不知从哪来的题目"

    answer = sent(clerk, again)

    mine = int(re.fullmatch(rf".*{ROUTE}merge/(\d+)/.*", answer.location)[1])
    assert head(own) == before
    with own.app.app_context():
        assert db.session.get_one(Revision, mine).document["title"]["zh"] == "不知从哪来的题目"
    assert clerk.get(answer.location).status_code == 200


def test_two_texts_are_compared_across_a_change_of_key(own, clerk, boss):
    with own.app.app_context():
        first = drafts.head(db.session, "attraction", "imperial-palace").id
    renamed(boss)
    with own.app.app_context():
        last = drafts.head(db.session, "attraction", "mukden-palace").id

    assert clerk.get(f"{RENAMED}history/?a={first}&b={last}").status_code == 200


def test_what_was_typed_by_somebody_signed_out_while_the_key_changed_is_kept_under_the_new_one(own, clerk, boss):
    form = filled(clerk.get(PLACE).text)
    form["summary.zh"] = "会话已过期。"
    renamed(boss)
    for cookie in list(clerk._cookies.values()):
        clerk.delete_cookie(cookie.key, path=cookie.path)

    sent(clerk, form, address=PLACE, token="none")

    (row,) = typed(own)
    assert (row.key, ["summary.zh", "会话已过期。"] in row.fields) == ("mukden-palace", True)


def test_a_thing_that_was_just_begun_shows_no_mistakes_and_cannot_be_handed_in_yet(own, clerk):
    begun = clerk.post("/desk/new/route/", {"zh": "新线", "en": "Quite new", "bureau": "shenyang"})
    page = clerk.get(begun.location).text

    assert begun.status_code == 303
    assert 'aria-invalid="true"' not in page
    assert "Submit for review" not in page


def test_a_draft_of_something_published_says_what_visitors_see(own, clerk):
    form = filled(clerk.get(ROUTE).text)
    form["title.zh"] = "存下的题目"
    page = clerk.get(sent(clerk, form).location).text

    assert "visitors see the published text" in page


def test_a_stop_may_be_named_by_a_part_of_its_name_and_brings_its_area(own, clerk):
    form = filled(clerk.get(ROUTE).text)
    form["days.0.stops.2.attraction"] = "关门山"
    page = clerk.get(sent(clerk, form).location).text

    assert head(own)["days"][0]["stops"][2]["attraction"] == "guanmen-mountain"
    assert head(own)["areas"] == ["shenyang", "benxi"]
    assert "Added to the cities and zone, because a stop lies there: Benxi." in page
    form = filled(page)
    form["areas.1"] = ""
    page = clerk.get(sent(clerk, form).location).text
    assert head(own)["areas"] == ["shenyang"]  # who takes it out again, meant it
    assert '<a href="#f-areas">a stop lies in Benxi, and the cities and zone lack it</a>' in page


def test_of_several_places_that_a_name_may_mean_all_are_offered(clerk):
    form = filled(clerk.get(ROUTE).text)
    form["days.0.stops.2.attraction"] = "山"
    page = sent(clerk, form, "show").text

    assert re.search(r"Which one\? [^<]*\(guanmen-mountain\)", page)
    assert filled(page)["days.0.stops.2.attraction"] == "山"
