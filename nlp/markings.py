"""Protective markings in the words of a message: OFFICIAL-SENSITIVE and above, handling instructions, and their
relations.

`find_markings` is pure and takes time in proportion to the text. The grammar is section D of the policy brief, whose
source is the Government Security Classifications Policy of August 2024; the tables are in `nlp.markings_words`, the
joining of parts in `nlp.markings_grammar`, the weighing in `nlp.markings_sense`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ahocorasick_rs import AhoCorasick

from config.policy import MarkingKind
from nlp.markings_advice import advice
from nlp.markings_context import governed
from nlp.markings_forms import ANCHOR_SIGNS, ANCHOR_WORDS, Part
from nlp.markings_grammar import Chain, Found, Grammar
from nlp.markings_sense import cued, prose, strong_alone
from nlp.markings_words import MarkingWords
from nlp.words import SPACED_OUT, Words

MOST_WEIGHED = 24
"""Markings weighed in one text; a text that repeats one a thousand times costs no more than one with so many."""


@dataclass(frozen=True, slots=True)
class Marking:
    """A protective marking that a message carries.

    `names` are the families a rule may name; `start` and `end` are characters of the text given to `find_markings`;
    `tier` is the common name of the tier, or an empty string; `why` is one sentence for people.
    """

    names: frozenset[MarkingKind]
    start: int
    end: int
    tier: str
    why: str
    strength: Literal["strong", "medium"]


_DEFAULT = Grammar(MarkingWords())

_TIERS = ("TOP SECRET", "SECRET", "OFFICIAL-SENSITIVE", "CONFIDENTIAL", "RESTRICTED", "PROTECT", "NPM", "OFFICIAL")
_TIER_NAMES = {
    "TOP SECRET": MarkingKind.TOP_SECRET,
    "SECRET": MarkingKind.SECRET,
    "OFFICIAL-SENSITIVE": MarkingKind.OFFICIAL_SENSITIVE,
}

_PART_NAMES: dict[Part, frozenset[MarkingKind]] = {
    Part.HANDLING: frozenset({MarkingKind.HANDLING}),
    Part.DESCRIPTOR: frozenset({MarkingKind.DESCRIPTOR}),
    Part.CAVEAT: frozenset({MarkingKind.CAVEAT}),
    Part.LEGACY: frozenset({MarkingKind.LEGACY}),
    Part.US: frozenset({MarkingKind.US_CLASSIFIED, MarkingKind.CAVEAT}),
    Part.POLICE: frozenset({MarkingKind.POLICE_GRADING}),
}

_NOT_WITH: dict[str, frozenset[str]] = {
    "OFFICIAL": frozenset({"RECIPIENTS ONLY", "EYES ONLY"}),
    "OFFICIAL-SENSITIVE": frozenset({"FOR PUBLIC RELEASE", "EYES ONLY"}),
    "SECRET": frozenset({"FOR PUBLIC RELEASE", "LEGAL"}),
    "TOP SECRET": frozenset({"FOR PUBLIC RELEASE", "LEGAL", "HMG USE ONLY", "EMBARGOED"}),
}
"""What the classification policy does not allow beside a tier (section D.2 of the brief)."""


ANCHORS: frozenset[str] = _DEFAULT.anchors | ANCHOR_WORDS | ANCHOR_SIGNS
"""Without one of these in the comparable text in small letters there is no marking of the default grammar.

Those made of letters and figures count only as whole words; see `possible`, which also minds spaced-out letters.
"""

_SOUGHT = sorted(ANCHORS)
_WHOLE = [anchor.isalnum() for anchor in _SOUGHT]
_AUTOMATON = AhoCorasick(_SOUGHT)


def possible(lower: str) -> bool:
    """Whether a comparable text in small letters holds anything that a marking could be made of; False is a promise."""
    for which, start, end in _AUTOMATON.find_matches_as_indexes(lower, overlapping=True):
        if not _WHOLE[which] or not (lower[start - 1 : start].isalnum() or lower[end : end + 1].isalnum()):
            return True
    return SPACED_OUT.search(lower) is not None


def find_markings(cased: str, origins: Sequence[int] | None = None, *, grammar: Grammar = _DEFAULT) -> list[Marking]:
    """The protective markings that the text carries, in their order, each of a family not told before.

    Empty for advice, prose and what is forbidden.

    `cased` is the comparable text with its capitals; `origins[i]` is the place of its character i in the text as it
    was given (left out: the same place). Positions of the markings are places of the text as given.
    """
    words = Words(cased)
    found: list[Marking] = []
    told: set[MarkingKind] = set()
    weighed = 0
    for chain in grammar.chains(words):
        tier, names = _names(words, chain)
        if names <= told:
            continue
        weighed += 1
        if weighed > MOST_WEIGHED:
            break
        marking = _weigh(words, chain, names, tier, origins)
        if marking is not None:
            told |= names
            found.append(marking)
    return found


def _weigh(
    words: Words, chain: Chain, names: frozenset[MarkingKind], tier: str, origins: Sequence[int] | None
) -> Marking | None:
    if prose(words, chain):
        return None
    impossible = MarkingKind.IMPOSSIBLE in names
    strong = impossible or strong_alone(words, chain)
    if not (strong or cued(words, chain)):
        return None
    if governed(words, chain) or advice(words, chain) is not None:
        return None
    start, end = words.starts[chain.first], words.ends[chain.last - 1]
    if origins is not None:
        start, end = origins[start], origins[end - 1] + 1
    strength: Literal["strong", "medium"] = "strong" if strong else "medium"
    return Marking(names, start, end, tier, _why(chain, strong=strong, impossible=impossible), strength)


def _names(words: Words, chain: Chain) -> tuple[str, frozenset[MarkingKind]]:
    """The highest tier of a marking and the families that rules know it by."""
    values = chain.values()
    tier = next((name for name in _TIERS if name in values), "")
    names: set[MarkingKind] = set()
    if tier in _TIER_NAMES:
        names.add(_TIER_NAMES[tier])
    for found in chain.parts:
        names |= _PART_NAMES.get(found.form.part, frozenset())
        if found.form.value in {"partner secret", "STRAP"}:
            names.add(MarkingKind.SECRET if found.form.value == "partner secret" else MarkingKind.TOP_SECRET)
    if chain.has(Part.LEGACY) or not any(_names_a_subject(found) for found in chain.parts):
        names.discard(MarkingKind.DESCRIPTOR)
    if not values.isdisjoint(_NOT_WITH.get(tier, ())) or _wrong_suffix(words, chain, tier):
        names.add(MarkingKind.IMPOSSIBLE)
    return tier, frozenset(names)


def _names_a_subject(found: Found) -> bool:
    """PERSONAL DATA is about people, and has rules of its own; the other descriptors say what the subject is."""
    return found.form.part is Part.DESCRIPTOR and found.form.value != "PERSONAL DATA"


def _wrong_suffix(words: Words, chain: Chain, tier: str) -> bool:
    """-SENSITIVE behind a tier other than OFFICIAL, to which alone it belongs."""
    if tier not in {"SECRET", "TOP SECRET"} or chain.last >= len(words):
        return False
    return words.gap(chain.last) == "-" and words.lower[chain.last] == "sensitive" and words.capitals(chain.last)


def _why(chain: Chain, *, strong: bool, impossible: bool) -> str:
    parts = " - ".join(dict.fromkeys(found.form.value for found in chain.parts))
    said = (
        f"{parts} is written as a marking" if strong else f"{parts} stands beside a word that says a paper carries it"
    )
    if impossible:
        return f"{said}; the scheme has no such combination, so it is one to check with the creator."
    return f"{said}."
