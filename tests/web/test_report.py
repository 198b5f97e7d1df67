"""A visitor reports a mistake: one field, no cookie, no name; a reference, and later the bureau's answer."""

import re

import pytest
from conftest import NOW, SITES
from desk import make_person
from reading import read

from portal.extensions import db
from portal.model import Person, Report
from portal.publishing import reports

ABOUT = "attraction:benxi-water-cave"
FORM = "/en/report/"
HOSTILE = '=HYPERLINK("http://evil.example")\n<script>alert(1)</script>\n{{ 7*7 }} %(x)s \' " &amp; \u202e'


def send(site, text: str = "The telephone number is wrong", lang: str = "en", **more: str):
    return site.client().post(f"/{lang}/report/", data={"about": ABOUT, "text": text, **more})


def kept(site) -> list[tuple[str, str, str, str]]:
    with site.app.app_context():
        return [(r.kind, r.key, r.bureau, r.text) for r in db.session.query(Report).order_by(Report.id)]


@pytest.mark.parametrize(
    "page",
    ["routes/cave-and-maples/", "attractions/benxi-water-cave/", "events/city-marathon/"],
    ids=lambda p: p.split("/")[0],
)
def test_every_record_has_a_link_to_its_form(own, page, lang):
    links = read(own.client().get(f"/{lang}/{page}").text).links
    form = next(link for link in links if "/report/" in link)

    answer = own.client().get(form)

    assert answer.status_code == 200
    assert f"/{lang}/{page}" in read(answer.text).links


def test_a_report_gives_a_reference_under_which_its_state_stands(own):
    answer = send(own)

    assert answer.status_code == 303
    assert re.fullmatch(r"/en/report/[2-9A-Z]{5}-[2-9A-Z]{5}/", answer.location)
    page = read(own.client().get(answer.location).text)
    assert "It has arrived" in page.text
    assert "telephone" not in page.text
    assert kept(own) == [("attraction", "benxi-water-cave", "benxi", "The telephone number is wrong")]


def test_the_answer_of_the_bureau_is_shown_and_harms_nobody(own):
    address = send(own).location
    reference = address.split("/")[-2]
    clerk = make_person(own, "王伟", {"benxi": "editor"})
    with own.app.app_context():
        person = db.session.get_one(Person, clerk.id)
        reports.answer(db.session, person, NOW, reference, "mended", f"Thank you!\n{HOSTILE}")
        db.session.commit()

    answer = own.client().get(address)

    assert "The page was mended." in read(answer.text).text
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


@pytest.mark.parametrize("text", ["", "no", "x" * 2001])
def test_a_text_that_is_refused_stays_in_the_form(own, text):
    answer = send(own, text)

    field = read(answer.text).one("textarea", name="text")
    assert answer.status_code == 400
    assert field.text.strip() == text
    assert field.attributes["aria-invalid"] == "true"
    assert kept(own) == []


def test_a_program_that_fills_in_everything_is_told_and_loses_nothing(own):
    answer = send(own, website="http://spam.example")

    page = read(answer.text)
    assert answer.status_code == 400
    assert page.one("textarea", name="text").text.strip() == "The telephone number is wrong"
    assert kept(own) == []


@pytest.mark.parametrize("about", ["", "attraction:nowhere", "person:1", "attraction", "area:benxi", "<b>:x"])
def test_there_is_no_form_about_what_is_no_page(own, about):
    assert own.client().get(FORM, query_string={"about": about}).status_code == 404
    assert own.client().post(FORM, data={"about": about, "text": "It is wrong"}).status_code == 404
    assert kept(own) == []


def test_nothing_of_it_sets_a_cookie_or_is_kept(own):
    sent = send(own)
    answers = [sent, own.client().get(sent.location), own.client().get(FORM, query_string={"about": ABOUT})]

    assert [answer.headers.get("Cache-Control") for answer in answers[1:]] == ["no-store"] * 2
    assert not any("Set-Cookie" in answer.headers for answer in answers)


def test_a_reference_that_was_never_given_is_not_found(own):
    assert own.client().get("/en/report/AAAAA-BBBBB/").status_code == 404


def test_a_body_that_is_too_long_is_refused(own):
    assert send(own, "x" * 40_000).status_code == 413


def test_one_address_cannot_send_without_end(make_site):
    site = make_site(SITES / "good")
    statuses = [send(site).status_code for _ in range(31)]

    assert statuses == [303] * 30 + [429]
