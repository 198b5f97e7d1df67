"""The edit page as one value: the form with everything that stands around it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Final

from portal.catalogue import read as catalogue
from portal.extensions import db
from portal.kernel.locale import say
from portal.model import Comment, Draft, JournalEntry, Revision, Typed
from portal.publishing import (
    differences,
    drafts,
    permissions,
    remarks,
    states,
    translating,
    typing,
    validity,
    waiting,
)
from portal.publishing.completeness import Score, completeness
from portal.publishing.validity import Problem
from portal.web import now
from portal.web.common import language
from portal.web.desk import finding, signed
from portal.web.desk import pictures as media
from portal.web.desk.doing import number
from portal.web.desk.forms import showing, stops
from portal.web.desk.forms.advice import advised, label
from portal.web.desk.forms.fields import Rough, found
from portal.web.desk.forms.kinds import FORMS, TITLES
from portal.web.desk.forms.names import Names, names_of
from portal.web.desk.forms.problems import sentence
from portal.web.desk.forms.showing import LISTED, Node
from portal.web.desk.forms.undoing import Step
from portal.web.desk.guards import actor
from portal.web.desk.words import WORDS

REMARK: Final = "remark:"
"""Before the path of a field, the name of the field in which somebody comments on it."""


@dataclass
class Opened:
    """A form as somebody has it before them; what a template draws."""

    kind: str
    key: str
    rough: Rough
    head: Revision
    base: Revision | None
    """What the writing began from; None where nobody knows."""
    slip: str
    draft: Draft | None
    problems: list[Problem]
    sections: list[tuple[str, Any, list[Node]]]
    names: Names
    undo: Sequence[Step] = ()
    at: str = ""
    """The field to go on at."""
    remarks: Mapping[str, str] = field(default_factory=dict)
    """Path of a field -> the comment that somebody is writing on it."""
    restored: Typed | None = None
    not_typed: ClassVar = typing.NOT_TYPED

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
    def returned(self) -> JournalEntry | None:
        """Who returned it to its writers, and when."""
        return waiting.returned(db.session, self.draft) if self.draft else None

    @property
    def is_untouched(self) -> bool:
        """Whether nobody wrote anything yet, so that what is missing is no mistake but cannot be handed in either."""
        return _is_untouched(self.draft, self.rough)

    @property
    def can_drop(self) -> bool:
        """Whether its reader may put the draft away where it stands."""
        is_open = self.draft is not None and "drop" in states.open_moves(self.state)
        return is_open and self.draft is not None and permissions.may(actor(), "edit", [self.draft.bureau])

    @property
    def is_unsaved(self) -> bool:
        """Whether the form says what was not saved, as one that is filled from a kept copy does."""
        said = any(text.strip() for text in self.remarks.values())
        return said or not drafts.same(validity.tidied(self.kind, self.rough), self.head.document)

    @cached_property
    def is_live(self) -> bool:
        """Whether visitors see a text of it, whatever the draft says."""
        return drafts.live(db.session, self.kind, self.key) is not None

    @cached_property
    def score(self) -> Score:
        """How complete it is."""
        return completeness(self.kind, self.rough)

    @property
    def advice(self) -> list[tuple[str, str, int]]:
        """(anchor, sentence, points) of what would make it more complete."""
        return advised(self.kind, self.score, self.rough)

    @property
    def wrong(self) -> list[tuple[str, str, str]]:
        """(anchor, label, sentence) of what keeps it from being submitted."""
        return showing.anchors(self.problems, [node for _name, _label, nodes in self.sections for node in nodes])

    @property
    def told(self) -> dict[str, str]:
        """Path -> what is wrong there, for parts that draw their own fields."""
        return {problem.field: stops.offered(problem) or sentence(problem) for problem in reversed(self.problems)}

    @property
    def places(self) -> dict[str, finding.Choice]:
        """The register of attractions, drafts too, as stops are chosen from it; empty where there are no stops."""
        return finding.named() if self.kind == "route" else {}

    @cached_property
    def comments(self) -> Mapping[str, list[Comment]]:
        """Path of a field that is drawn -> the open comments on it and on what it is drawn with; "" for all others."""
        drawn = {node.name for node in self._nodes() if node.field.drawn not in ("point", "stops")} | {"point"}
        found: dict[str, list[Comment]] = defaultdict(list)
        for path, comments in remarks.open_at(self.draft).items():
            name = path
            while name and name not in drawn:
                name = name.rpartition(".")[0]
            found[name] += comments
        return found

    def about(self, comment: Comment) -> str:
        """What a comment is on, in words; empty for the whole."""
        return label(self.kind, comment.field) if comment.field else ""

    @property
    def may_comment(self) -> bool:
        """Whether there is a draft to comment on; who may write it, may."""
        return self.draft is not None

    @property
    def pictures(self) -> list[media.Choice]:
        """What the list of pictures holds now."""
        return media.chosen(self.rough.get("pictures", []))

    @property
    def library(self) -> Mapping[str, str]:
        """Key -> title of the pictures that can be chosen."""
        return self.names.of("medium")

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

    @cached_property
    def kept(self) -> list[Typed]:
        """What this person typed about it and did not save, the newest first, but for what is before them."""
        rows = typing.kept(db.session, actor(), self.kind, self.key)
        return [row for row in rows if row is not self.restored and row.slip != self.slip_name]

    @property
    def kept_at(self) -> dict[str, str]:
        """Slip -> when the server kept what was typed on it; a browser's copy that is no newer says nothing new."""
        rows = [*self.kept, *([self.restored] if self.restored else [])]
        return {row.slip: row.at.isoformat() for row in rows}

    @property
    def slip_name(self) -> str:
        """What its slip is called; empty where nobody is signed in."""
        slip = signed.slip_of(self.slip)
        return slip.name if slip else ""

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
    kind: str, key: str, rough: Rough, head: Revision, base: Revision | None, slip: str, **more: Any
) -> Opened:
    """A form over a text. Raises NotFound."""
    draft = drafts.of(db.session, kind, key)
    problems = [] if _is_untouched(draft, rough) else validity.examined(db.session, kind, key, rough)[1]
    problems = list(_without_the_new(problems, rough, head.document))
    names = names_here()
    stale = translating.stale(db.session, head)
    untouched = {path: told for path, told in stale.items() if found(rough, path) == found(head.document, path)}
    shower = showing.Shower(rough, names, problems, untouched)
    return Opened(kind, key, rough, head, base, slip, draft, problems, shower.sections(FORMS[kind]), names, **more)


