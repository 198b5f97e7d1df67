"""Graphs of things: what is known is said in schema.org's own words, and what is not known is not said."""

from dataclasses import replace
from datetime import UTC, date, datetime

import factories as make
import pytest
from vocabulary import nodes, vocabulary

from portal.catalogue import details, landings, lists
from portal.catalogue.cards import Cards
from portal.catalogue.shelf import Shelf
from portal.documents import Term, VocabularyDocument
from portal.formats import jsonld
from portal.formats.jsonld import DataFile, Sheet
from portal.web.common.labels import label

TODAY = date(2026, 11, 23)
PUBLISHED = datetime(2026, 11, 20, 4, 5, 6, tzinfo=UTC)
BREAKING = ["</script><script>alert(1)</script>", "<!--<script>", "]]>", '"&🦊\\', "=HYPERLINK(1)", "线" * 200]


class Links:
    """Addresses of a portal under a sub-path."""

    def home(self, lang):
        return f"https://example.org/tour/{lang}/"

    def page(self, kind, key, lang):
        return f"https://example.org/tour/{lang}/{kind}s/{key}/"

    def file(self, kind, key, suffix, lang):
        return f"{self.page(kind, key, lang).removesuffix('/')}.{suffix}"

    def short(self, kind, number):
        return f"https://example.org/tour/{kind[0]}/{number}"


KINDS = VocabularyDocument(
    terms=[
        Term(key="running", name=make.text("跑步", "Running"), schema_type="SportsEvent", sport="Running"),
        Term(key="ice", name=make.text("冰雪", "Ice"), schema_type="Festival", sport="Skating"),
        Term(key="odd", name=make.text("怪", "Odd"), schema_type="</script>"),
    ]
)


def shelf_of(**kinds):
    return Shelf(
        1,
        make.documents(vocabulary={"kinds": KINDS}, **kinds),
        {("attraction", "palace"): PUBLISHED, ("event", "race"): PUBLISHED},
    )


def sheet_of(cards, address="https://example.org/tour/en/page/"):
    trail = [("Home", Links().home(cards.lang)), ("Page", address)]
    return Sheet(cards, address, trail, Links(), label)


@pytest.fixture
def graph_of(small):
    """The graph of one thing: graph_of("attraction", document)."""

    def make_graph(kind, document, key="", lang="en", **others):
        key = key or {"attraction": "palace", "event": "race", "route": "walk"}[kind]
        shelf = shelf_of(**{kind: {key: document}, **others})
        cards = Cards(shelf, lang, TODAY)
        with small.app.test_request_context(f"/{lang}/"):
            page = getattr(details, kind)(cards, key)
            return jsonld.graph(page, sheet_of(cards, Links().page(kind, key, lang)))

    return make_graph


def thing(graph, kind):
    (found,) = [each for each in graph["@graph"] if each["@type"] == kind]
    return found


# The checker itself can refuse.


@pytest.mark.parametrize(
    ("spoiled", "fault"),
    [
        ({"@type": "TouristTrip", "geo": {"@type": "GeoCoordinates", "latitude": 41.8}}, "no geo on TouristTrip"),
        ({"@type": "TouristTrips"}, "no type TouristTrips"),
        ({"@type": "SportsEvent", "startDate": "next May"}, "startDate of SportsEvent is not 'next May'"),
        ({"@type": "SportsEvent", "eventStatus": "held"}, "eventStatus of SportsEvent is not 'held'"),
        ({"@type": "Festival", "sport": "Running"}, "no sport on Festival"),
        ({"@type": "Event", "location": {"@type": "Organization", "name": "x"}}, "location of Event is not"),
        ({"@type": "Place", "url": "javascript:alert(1)"}, "url of Place is not 'javascript:alert(1)'"),
        ({"@type": "Place", "publicAccess": "no"}, "publicAccess of Place is not 'no'"),
        ({"@type": "Place", "containedInPlace": {"@id": "https://example.org/#nothing"}}, "containedInPlace of Place"),
        ({"@type": "Place", "query-input": "required"}, "no query-input on Place"),
    ],
)
def test_the_vocabulary_refuses_what_schema_org_does_not_have(spoiled, fault):
    faults = vocabulary().faults({"@context": "https://schema.org", "@graph": [spoiled]})

    assert len(faults) == 1
    assert faults[0].startswith(fault)


