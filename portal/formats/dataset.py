"""What may be taken away whole: three collections, their licences and files, and the manifest that data portals read.

The manifest is DCAT-AP 3 in JSON-LD: everything that profile makes mandatory, and of what it recommends all that is
known here; what it has a controlled vocabulary for (languages, file types, themes, access) is said in the vocabulary.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from portal.formats import geojson
from portal.formats.provenance import LICENCES, LINE_CREDIT, LINE_LICENCE, PUBLISHER

Json = dict[str, Any]  # what becomes JSON


@dataclass(frozen=True, slots=True)
class Collection:
    """What it holds, its name and description in each language, and its licences, the strictest last."""

    kind: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    licences: Sequence[str] = ("CC-BY-4.0", LINE_LICENCE)  # each has lines or positions that come from OpenStreetMap


COLLECTIONS: Final = {
    "routes": Collection(
        "route",
        {"zh": "线路", "en": "Routes"},
        {
            "zh": "线路以线表示，沿已知的道路走；道路不详处，各站之间连直线。",
            "en": "Routes as lines along the ways that we know; where we know none, straight from stop to stop.",
        },
    ),
    "attractions": Collection(
        "attraction",
        {"zh": "景点", "en": "Places"},
        {
            "zh": "值得停留的景点，以点表示；位置不详的没有几何。",
            "en": "Places worth a stop, as points; without geometry where no position is known.",
        },
    ),
    "events": Collection(
        "event",
        {"zh": "赛事活动", "en": "Events"},
        {
            "zh": "赛事活动，各标在下一届或最近一届的地点，附各届日期。",
            "en": "Event series, each at the place of its next or latest edition; with the days of every edition.",
        },
    ),
}
"""Name in addresses -> collection. Whoever states the licence of data takes it from here."""

MEDIA_TYPES: Final = {"geojson": geojson.MEDIA_TYPE, "csv": "text/csv"}
"""Suffix -> media type of the files that hold a whole collection."""

ABOUT: Final = {
    "zh": "沈阳都市圈的线路、景点与赛事活动，随网站发布而更新。",
    "en": "Routes, places and events of the Shenyang Metropolitan Area, as they are published on the site.",
}
RIGHTS: Final = {
    "zh": f"文字：{PUBLISHER['zh']}，CC BY 4.0。取自 OpenStreetMap 的几何：{LINE_CREDIT}，ODbL 1.0"
    "（见 geometry_licence 栏）。",
    "en": f"Texts: {PUBLISHER['en']}, CC BY 4.0. Geometry derived from OpenStreetMap: {LINE_CREDIT}, ODbL 1.0"
    " (see the column geometry_licence).",
}

CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_IANA: Final = "https://www.iana.org/assignments/media-types/"
_AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"


def authority(table: str, code: str, kind: str) -> Json:
    """A term of an authority table of the EU, of a class of Dublin Core's."""
    return {"@id": f"{_AUTHORITY}{table}/{code}", "@type": f"dct:{kind}"}


SPOKEN: Final = [authority("language", code, "LinguisticSystem") for code in ("ZHO", "ENG")]
PUBLIC: Final = authority("access-right", "PUBLIC", "RightsStatement")
REGIONS: Final = {"@id": f"{_AUTHORITY}data-theme/REGI"}


@dataclass(frozen=True, slots=True)
class File:
    """One file: where it is, what its name ends in, and its bytes before any compression on the way."""

    address: str
    suffix: str
    content: bytes


def manifest(
    address: str, home: str, version: str, changed: datetime | None, files: Mapping[str, Sequence[File]]
) -> Json:
    """A catalogue of the collections and their files, which lies at `address` on the site that begins at `home`.

    `changed` is the last publication, left out while nothing was ever published.
    """
    dated = {"dct:modified": _typed(changed.isoformat(timespec="seconds"), "dateTime")} if changed else {}
    common = {"dct:publisher": {"@id": f"{home}#publisher"}, "dct:language": SPOKEN, **dated}
    agent = {"@type": "foaf:Agent", "@id": f"{home}#publisher", "foaf:name": _said(PUBLISHER)}
    sets = [_dataset(name, version, common, f"{address}#{name}", held) for name, held in files.items()]
    return {
        "@context": CONTEXT,
        "@id": address,
        "@type": "dcat:Catalog",
        "dct:title": _said(PUBLISHER),
        "dct:description": _said(ABOUT),
        **common,
        "dct:publisher": agent,
        "dct:license": _licence("CC-BY-4.0"),
        "foaf:homepage": {"@id": home, "@type": "foaf:Document"},
        "dcat:dataset": sets,
    }


def _dataset(name: str, version: str, common: Json, at: str, files: Sequence[File]) -> Json:
    collection = COLLECTIONS[name]
    return {
        "@type": "dcat:Dataset",
        "@id": at,
        "dct:identifier": name,
        "dct:title": _said(collection.title),
        "dct:description": _said(collection.description),
        "dcat:keyword": _said(collection.title),
        "dcat:theme": REGIONS,
        "dct:accessRights": PUBLIC,
        "dcat:version": version,
        **common,
        "dcat:distribution": [_distribution(file, collection) for file in files],
    }


def _distribution(file: File, collection: Collection) -> Json:
    """A file under its strictest licence, for the profile has one a file; the statement of rights names the others."""
    return {
        "@type": "dcat:Distribution",
        "@id": file.address,
        "dct:title": [{**said, "@value": f"{said['@value']} ({file.suffix})"} for said in _said(collection.title)],
        "dct:description": _said(collection.description),
        "dcat:downloadURL": {"@id": file.address},
        "dcat:accessURL": {"@id": file.address},
        "dcat:mediaType": {"@id": _IANA + MEDIA_TYPES[file.suffix], "@type": "dct:MediaType"},
        "dct:format": authority("file-type", file.suffix.upper(), "MediaTypeOrExtent"),
        "dct:language": SPOKEN,
        "dcat:byteSize": _typed(str(len(file.content)), "nonNegativeInteger"),
        "dct:license": _licence(collection.licences[-1]),
        "dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": _said(RIGHTS)},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": _typed(hashlib.sha256(file.content).hexdigest(), "hexBinary"),
        },
    }


def _licence(name: str) -> Json:
    return {"@id": LICENCES[name], "@type": "dct:LicenseDocument"}


def _said(texts: Mapping[str, str]) -> list[Json]:
    return [{"@language": lang, "@value": text} for lang, text in texts.items()]


def _typed(value: str, kind: str) -> Json:
    return {"@type": f"xsd:{kind}", "@value": value}
