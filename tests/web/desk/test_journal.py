"""The journal at the desk: everybody who serves reads it, administrators take it along."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import NOW
from desk import Clerk, make_person
from forms import filled
from reading import read

from portal.extensions import db
from portal.model import JournalEntry
from portal.publishing import actions, journal


@pytest.fixture
def clerk(own) -> Clerk:
    return Clerk(own, make_person(own, "王伟", {"benxi": "administrator"}))


def keys(page: str) -> list[str]:
    """What the lines are about."""
    lines = [e for e in read(page).all("a") if e.attributes["href"].startswith("/desk/journal/?kind=")]
    return [parse_qs(urlsplit(e.attributes["href"]).query)["key"][0] for e in lines if "&key=" in e.attributes["href"]]


def test_lines_say_who_when_and_what(clerk):
    text = read(clerk.get("/desk/journal/?kind=notice").text).text

    assert "import" in text
    assert "2026, 12:00" in text
    assert "published" in text
    assert "cave is being repaired" in text
    assert "The whole: added" in text


def test_lines_speak_chinese_names_and_not_what_the_machine_keeps(own):
    person = make_person(own, "李娜", {"shenyang": "administrator"}, lang="zh")
    with own.app.app_context():
        actor_id = actions.person(db.session, "clock", NOW).id
        lines = (
            "mode: added “drive”",
            "visit.phone.text.zh: removed “024-1”",
            "document: added “VocabularyDocument”",
            "until 2026-11-30T04:00:00+00:00",
            "areas: “benxi” → “benxi, shenyang”",
        )
        about = {"kind": "route", "key": "palace-and-tomb"}
        db.session.add(JournalEntry(at=NOW, actor_id=actor_id, action="saved", changes="\n".join(lines), **about))
        db.session.commit()

    text = read(Clerk(own, person).get("/desk/journal/?kind=route&person=clock").text).text

    assert "开车" in text
    assert "本溪、沈阳" in text or "本溪和沈阳" in text
    assert "2026年11月30日 12:00" in text
    assert "palace-and-tomb" not in text
    for raw in ("drive", "mode", "visit", "phone", "areas", "Document", "until", "2026-"):
        assert raw not in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=notice", {"cave-closed"}),
        ("kind=attraction&bureau=benxi", {"benxi-water-cave", "guanmen-mountain"}),
        ("key=city-marathon", {"city-marathon"}),
        ("kind=event&day=2026-11-22", set()),
        ("kind=notice&day=2026-11-23", {"cave-closed"}),
        ("person=%3Cb%3E", set()),
    ],
)
def test_the_address_narrows_it(clerk, query, found):
    assert set(keys(clerk.get(f"/desk/journal/?{query}").text)) == found


@pytest.mark.parametrize("wrong", ["day=yesterday", "before=x", "before=-1", "day=0001-01-01"])
def test_what_is_no_day_and_no_line_is_refused(clerk, wrong):
    assert clerk.get(f"/desk/journal/?{wrong}").status_code == 400


def test_older_lines_are_a_link_away(own, clerk):
    with own.app.app_context():
        lines = [{"action": "saved", "kind": "page", "key": f"p-{i}"} for i in range(journal.A_PAGE + 5)]
        actor_id = actions.person(db.session, "李", NOW).id
        db.session.add_all(JournalEntry(at=NOW, actor_id=actor_id, **line) for line in lines)
        db.session.commit()

    first = clerk.get("/desk/journal/?kind=page").text
    older = read(first).one("a", rel="next").attributes["href"]

    assert keys(first) == [line["key"] for line in reversed(lines[5:])]
    assert keys(clerk.get(older).text) == ["p-4", "p-3", "p-2", "p-1", "p-0", "about"]


def test_administrators_take_it_along_as_json_lines(clerk):
    answer = clerk.get("/desk/journal.jsonl?kind=notice")

    assert answer.mimetype == "application/jsonl"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [(line["who"], line["action"], line["key"]) for line in lines] == [("import", "published", "cave-closed")]


@pytest.fixture
def draft(own):
    """An unpublished place of Benxi's that was saved with a reason."""
    editor = Clerk(own, make_person(own, "编辑", {"benxi": "editor"}))
    form = filled(editor.get("/desk/attraction/benxi-water-cave/").text)
    form["name.zh"], form["why"] = "还没定的名字", "机密的理由"
    editor.post("/desk/attraction/benxi-water-cave/", {**form.to_dict(flat=False), "do": "save"})


@pytest.mark.parametrize(
    ("roles", "reads"),
    [
        ({"benxi": "administrator"}, True),
        ({"alliance": "coordinator"}, True),
        ({"shenyang": "administrator"}, False),
    ],
)
def test_the_words_of_a_draft_are_for_those_who_may_see_it(own, draft, roles, reads):
    someone = Clerk(own, make_person(own, "读者", roles))
    answers = [someone.get(f"/desk/journal{suffix}?action=saved").text for suffix in ("/", ".csv")]
    lines = [json.loads(line) for line in someone.get("/desk/journal.jsonl?action=saved").text.splitlines()]

    assert [(line["who"], line["key"]) for line in lines] == [("编辑", "benxi-water-cave")]
    for text in (*answers, lines[0]["changes"] + lines[0]["why"]):
        assert ("还没定的名字" in text, "机密的理由" in text) == (reads, reads)
    assert all("benxi-water-cave" in text for text in answers)


def test_what_was_published_every_bureau_reads(own):
    stranger = Clerk(own, make_person(own, "读者", {"tieling": "administrator"}))
    with own.app.app_context():
        importer = actions.person(db.session, "import", NOW)
        line = {"action": "published", "kind": "notice", "key": "cave-closed", "changes": "title: 关了"}
        db.session.add(JournalEntry(at=NOW, actor_id=importer.id, **line))
        db.session.commit()

    assert "title: 关了" in stranger.get("/desk/journal/?kind=notice").text


def test_the_journal_tells_nobodys_address(own, clerk):
    colleague = make_person(own, "同事", {"benxi": "editor"}, email="tongshi@bureau.example")
    for verb in ("link", "disable", "enable", "second-step"):
        clerk.post(f"/desk/people/{colleague.id}/{verb}")

    lines = clerk.get("/desk/journal.jsonl?kind=person").text
    assert {json.loads(line)["action"] for line in lines.splitlines()} >= {"linked", "disabled", "enabled", "unlocked"}
    assert "@" not in lines


def test_editors_read_and_do_not_export(own):
    editor = Clerk(own, make_person(own, "editor", {"benxi": "editor"}))

    page = editor.get("/desk/journal/")
    assert page.status_code == 200
    assert "journal.csv" not in page.text
    assert editor.get("/desk/journal.csv").status_code == 403
    assert editor.get("/desk/journal.jsonl").status_code == 403
