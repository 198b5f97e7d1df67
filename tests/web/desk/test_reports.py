"""The inbox of visitors' reports: own bureaus only, whatever was written."""

import csv
import io

import pytest
from conftest import NOW
from desk import Clerk, make_person
from reading import read

from portal.extensions import db
from portal.model import Report
from portal.publishing import reports

HOSTILE = "=cmd|'/c calc'!A1\n<script>alert(1)</script><img src=x onerror=alert(1)>\n{{ 7*7 }} %(x)s </textarea> \" '"


@pytest.fixture
def report(own) -> str:
    """The reference of a report about the water cave of Benxi."""
    with own.app.app_context():
        sent = reports.send(db.session, NOW, kind="attraction", key="benxi-water-cave", lang="zh", text=HOSTILE)
        db.session.commit()
        return sent.reference


def clerk(site, bureau: str, role: str = "editor") -> Clerk:
    return Clerk(site, make_person(site, f"{bureau} {role}", {bureau: role}))


def state_of(site, reference: str) -> tuple[str, str]:
    with site.app.app_context():
        found = reports.find(db.session, reference)
        return found.state, found.answer


def test_a_clerk_takes_a_report_up_and_answers(own, report):
    benxi = clerk(own, "benxi")
    inbox = read(benxi.get("/desk/reports/").text)
    address = f"/desk/reports/{report}/"
    assert address in inbox.links
    assert "/desk/attraction/benxi-water-cave/" in read(benxi.get(address).text).links

    assert benxi.post(f"{address}act", {"state": "taken"}).status_code == 303
    assert state_of(own, report) == ("taken", "")
    benxi.post(f"{address}act", {"state": "mended", "answer": "Thank you, it is mended."})

    assert state_of(own, report) == ("mended", "Thank you, it is mended.")
    assert address in read(benxi.get("/desk/reports/?state=mended").text).links


def test_another_bureau_neither_sees_nor_answers_it(own, report):
    shenyang = clerk(own, "shenyang", "administrator")

    assert report not in shenyang.get("/desk/reports/").text
    assert shenyang.get(f"/desk/reports/{report}/").status_code == 403
    assert shenyang.post(f"/desk/reports/{report}/act", {"state": "taken"}).status_code == 403
    assert state_of(own, report) == ("new", "")


def test_the_coordinator_sees_all(own, report):
    assert report in clerk(own, "alliance", "coordinator").get("/desk/reports/").text


def test_a_refused_answer_stays_in_the_form(own, report):
    answer = clerk(own, "benxi").post(f"/desk/reports/{report}/act", {"state": "mended", "answer": "ok"})

    assert answer.status_code == 422
    assert read(answer.text).one("textarea", name="answer").text.strip() == "ok"
    assert state_of(own, report) == ("new", "")


def test_who_comes_second_is_told(own, report):
    benxi = clerk(own, "benxi")
    benxi.post(f"/desk/reports/{report}/act", {"state": "taken"})

    again = benxi.post(f"/desk/reports/{report}/act", {"state": "taken"}, follow_redirects=True)

    assert "A colleague was faster" in again.text


@pytest.mark.parametrize("page", ["/desk/reports/", "/desk/reports/{}/"])
def test_what_a_visitor_wrote_harms_nobody_at_the_desk(own, report, page):
    text = clerk(own, "benxi").get(page.format(report)).text

    shown = read(text)
    assert "<script>alert" not in text
    assert not [e for e in shown.all("img") if e.attributes.get("src") == "x"]
    assert "{{ 7*7 }} %(x)s" in shown.text
    assert all("src" in e.attributes for e in shown.all("script"))


def test_an_answer_that_begins_like_a_formula_cannot_calculate_in_the_exported_journal(own, report):
    boss = clerk(own, "benxi", "administrator")
    boss.post(f"/desk/reports/{report}/act", {"state": "declined", "answer": HOSTILE})

    sheet = boss.get("/desk/journal.csv?action=report+declined").data.decode("utf-8-sig")

    line = next(csv.DictReader(io.StringIO(sheet)))
    assert line["why"].startswith("'=cmd|")
    assert line["key"] == "benxi-water-cave"


def test_a_state_that_is_none_is_refused(own):
    assert clerk(own, "benxi").get("/desk/reports/?state=lost").status_code == 400
    with own.app.app_context():
        assert db.session.query(Report).count() == 0
