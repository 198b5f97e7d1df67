"""Pictures before the public: on pages and cards, in data, the API and frames, for as long as they may be shown."""

import json
import shutil
from datetime import datetime

import factories as make
import pictures as made
import pytest
from conftest import NOW, SITES, Visitor
from reading import read

from portal.app import create_app
from portal.extensions import db
from portal.images.develop import developed
from portal.kernel.season import SHANGHAI
from portal.publishing import actions, publish

HOSTILE = "\"><script>alert(1)</script>&{{7*7}}'"
THINGS = {"route": "cave-and-maples", "attraction": "benxi-water-cave", "event": "city-marathon"}
PAGES = {kind: f"{kind}s/{key}/" for kind, key in THINGS.items()}


def upload(site, data, **more):
    """Put a picture into the library and say its key."""
    with developed(site.settings.media_dir, data) as picture:
        picture.keep()
    facts = {"width": picture.width, "height": picture.height, "sha256": picture.sha256}
    with site.app.app_context():
        someone = actions.person(db.session, "import", NOW)
        publish(db.session, someone, NOW, "medium", picture.key, make.medium(**facts, **more))
        db.session.commit()
    return picture.key


def put_on(site, *keys):
    """Put pictures on the three pages, in this order."""
    with site.app.app_context():
        someone = actions.person(db.session, "import", NOW)
        for kind, key in THINGS.items():
            document = actions.find(db.session, kind, key).as_document()
            publish(db.session, someone, NOW, kind, key, document.model_copy(update={"pictures": list(keys)}))
        db.session.commit()


@pytest.fixture(scope="module")
def site(make_site):
    return make_site(SITES / "good")


@pytest.fixture(scope="module")
def keys(site):
    """A landscape, one with a hostile credit, one that decorates, one whose rights end tomorrow."""
    found = [
        upload(site, made.jpeg("#a00", (1800, 1200)), focal={"x": 0.31, "y": 1.0}),
        upload(
            site,
            made.jpeg("#0a0"),
            alt=make.text("红叶", "Red leaves"),
            credit=HOSTILE,
            licence="by-permission",
            permission=make.text(),
        ),
        upload(site, made.jpeg("#00a", (300, 200)), alt=None, decorative=True, licence="CC0-1.0"),
        upload(site, made.jpeg("#aa0"), until=NOW.date()),
    ]
    put_on(site, *found)
    return found


def page_of(site, path, **more):
    answer = Visitor(site.app, use_cookies=False).get(path, **more)
    assert answer.status_code == 200
    return read(answer.text)


def images(page):
    return [image for image in page.all("img") if image.attributes["src"].startswith("/media/")]


def key_in(address):
    return address.split("/media/")[1].split("/")[0]


@pytest.mark.parametrize("kind", THINGS)
def test_a_page_shows_its_pictures_in_order_each_with_credit_and_licence(site, keys, lang, kind):
    page = page_of(site, f"/{lang}/{PAGES[kind]}")
    figures = [image for image in images(page) if "figure" in image.within]

    assert [key_in(image.attributes["src"]) for image in figures] == keys
    assert {image.attributes["width"] for image in figures} == {"1600", "1200", "300"}
    words = [text for _, text in page.words]
    assert any("王伟" in text for text in words)
    licences = [link.attributes["href"] for link in page.all("a") if "license" in link.attributes.get("rel", "")]
    assert "https://creativecommons.org/licenses/by/4.0/" in licences
    assert "https://creativecommons.org/publicdomain/zero/1.0/" in licences


def test_every_size_and_format_that_a_page_offers_is_there_and_kept_for_ever(site, keys):
    page = page_of(site, f"/en/{PAGES['route']}")
    client = site.client()
    offered = {
        address.split()[0]
        for element in (*page.all("source"), *images(page))
        for address in element.attributes["srcset"].split(", ")
    }

    assert len(offered) >= 3 * (3 + 3 + 1 + 3)
    for address in offered - {a for a in offered if key_in(a) == keys[3]}:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert (
            answer.mimetype
            == {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}[address[-4:].strip(".")]
        )
        assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_description_speaks_the_readers_language(site, keys):
    first, second, decorative, _ = [i for i in images(page_of(site, f"/en/{PAGES['event']}")) if "figure" in i.within]

    assert (first.attributes["alt"], first.attributes.get("lang")) == ("The river in the cave", None)
    assert (second.attributes["alt"], second.attributes.get("lang")) == ("Red leaves", None)
    assert decorative.attributes["alt"] == ""


def test_crops_are_placed_without_a_style_in_the_page(site, keys):
    text = site.client().get(f"/en/{PAGES['route']}").text

    assert 'data-x="3" data-y="10"' in text
    assert "style=" not in text


@pytest.mark.parametrize(("path", "kind"), [("routes/", "route"), ("attractions/", "attraction"), ("events/", "event")])
def test_a_card_shows_the_first_picture_and_leaves_the_words_to_its_title(site, keys, path, kind):
    mine = [image for image in images(page_of(site, f"/en/{path}")) if key_in(image.attributes["src"]) == keys[0]]

    assert [image.attributes["alt"] for image in mine] == [""]


def test_a_page_without_pictures_has_nothing_of_them(site, keys):
    text = site.client().get("/en/attractions/imperial-palace/").text

    assert "/media/" not in text
    assert "gallery" not in text
    assert "og:image" not in text


def on(site, day):
    """The same site on another day."""
    app = create_app(site.settings, clock=lambda: day)
    return Visitor(app, use_cookies=False)