def test_the_vocabulary_takes_what_a_type_inherits():
    place = {"@type": "City", "name": "Shenyang", "geo": {"@type": "GeoCoordinates", "latitude": 41.8}}

    assert vocabulary().faults({"@context": "https://schema.org", "@graph": [place]}) == []


# Attractions.


def test_a_program_reads_what_is_known_of_a_place(graph_of):
    palace = make.attraction(
        at=(41.795989, 123.449577),
        aliases={"en": ["Mukden Palace"], "zh": ["盛京皇宫"]},
        address=make.text("沈阳路171号", "171 Shenyang Road"),
        district=make.text("沈河区", "Shenhe District"),
        grade={"level": "4A"},
        access={"indoor": "partly", "barrier_free": "no", "elders": "yes"},
        visit={"phone": {"text": make.text("024-24843001", "024-24843001")}, "booking": "https://example.com/book"},
        sources=[{"url": "https://www.wikidata.org/wiki/Q1137008"}, {"title": "A book"}],
    )
    graph = graph_of("attraction", palace)
    found = thing(graph, "TouristAttraction")

    assert vocabulary().faults(graph) == []
    assert found["@id"] == "https://example.org/tour/en/attractions/palace/#place"
    assert found["geo"] == {"@type": "GeoCoordinates", "latitude": 41.79599, "longitude": 123.44958}
    assert found["address"] == {
        "@type": "PostalAddress",
        "addressCountry": "CN",
        "addressRegion": "Liaoning",
        "addressLocality": "Shenyang",
        "streetAddress": "171 Shenyang Road",
    }
    assert found["containedInPlace"]["name"] == "Shenhe District"
    assert found["containedInPlace"]["containedInPlace"]["name"] == "Shenyang"
    assert found["alternateName"] == ["Mukden Palace", {"@value": "盛京皇宫", "@language": "zh-Hans"}]
    assert found["telephone"] == "024-24843001"
    assert found["tourBookingPage"] == "https://example.com/book"
    assert found["sameAs"] == "https://www.wikidata.org/wiki/Q1137008"
    assert found["additionalProperty"]["value"] == "4A"
    assert found["identifier"] == "https://example.org/tour/a/1"
    assert {each["name"]: each["value"] for each in found["amenityFeature"]} == {
        "Indoors": "partly",
        "Barrier-free": False,
        "Easy for older people": True,
    }
    page = thing(graph, "WebPage")
    assert page["mainEntity"] == {"@id": found["@id"]}
    assert page["dateModified"] == "2026-11-20T04:05:06+00:00"
    assert page["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert page["citation"][1] == {"@type": "CreativeWork", "name": "A book"}


def test_what_is_not_known_of_a_place_is_not_said(graph_of):
    found = thing(graph_of("attraction", make.attraction()), "TouristAttraction")

    unknown = {"geo", "hasMap", "telephone", "tourBookingPage", "publicAccess", "isAccessibleForFree", "amenityFeature"}
    assert not unknown & set(found)
    assert not {"alternateName", "additionalProperty", "sameAs", "image", "openingHours"} & set(found)
    assert "streetAddress" not in found["address"]


def test_an_approximate_position_says_that_it_is_one(graph_of):
    point = {"quality": "approx", "lat": 41.8, "lon": 123.4}
    found = thing(graph_of("attraction", make.attraction(point=point)), "TouristAttraction")

    assert found["geo"]["description"] == "approximate"


@pytest.mark.parametrize(
    ("state", "said"), [("closed", False), ("suspended", False), ("open", None), ("unknown", None)]
)
def test_a_closed_place_is_not_open_to_the_public(graph_of, state, said):
    found = thing(graph_of("attraction", make.attraction(state={"state": state})), "TouristAttraction")

    assert found.get("publicAccess") is said


def test_a_text_in_another_language_says_which(graph_of):
    document = make.attraction(name="故宫", en=None, summary=make.text("一句话", None))
    graph = graph_of("attraction", document)

    assert thing(graph, "TouristAttraction")["name"] == {"@value": "故宫", "@language": "zh-Hans"}
    assert thing(graph, "WebPage")["inLanguage"] == "en"
    assert vocabulary().faults(graph) == []


def test_the_same_text_in_its_own_language_is_plain(graph_of):
    document = make.attraction(name="故宫", en=None)

    assert thing(graph_of("attraction", document, lang="zh"), "TouristAttraction")["name"] == "故宫"


def test_a_notice_in_force_is_an_announcement_until_its_last_day(graph_of):
    notice = make.notice(
        title=make.text("关闭", "Closed"),
        body=make.text("修", "Under **repair**"),
        starts=TODAY,
        ends=date(2026, 12, 1),
    )
    graph = graph_of(
        "attraction", make.attraction(), notice={"n": notice.model_copy(update={"attractions": ["palace"]})}
    )
    found = thing(graph, "SpecialAnnouncement")

    assert (found["name"], found["text"], found["expires"]) == ("Closed", "Under repair", "2026-12-01")
    assert thing(graph, "WebPage")["mentions"] == [{"@id": found["@id"]}]
    assert vocabulary().faults(graph) == []


# Routes.


def test_a_route_is_a_trip_through_its_places_in_order(graph_of):
    places = {"palace": make.attraction(1, at=(41.796, 123.45)), "tomb": make.attraction(2, "陵", "Tomb")}
    walk = make.route(("palace",), ("tomb",), suits=["families"], start=make.text("北站", "North Station"))
    graph = graph_of("route", walk, attraction=places)
    trip = thing(graph, "TouristTrip")

    assert vocabulary().faults(graph) == []
    assert trip["itinerary"]["numberOfItems"] == 2
    assert [each["position"] for each in trip["itinerary"]["itemListElement"]] == [1, 2]
    first, second = (each["item"] for each in trip["itinerary"]["itemListElement"])
    assert first["geo"]["latitude"] == 41.796
    assert "geo" not in second
    assert second["url"] == "https://example.org/tour/en/attractions/tomb/"
    assert trip["touristType"] == ["families with children"]
    assert trip["tripOrigin"] == {"@type": "Place", "name": "North Station"}
    assert trip["image"] == [
        "https://example.org/tour/en/routes/walk.png",
        "https://example.org/tour/en/routes/walk.png?shape=square",
    ]


def test_nobody_is_said_to_run_a_route(graph_of):
    trip = thing(graph_of("route", make.route("palace"), attraction={"palace": make.attraction()}), "TouristTrip")

    assert not {"provider", "offers", "geo", "departureTime", "touristType", "tripOrigin"} & set(trip)


# Events.


def race(**occurrence):
    return make.event(occurrences=[{"status": "scheduled", **occurrence}])


def occurrence_of(graph, kind="SportsEvent"):
    (found,) = thing(graph, kind)["subEvent"]
    return found


@pytest.mark.parametrize(
    ("kind", "schema_type", "sport"),
    [("running", "SportsEvent", "Running"), ("ice", "Festival", None), ("odd", "Event", None), ("none", "Event", None)],
)
def test_the_kind_of_an_event_decides_its_type(graph_of, kind, schema_type, sport):
    graph = graph_of("event", make.event(kind=kind, occurrences=[{"status": "scheduled"}]))

    for found in (thing(graph, schema_type), occurrence_of(graph, schema_type)):
        assert (found["@type"], found.get("sport")) == (schema_type, sport)
    assert vocabulary().faults(graph) == []


@pytest.mark.parametrize(
    ("status", "starts", "said"),
    [
        ("scheduled", date(2026, 12, 5), "EventScheduled"),
        ("held", date(2026, 5, 5), "EventScheduled"),
        ("cancelled", date(2026, 12, 5), "EventCancelled"),
        ("postponed", date(2026, 12, 5), "EventPostponed"),
        ("rescheduled", date(2026, 12, 5), "EventRescheduled"),
        ("scheduled", date(2026, 5, 5), None),
    ],
)
def test_the_status_of_an_occurrence_is_schema_orgs_or_not_known(graph_of, status, starts, said):
    graph = graph_of("event", race(status=status, starts=starts, previous_start=date(2026, 11, 1)))
    found = occurrence_of(graph)

    assert found.get("eventStatus") == (f"https://schema.org/{said}" if said else None)
    assert (found["startDate"], found["previousStartDate"]) == (starts.isoformat(), "2026-11-01")
    assert vocabulary().faults(graph) == []


def test_an_occurrence_says_where_and_when_as_days(graph_of):
    document = race(
        edition=make.text("首届", "1st"),
        starts=date(2026, 12, 5),
        ends=date(2026, 12, 6),
        venue=make.text("广场", "Square"),
        attraction="palace",
        areas=["shenyang"],
    )
    document = document.model_copy(
        update={"organisers": [make.text("市政府", "City")], "official": "https://run.example/"}
    )
    graph = graph_of("event", document, attraction={"palace": make.attraction(at=(41.796, 123.45))})
    found, series = occurrence_of(graph), thing(graph, "SportsEvent")

    assert vocabulary().faults(graph) == []
    assert (found["startDate"], found["endDate"]) == ("2026-12-05", "2026-12-06")
    assert found["disambiguatingDescription"] == "1st"
    assert found["superEvent"] == {"@id": series["@id"]}
    venue, place = found["location"]
    assert (venue["name"], venue["address"]["addressLocality"]) == ("Square", "Shenyang")
    assert (place["name"], place["geo"]["longitude"]) == ("Palace", 123.45)
    assert series["organizer"] == [{"@type": "Organization", "name": "City"}]
    assert series["sameAs"] == "https://run.example/"
    assert thing(graph, "WebPage")["dateModified"] == "2026-11-20T04:05:06+00:00"


def test_an_occurrence_is_identified_by_its_number_and_not_by_its_place(graph_of):
    def ids(*numbers):
        found = [{"status": "held", **({"number": number} if number else {})} for number in numbers]
        graph = graph_of("event", make.event(occurrences=found))
        assert vocabulary().faults(graph) == []
        return [each.get("@id", "").rpartition("#")[2] for each in thing(graph, "SportsEvent")["subEvent"]]

    assert ids(4, 5) == ["event-5", "event-4"]
    assert ids(4, 6, None, 5) == ["event-5", "", "event-6", "event-4"]


def test_an_occurrence_without_date_and_venue_names_neither(graph_of):
    graph = graph_of("event", race(when=make.text("四月", "In April")))
    found = occurrence_of(graph)

    assert found["description"] == "In April"
    assert not {"startDate", "endDate", "location", "previousStartDate"} & set(found)


def test_an_occurrence_without_venue_is_in_its_areas(graph_of):
    found = occurrence_of(graph_of("event", race(areas=["shenyang"])))

    assert found["location"]["name"] == "Shenyang"
    assert found["location"]["address"]["addressLocality"] == "Shenyang"


# Everything else.


def test_a_zone_without_a_code_is_no_city(small):
    shelf = shelf_of()
    cards = Cards(shelf, "en", TODAY)
    with small.app.test_request_context("/en/"):
        zone = jsonld.graph(details.area(cards, "shenyang"), sheet_of(cards))
    coded = make.area(adcode="210100")
    cards = Cards(Shelf(1, {**make.documents(), "area": {"shenyang": coded}}), "en", TODAY)
    with small.app.test_request_context("/en/"):
        city = jsonld.graph(details.area(cards, "shenyang"), sheet_of(cards))

    assert thing(zone, "AdministrativeArea")["name"] == thing(city, "City")["name"] == "Shenyang"


def test_the_data_files_are_a_dataset_that_names_licences_and_dates(small):
    cards = Cards(shelf_of(), "en", TODAY)
    files = [
        DataFile("https://example.org/r.geojson", "application/geo+json", ["CC-BY-4.0", "ODbL-1.0"], "Routes"),
        DataFile("https://example.org/e.csv", "text/csv", ["CC-BY-4.0"], "Events"),
    ]
    sheet = sheet_of(cards)
    graph = jsonld.graph(jsonld.dataset(sheet, "Open data", "All routes, places and events.", files), sheet)
    found = thing(graph, "Dataset")

    assert vocabulary().faults(graph) == []
    assert found["dateModified"] == "2026-11-20T04:05:06+00:00"
    assert [each["contentUrl"] for each in found["distribution"]] == [file.address for file in files]
    assert len(found["distribution"][0]["license"]) == 2
    assert found["distribution"][1]["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert found["creditText"] == "© OpenStreetMap contributors, OpenMapTiles"


def test_a_calendar_lists_each_occurrence_whole(small):
    documents = {"race": race(starts=date(2026, 12, 5), areas=["shenyang"])}
    cards = Cards(shelf_of(event=documents), "en", TODAY)
    sheet = sheet_of(cards)
    graph = jsonld.graph(landings.calendar(cards, 2026, 12), sheet)
    page = thing(graph, "CollectionPage")

    assert vocabulary().faults(graph) == []
    assert page["temporalCoverage"] == "2026-12-01/2026-12-31"
    (item,) = page["mainEntity"]["itemListElement"]
    assert (item["item"]["startDate"], item["position"]) == ("2026-12-05", 1)


@pytest.mark.parametrize("breaking", BREAKING)
def test_a_breaking_name_is_a_value_like_any_other(graph_of, breaking):
    graph = graph_of("attraction", make.attraction(name=breaking, en=breaking))

    assert thing(graph, "TouristAttraction")["name"] == breaking
    assert [each["name"] for each in nodes(graph) if each.get("name") == breaking]


def test_a_graph_names_the_page_once_and_says_whose_it_is(graph_of):
    graph = graph_of("attraction", make.attraction())
    ids = [each["@id"] for each in graph["@graph"]]

    assert len(ids) == len(set(ids))
    assert thing(graph, "Organization")["name"] == "Four Seasons around Shenyang"
    assert thing(graph, "WebSite")["publisher"] == {"@id": "https://example.org/tour/en/#publisher"}
    assert [each["name"] for each in thing(graph, "BreadcrumbList")["itemListElement"]] == ["Home", "Page"]


def test_a_page_that_was_never_published_by_itself_has_no_date(graph_of):
    graph = graph_of("route", make.route("palace"), attraction={"palace": make.attraction()})

    assert "dateModified" not in thing(graph, "WebPage")


def test_a_document_under_another_licence_says_nothing_of_ours(graph_of):
    graph = graph_of("attraction", make.attraction(licence="proprietary"))

    assert "license" not in thing(graph, "WebPage")


def test_a_sheet_of_home_has_no_breadcrumbs(graph_of, small):
    cards = Cards(shelf_of(), "en", TODAY)
    sheet = replace(sheet_of(cards), trail=[("Home", Links().home("en"))], address=Links().home("en"))
    graph = jsonld.graph(landings.home(cards), sheet)

    assert not [each for each in graph["@graph"] if each["@type"] == "BreadcrumbList"]
    assert thing(graph, "WebSite")["potentialAction"]["target"]["urlTemplate"].endswith(
        "/en/search/?q={search_term_string}"
    )
    assert vocabulary().faults(graph) == []


def test_the_second_page_of_a_list_goes_on_counting():
    places = {f"place-{n}": make.attraction(n) for n in range(1, 31)}
    cards = Cards(shelf_of(attraction=places), "en", TODAY)
    page = thing(jsonld.graph(lists.attractions(cards, {"page": ["2"]}), sheet_of(cards)), "CollectionPage")

    assert page["mainEntity"]["numberOfItems"] == 30
    assert [each["position"] for each in page["mainEntity"]["itemListElement"]] == [25, 26, 27, 28, 29, 30]
