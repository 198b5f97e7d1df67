"""A form that comes when nobody is signed in any more: what was typed is kept, and nothing else happens."""

from io import BytesIO

import pytest
from desk import PASSWORD, Browser, Clerk, newcomer
from forms import filled
from sqlalchemy import select

from portal.extensions import db
from portal.model import Person, Revision, Typed
from portal.publishing import drafts
from portal.web.desk import signed

TEXT = "两条河之间的步道 <b>\r\n&"


def slip_of(site, person):
    with site.app.app_context():
        return signed.new_slip(db.session.get_one(Person, person.id))


def kept(site, person):
    with site.app.app_context():
        return db.session.scalars(select(Typed).where(Typed.person_id == person.id).order_by(Typed.id)).all()


FORM = {"name.zh": TEXT, "stops": ["a", "b"], "base": "", "csrf_token": "x"}
HERE = "/desk/route/two-rivers/"
EVENT = "/desk/event/ice-festival/"


def test_after_the_session_ended_the_text_is_there_and_the_way_leads_back_to_it(office):
    person = newcomer(office)
    clerk, slip = Clerk(office, person), slip_of(office, person)
    clerk.post("/desk/sign-out")

    answer = clerk.post(HERE, {**FORM, "slip": slip}, token="x")

    assert (answer.status_code, answer.location) == (303, f"/desk/sign-in?next={HERE}")
    assert "What you typed is kept" in clerk.get(answer.location).text
    (row,) = kept(office, person)
    assert (row.kind, row.key, row.base_id) == ("route", "two-rivers", None)
    assert row.fields == [["name.zh", TEXT], ["stops", "a"], ["stops", "b"], ["base", ""]]
    assert clerk.sign_in(person.email, path=answer.location).location == HERE


def test_the_same_form_sent_again_replaces_what_it_said_and_another_form_does_not(office):
    person = newcomer(office)
    first, second = slip_of(office, person), slip_of(office, person)
    for slip, text in ((first, "a"), (second, "b"), (first, "c")):
        Browser(office).post(HERE, {"name.zh": text, "slip": slip}, token="x")

    assert sorted(row.fields[0][1] for row in kept(office, person)) == ["b", "c"]


def test_the_revision_that_the_writing_began_from_is_kept_with_it(office):
    person = newcomer(office)
    with office.app.app_context():
        revision = db.session.scalars(select(Revision.id)).first()
    for base in (str(revision), "999999999", "no number"):
        Browser(office).post(HERE, {"base": base, "slip": slip_of(office, person)}, token="x")

    assert [row.base_id for row in kept(office, person)] == [revision, None, None]


@pytest.mark.parametrize("slip", ["", "1.forged", "eyJ"])
def test_a_slip_that_is_not_ours_keeps_nothing(office, slip):
    with office.app.app_context():
        before = len(db.session.scalars(select(Typed)).all())

    answer = Browser(office).post(HERE, {**FORM, "slip": slip}, token="x")

    assert answer.location == f"/desk/sign-in?next={HERE}"
    with office.app.app_context():
        assert len(db.session.scalars(select(Typed)).all()) == before


@pytest.fixture
def signed_in_again(office):
    """A clerk, and the edit form that they opened before they signed out and in again in another window."""
    person = newcomer(office)
    clerk = Clerk(office, person)
    form = filled(clerk.get(EVENT).text)
    clerk.post("/desk/sign-out")
    clerk.sign_in(person.email, PASSWORD)
    return person, clerk, form


def sent(clerk, address, form, **more):
    return clerk.post(address, {**form.to_dict(flat=False), **more}, token=form["csrf_token"])


def test_after_signing_in_again_in_another_window_the_old_form_still_saves(office, signed_in_again):
    person, clerk, form = signed_in_again

    sent(clerk, EVENT, form, **{"name.zh": person.name, "do": "save"})

    with office.app.app_context():
        head = drafts.head(db.session, "event", "ice-festival")
        assert (head.author.name, head.document["name"]["zh"]) == (person.name, person.name)
    assert kept(office, person) == []


