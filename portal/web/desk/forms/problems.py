"""What is wrong with a field, in the reader's language: the codes of `validity` as sentences."""

from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from portal.publishing.validity import Problem

_MISSING: Final = _("This is still missing.")
_ODD_CHOICE: Final = _("Choose one of the values.")
_NUMBER: Final = _("Write a number in digits.")
_DAY: Final = _("Write a day as 2026-12-31.")

SENTENCES: Final[dict[str, LazyString]] = {
    "missing": _MISSING,
    "string_too_short": _MISSING,
    "string_type": _MISSING,
    "dict_type": _MISSING,
    "model_type": _MISSING,
    "model_attributes_type": _MISSING,
    "list_type": _MISSING,
    "language_missing": _("The Chinese text is missing."),
    "language": _("The portal does not know this language."),
    "literal_error": _ODD_CHOICE,
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_from_float": _NUMBER,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "odd": _("There is a character in it that cannot be shown. Type the text anew."),
    "twice": _("Something stands here twice."),
    "months": _("Choose each month once."),
    "swapped": _("Latitude and longitude are swapped."),
    "place": _("“Not known” goes without latitude and longitude, the other two with both."),
    "outside": _("This lies outside of the region."),
    "source": _("A source needs a title or an address."),
    "dates": _("It ends before it starts, or has an end without a start."),
    "number_twice": _("Two dates have the same number. Reload the page and enter the new one again."),
    "taken": _("Another thing has this number."),
}

LIMITED: Final[dict[str, LazyString]] = {
    "string_too_long": _("This is too long: %(limit)s characters are the most."),
    "too_short": _("At least %(limit)s is needed."),
    "too_long": _("At most %(limit)s are possible."),
    "greater_than_equal": _("This has to be %(limit)s or more."),
    "less_than_equal": _("This may be %(limit)s at most."),
    "less_than": _("This has to be less than %(limit)s."),
}


def sentence(problem: Problem) -> str:
    """The problem for whoever wrote it; never what they wrote, which stands beside it."""
    if problem.code in LIMITED:
        return str(LIMITED[problem.code]) % {"limit": problem.limit}
    if problem.code == "unknown":
        return str(_("Nothing published is called this. Choose one from the list."))
    if problem.code == "string_pattern_mismatch":
        return str(_pattern(problem))
    return str(SENTENCES.get(problem.code, _("This does not fit here.")))


def _pattern(problem: Problem) -> LazyString:
    if problem.field.rpartition(".")[2] in ("url", "official", "booking"):
        return _("Write an address that begins with https:// or http://.")
    if not problem.given.strip():
        return _MISSING
    return _("Nothing published is called this. Choose one from the list.")
