"""The form of a picture: what was typed, the document it makes, and what is wrong with it, a sentence a field."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, get_args

from flask_babel import gettext as _
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from portal.documents import MediumDocument
from portal.documents.medium import ALLIANCE, Licence
from portal.kernel.locale import LANGUAGES
from portal.model import ROLES, Person
from portal.publishing import permissions
from portal.publishing.media import LEAST_HEIGHT, LEAST_WIDTH

Typed = dict[str, str]
"""Name of a field -> what stands in it."""

TEXTS: Final = ("title", "alt", "permission")
"""Fields with a text for each language, named such as title.zh."""

LINES: Final = ("bureau", "credit", "licence", "source", "until")
FOCAL: Final = ("focal.x", "focal.y")
LICENCES: Final[tuple[str, ...]] = get_args(Licence)
PERCENT: Final = 100

BLANK: Final[Typed] = {"focal.x": "50", "focal.y": "50"}

_MISTAKES: Final = {"alt": "alt.zh", "permission": "permission.zh", "title": "title.zh"}
"""Where a mistake of a whole text is shown."""

_ANY_FILE: Final[dict[str, Any]] = {"width": 1, "height": 1, "sha256": "0" * 64}


def typed(form: MultiDict[str, str]) -> Typed:
    """What stands in the form, trimmed, with the line ends that documents have."""
    names = [*LINES, *FOCAL, "decorative", *(f"{field}.{lang}" for field in TEXTS for lang in LANGUAGES)]
    return {name: form.get(name, "").replace("\r\n", "\n").strip() for name in names}


def shown(document: MediumDocument) -> Typed:
    """The form of a picture as it is."""
    values = document.model_dump(mode="json")
    lines = {name: str(values[name] or "") for name in LINES}
    texts = {f"{field}.{lang}": (values[field] or {}).get(lang, "") for field in TEXTS for lang in LANGUAGES}
    focal = {f"focal.{axis}": str(round(values["focal"][axis] * PERCENT)) for axis in ("x", "y")}
    return {**lines, **texts, **focal, "decorative": "yes" if document.decorative else ""}


def document(values: Typed, before: Mapping[str, Any]) -> MediumDocument:
    """The document that a form makes of one before it, or of a file's own facts. Raises pydantic's ValidationError."""
    made: dict[str, Any] = {**before, "decorative": values.get("decorative") == "yes"}
    for field in TEXTS:
        kept = {lang: text for lang, text in (before.get(field) or {}).items() if lang not in LANGUAGES}
        said = {lang: text for lang in LANGUAGES if (text := values.get(f"{field}.{lang}"))}
        made[field] = {**said, **kept} or None
    made |= {name: values.get(name) or None for name in LINES}
    made["until"] = _day(values.get("until", ""))
    made["focal"] = {name.removeprefix("focal."): _part(values.get(name, "")) for name in FOCAL}
    return MediumDocument.model_validate(made)


def _day(text: str) -> date | str | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return text


def _part(text: str) -> float | str:
    try:
        return int(text) / PERCENT
    except (ValueError, OverflowError):
        return text


def mistakes(values: Typed, before: Mapping[str, Any] = _ANY_FILE) -> dict[str, str]:
    """Name of a field -> what is wrong with it; empty when all is well."""
    found = []
    try:
        document(values, before)
    except ValidationError as error:
        found = [(_field(each), str(each["type"])) for each in error.errors()]
    # Rules about the whole document are asked only when every field keeps its own; a person wants to hear all at once.
    if (values.get("decorative") == "yes") == bool(values.get("alt.zh") or values.get("alt.en")):
        found.append(("alt.zh", "alt"))
    if values.get("licence") == "by-permission" and not (values.get("permission.zh") or values.get("permission.en")):
        found.append(("permission.zh", "permission"))
    return {field: _sentence(field, kind) for field, kind in reversed(found)}


def _field(error: Any) -> str:
    path = ".".join(map(str, error["loc"])) or error["type"]  # of a whole document, named for what it is about
    return _MISTAKES.get(path, path)


def _sentence(field: str, kind: str) -> str:
    of_field = {
        "bureau": _("Choose the bureau that answers for the picture."),
        "licence": _("Choose the licence."),
        "source": _("This is no address: it begins with https:// and has no spaces."),
        "until": _("This is no day: write it as 2027-05-31."),
        "alt.en": kind == "language_missing"
        and _("Say it in English too: who does not see the picture has nothing but these words."),
        "focal.x": _("Write a whole number from 0 to 100."),
        "focal.y": _("Write a whole number from 0 to 100."),
    }
    of_kind = {
        "string_too_long": _("This is too long."),
        "odd": _("There is a character that cannot be shown. Type the text anew instead of pasting it."),
        "alt": _("Say what is to be seen, or tick that the picture only decorates: one of the two."),
        "permission": _("Say who allowed it, and when."),
        "language_missing": _("The Chinese text is missing."),
        "string_pattern_mismatch": _("Write it in one line."),
    }
    return str(of_field.get(field) or of_kind.get(kind) or _("This has to be filled in."))


def bureaus(actor: Person, areas: list[str]) -> list[str]:
    """For whom somebody may put pictures into the library: the coordinator for all."""
    if permissions.role_for(actor, ALLIANCE) == ROLES[-1]:
        return [ALLIANCE, *areas]
    return permissions.bureaus_where(actor, "upload")


def refusal(why: str, given: str) -> str:
    """The sentence for a file that was refused; `why` and `given` are those of `images.developed` or `media.add`."""
    sentences = {
        "empty": _("The file is empty, or none was chosen."),
        "too large": _("The file is larger than 30 MB. Save it smaller and choose it again."),
        "too many pixels": _("The picture is larger than 60 megapixels or 16,000 pixels on one side. Save it smaller."),
        "broken": _(
            "The file is damaged or cut off: it could not be read to its end. Save it anew and choose it again."
        ),
        "too small": _(
            "The picture is %(size)s pixels; a card needs at least %(width)s × %(height)s. Choose a larger one.",
            size=given,
            width=LEAST_WIDTH,
            height=LEAST_HEIGHT,
        ),
        "not a picture": _("This is no JPEG, PNG, WebP or HEIC picture, whatever its name says."),
    }
    if why == "not a picture" and given:
        return str(_("This file is %(what)s. A picture has to be JPEG, PNG, WebP or HEIC.", what=given))
    return str(sentences[why])