@pytest.mark.parametrize(
    "address", [f"{EVENT}submit/", f"{EVENT}comments/", "/desk/language", "/desk/account/end-others"]
)
def test_the_slip_of_an_old_form_does_nothing_but_save(office, signed_in_again, address):
    _person, clerk, form = signed_in_again

    answer = sent(clerk, address, form, text="x", lang="zh")

    assert answer.status_code == 403
    assert "was not done" in answer.text


def test_a_form_of_somebody_else_who_was_signed_in_here_is_kept_for_them_and_not_saved(office):
    writer, other = newcomer(office), newcomer(office)

    answer = Clerk(office, other).post(HERE, {**FORM, "slip": slip_of(office, writer)}, token="old")

    assert answer.location == HERE
    assert len(kept(office, writer)) == 1
    assert kept(office, other) == []


def test_a_form_without_a_slip_sends_somebody_back_with_a_word(office):
    clerk = Clerk(office, newcomer(office))

    answer = clerk.post(HERE, {"name.zh": TEXT}, token="old")

    assert (answer.status_code, answer.location) == (303, HERE)
    assert "was not done" in clerk.get("/desk/").text


def test_a_slip_sent_to_another_address_than_a_forms_keeps_nothing_that_no_page_could_show(office):
    person = newcomer(office)

    Browser(office).post(f"/desk/{'k' * 40}/key/uses/rename", {"slip": slip_of(office, person), "x": "y"}, token="x")

    assert kept(office, person) == []
    assert Clerk(office, person).get("/desk/").status_code == 200


REASON = "第三天的车次对不上。<b>\r\n请改"
WRITTEN = [
    ("event/ice-festival/comments/", {"field": "name", "text": REASON}),
    ("event/ice-festival/return/", {"head": "1", "reason": REASON}),
    ("event/ice-festival/merge/1/", {"theirs": "1", "pick:name.zh": "mine", "why": REASON}),
    ("notice/quick/?from=phone", {"title.zh": REASON, "attractions": ["a", "b"], "do": "publish"}),
]


@pytest.mark.parametrize(("address", "form"), WRITTEN, ids=[address for address, _form in WRITTEN])
def test_who_was_signed_out_while_they_wrote_is_shown_all_of_it_to_send_it_again(office, address, form):
    page = Browser(office).post(f"/desk/{address}", form, token="old")
    carried = {name: values for name, values in filled(page.text, "again").lists() if name != "csrf_token"}

    assert page.status_code == 403
    assert "第三天的车次对不上。&lt;b&gt;" in page.text
    assert f'action="/desk/{address}"' in page.text
    assert carried == {name: value if isinstance(value, list) else [value] for name, value in form.items()}


def test_a_comment_written_before_the_session_ended_is_there_after_signing_in_and_sending_it_again(office):
    person = newcomer(office)
    clerk = Clerk(office, person)
    sent(clerk, EVENT, filled(clerk.get(EVENT).text), **{"name.zh": person.name, "do": "save"})
    clerk.post("/desk/sign-out")
    page = clerk.post(f"{EVENT}comments/", {"field": "name", "text": REASON}, token="old")
    clerk.sign_in(person.email)

    again = filled(page.text, "again")
    answer = sent(clerk, f"{EVENT}comments/", again)

    assert answer.status_code == 303
    assert "第三天的车次对不上" in clerk.get(f"{EVENT}review/").text


def test_words_sent_with_a_file_are_shown_to_be_copied_and_a_password_is_not(office):
    file = {"file": (BytesIO(b"x"), "a.jpg"), "credit": REASON}
    page = Browser(office).post("/desk/media/new/", file, token="old", content_type="multipart/form-data")

    assert "第三天的车次对不上" in page.text
    assert 'id="again"' not in page.text
    clerk = Clerk(office, newcomer(office))
    answer = clerk.post("/desk/change-password", {"password": "not for any page"}, token="old")
    assert (answer.status_code, "not for any page" in answer.text) == (303, False)


def test_another_sites_form_keeps_nothing_even_with_a_slip(office):
    person = newcomer(office)

    answer = Browser(office).post(
        HERE, {"slip": slip_of(office, person)}, token="x", headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 403
    assert kept(office, person) == []
