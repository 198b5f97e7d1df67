"""Structured data: every page as a schema.org graph (JSON-LD 1.1), saying nothing that the page does not show.

What is not known is left out; a text in another language than the page's carries its own. Positions are WGS-84.
"""

from portal.formats.jsonld.graph import Page, graph
from portal.formats.jsonld.nodes import Node, Sheet, web_page
from portal.formats.jsonld.offer import DataFile, dataset

__all__ = ["DataFile", "Node", "Page", "Sheet", "dataset", "graph", "web_page"]
