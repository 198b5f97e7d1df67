"""The edit page as one value: the form with everything that stands around it."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from portal.catalogue import read as catalogue
from portal.extensions import db
from portal.kernel.locale import say
from portal.model import Comment, Draft, Revision, Typed
from portal.publishing import differences, drafts, remarks, states, translating, typing, validity
from portal.publishing.completeness import Score, completeness
from portal.publishing.validity import Problem
from portal.web import now
from portal.web.common import language
from portal.web.desk import finding, signed
from portal.web.desk import pictures as media
from portal.web.desk.forms import showing
from portal.web.desk.forms.advice import advised
from portal.web.desk.forms.fields import Rough, found
from portal.web.desk.forms.kinds import FORMS, TITLES
from portal.web.desk.forms.names import Names, names_of
from portal.web.desk.forms.problems import sentence
from portal.web.desk.forms.showing import LISTED, Node
from portal.web.desk.guards import actor
from portal.web.desk.words import WORDS

UNDONE: Final = 5
"""How many changes of a list can be taken back; each costs the form a copy of itself."""

_NUMBER: Final = re.compile(r"[0-9]{1,9}")


@dataclass(slots=True)
class Opened:
    """A form as somebody has it before them; what a template draws."""

    kind: str
    key: str
    rough: Rough
    head: Revision
    base: Revision | None
    """What the writing began from; None where nobody knows."""
    sheet: str
    draft: Draft | None
    problems: list[Problem]
    sections: list[tuple[str, Any, list[Node]]]
    names: Names
    undo: Sequence[str] = ()
    at: str = ""
    """The field to go on at."""
    restored: Typed | None = None

    @property
    def title(self) -> str:
        """What the thing is called, as far as it is."""
        texts = self.rough.get(TITLES[self.kind])
        return say(texts if isinstance(texts, dict) else None, language.current()).text or self.key

    @property
    def called(self) -> str:
        """The word for its kind."""
        return str(WORDS["kind"][self.kind])

    @property
    def state(self) -> str:
        """Where its draft stands; published where nobody at the desk wrote it."""
        return self.draft.state if self.draft else states.PUBLISHED

    @property
    def is_untouched(self) -> bool:
        """Whether nobody wrote anything yet, so that what is missing is no mistake but cannot be handed in either."""
        return _is_untouched(self.draft, self.rough)

    @property
    def is_live(self) -> bool:
        """Whether visitors see a text of it, whatever the draft says."""
        return drafts.live(db.session, self.kind, self.key) is not None

    @property
    def score(self) -> Score:
        """How complete it is."""
        return completeness(self.kind, self.rough)

    @property
    def advice(self) -> list[tuple[str, str, int]]:
        """(anchor, sentence, points) of what would make it more complete."""
        return advised(self.kind, self.score)

    @property
    def wrong(self) -> list[tuple[str, str, str]]:
        """(anchor, label, sentence) of what keeps it from being submitted."""
        return showing.anchors(self.problems, [node for _name, _label, nodes in self.sections for node in nodes])

    @property
    def told(self) -> dict[str, str]:
        """Path -> what is wrong there, for parts that draw their own fields."""
        return {problem.field: sentence(problem) for problem in reversed(self.problems)}

    @property
    def places(self) -> dict[str, finding.Choice]:
        """The register of attractions, drafts too, as stops are chosen from it; empty where there are no stops."""
        return finding.named() if self.kind == "route" else {}

    @property
    def comments(self) -> list[tuple[str, list[Comment]]]:
        """(field, its open comments) of what reviewers said."""
        return list(remarks.open_at(self.draft).items())

    @property
    def pictures(self) -> list[media.Choice]:
        """What the list of pictures holds now."""
        return media.chosen(self.rough.get("pictures", []))

    @property
    def library(self) -> list[media.Choice]:
        """The pictures that can be chosen."""
        return media.choices()

    @staticmethod
    def pieces(was: str, is_now: str) -> list[differences.Piece]:
        """Two texts as one, with what was struck out and what was added."""
        return differences.pieces(was, is_now)

    @property
    def lists(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """(family, [(what an input shows, name)]) of what one begins to type the names of."""
        asked = {node.field.options for node in self._nodes() if not node.field.drawn} & set(LISTED)
        asked |= {"attraction"} if self.kind in ("event", "notice") else set()
        return [
            (f, [(self.names.name(f, key), f"{name} · {key}") for key, name in self.names.of(f).items()])
            for f in sorted(asked)
        ]

    @property
    def kept(self) -> list[Typed]:
        """What this person typed about it and did not save, the newest first, but for what is before them."""
        rows = typing.kept(db.session, actor(), self.kind, self.key)
        this = signed.sheet_owner(self.sheet)
        return [row for row in rows if row is not self.restored and (this is None or row.sheet != this.sheet)]

    @property
    def kept_at(self) -> str:
        """When the server kept the newest of it, or what is before them; a browser's older copy says nothing new."""
        rows = [*self.kept[:1], *([self.restored] if self.restored else [])]
        return max(row.at for row in rows).isoformat() if rows else ""

    def first_words(self, row: Typed) -> str:
        """How what was typed begins to differ from what was saved last."""
        return showing.first_words(row.fields, self.head.document)

    @property
    def others(self) -> list[str]:
        """Who else has it open."""
        return [there.person.name for there in typing.others(db.session, actor(), now(), self.kind, self.key)]

    def _nodes(self) -> Iterator[Node]:
        return showing.walked(node for _name, _label, nodes in self.sections for node in nodes)


def opened(  # noqa: PLR0913, PLR0917  what a form stands for
    kind: str, key: str, rough: Rough, head: Revision, base: Revision | None, sheet: str, **more: Any
) -> Opened:
    """A form over a text. Raises NotFound."""
    draft = drafts.of(db.session, kind, key)
    problems = [] if _is_untouched(draft, rough) else validity.examined(db.session, kind, key, rough)[1]
    names = names_here()
    stale = translating.stale(db.session, head)
    untouched = {path: told for path, told in stale.items() if found(rough, path) == found(head.document, path)}
    shower = showing.Shower(rough, names, problems, untouched)
    return Opened(kind, key, rough, head, base, sheet, draft, problems, shower.sections(FORMS[kind]), names, **more)


def _is_untouched(draft: Draft | None, rough: Rough) -> bool:
    """Whether a thing was just begun: nobody has to be told that nothing is there yet."""
    return draft is not None and draft.head.base_id is None and drafts.same(rough, draft.head.document)


def names_here() -> Names:
    """The names as this reader knows them."""
    return names_of(catalogue.shelf(db.session), language.current())


def base_of(kind: str, key: str, given: str) -> Revision | None:
    """The revision that a form says it began from; None when it says none of this thing's, so that nobody knows what
    it would overwrite.
    """
    revision = db.session.get(Revision, int(given)) if _NUMBER.fullmatch(given) else None
    return revision if revision is not None and drafts.is_of(db.session, kind, key, revision) else None


def before(data: MultiDict[str, str]) -> list[str]:
    """What the form was before each of the last changes of its lists, as it carries it."""
    return data.getlist("before")[-UNDONE:]


def unpacked(text: str) -> Rough | None:
    """A text of `before` as a rough document; None when it is none of ours."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None
