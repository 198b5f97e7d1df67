"""What the portal promises of its content beyond being well formed: `portal content check --strict`.

Each rule is a function from the checked folder and the ground it is judged on to problems. A rule says what a reader
would miss; the numbers a bureau may change stand in `content/promise.yaml`, the words in `content/glossary.yaml`.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from portal.content.check import Checked, Problem
from portal.content.rules import events, itineraries, names, places, promise, prose
from portal.content.rules.ground import Ground, read_ground

Rule = Callable[[Checked, Ground], Iterator[Problem]]

RULES: Final[tuple[Rule, ...]] = (
    promise.counts,
    promise.known_places,
    prose.languages,
    prose.lengths,
    prose.chinese_punctuation,
    prose.latin_english,
    prose.alike,
    prose.copied,
    names.one_name_each,
    names.named_places,
    places.sources,
    places.positions,
    places.months,
    itineraries.sizes,
    itineraries.order,
    itineraries.driving,
    itineraries.ways,
    itineraries.seasons,
    itineraries.open_stops,
    itineraries.shared_stops,
    itineraries.origins,
    itineraries.words,
    events.numbers,
    events.occurrences,
)


def strict(found: Checked, folder: Path) -> list[Problem]:
    """Every broken promise of a folder, sorted; documents with plain mistakes are left to those."""
    ground, problems = read_ground(folder)
    if ground:
        sound = _sound(found)
        problems.extend(problem for rule in RULES for problem in rule(sound, ground))
    return sorted(problems)


def _sound(found: Checked) -> Checked:
    """What rules can look at without stumbling: no document of a file with a problem, none that points at one."""
    wrong = {problem.file for problem in found.problems}
    documents = {identity: d for identity, d in found.documents.items() if found.paths[identity] not in wrong}
    kinds = {kind for kind, _ in documents}
    documents = {
        identity: d
        for identity, d in documents.items()
        if all((kind, key) in documents for _, kind, key in d.references() if kind in kinds)
    }
    return replace(found, documents=documents)
