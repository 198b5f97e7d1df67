"""The library of pictures at the desk: upload, refusals that lose no word, change, use, removal."""

import io
from concurrent.futures import ThreadPoolExecutor

import factories as make
import pictures as made
import pytest
from conftest import NOW, statements
from desk import Clerk, make_person
from reading import read
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.extensions import db
from portal.model import Draft, Revision
from portal.publishing import actions, publish

WORDS = {
    "bureau": "benxi",
    "title.zh": "水洞",
    "title.en": "Water cave",
    "alt.zh": "洞里的河，\r\n灯光是蓝的",
    "alt.en": "The river in the cave",
    "credit": "王伟",
    "licence": "CC-BY-4.0",
    "permission.zh": "",
    "permission.en": "",
    "source": "https://example.org/photo?a=1&b=2",
    "until": "2027-05-31",
    "focal.x": "30",
    "focal.y": "70",
}
HOSTILE = "\"><script>alert(1)</script>&{{7*7}}'"


@pytest.fixture(scope="module")
def wang(site):
    return Clerk(site, make_person(site, "王伟", {"benxi": "editor"}))


@pytest.fixture(scope="module")
def li(site):
    return Clerk(site, make_person(site, "李娜", {"tieling": "editor"}))


@pytest.fixture
def kept(site):
    """A function that says which files there are."""
    return lambda: sorted(path.name for path in site.settings.media_dir.glob("*"))


def send(clerk, data, name="photo.jpg", **more):
    answer = clerk.post("/desk/media/new/", data={**WORDS, **more, "file": (io.BytesIO(data), name)})
    answer.request.environ["wsgi.input"].close()  # a large body is a temporary file of the test client's
    return answer


def uploaded(clerk, colour, **more):
    answer = send(clerk, made.jpeg(colour), **more)
    assert answer.status_code == 303, answer.text
    return answer.location.split("/")[-2]


def fields_of(text):
    """Name -> what stands in each field of the page's forms."""
    page = read(text)
    values = {e.attributes["name"]: e.attributes.get("value", "") for e in page.all("input") if "name" in e.attributes}
    values |= {e.attributes["name"]: e.text for e in page.all("textarea")}
    return values


def test_an_upload_is_in_the_library_with_all_that_was_typed(site, wang, kept):
    answer = send(wang, made.telling(), colour="#123")
    key = answer.location.split("/")[-2]
    page = wang.get(answer.location)
    values = fields_of(page.text)

    assert answer.status_code == 303
    assert key in kept()
    assert {name: values[name] for name in WORDS if name in values} == {
        **{name: text for name, text in WORDS.items() if name in values},
        "alt.zh": "洞里的河，\n灯光是蓝的",
    }
    assert "Water cave" in wang.get("/desk/media/").text
    assert wang.get(f"/desk/media/{key}/480.webp").mimetype == "image/webp"
    assert site.client().get(f"/media/{key}/480.webp").status_code == 200


REFUSED = [
    (b"", "The file is empty", 400),
    (made.bomb(), "larger than 60 megapixels", 400),
    (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "This file is SVG.", 400),
    (b"<!doctype html><script>alert(1)</script>", "This file is HTML.", 400),
    (b"MZ" + bytes(999), "This file is EXE.", 400),
    (b"%PDF-1.7", "This file is PDF.", 400),
    (b"GIF89a", "This file is GIF.", 400),
    (b"hello", "This is no JPEG, PNG, WebP or HEIC picture", 400),
    (made.jpeg()[:2000], "damaged or cut off", 400),
    (made.jpeg(size=(479, 900)), "The picture is 479 × 900 pixels; a card needs at least 480 × 320.", 400),
    (made.jpeg(size=(900, 319)), "The picture is 900 × 319 pixels; a card needs at least 480 × 320.", 400),
    (bytes(60 * 2**20), "larger than 30 MB", 413),
]


