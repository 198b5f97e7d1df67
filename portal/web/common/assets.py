"""Static files under names that carry their content, and the style sheet put together from its blocks."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from portal import __version__
from portal.settings import home

STYLES: Final = (
    "layers",
    "reset",
    "tokens",
    "base",
    "layout",
    "brand",
    "header",
    "footer",
    "button",
    "card",
    "picture",
    "chips",
    "months",
    "stops",
    "navigate",
    "take",
    "facts",
    "ticket",
    "calendar",
    "data",
    "search",
    "map",
    "notice",
    "api",
    "partners",
    "patterns",
    "print",
    "utilities",
)
"""One block, one file in static/css; the order only matters inside a layer."""

FRAME_STYLES: Final = (
    "layers",
    "reset",
    "tokens",
    "base",
    "brand",
    "card",
    "picture",
    "months",
    "stops",
    "facts",
    "ticket",
    "map",
    "notice",
    "embed",
    "utilities",
)
"""What a partner's frame needs of them, and its own block."""

DESK_STYLES: Final = (
    *(name for name in STYLES if name not in ("api", "partners", "search", "utilities")),
    *sorted(f"desk/{path.stem}" for path in (home("static") / "css/desk").glob("*.css")),
    "utilities",
)
"""What the desk needs of them, and every block of its own in static/css/desk."""

SCRIPTS: Final = (
    "core",
    "controls",
    "listed",
    "datum",
    "brush",
    "lettering",
    "basemap",
    "tiles",
    "spread",
    "route",
    "place",
    "narrow",
    "explore",
)
"""The files of static/js/map, in the order in which they build on each other."""


def style_sheet() -> bytes:
    """Every block of the site in one file."""
    return _packed(STYLES).encode()


def frame_sheet() -> bytes:
    """The same for a partner's frame, whose appearance may be fixed: `<html data-appearance="light">`, or dark."""
    text = _packed(FRAME_STYLES)
    dark = re.search(r"@media \(prefers-color-scheme: dark\) \{\n:root (\{.*?\n\})\n\}", text, flags=re.DOTALL)
    if not dark:
        raise ValueError("tokens.css has no dark colours any more")
    by_system = dark[0].replace(":root {", ':root:not([data-appearance="light"]) {')
    fixed = f'\n:root[data-appearance="dark"] {dark[1]}'
    return text.replace(dark[0], by_system + fixed).encode()


def desk_sheet() -> bytes:
    """The same for the desk."""
    return _packed(DESK_STYLES).encode()


def _packed(names: tuple[str, ...]) -> str:
    """Blocks in one file: one request, no build step, comments and indents left out."""
    text = "\n".join((home("static") / "css" / f"{name}.css").read_text(encoding="utf-8") for name in names)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\n\s*", "\n", text).strip()


def map_script() -> bytes:
    """What draws maps, in one file: one request, no build step."""
    return "\n".join(
        (home("static") / "js/map" / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS
    ).encode()


@lru_cache(maxsize=512)
def fingerprint(name: str) -> str:
    """The first characters of a static file's hash. Raises FileNotFoundError."""
    return hashlib.sha256((home("static") / name).read_bytes()).hexdigest()[:12]


@lru_cache(maxsize=16)
def symbol(name: str) -> str:
    """The markup inside a symbol of static/icons.svg. Raises ValueError for a name that is not there."""
    inside = re.search(rf'<symbol id="{re.escape(name)}"[^>]*>(.*?)</symbol>', _icons(), flags=re.DOTALL)
    if not inside:
        raise ValueError(f"icons.svg has no symbol {name}")
    return inside[1]


def _icons() -> str:
    return (home("static") / "icons.svg").read_text(encoding="utf-8")


BUNDLES: Final = {"site.css": style_sheet, "site.js": map_script, "frame.css": frame_sheet, "desk.css": desk_sheet}
"""Name -> what makes the file that is put together from several."""


@lru_cache(maxsize=len(BUNDLES))
def bundle_fingerprint(name: str) -> str:
    """The same for a file of `BUNDLES`."""
    return hashlib.sha256(BUNDLES[name]()).hexdigest()[:12]


@lru_cache(maxsize=1)
def build() -> str:
    """What distinguishes this build's pages: the release, every template, every static file."""
    total = hashlib.sha256(__version__.encode())
    for folder in (home("templates"), home("static"), Path(__file__).parents[2] / "translations"):
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            total.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return total.hexdigest()[:12]
