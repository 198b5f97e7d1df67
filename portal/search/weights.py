"""Every weight of the ranking, each with its reason. Tuned on some of tests/search/judged.yaml, checked on the rest.

A score is `TEXT`·text + `FIT`·fit² + `NAME`·name + `KNOWN`·known + `NOW`·now, all five between 0 and 1.
"""

from typing import Final

FIELDS: Final = {"name": 4.0, "alias": 3.0, "pinyin": 3.0, "tags": 2.0, "stops": 2.0, "body": 1.0, "han": 0.5}
"""Field -> weight in Whoosh's BM25F: a name says what a thing is, a tag where and what kind, a text only mentions."""

TEXT: Final = 2.5
"""How often and how rarely: settles what the parts of a query leave open."""

FIT: Final = 6.0
"""Whether each part of the query is met, squared: what has both words of 本溪 红叶 beats what has one of them twice."""

NAME: Final = 14.0
"""The whole query is a name, or begins or ends one: people type names, so this outweighs everything but all else."""

KNOWN: Final = 0.65
"""A national sight before its namesake; never enough to lift what does not fit."""

KINDS: Final = {"attraction": 0.3, "event": 0.1, "route": 0.0}
"""Added by kind where the query asks for none: most people look for a place, and a route's title says many words."""

NOW: Final = 0.13
"""Advised this month, when the query names no time: the smallest of all, it only orders equals."""

AREA: Final = 1.0
"""A part of the query that says where, in the mean that is the fit."""

WHEN: Final = 0.75
"""Season, month and days: softer than where and what, since months are advice."""

WHAT: Final = 1.05
"""A theme, a kind of place, a person."""

TYPE: Final = 0.8
"""Route, event or place: a wish that a good answer of another kind may overrule."""

WORDS: Final = 0.8
"""A word that nobody explained to the search; several count for more, by the root of their number, twice at most."""

EVIDENCE: Final = {
    "type": 1.0, "area": 1.0, "district": 1.0, "month": 1.0, "days": 1.0, "grade": 1.0, "season": 1.0, "mode": 0.9,
    "theme": 0.9, "category": 0.9, "kind": 0.95, "suits": 0.7, "indoor": 0.7, "effort": 0.7, "said": 0.9,
}  # fmt: skip
"""How far one sign goes to show that a thing is what a word means; several signs add up as chances do (noisy or).
`said` is a text that uses one of the words: in the name it is worth as much as being filed there by an editor."""

PARTLY_THERE: Final = 0.5
"""A route that only touches an area or a county, against 1 for one that stays in it; between them by its stops."""

ANY_TIME: Final = 0.5
"""What is advised all year, for a query that names a season or a month, against 1 for what is advised then alone."""

PART_OF_A_NAME: Final = (0.35, 0.55, 0.8)
"""A query inside a name: the least, what the covered share adds, and the factor in the middle of a name."""

FORMS: Final = {"name": 1.0, "alias": 0.96, "pinyin": 0.93, "initials": 0.85, "heard": 0.8, "bare": 0.95}
"""How a name was typed. `heard` is pinyin by the characters' commonest readings, `bare` the
name without “Scenic Area” or 国家森林公园."""

SOUNDS_ALIKE: Final = 0.8
"""古宫 for 故宫: other characters, the same syllables."""

MISTYPED: Final = (0.78, 0.62)
"""One edit away from a name, two edits away."""

ABBREVIATED: Final = (0.45, 0.25)
"""辽博 for 辽宁省博物馆: the least, and what the share of characters that were typed adds."""

NAME_OF_A_KIND: Final = 0.1
NAME_OF_A_WORD: Final = 0.4
"""The factors for a name when the query is one known word: 温泉 asks for a kind, not for whoever is named so; 峡谷 and
九一八 mean only themselves, and there a name says more."""

MENTIONS: Final = 0.4
"""What has the named place as a stop, a venue or in its text, against the place itself."""

IN_PASSING: Final = 0.25
PASSES: Final = 0.75
"""How much of a mention it is to name a place somewhere in a text, and to stop there among many other places."""

MENTIONED: Final = 0.8
"""The fit of a mention; and what is left of the fit of all else when the query is a name from end to end."""

WORTHWHILE: Final = 0.15
"""The least share of the best fit that is shown at all; below lies what shares one common pair with a long query."""

PINNED: Final = 100.0
"""What the lexicon names as first stands above everything that the rest can add up to."""

MANY_PHRASES: Final = 40
"""Words that a beginning leaves open; above, none of their pages is suggested yet."""

PLENTY: Final = 8
WORTHWHILE_BESIDES: Final = 0.45
"""The same where so many fit whole, or the query is a name: who asks for the palace does not ask for all Shenyang."""

MET: Final = 0.4
"""From here on a part of a query is said to be met."""

GRADES: Final = {"5A": 1.0, "4A": 0.8, "3A": 0.5, "2A": 0.3, "1A": 0.2}
PROTECTED: Final = {"national": 0.6, "provincial": 0.3, "municipal": 0.2, "other": 0.0}
A_ROUTE: Final = 0.05
ROUTES_MOST: Final = 0.25
"""How well known a place is, from facts alone: its A-level or its protection, and the routes that lead there."""

SHUT: Final = 0.6
"""Taken off where one cannot go: who names the place still finds it first, who wants any hot spring does not."""

ORIGINS: Final = {"published": 0.3, "reported": 0.2, "composed": 0.1}
JOINT: Final = {"yes": 0.4, "partly": 0.3, "no": 0.15}
"""The same for routes, by who put them together, and for events, by whether the areas hold them jointly."""

NEAR_KM: Final = {"place": 12.0, "city": 30.0}
"""The distance at which “near” is half true: near a station or a sight, and near a city, which is wide itself."""

NEAR: Final = 1.8
"""A part that says near what; more than AREA, for it is asked for in a whole word."""

OTHER_KIND: Final = 0.45
"""What else is of the season, for the name of its routes."""

NEAR_FIT: Final = {"attraction": 1.0, "route": 0.75, "event": 0.7}
"""Who asks what is near means places first; a route only passes, an event is held now and then."""

POPULAR_NOW: Final = 0.08
"""What is advised this month, for a query that says nothing but “where shall we go”."""

ITSELF: Final = 0.2
"""How near to a place that place itself is: who asks what is near it knows it already."""

NAMED_BESIDES: Final = 0.9
"""A name with an area, a time or a kind beside it (lotus lake tieling), against the name alone."""

PERSON: Final = 2.0
"""A known word that stands for nothing but itself: a person, a war, a book. Nothing else will do."""
