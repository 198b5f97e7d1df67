"""The desk's words for what documents and drafts keep as keys: kinds, states, fields, bureaus, things."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, cast

from flask_babel import lazy_gettext as _

from portal.catalogue import read
from portal.catalogue.shelf import Shelf
from portal.documents.medium import ALLIANCE
from portal.extensions import db
from portal.kernel.locale import say
from portal.kernel.season import SHANGHAI
from portal.publishing import called
from portal.web.common import language
from portal.web.common.templating import listed, moment
from portal.web.desk.forms.common import WORDS as OPTIONS
from portal.web.desk.forms.fields import Field, fields
from portal.web.desk.forms.kinds import FORMS
from portal.web.desk.forms.names import KINDS, VOCABULARIES
from portal.web.desk.pictures import Choice, chosen
from portal.web.desk.words import WORDS

_CHANGE: Final = re.compile(r"([\w.\[\] ]+?)( \(order\))?: (?:(added|removed) “(.*)”|“(.*)” → “(.*)”)")
"""A line of a journal's entry, as `portal.changes.Change` says it."""


class Naming:
    """Names in the reader's language, from what is published; fields as the form of a kind calls them."""

    def __init__(self, shelf: Shelf, lang: str, kind: str = "") -> None:
        self.shelf, self.lang = shelf, lang
        self.form = tuple(fields(FORMS.get(kind, ())))
        self.written: dict[str, dict[str, called.Names]] = {}
        """Kind -> what is not on the site, once somebody asked for one of it."""

    def of(self, kind: str) -> "Naming":
        """The same with the fields of a kind."""
        return Naming(self.shelf, self.lang, kind)

    def word(self, family: str, value: str) -> str:
        """The word for a value; a value that nobody named speaks for itself."""
        return str(WORDS[family].get(value, value))

    def bureau(self, key: str) -> str:
        """The name of a bureau: of its area."""
        if key == ALLIANCE:
            return str(_("The alliance"))
        area = self.shelf.areas.get(key)
        return say(area.name, self.lang).text if area else key

    def bureaus(self, keys: list[str]) -> str:
        """Several, as the language joins them."""
        return listed([self.bureau(key) for key in keys])

    def every_bureau(self) -> dict[str, str]:
        """Bureau -> its name, in the alliance's order, the alliance last."""
        return {key: self.bureau(key) for key in (*self.shelf.areas, ALLIANCE)}

    def thing(self, names: Mapping[str, str], key: str) -> str:
        """What a thing is called; its key while it has no name."""
        return say(names, self.lang).text or key

    def rough(self, rough: Mapping[str, Any], key: str) -> str:
        """The same of a rough document."""
        return self.thing(called.names_in(rough), key)

    def key(self, family: str, key: str) -> str:
        """The name behind a key of a kind or a vocabulary."""
        if family in self.shelf.documents:
            found = self.shelf.documents[family].get(key)
            names = getattr(found, "name", None) or getattr(found, "title", None)
        else:
            term = self.shelf.words(family).get(key)
            names = term.name if term else None
        return say(names, self.lang).text or key

    def person(self, name: str) -> str:
        """A colleague's name, or what acts in the place of one."""
        return self.word("person", name)

    def called(self, kind: str, key: str) -> str:
        """What a thing is called where it is published, else where it is written; its key while it has no name."""
        published = self.key(kind, key) if kind in self.shelf.documents else key
        if published != key or kind not in FORMS:
            return published
        if kind not in self.written:
            self.written[kind] = called.off_the_site(db.session, kind)
        return self.thing(self.written[kind].get(key, {}), key)

    def field(self, path: str) -> str:
        """A field in words: the labels along its dotted path, with the places of entries counted from 1."""
        return " · ".join(word for word, _field in self._steps(path))

    def value(self, path: str, value: object) -> str:
        """A value as a person reads it."""
        if isinstance(value, list):
            return listed([self.value(path, entry) for entry in value]) if value else "—"
        if isinstance(value, Mapping):
            parts = [f"{self._last(f'{path}.{name}')}: {self.value(f'{path}.{name}', v)}" for name, v in value.items()]
            return "; ".join(parts) or "—"
        if isinstance(value, bool):
            return str(_("yes") if value else _("no"))
        return "—" if value is None or value == "" else self._meant(path, str(value))

    def pictures(self, path: str, value: object) -> list[Choice]:
        """The pictures that a value names, to be looked at; empty for any other field."""
        field = self._asked(path)
        is_pictures = field and field.options == "medium" and isinstance(value, list)
        return chosen(map(str, cast("list[object]", value))) if is_pictures else []

    def change(self, line: str) -> str:
        """A line of what the journal keeps of a change, in the reader's words; another line as it is."""
        told = _CHANGE.fullmatch(line)
        if not told:
            return self._until(line)
        path, order, how, one, before, after = told.groups()
        path = by_dots(path)
        field = f"{self.field(path)} · {_('Order')}" if order else self.field(path)
        if order:
            return f"{field}: {before} → {after}".replace("number ", "")
        if how:
            sentence = _("%(field)s: added “%(value)s”") if how == "added" else _("%(field)s: removed “%(value)s”")
            return str(sentence) % {"field": field, "value": self._each(path, one)}
        return str(_("%(field)s: “%(old)s” → “%(new)s”")) % {
            "field": field,
            "old": self._each(path, before),
            "new": self._each(path, after),
        }

    def _until(self, line: str) -> str:
        try:
            end = datetime.fromisoformat(line.removeprefix("until "))
        except ValueError:
            return line
        return str(_("until %(day)s", day=moment(end)))

    def _each(self, path: str, text: str) -> str:
        if path == "document" and text.endswith("Document"):  # one without a name is told by its kind
            return self.word("kind", text.removesuffix("Document").lower())
        field = self._asked(path)
        several = field and field.widget in ("choices", "keys", "months")
        return self.value(path, text.split(", ") if several else text)

    def _steps(self, path: str) -> Iterator[tuple[str, Field | None]]:
        """(word, field of the form) along a path; a step that the form does not ask for has a word of its own."""
        steps, among, at = [step for step in path.split(".") if step], self.form, 0
        while at < len(steps):
            ends = range(len(steps), at, -1)
            asked = {".".join(steps[at:end]): end for end in ends}
            field = next((f for end in asked for f in among if f.path == end and f.label), None)
            if field:
                yield str(field.label), field
                among, at = field.fields or among, asked[field.path]
            else:
                yield self._word(steps[at], steps[at - 1] if at else ""), None
                at += 1

    def _word(self, step: str, of: str) -> str:
        if step.isdigit():
            return str(int(step) + 1)
        if of == "role":
            return self.bureau(step)
        return self.word("lang" if step in WORDS["lang"] and of else "field", step)

    def _last(self, path: str) -> str:
        return [*self._steps(path)][-1][0]

    def _asked(self, path: str) -> Field | None:
        """The field that asks for what stands at a path."""
        return next((field for _word, field in reversed([*self._steps(path)]) if field), None)

    def _meant(self, path: str, value: str) -> str:
        field, last = self._asked(path), path.rpartition(".")[2]
        family = (field.options or field.widget) if field else "role" if path.startswith("role.") else last
        if family in OPTIONS:
            return str(OPTIONS[family].get(value, value))
        if family in WORDS:
            return self.word(family, value)
        if family == "bureau":
            return self.bureau(value)
        return self.key(family, value) if family in (*KINDS, *VOCABULARIES) else value

    def typed(self, at: datetime) -> str:
        """A time in Shenyang as a browser's own input for times wants it."""
        return at.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")


def by_dots(path: str) -> str:
    """The path of a `portal.changes.Change` as forms say it: days[1].stops[2] is days.0.stops.1."""
    return re.sub(r"\[(?:number )?(\d+)\]", lambda place: f".{int(place[1]) - 1}", path)


def naming(kind: str = "") -> Naming:
    """Names for this request, with the fields of a kind."""
    return Naming(read.shelf(db.session), language.current(), kind)
