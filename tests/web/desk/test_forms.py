"""The forms ask for everything that documents hold, and lose nothing of it on the way."""

from typing import Any, get_args

import pytest
from conftest import NOW
from flask import render_template_string
from forms import filled
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from portal.documents import KINDS
from portal.model import Revision
from portal.publishing.validity import tidied
from portal.web.desk.forms import reading
from portal.web.desk.forms.fields import ENTRIES, fields, joined
from portal.web.desk.forms.kinds import FORMS, KEPT
from portal.web.desk.forms.names import Names, names_of
from portal.web.desk.forms.page import Opened
from portal.web.desk.forms.reading import Data, acted, field_at, read
from portal.web.desk.forms.showing import Shower

FORM = """<form id="form">{% include "desk/edit/sections.html" %}</form>"""
NOBODY = Names({}, "zh")


def paths(model: type[BaseModel], prefix: str = "") -> list[str]:
    """The path of every leaf of a model; the entries of a list are written as *."""
    found = []
    for name, field in model.model_fields.items():
        path = f"{prefix}{name}"
        inner = _models(field.annotation)
        is_list = "list[" in str(field.annotation) and "dict[" not in str(field.annotation)
        if inner:
            found += paths(inner[0], f"{path}.*." if is_list else f"{path}.")
        else:
            found.append(path)
    return found


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models(argument)]


def asked(kind: str) -> set[str]:
    def below(field, prefix):
        path = joined(prefix, field.path)
        if field.widget != "parts" or not all(inner.path for inner in field.fields):
            return {path}
        return {found for inner in field.fields for found in below(inner, f"{path}.*")}

    return {path for field in fields(FORMS[kind]) for path in below(field, "")}


@pytest.mark.parametrize("kind", FORMS)
def test_every_field_of_a_document_is_asked_for_or_said_to_be_kept(kind):
    assert asked(kind) | set(KEPT[kind]) == set(paths(KINDS[kind]))
    assert not asked(kind) & set(KEPT[kind])


@pytest.mark.parametrize("kind", FORMS)
def test_every_list_says_what_an_entry_is_called_and_what_its_button_adds(kind):
    def lists(some):
        for field in some:
            yield from [field] if field.widget in ENTRIES else []
            yield from lists(field.fields)

    assert [field.path for field in lists(fields(FORMS[kind])) if not (field.entry and field.add)] == []


def shown(site, kind: str, rough: dict[str, Any], problems=()) -> str:
    with site.app.test_request_context("/desk/?lang=zh"):
        names = names_of(site.shelf, "zh")
        sections = Shower(rough, names, problems).sections(FORMS[kind])
        head = Revision(kind=kind, key="some", document=rough, created=NOW)
        form = Opened(kind, "some", rough, head, 1, "", None, list(problems), sections, names)
        return render_template_string(FORM, form=form)


def lost(site, kinds=FORMS) -> list[str]:
    """The documents of a site that come out of their form otherwise than they went in."""
    names = names_of(site.shelf, "zh")
    found = []
    for kind in kinds:
        for key, document in site.shelf.documents[kind].items():
            rough = document.model_dump(mode="json", exclude_defaults=True)
            if tidied(kind, read(kind, Data(filled(shown(site, kind, rough))), rough, names)) != rough:
                found.append(f"{kind} {key}")
    return found


def test_a_form_that_is_sent_as_it_was_shown_changes_nothing(small):
    assert lost(small) == []


def test_nor_does_a_form_full_of_hostile_texts(hostile):
    assert lost(hostile) == []


@pytest.mark.slow
def test_nor_does_the_form_of_anything_we_publish(real):
    assert lost(real) == []


def test_hostile_texts_stand_in_a_form_as_text(hostile):
    for kind in FORMS:
        for document in hostile.shelf.documents[kind].values():
            page = shown(hostile, kind, document.model_dump(mode="json", exclude_defaults=True))

            assert "<script" not in page
            assert "<img" not in page
            assert "<svg" not in page


TYPED = {
    "title.zh": "  一条线路 ",
    "days.0.stops.0.attraction": "nowhere at all",
    "days.0.stops.0.minutes": "12x",
    "days.0.stops.1.minutes": "４０",
    "advised.months": "5",
    "body.en": "one\r\ntwo",
}


