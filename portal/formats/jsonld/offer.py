"""The data files as a schema.org Dataset, which is what data catalogues harvest (DCAT has the same parts)."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.formats.jsonld import nodes
from portal.formats.jsonld.nodes import Node, Sheet, node, text, web_page
from portal.formats.provenance import LICENCES, LINE_CREDIT, LINE_LICENCE
from portal.kernel.locale import BCP47, Said


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file to take away: its absolute address, its media type, and its licences as SPDX identifiers."""

    address: str
    media_type: str
    licences: Sequence[str]
    name: str = ""


def dataset(sheet: Sheet, name: Said | str, description: Said | str, files: Sequence[DataFile]) -> list[Node]:
    """The nodes of the data page: itself and the Dataset with a DataDownload for each file.

    `name` and `description` are those that the page shows. `graph` takes the result in the place of a page.
    """
    published = sheet.cards.shelf.published.values()
    newest = nodes.moment(max(published)) if published else None
    data = node(
        "Dataset",
        f"{sheet.address}#dataset",
        name=text(name),
        description=text(description),
        url=sheet.address,
        inLanguage=list(BCP47.values()),
        isAccessibleForFree=True,
        creator={"@id": sheet.site("publisher")},
        publisher={"@id": sheet.site("publisher")},
        license=[LICENCES["CC-BY-4.0"], LICENCES[LINE_LICENCE]],
        creditText=LINE_CREDIT,
        spatialCoverage=[nodes.area(sheet, sheet.cards.area_word(key)) for key in sheet.cards.shelf.areas],
        dateModified=newest,
        distribution=[_download(file) for file in files],
    )
    page = web_page(sheet, name=text(sheet.heading), mainEntity={"@id": data["@id"]}, dateModified=newest)
    return [page, data]


def _download(file: DataFile) -> Node:
    return node(
        "DataDownload",
        name=file.name,
        contentUrl=file.address,
        encodingFormat=file.media_type,
        license=nodes.several(LICENCES[name] for name in file.licences),
    )
