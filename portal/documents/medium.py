"""A medium (图片): a picture with its rights and its words."""

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, StringConstraints, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from portal.documents.base import Document, Key, Line, Name, Part, Text, Url
from portal.kernel.locale import LANGUAGES

ALLIANCE: Final = "alliance"
"""The coordinator's bureau; every other bureau is named after its area."""

Licence = Literal["CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "public-domain", "by-permission"]


WIDTHS: Final = (480, 960, 1600)
"""The widths in which a picture is kept, in pixels."""

SUFFIXES: Final = ("avif", "webp", "jpg")
"""The formats of its files, the smallest first; every browser reads the last."""


def _in_every_language(texts: dict[str, str]) -> dict[str, str]:
    """Who does not see a picture has nothing but these words, so none of the portal's readers goes without."""
    missing = [lang for lang in LANGUAGES if lang not in texts]
    if missing:
        raise ValidationError.from_exception_data("alt", [_missing(lang, texts) for lang in missing])
    return texts


def _missing(lang: str, texts: dict[str, str]) -> InitErrorDetails:
    error = PydanticCustomError("language_missing", "the text has no {lang}", {"lang": lang})
    return InitErrorDetails(type=error, loc=(lang,), input=texts)


class Focal(Part):
    """What must stay in sight when the picture is cropped: parts of its width and height, from the left and the top."""

    x: float = Field(default=0.5, ge=0, le=1)
    y: float = Field(default=0.5, ge=0, le=1)


class MediumDocument(Document):
    """The files themselves lie in the data folder, under the medium's key.

    `alt` says what is to be seen, for those who do not see it, in every language of the portal; a picture that tells
    nothing is `decorative` instead.
    `until` is the last day on which it may be shown.
    """

    bureau: Key
    title: Name
    alt: Annotated[Text, AfterValidator(_in_every_language)] | None = None
    decorative: bool = False
    credit: Line
    licence: Licence
    permission: Text | None = None
    source: Url | None = None
    until: date | None = None
    focal: Focal = Focal()
    width: int = Field(ge=1, le=20_000)
    height: int = Field(ge=1, le=20_000)
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

    def model_post_init(self, _context: object) -> None:  # noqa: D102  pydantic's own name
        if self.decorative == bool(self.alt):
            raise PydanticCustomError("alt", "a picture has a description or is decorative, one of the two")
        if self.licence == "by-permission" and not self.permission:
            raise PydanticCustomError("permission", "a picture that is shown by permission says by whose")

    def references(self) -> list[tuple[str, str, str]]:  # noqa: D102
        return [] if self.bureau == ALLIANCE else [("bureau", "area", self.bureau)]

    def may_be_shown_on(self, day: date) -> bool:
        """Whether the rights still hold on a day."""
        return self.until is None or day <= self.until

    @property
    def widths(self) -> list[int]:
        """The widths of its files, ascending; a picture is never enlarged."""
        return [*(width for width in WIDTHS if width < self.width), min(self.width, WIDTHS[-1])][: len(WIDTHS)]

    def height_at(self, width: int) -> int:
        """How high the file of a width is."""
        return max(1, round(self.height * width / self.width))