def test_what_makes_no_sense_is_kept_as_it_was_typed():
    rough = read("route", Data(TYPED), {"number": 7}, NOBODY)

    assert rough["number"] == 7
    assert rough["title"] == {"zh": "一条线路"}
    assert rough["days"][0]["stops"] == [{"attraction": "nowhere at all", "minutes": "12x"}, {"minutes": 40}]
    assert rough["body"] == {"en": "one\ntwo"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-12-31", "2026-12-31"),
        ("２０２６－１２－３１", "2026-12-31"),
        ("2026年9月5日", "2026-09-05"),
        ("2026/9/5", "2026-09-05"),
        ("2026-02-30", "2026-02-30"),
        ("next week", "next week"),
        (" ", None),
    ],
)
def test_days_are_read_as_people_write_them(typed, meant):
    assert reading.day(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("41.79", 41.79), ("４１．７９", 41.79), ("41,79", "41,79"), ("nan", "nan"), ("9" * 40, "9" * 40)],
)
def test_positions_are_read_as_numbers_or_kept(typed, meant):
    assert reading.decimal(typed) == meant


@given(kind=st.sampled_from(sorted(FORMS)), data=st.data())
def test_no_form_can_be_filled_so_that_reading_it_fails(kind, data):
    names = [field.path for field in fields(FORMS[kind])]
    name = st.builds(
        lambda path, rest: f"{path}{rest}",
        st.sampled_from(names),
        st.sampled_from(
            ["", ".zh", ".en", ".0", ".0.zh", ".1.title.zh", ".99999.x", ".0.stops.0.minutes", "..", ".-1"]
        ),
    )
    pairs = data.draw(st.lists(st.tuples(st.one_of(name, st.just("has")), st.text(max_size=20)), max_size=12))
    rough = read(kind, Data(pairs), {}, NOBODY, keep_empty=data.draw(st.booleans()))

    Shower(rough, NOBODY, ()).sections(FORMS[kind])
    acted(kind, rough, data.draw(st.sampled_from(["add", "remove", "up", "down", "move"])), data.draw(name))
    Shower(rough, NOBODY, ()).sections(FORMS[kind])


def test_a_place_may_be_named_instead_of_keyed(small):
    names = names_of(small.shelf, "en")
    palace = small.shelf.attractions["imperial-palace"].name

    for text in (palace["zh"], palace["en"], palace["en"].upper(), "imperial-palace"):
        assert names.key("attraction", text) == "imperial-palace"
    assert names.key("attraction", "Palace of Nowhere") == "Palace of Nowhere"


def test_lists_are_added_to_taken_from_and_put_in_order():
    rough = {"days": [{"stops": [{"attraction": "a"}, {"attraction": "b"}, {"attraction": "c"}]}]}

    def order():
        return [stop.get("attraction") for stop in rough["days"][0]["stops"]]

    assert acted("route", rough, "up", "days.0.stops.1") == "days.0.stops.0"
    assert order() == ["b", "a", "c"]
    assert acted("route", rough, "move", "days.0.stops.0 2") == "days.0.stops.2"
    assert order() == ["a", "c", "b"]
    assert acted("route", rough, "remove", "days.0.stops.1") == "days.0.stops.1"
    assert order() == ["a", "b"]
    assert acted("route", rough, "add", "days.0.stops") == "days.0.stops.2"
    assert order() == ["a", "b", None]
    assert acted("route", rough, "add", "days") == "days.1"
    assert acted("route", rough, "add", "days.1.stops") == "days.1.stops.0"
    assert acted("route", rough, "up", "days.0") == "days.0"
    assert acted("route", rough, "remove", "days.7") == ""
    assert acted("route", rough, "add", "title") == ""


def test_every_place_of_a_document_has_the_field_that_asks_for_it():
    assert field_at("route", "days.0.stops.2.minutes").path == "minutes"
    assert field_at("event", "occurrences.0.areas").widget == "keys"
    assert field_at("event", "organisers.0.zh").path == "organisers"
    assert field_at("route", "nothing.here") is None
