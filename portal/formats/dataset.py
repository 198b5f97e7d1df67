"""The manifest of the files to download, as data portals read it: DCAT-AP 3 in JSON-LD."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from portal.formats.provenance import LICENCES, LINE_CREDIT, PUBLISHER

Json = dict[str, Any]  # what becomes JSON

CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_IANA: Final = "https://www.iana.org/assignments/media-types/"


@dataclass(frozen=True, slots=True)
class File:
    """One file: where it is, its media type, and its bytes before any compression on the way."""

    address: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Dataset:
    """Files with the same content: a name in each language and the licence of each part as SPDX identifiers."""

    key: str
    title: Mapping[str, str]
    licences: Sequence[str]
    files: Sequence[File]


def manifest(home: str, version: str, changed: datetime | None, sets: Sequence[Dataset]) -> Json:
    """A catalogue of the datasets. `changed` is the last publication, left out while nothing was ever published."""
    dated = {"dct:modified": _typed(changed.isoformat(timespec="seconds"), "dateTime")} if changed else {}
    publisher = {"@type": "foaf:Agent", "@id": home, "foaf:name": _said(PUBLISHER)}
    return {
        "@context": CONTEXT,
        "@id": home,
        "@type": "dcat:Catalog",
        "dct:title": _said(PUBLISHER),
        "dct:publisher": publisher,
        "dct:license": {"@id": LICENCES["CC-BY-4.0"]},
        **dated,
        "dcat:dataset": [_dataset(each, version, dated, publisher) for each in sets],
    }


def _dataset(dataset: Dataset, version: str, dated: Json, publisher: Json) -> Json:
    addresses = [{"@id": LICENCES[licence]} for licence in dataset.licences]
    rights = f"{PUBLISHER['zh']} / {PUBLISHER['en']}, CC BY 4.0"
    if len(addresses) > 1:
        rights += f"; geometry derived from OpenStreetMap: {LINE_CREDIT}, ODbL 1.0 (column geometry_licence)"
    return {
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.key,
        "dct:title": _said(dataset.title),
        "dct:language": ["zh-Hans", "en"],
        "dcat:version": version,
        **dated,
        "dct:publisher": {"@id": publisher["@id"]},
        "dct:license": addresses,
        "dct:rights": rights,
        "dcat:distribution": [_distribution(file, addresses) for file in dataset.files],
    }


def _distribution(file: File, licences: Sequence[Json]) -> Json:
    return {
        "@type": "dcat:Distribution",
        "@id": file.address,
        "dcat:downloadURL": {"@id": file.address},
        "dcat:accessURL": {"@id": file.address},
        "dcat:mediaType": {"@id": _IANA + file.media_type},
        "dcat:byteSize": _typed(str(len(file.content)), "nonNegativeInteger"),
        "dct:license": list(licences),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": _typed(hashlib.sha256(file.content).hexdigest(), "hexBinary"),
        },
    }


def _said(texts: Mapping[str, str]) -> list[Json]:
    return [{"@language": lang, "@value": text} for lang, text in texts.items()]


def _typed(value: str, kind: str) -> Json:
    return {"@type": f"xsd:{kind}", "@value": value}
