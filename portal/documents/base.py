"""What every document is made from: texts in several languages, keys, months, sources."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from portal.kernel.locale import LANGUAGES, OTHER_LANGUAGES

KEY_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"

Key = Annotated[str, StringConstraints(pattern=KEY_PATTERN, max_length=80)]
"""Lower-case ASCII words joined by hyphens; it is the file name and the address."""

_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def _showable(text: str) -> str:
    """YAML bends some of these characters, XML forbids others, and none can be seen."""
    if found := _ODD.search(text):
        raise PydanticCustomError("odd", "there is a character that cannot be shown", {"code": f"{ord(found[0]):04x}"})
    return text


def each_once(values: list[str]) -> list[str]:
    """A list without a value twice."""
    for value in values:
        if values.count(value) > 1:
            raise PydanticCustomError("twice", "“{value}” stands here twice", {"value": value})
    return values


Prose = Annotated[str, StringConstraints(min_length=1, max_length=6000), AfterValidator(_showable)]
Line = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=r"^\S(.*\S)?$"), AfterValidator(_showable)
]
Number = Annotated[int, Field(ge=1, le=999_999)]
"""The number of a short permanent link; never given twice, never changed."""

Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"']+$", max_length=600)]

Claim = Literal["yes", "no", "partly", "unknown"]
"""A fact that may be unknown; unknown is not no."""


def _known_languages(texts: dict[str, str]) -> dict[str, str]:
    for lang in texts:
        if lang not in (*LANGUAGES, *OTHER_LANGUAGES):
            raise PydanticCustomError(
                "language", "{lang} is not a language of the portal", {"lang": lang, "known": ", ".join(LANGUAGES)}
            )
    if LANGUAGES[0] not in texts:
        raise PydanticCustomError("language_missing", "the text has no {lang}", {"lang": LANGUAGES[0]})
    return texts


Text = Annotated[dict[str, Prose], AfterValidator(_known_languages)]
"""{language: text}; Chinese is always there, another language may be missing and is then shown as missing."""

Name = Annotated[dict[str, Line], AfterValidator(_known_languages)]


def _each_once_ascending(months: list[int]) -> list[int]:
    if months != sorted(set(months)):
        raise PydanticCustomError("months", "months have to be ascending, each once")
    return months


Months = Annotated[list[Annotated[int, Field(ge=1, le=12)]], AfterValidator(_each_once_ascending)]


class Part(BaseModel):
    """A piece of a document: strict, closed, and never changed in place."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Advised(Part):
    """Months that one would advise (soft), with the reason; closed dates are notices (hard)."""

    months: Months
    reason: Text | None = None


class Source(Part):
    """Where a fact comes from: an address, or the name of a source that has none; at least one of the two."""

    title: Line | None = None
    url: Url | None = None

    def model_post_init(self, _context: object) -> None:  # noqa: D102  pydantic's own name
        if not (self.title or self.url):
            raise PydanticCustomError("source", "a source needs a title or a url")


class Document(Part):
    """The whole editable content of one thing in all its languages."""

    formerly: Annotated[list[Key], AfterValidator(each_once)] = []
    sources: list[Source] = Field(
        default=[], description="Where its facts come from; a composed route may leave that to its stops."
    )

    def references(self) -> list[tuple[str, str, str]]:
        """What it points at: (path of the field, kind, key)."""
        return []


class Checked(Part):
    """A value somebody looked up, and when."""

    text: Text
    checked: date | None = None
