"""What can be read in a document that may still break its rules: each question has an answer, whatever stands there."""

from collections.abc import Mapping
from datetime import date
from typing import Any

Rough = Mapping[str, Any]
"""The values of a document as they lie in a revision; a draft keeps whatever was typed."""


def text_in(value: object) -> str:
    """A text; empty for anything else."""
    return value if isinstance(value, str) else ""


def texts_in(value: object) -> dict[str, str]:
    """Language -> text."""
    return {lang: said for lang, said in value.items() if isinstance(said, str)} if isinstance(value, dict) else {}


def keys_in(value: object) -> list[str]:
    """The texts in a list."""
    return [key for key in value if isinstance(key, str)] if isinstance(value, list) else []


def entries_in(value: object) -> list[dict[str, Any]]:
    """The parts in a list: days, stops, occurrences, sources."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def day_in(value: object) -> date | None:
    """A day in ISO 8601; None for anything else."""
    try:
        return date.fromisoformat(text_in(value))
    except ValueError:
        return None
