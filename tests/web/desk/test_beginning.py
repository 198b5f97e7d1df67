"""Beginning something new, finding what there is, and help for the first time."""

import pytest
from desk import Clerk, make_person
from forms import filled

from portal.extensions import db
from portal.publishing import drafts
from portal.web.desk.beginning import suggested_key


@pytest.fixture
def clerk(own):
    return Clerk(own, make_person(own, "王伟", {"shenyang": "editor"}))


def draft(site, kind, key):
    with site.app.app_context():
        found = drafts.require(db.session, kind, key)
        return found.bureau, found.head.document


@pytest.mark.parametrize("kind", ["route", "attraction", "event", "notice"])
def test_a_new_thing_needs_a_name_and_a_bureau(own, clerk, kind):
    answer = clerk.post(f"/desk/new/{kind}/", {"zh": "浑河两岸", "en": "Both banks of the Hun", "bureau": "shenyang"})

    assert answer.status_code == 303
    bureau, rough = draft(own, kind, "both-banks-of-the-hun")
    assert bureau == "shenyang"
    assert {"zh": "浑河两岸", "en": "Both banks of the Hun"} in rough.values()
    assert clerk.get(answer.location).status_code == 200


def test_a_page_is_begun_by_the_alliance_and_by_no_bureau(own, clerk):
    typed = {"zh": "浑河两岸", "en": "Both banks", "bureau": "shenyang"}
    coordinator = Clerk(own, make_person(own, "周总", {"alliance": "coordinator"}))

    assert "/desk/new/route/" in clerk.get("/desk/things/route/").text
    assert "/desk/new/page/" not in clerk.get("/desk/things/page/").text
    assert clerk.get("/desk/new/page/").status_code == 403
    assert clerk.post("/desk/new/page/", typed).status_code == 403
    assert 'value="shenyang"' not in coordinator.get("/desk/new/page/").text
    assert coordinator.post("/desk/new/page/", {**typed, "bureau": "alliance"}).status_code == 303
    assert draft(own, "page", "both-banks")[0] == "alliance"


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"zh": "", "bureau": "shenyang"}, "zh"),
        ({"zh": "名", "bureau": "tieling"}, "bureau"),
        ({"zh": "名", "bureau": "shenyang", "key": "palace-and-tomb"}, "key"),
        ({"zh": "名", "bureau": "shenyang", "key": "No Key"}, "key"),
        ({"zh": "名", "bureau": "shenyang", "copy": "nothing-at-all"}, "copy"),
    ],
)
def test_what_is_wrong_is_told_and_the_rest_is_kept(clerk, typed, wrong):
    answer = clerk.post("/desk/new/route/", {"en": '"><script>', **typed})

    assert answer.status_code == 422
    assert f'id="{wrong}"' in answer.text
    assert answer.text.count('aria-invalid="true"') == 1
    assert "&#34;&gt;&lt;script&gt;" in answer.text


@pytest.mark.parametrize(
    ("zh", "en", "key"),
    [
        ("浑河两岸", "", "hun-he-liang-an"),
        ("浑河", "The Hun's Café, by night", "the-huns-cafe-by-night"),
        ("", "", ""),
        ("九·一八", "", "jiu-yi-ba"),
    ],
)
def test_a_key_comes_from_the_english_name_or_the_pinyin(zh, en, key):
    assert suggested_key(zh, en) == key


def test_a_copy_takes_the_text_and_not_what_happened(own, clerk):
    clerk.post("/desk/new/event/", {"zh": "另一场", "bureau": "shenyang", "key": "another-run", "copy": "沈阳马拉松"})
    _bureau, rough = draft(own, "event", "another-run")

    assert rough["kind"] == "running"
    assert rough["name"] == {"zh": "另一场"}
    assert "occurrences" not in rough
    assert rough["number"] != 1


def test_the_list_is_narrowed_by_name_bureau_state_and_missing_english(clerk):
    clerk.post("/desk/new/route/", {"zh": "浑河两岸", "bureau": "shenyang", "key": "hun"})

    def shown(query):
        return clerk.get(f"/desk/things/route/?{query}").text

    assert "浑河两岸" in shown("")
    assert "浑河两岸" in shown("state=writing")
    assert "From the palace to the tomb" not in shown("state=writing")
    assert "浑河两岸" in shown("lacking=en")
    assert "From the palace to the tomb" not in shown("lacking=en")
    assert "A walk to the academy" not in shown("bureau=shenyang")
    assert "From the palace to the tomb" in shown("q=故宫")
    assert "浑河两岸" not in shown("q=故宫&page=99")


def test_who_edits_nowhere_begins_nothing(own):
    stranger = Clerk(own, make_person(own, "赵敏", {}))

    assert stranger.get("/desk/new/route/").status_code == 403


def test_help_leads_to_a_first_route_and_into_one_of_ones_own(clerk):
    page = clerk.get("/desk/help/").text

    assert "/desk/new/route/" in page
    assert clerk.get("/desk/route/palace-and-tomb/").status_code == 200
    assert filled(clerk.get("/desk/new/route/").text.replace('class="begin"', 'id="form"'))["bureau"] == "shenyang"
