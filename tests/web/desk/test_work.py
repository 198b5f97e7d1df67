"""The work list: what waits for whoever signs in."""

import re

import pytest
from desk import Clerk, make_person


@pytest.fixture
def clerk(own):
    def sign_in(name, lang="en", **roles):
        return Clerk(own, make_person(own, name, roles, lang=lang))

    return sign_in


def test_somebody_with_nothing_to_do_is_told_where_to_begin(clerk):
    page = clerk("王芳", shenyang="editor").get("/desk/")

    assert page.status_code == 200, page.text
    assert "Nothing waits for you" in page.text


def test_old_facts_are_confirmed_with_one_click_and_wait_for_review(own, clerk):
    editor, reviewer = clerk("王芳", shenyang="editor"), clerk("赵敏", shenyang="reviewer")
    page = editor.get("/desk/").text
    assert "nobody knows when it was looked up" in page
    head = re.search(r'imperial-palace/still-true/".*?name="head" value="(\d+)"', page, re.DOTALL)[1]

    answer = editor.post("/desk/attraction/imperial-palace/still-true/", {"head": head}, follow_redirects=True)

    assert "handed in for review" in answer.text
    assert "imperial-palace/still-true" not in answer.text
    assert 'id="submitted">Handed in by me' in answer.text
    assert "asked: Shenyang" in answer.text
    assert "/desk/attraction/imperial-palace/review/" in reviewer.get("/desk/").text
    again = editor.post("/desk/attraction/imperial-palace/still-true/", {"head": head}, follow_redirects=True)
    assert "nothing was done" in again.text


def test_a_comment_is_shown_in_the_form_with_the_way_to_its_field(own, clerk):
    editor = clerk("王芳", shenyang="editor")
    page = editor.get("/desk/").text
    head = re.search(r'imperial-palace/still-true/".*?name="head" value="(\d+)"', page, re.DOTALL)[1]
    editor.post("/desk/attraction/imperial-palace/still-true/", {"head": head})
    editor.post("/desk/attraction/imperial-palace/comments/", {"field": "summary", "text": "再<b>问</b>一次"})

    form = editor.get("/desk/attraction/imperial-palace/").text

    assert "再&lt;b&gt;问" in form
    assert 'href="#f-summary"' in form


def test_the_matrix_is_narrowed_by_bureau_kind_and_standing(clerk):
    reader = clerk("王芳", shenyang="editor")
    everything = reader.get("/desk/translations/").text
    missing = reader.get("/desk/translations/?kind=attraction&standing=missing&bureau=shenyang").text

    assert everything.count("<tr>") > missing.count("<tr>") > 1
    assert "standing-missing" in missing
    assert "Nothing fits" in reader.get("/desk/translations/?kind=page&standing=missing").text