def _is_untouched(draft: Draft | None, rough: Rough) -> bool:
    """Whether a thing was just begun: nobody has to be told that nothing is there yet."""
    return draft is not None and draft.head.base_id is None and drafts.same(rough, draft.head.document)


def _without_the_new(problems: Iterable[Problem], rough: Rough, saved: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong, but for what is empty in entries that were never saved: who writes them is not done yet."""
    for problem in problems:
        steps = problem.field.split(".")
        entries = [".".join(steps[: i + 1]) for i, step in enumerate(steps) if step.isdigit()]
        is_new = any(found(saved, entry) is None for entry in entries)
        if not (is_new and not found(rough, problem.field)) and all(found(rough, entry) for entry in entries):
            yield problem


def being_said(fields: Iterable[Sequence[str]]) -> dict[str, str]:
    """The comments that stand in a form's [name, value], … and were not sent: path of a field -> text."""
    told = {name.removeprefix(REMARK): text.replace("\r\n", "\n") for name, text in fields if name.startswith(REMARK)}
    return {path: text for path, text in told.items() if text.strip()}


def names_here() -> Names:
    """The names as this reader knows them."""
    return names_of(catalogue.shelf(db.session), language.current())


def base_of(kind: str, key: str, given: str) -> Revision | None:
    """The revision that a form says it began from; None when it says none of this thing's, so that nobody knows what
    it would overwrite.
    """
    revision = db.session.get(Revision, number(given))
    return revision if revision is not None and drafts.is_of(db.session, kind, key, revision) else None