@pytest.mark.parametrize(("data", "sentence", "status"), REFUSED, ids=[sentence for _, sentence, _ in REFUSED])
def test_a_file_that_is_refused_costs_no_word_and_leaves_nothing(wang, kept, data, sentence, status):
    before = kept()
    answer = send(wang, data, **{"title.zh": HOSTILE, "credit": HOSTILE})
    page, values = read(answer.text), fields_of(answer.text)

    assert answer.status_code == status
    assert sentence in answer.text
    assert kept() == before
    assert values["title.zh"] == values["credit"] == HOSTILE
    for name in ("title.en", "alt.en", "source", "until", "focal.x"):
        assert values[name] == WORDS[name]
    assert [o.attributes["value"] for o in page.all("option") if "selected" in o.attributes] == ["CC-BY-4.0", "benxi"]
    (file,) = page.all("input", id="file")
    assert file.attributes["aria-describedby"] == "file-wrong"
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"credit": ""}, "credit"),
        ({"licence": ""}, "licence"),
        ({"licence": "mine"}, "licence"),
        ({"title.zh": ""}, "title.zh"),
        ({"title.zh": "", "title.en": ""}, "title.zh"),
        ({"alt.zh": "", "alt.en": ""}, "alt.zh"),
        ({"alt.zh": ""}, "alt.zh"),
        ({"alt.en": ""}, "alt.en"),
        ({"decorative": "yes"}, "alt.zh"),
        ({"licence": "by-permission"}, "permission.zh"),
        ({"until": "31 May"}, "until"),
        ({"source": "javascript:alert(1)"}, "source"),
        ({"focal.x": "101"}, "focal.x"),
        ({"focal.y": "left"}, "focal.y"),
        ({"focal.y": "9" * 400}, "focal.y"),
        ({"credit": "字" * 201}, "credit"),
        ({"title.en": "a\u2028b"}, "title.en"),
        ({"alt.en": "a\x0bb"}, "alt.en"),
        ({"bureau": ""}, "bureau"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_is_kept(wang, kept, more, field):
    before = kept()
    answer = send(wang, made.jpeg("#abc"), **more)

    assert answer.status_code == 400
    assert f'id="{field}-wrong"' in answer.text or field.startswith("focal")
    assert "please choose it again" in answer.text
    assert kept() == before


def test_several_mistakes_are_told_at_once(wang):
    text = send(wang, b"GIF89a", **{"credit": "", "alt.zh": "", "alt.en": ""}).text

    assert "3 fields need another look" in text
    for field in ("credit", "alt.zh", "file"):
        assert f'href="#{field}"' in text


def test_the_same_picture_again_leads_to_the_one_that_is_there(wang):
    key = uploaded(wang, "#111")
    answer = send(wang, made.jpeg("#111"))

    assert answer.status_code == 400
    assert "in the library already" in answer.text
    assert f'href="/desk/media/{key}/"' in answer.text


def test_a_change_is_saved_and_told_in_the_history(wang):
    key = uploaded(wang, "#222")
    base = fields_of(wang.get(f"/desk/media/{key}/").text)["base"]
    changed = {**WORDS, "credit": "张强", "base": base}
    answer = wang.post(f"/desk/media/{key}/", data=changed, follow_redirects=True)

    assert fields_of(answer.text)["credit"] == "张强"
    assert "Credit: “王伟” → “张强”" in answer.text


def test_a_change_with_a_mistake_keeps_what_was_typed(wang):
    key = uploaded(wang, "#333")
    base = fields_of(wang.get(f"/desk/media/{key}/").text)["base"]
    answer = wang.post(f"/desk/media/{key}/", data={**WORDS, "credit": "张强", "until": "soon", "base": base})

    assert answer.status_code == 400
    assert fields_of(answer.text)["credit"] == "张强"
    assert fields_of(answer.text)["base"] == base
    assert 'id="until-wrong"' in answer.text


def test_who_saves_second_sees_both_and_may_save_again(site, wang):
    key = uploaded(wang, "#444")
    other = Clerk(site, make_person(site, "孙丽", {"benxi": "reviewer"}))
    base = fields_of(wang.get(f"/desk/media/{key}/").text)["base"]
    assert other.post(f"/desk/media/{key}/", data={**WORDS, "credit": "孙丽", "base": base}).status_code == 303
    late = wang.post(f"/desk/media/{key}/", data={**WORDS, "credit": "张强", "base": base})

    assert late.status_code == 409
    assert "孙丽 saved this picture after you opened it" in late.text
    assert "<dt>Credit: who made it</dt><dd>孙丽</dd>" in late.text
    mine = fields_of(late.text)
    assert mine["credit"] == "张强"
    again = wang.post(f"/desk/media/{key}/", data={**WORDS, "credit": "张强", "base": mine["base"]})
    assert again.status_code == 303


def test_the_page_says_where_a_picture_is_used_and_does_not_let_it_go(site, wang, kept):
    key = uploaded(wang, "#555")
    with site.app.app_context():
        document = actions.find(db.session, "attraction", "benxi-water-cave").as_document()
        someone = actions.person(db.session, "import", NOW)
        used = document.model_copy(update={"pictures": [key]})
        publish(db.session, someone, NOW, "attraction", "benxi-water-cave", used)
        db.session.commit()
    text = wang.get(f"/desk/media/{key}/").text
    answer = wang.post(f"/desk/media/{key}/remove/")

    assert 'href="/en/attractions/benxi-water-cave/"' in text
    assert f"/desk/media/{key}/remove/" not in text
    assert "ask a reviewer" in text
    assert 'name="credit"' not in text
    reviewer = Clerk(site, make_person(site, "孙丽", {"benxi": "reviewer"}))
    assert 'name="credit"' in reviewer.get(f"/desk/media/{key}/").text
    assert answer.status_code == 409
    assert "so it stays" in answer.text
    assert key in kept()


def test_a_picture_that_nothing_shows_can_be_removed_with_its_files(site, wang, kept):
    key = uploaded(wang, "#666")
    answer = wang.post(f"/desk/media/{key}/remove/", follow_redirects=True)

    assert "The picture is removed." in answer.text
    assert key not in kept()
    assert wang.get(f"/desk/media/{key}/").status_code == 404
    assert site.client().get(f"/media/{key}/480.jpg").status_code == 410


def test_a_picture_that_is_uploaded_again_while_it_is_removed_keeps_its_files(site, wang, kept):
    key, other = uploaded(wang, "#678"), Clerk(site, wang.person)
    is_first = True

    def is_gone():
        with site.app.app_context():
            return actions.find(db.session, "medium", key).withdrawn is not None

    def upload_again(_session):
        nonlocal is_first
        with ThreadPoolExecutor(1) as colleague:  # a thread has a session of its own
            if is_first and colleague.submit(is_gone).result():
                is_first = False
                assert colleague.submit(uploaded, other, "#678").result() == key

    event.listen(Session, "after_commit", upload_again)
    try:
        assert wang.post(f"/desk/media/{key}/remove/").status_code == 303
    finally:
        event.remove(Session, "after_commit", upload_again)

    assert not is_first
    assert key in kept()
    assert site.client().get(f"/media/{key}/480.jpg").status_code == 200


def test_another_with_the_same_rights_takes_over_rights_and_no_words(wang):
    key = uploaded(wang, "#777")
    values = fields_of(wang.get(f"/desk/media/new/?like={key}").text)

    assert (values["credit"], values["source"], values["until"]) == ("王伟", WORDS["source"], WORDS["until"])
    assert values["title.zh"] == values["alt.zh"] == ""


def test_another_bureau_sees_a_picture_and_may_not_change_it(wang, li):
    key = uploaded(wang, "#888")
    text = li.get(f"/desk/media/{key}/").text

    assert "Water cave" in text
    assert 'name="credit"' not in text
    for path in (f"/desk/media/{key}/", f"/desk/media/{key}/remove/"):
        assert li.post(path, data={**WORDS, "base": "1"}).status_code == 403
    assert send(li, made.jpeg("#999")).status_code == 403


def test_the_library_is_searched_and_filtered_by_its_address(wang):
    mine = uploaded(wang, "#1a1", **{"title.zh": "独一无二的红叶", "until": "2026-12-01"})
    for query in ("q=独一无二", "show=expiring", "show=unused", "bureau=benxi"):
        assert mine in wang.get(f"/desk/media/?{query}").text, query
    for query in ("q=nowhere", "bureau=tieling"):
        assert mine not in wang.get(f"/desk/media/?{query}").text, query
    assert wang.get("/desk/media/?page=99").status_code == 404
    assert wang.get("/desk/media/?show=x").status_code == 400


def test_the_library_asks_the_database_no_more_often_for_twenty_drafts(site, wang):
    key = uploaded(wang, "#2a2")
    with site.app.app_context():
        for n in range(20):
            draft = {"kind": "event", "key": f"run-{n}"}
            head = Revision(**draft, document={"pictures": [key]}, author_id=wang.person.id, created=NOW)
            db.session.add(Draft(**draft, bureau="benxi", state="writing", head=head, changed=NOW))
        db.session.commit()
    wang.get("/desk/media/")  # reads the catalogue, which is kept until something is published

    for path in ("/desk/media/", f"/desk/media/{key}/", "/desk/media.json"):
        with statements(site) as seen:
            assert wang.get(path).status_code == 200
        assert len(seen) <= 15, [path]


def test_hostile_words_stay_words_on_every_page_of_the_library(wang):
    hostile = dict.fromkeys(("title.zh", "title.en", "alt.zh", "alt.en", "credit"), HOSTILE)
    key = uploaded(wang, "#2b2", **hostile)

    for path in ("/desk/media/", f"/desk/media/{key}/", f"/desk/media/new/?like={key}"):
        text = wang.get(path).text
        assert "<script>alert" not in text
    assert fields_of(wang.get(f"/desk/media/{key}/").text)["alt.en"] == HOSTILE


def test_the_library_as_json_tells_a_form_what_to_choose_from(wang):
    key = uploaded(wang, "#3c3", **{"title.zh": "只此一张", "title.en": ""})
    found = wang.get("/desk/media.json?q=只此一张").json

    assert found == {
        "total": 1,
        "items": [{"key": key, "title": "只此一张", "thumbnail": f"/desk/media/{key}/480.webp", "shown": True}],
    }


def test_a_coordinator_may_upload_for_every_bureau(site):
    clerk = Clerk(site, make_person(site, "赵敏", {"alliance": "coordinator"}))
    options = {o.attributes["value"] for o in read(clerk.get("/desk/media/new/").text).all("option")}

    assert {"alliance", "benxi", "shenyang", "tieling"} <= options
    assert uploaded(clerk, "#4d4", bureau="tieling")


def test_a_picture_whose_file_is_elsewhere_can_still_be_edited(site, wang):
    with site.app.app_context():
        publish(db.session, actions.person(db.session, "import", NOW), NOW, "medium", "elsewhere", make.medium())
        db.session.commit()

    for path in ("/desk/media/", "/desk/media/elsewhere/"):
        assert "The file is not on this server." in wang.get(path).text
    assert wang.get("/desk/media/elsewhere/480.webp").status_code == 404
