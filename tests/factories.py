"""Documents as tests need them: the smallest that is valid, with only what the test is about spelt out."""

from typing import Any

from portal.documents import (
    AreaDocument,
    AttractionDocument,
    EventDocument,
    MediumDocument,
    NoticeDocument,
    RouteDocument,
    Term,
    VocabularyDocument,
)
from portal.documents.base import Document


def text(zh: str = "一句话", en: str | None = "A sentence") -> dict[str, str]:
    return {"zh": zh} if en is None else {"zh": zh, "en": en}


def area(zh: str = "沈阳", en: str = "Shenyang", **more: Any) -> AreaDocument:
    return AreaDocument(
        **{"name": text(zh, en), "full_name": text(zh, en), "order": 1, "summary": text(), "body": text(), **more}
    )


def attraction(number: int = 1, name: str = "故宫", en: str = "Palace", **more: Any) -> AttractionDocument:
    """An attraction without a position; `at=(lat, lon)` gives it one."""
    at = more.pop("at", None)
    point = {"quality": "point", "lat": at[0], "lon": at[1]} if at else {"quality": "none"}
    basic = {
        "number": number,
        "name": text(name, en),
        "area": "shenyang",
        "categories": ["palace"],
        "point": point,
        "advised": {"months": more.pop("months", [5])},
        "summary": text(),
        "body": text(),
    }
    return AttractionDocument.model_validate({**basic, **more})


def route(*stops: str | tuple[str, ...], number: int = 1, **more: Any) -> RouteDocument:
    """A route of one day, or of several days when the stops are tuples."""
    days = [stops] if all(isinstance(stop, str) for stop in stops) else stops
    basic = {
        "number": number,
        "title": text(f"线路{number}", f"Route {number}"),
        "season": "spring",
        "themes": ["qing-heritage"],
        "areas": ["shenyang"],
        "origin": "composed",
        "origin_note": text(),
        "mode": "drive",
        "days": [{"stops": [{"attraction": stop} for stop in day]} for day in days],
        "advised": {"months": more.pop("months", [4, 5])},
        "effort": {"level": "easy", "words": text()},
        "summary": text(),
        "body": text(),
    }
    return RouteDocument.model_validate({**basic, **more})


def event(number: int = 1, name: str = "马拉松", en: str = "Marathon", **more: Any) -> EventDocument:
    basic = {
        "number": number,
        "name": text(name, en),
        "kind": "running",
        "areas": ["shenyang"],
        "summary": text(),
        "body": text(),
    }
    return EventDocument.model_validate({**basic, **more})


def notice(**more: Any) -> NoticeDocument:
    return NoticeDocument.model_validate({"title": text(), "severity": "closure", "body": text(), **more})


def medium(**more: Any) -> MediumDocument:
    """A picture of Benxi's, 1200 by 800."""
    basic = {
        "bureau": "benxi",
        "title": text("水洞", "Cave"),
        "alt": text("洞里的河", "The river in the cave"),
        "credit": "王伟",
        "licence": "CC-BY-4.0",
        "width": 1200,
        "height": 800,
        "sha256": "0" * 64,
    }
    return MediumDocument.model_validate({**basic, **more})


def vocabulary(**words: str) -> VocabularyDocument:
    """key=中文 for each word; hyphens are written as underscores."""
    return VocabularyDocument(
        terms=[Term(key=key.replace("_", "-"), name=text(zh, key.title())) for key, zh in words.items()]
    )


def documents(**kinds: dict[str, Document]) -> dict[str, dict[str, Document]]:
    """What a shelf is made from: the kinds that a test gives, the others empty, and one area."""
    empty: dict[str, dict[str, Document]] = {
        kind: {}
        for kind in ("vocabulary", "area", "attraction", "route", "event", "notice", "page", "lexicon", "way", "medium")
    }
    return {**empty, "area": {"shenyang": area()}, **kinds}
