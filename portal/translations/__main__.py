"""`make translations`: collect the interface's words, bring the catalogues up to date, compile them.

Development only: it needs templates and sources side by side, as in a checkout.
"""

import sys
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from portal.settings import PACKAGE, home

FOLDER: Final = Path(__file__).parent
LOCALES: Final = ("zh_Hans_CN",)
_METHODS: Final = [("**.html", "jinja2.ext.babel_extract"), ("**.py", "python")]
_OPTIONS: Final = {"**.html": {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"}}
_KEYWORDS: Final = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "N_": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}


def collect() -> Catalog:
    """Every message of the templates and of the package."""
    catalog = Catalog(project="portal", charset="utf-8", fuzzy=False)
    for folder in (home("templates"), PACKAGE):
        found = extract_from_dir(folder, _METHODS, keywords=_KEYWORDS, options_map=_OPTIONS)
        for _file, _line, message, _comments, context in found:
            catalog.add(message, context=context)
    return catalog


def catalogue(locale: str) -> Path:
    """The file of a locale's words."""
    return FOLDER / locale / "LC_MESSAGES" / "messages.po"


def update(locale: str) -> list[str]:
    """Bring a catalogue up to date and compile it; returns the messages that still need a translation."""
    path = catalogue(locale)
    words = Catalog(locale=locale, project="portal", charset="utf-8", fuzzy=False)
    if path.exists():
        with path.open("rb") as file:
            words = read_po(file, locale=locale)
    words.update(collect(), no_fuzzy_matching=True)
    words.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, words, sort_output=True, no_location=True, omit_header=False, width=110)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, words)
    return [str(message.id) for message in words if message.id and not all(_strings(message.string))]


def _strings(value: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [value or ""] if isinstance(value, str | None) else list(value)


if __name__ == "__main__":
    missing = [text for locale in LOCALES for text in update(locale)]
    for text in missing:
        print(f"not translated: {text}")  # noqa: T201  a command line prints
    sys.exit(1 if missing else 0)
