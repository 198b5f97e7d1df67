"""The written form of documents: what is written reads back the same, and what was written is written again."""

from datetime import date

import factories as make
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from portal.content import files
from portal.documents import AttractionDocument, EventDocument, RouteDocument
from portal.documents.base import Document

printable = st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff\ufffe\uffff\x85\u2028\u2029")
words = st.text(
    st.sampled_from("沈阳故宫 abcxyz-:#'\"{}[]&*!|>%@`?,.0123456789~\n") | printable, min_size=1, max_size=160
)
lines = words.map(lambda text: " ".join(text.split())).filter(bool)
prose = words | st.lists(lines, min_size=1, max_size=4).map("\n\n".join)
keys = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)
claims = st.sampled_from(["yes", "no", "partly", "unknown"])
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
months = st.lists(st.integers(1, 12), unique=True).map(sorted)


def said(values: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries({"zh": values}, optional={"en": values, "zh-hant": values, "ko": values})


sources = st.lists(
    st.fixed_dictionaries({"title": lines}, optional={"url": keys.map(lambda key: f"https://example.org/{key}?a=1#b")}),
    max_size=3,
)
points = st.just({"quality": "none"}) | st.builds(
    lambda lat, lon, note: {"quality": "approx", "lat": lat, "lon": lon, "note": note},
    st.floats(39.9, 43.6),
    st.floats(120.9, 126.0),
    said(prose),
)
advised = st.fixed_dictionaries({"months": months}, optional={"reason": said(prose)})
attractions = st.builds(
    lambda **values: make.attraction(**{**values, "name": "x"}).model_copy(update={"name": values["name"]}),
    name=said(lines),
    number=st.integers(1, 999_999),
    area=keys,
    categories=st.lists(keys, min_size=1, max_size=3),
    point=points,
    advised=advised,
    aliases=st.dictionaries(st.sampled_from(["zh", "en"]), st.lists(lines, max_size=3)),
    access=st.fixed_dictionaries({"indoor": claims, "family": claims}),
    visit=st.fixed_dictionaries(
        {},
        optional={
            "phone": said(prose).map(lambda t: {"text": t}),
            "hours": days.map(lambda d: {"text": {"zh": "x"}, "checked": d}),
        },
    ),
    summary=said(prose),
    body=said(prose),
    formerly=st.lists(keys, max_size=2, unique=True),
    sources=sources,
)
events = st.builds(
    make.event,
    number=st.integers(1, 999),
    occurrences=st.lists(
        st.fixed_dictionaries(
            {"status": st.sampled_from(["scheduled", "held"])},
            optional={"starts": days, "venue": said(lines), "note": said(prose), "areas": st.lists(keys, max_size=2)},
        ),
        max_size=3,
    ).map(lambda found: [{**one, **({"number": 9 - i} if i % 2 else {})} for i, one in enumerate(found)]),
    summary=said(prose),
    body=said(prose),
    sources=sources,
)
routes = st.builds(
    lambda days, **values: make.route("x", **values, days=days),
    days=st.lists(
        st.fixed_dictionaries(
            {
                "stops": st.lists(
                    st.fixed_dictionaries(
                        {"attraction": keys}, optional={"minutes": st.integers(5, 1440), "note": said(prose)}
                    ),
                    min_size=1,
                    max_size=3,
                )
            },
            optional={"title": said(lines)},
        ),
        min_size=1,
        max_size=3,
    ),
    summary=said(prose),
    body=said(prose),
    advice=st.none() | said(prose),
)
documents = (
    st.tuples(st.just("attraction"), attractions)
    | st.tuples(st.just("event"), events)
    | st.tuples(st.just("route"), routes)
)


@settings(max_examples=120, deadline=None)
@given(documents)
def test_whatever_is_written_reads_back_as_the_same_document(pair: tuple[str, Document]):
    kind, document = pair

    assert files.read(kind, files.write(document)) == document


@settings(max_examples=80, deadline=None)
@given(documents)
def test_a_written_text_is_written_again_byte_for_byte(pair: tuple[str, Document]):
    kind, document = pair
    text = files.write(document)

    assert files.write(files.read(kind, text)) == text


@pytest.mark.parametrize(
    "phone",
    [
        ":0",
        ":",
        "-",
        "?x",
        "@x",
        "`x",
        "%x",
        "{x}",
        "[x]",
        "a,b",
        "x:",
        "!x",
        "&x",
        "*x",
        "|",
        ">",
        "0571",
        "10:30",
        "no",
        "yes",
        "null",
        "~",
        "1e3",
        "0x10",
        "2026-09-20",
        "1_000",
        "012345678",
        "true",
        "<<",
        "=",
        "- a",
        "a: b",
        "#x",
    ],
)
def test_text_that_looks_like_something_else_stays_text(phone):
    document = make.attraction(visit={"phone": {"text": {"zh": phone}}})

    assert files.read("attraction", files.write(document)) == document


@pytest.mark.parametrize(
    "body",
    [
        "ends with a break\n",
        "ends with two breaks\n\n",
        "\nbegins with a break",
        "  begins with spaces\nand goes on",
        "has  two  spaces " * 8,
        "a trailing space \non a line",
        "a tab\tinside\nand\t",
        "x" * 300,
        ("a long sentence that has to be folded, " * 8).strip(),
        "a long sentence that ends with a space after folding, again and again and again and again ",
        " a long sentence that begins with a space before folding, again and again and again and again",
        "# not a comment\n- not a list\n",
        "--- \n...\n",
        "中文" * 100,
        "中文 " * 60 + "完",
        "a\u00a0non-breaking space, a zero-width\u200bspace and a soft\u00adhyphen",
        "emoji 🏯 and rare 𠮷",
    ],
)
def test_prose_of_any_shape_is_kept_exactly(body):
    document = make.attraction(body={"zh": body, "en": body})

    assert files.read("attraction", files.write(document)).body == {"zh": body, "en": body}


@pytest.mark.parametrize("shape", ["a{}b", "a{}b\nc", "x\n{}", "{}\nx", "word " * 30 + "c{} d"])
@pytest.mark.parametrize(
    "odd", ["\r", "\r\n", "\x85", "\u2028", "\u2029", "\x00", "\x07", "\x1b", "\x7f", "\ufeff", "\ufffe"]
)
def test_a_character_that_yaml_bends_is_refused_or_kept_but_never_lost(shape, odd):
    try:
        document = make.attraction(body={"zh": shape.format(odd)})
    except ValidationError:
        return

    assert files.read("attraction", files.write(document)) == document


def test_what_is_default_is_not_written():
    text = files.write(make.attraction())

    assert "licence" not in text
    assert "null" not in text
    assert "formerly" not in text


def test_sources_and_former_keys_stand_last():
    text = files.write(make.attraction(formerly=["old"], sources=[{"title": "册"}]))

    assert text.index("body:") < text.index("formerly:") < text.index("sources:")


def test_prose_is_a_block_and_not_a_quoted_line():
    assert "body:\n  zh: |-\n    一\n\n    二\n" in files.write(make.attraction(body={"zh": "一\n\n二"}))


@pytest.mark.parametrize(
    ("kind", "document", "path"),
    [
        ("attraction", make.attraction(area="benxi"), "attractions/benxi/x.yaml"),
        ("route", make.route("a", season="winter"), "routes/winter/x.yaml"),
        ("event", make.event(), "events/x.yaml"),
        ("area", make.area(), "areas/x.yaml"),
    ],
)
def test_a_document_lies_where_its_content_says(kind, document, path):
    assert files.path_of(kind, "x", document).as_posix() == path
    assert files.kind_of(files.path_of(kind, "x", document)) == kind


@pytest.mark.parametrize("path", ["x.yaml", "events/deep/x.yaml", "attractions/x.yaml", "events/x.yml", "events/x.txt"])
def test_a_file_elsewhere_holds_no_document(path):
    assert files.kind_of(files.Path(path)) is None


@pytest.mark.parametrize(
    "path",
    ["README.md", "routes/README.md", "geo/areas.geojson", "promise.yaml", "glossary.yaml", "checks/counties.geojson"],
)
def test_readme_pages_basemap_layers_and_what_rules_need_are_companions(path):
    assert files.is_companion(files.Path(path))


@pytest.mark.parametrize(
    ("field", "line"),
    [
        (("name", "zh"), 2),
        (("point", "lat"), 6),
        (("days", 1, "stops", 0), 9),
        (("missing",), 1),
        (("point", "missing"), 4),
    ],
)
def test_the_line_of_a_field_is_found_or_else_that_of_its_parent(field, line):
    text = "name:\n  zh: 故宫\n\npoint:\n  quality: point\n  lat: 41\ndays:\n  - stops: [a]\n  - stops: [b]\n"

    assert files.line_of(text, field) == line


def test_kinds_that_can_be_read_are_the_documents_that_tests_make():
    assert isinstance(files.read("attraction", files.write(make.attraction())), AttractionDocument)
    assert isinstance(files.read("event", files.write(make.event())), EventDocument)
    assert isinstance(files.read("route", files.write(make.route("a"))), RouteDocument)


@pytest.mark.parametrize("text", ["a: &x 1\nb: *x\n", "a: &x [1]\n", "a: &-x 1\nb: *-x\n", "a: &é 1\nb: *é\n"])
def test_anchors_and_aliases_are_refused_under_any_name(text):
    with pytest.raises(files.Unreadable, match="anchors"):
        files.parse(text)


def test_a_command_hidden_in_yaml_is_not_run():
    with pytest.raises(files.Unreadable, match="tag"):
        files.parse("a: !!python/object/apply:os.getcwd []\n")


@pytest.mark.parametrize("text", ["", "- a\n", "just words\n", "1\n"])
def test_a_file_is_a_list_of_fields(text):
    with pytest.raises(files.Unreadable, match="list of `field: value`"):
        files.parse(text)