def test_after_its_last_day_a_picture_is_on_no_page_and_its_file_is_gone(site, keys):
    today, tomorrow = on(site, NOW), on(site, datetime(2026, 11, 24, 0, 0, 1, tzinfo=SHANGHAI))
    file = f"/media/{keys[3]}/480.webp"

    assert file in today.get(f"/en/{PAGES['route']}").text
    assert today.get(file).headers["Cache-Control"] == "public, max-age=43200"  # it is noon
    for path in (*PAGES.values(), "routes/"):
        assert keys[3] not in tomorrow.get(f"/en/{path}").text
    assert keys[3] not in tomorrow.get("/api/v1/routes/cave-and-maples").text
    assert tomorrow.get(file).status_code == 410
    assert tomorrow.get(f"/media/{keys[0]}/480.webp").status_code == 200


@pytest.mark.parametrize("file", ["999.jpg", "480.png", "0.webp", "480.jpg.webp", "../x/480.jpg"])
def test_there_is_no_other_file(site, keys, file):
    assert site.client().get(f"/media/{keys[0]}/{file}").status_code == 404
    assert site.client().get("/media/nothing/480.jpg").status_code == 404


@pytest.mark.parametrize("kind", THINGS)
def test_structured_data_names_pictures_with_whom_to_credit(site, keys, kind):
    answer = site.client().get(f"/en/{PAGES[kind]}", headers={"Accept": "application/ld+json"})
    (found,) = [node["image"] for node in answer.json["@graph"] if "image" in node]
    first, second = found[:2]

    assert first == {
        "@type": "ImageObject",
        "contentUrl": f"http://localhost/media/{keys[0]}/1600.jpg",
        "width": 1600,
        "height": 1067,
        "encodingFormat": "image/jpeg",
        "caption": "The river in the cave",
        "creditText": "王伟",
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }
    assert second["caption"] == "Red leaves"
    assert second["creditText"] == HOSTILE
    assert "license" not in second


@pytest.mark.parametrize("kind", THINGS)
def test_the_api_gives_pictures_with_their_rights(site, keys, kind):
    client = site.client()
    whole = client.get(f"/api/v1/{kind}s/{THINGS[kind]}?lang=en").json["pictures"]
    (brief,) = [one["pictures"] for one in client.get(f"/api/v1/{kind}s?lang=en").json["items"] if one["pictures"]]

    assert whole == brief
    assert whole[0] == {
        "url": f"http://localhost/media/{keys[0]}/1600.jpg",
        "width": 1600,
        "height": 1067,
        "credit": "王伟",
        "licence": "CC-BY-4.0",
        "licence_url": "https://creativecommons.org/licenses/by/4.0/",
        "alt": "The river in the cave",
        "alt_lang": "en",
    }
    assert (whole[1]["credit"], whole[1]["alt_lang"], whole[1]["licence_url"]) == (HOSTILE, "en", None)
    assert whole[2]["alt"] is None


@pytest.mark.parametrize("kind", THINGS)
def test_messengers_are_told_of_the_first_picture_before_any_map(site, keys, kind):
    page = page_of(site, f"/en/{PAGES[kind]}")
    named = [m.attributes["content"] for m in page.all("meta") if m.attributes.get("property") == "og:image"]

    assert named[0] == f"http://localhost/media/{keys[0]}/1600.jpg"
    assert len(named) == (3 if kind == "route" else 1)


@pytest.mark.parametrize("kind", THINGS)
def test_a_frame_shows_the_first_picture_with_its_credit(site, keys, kind):
    page = page_of(site, f"/embed/v1/{kind}s/{THINGS[kind]}?lang=en")

    assert [key_in(image.attributes["src"]) for image in images(page)] == [keys[0]]
    assert any("王伟" in text for _, text in page.words)
    file = site.client().get(images(page)[0].attributes["src"])
    assert file.headers["Access-Control-Allow-Origin"] == "*"


def test_who_keeps_a_copy_is_told_when_the_credit_of_a_picture_changes(own):
    key = upload(own, made.jpeg())
    put_on(own, key)
    client = own.client()
    since = client.get("/api/v1/changes").json["next_since"]
    with own.app.app_context():
        someone = actions.person(db.session, "import", NOW)
        known = actions.find(db.session, "medium", key).as_document()
        publish(db.session, someone, NOW, "medium", key, known.model_copy(update={"credit": "张强"}))
        db.session.commit()

    told = client.get(f"/api/v1/changes?since={since}").json["changes"]
    assert sorted((change["kind"], change["key"]) for change in told if change["change"] == "published") == sorted(
        THINGS.items()
    )


def test_hostile_words_of_a_picture_stay_words(site, keys, lang):
    for path in (*PAGES.values(), "routes/"):
        text = site.client().get(f"/{lang}/{path}").text
        assert "<script>alert" not in text
        for graph in text.split('application/ld+json">')[1:]:
            assert json.loads(graph.split("</script>")[0])
    assert any(HOSTILE in words for _, words in page_of(site, f"/{lang}/{PAGES['route']}").words)


def test_a_node_without_the_files_shows_its_pages_without_the_pictures(own):
    key = upload(own, made.jpeg())
    put_on(own, key, "no-such-picture")
    shutil.rmtree(own.settings.media_dir)
    client = own.client()

    for path in PAGES.values():
        answer = client.get(f"/en/{path}")
        assert answer.status_code == 200
        assert key not in answer.text
    assert client.get(f"/media/{key}/480.jpg").status_code == 404
