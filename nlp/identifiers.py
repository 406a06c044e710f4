"""Numbers and details that point to a person, in the words of a message.

`find_identifiers` is pure and takes time in proportion to the text. A bare number is not personal data: a
meeting, an invoice, an extension or a deadline is none. What makes a number personal is its form with its check
digits, or a word beside it; the tables of those words are in `nlp.identifiers_cues`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from config.policy import IdentifierKind
from nlp.identifiers_codes import code_at
from nlp.identifiers_cues import BIRTH, FLATS, KEEPERS, PRISON, SPOKEN_NUMBERS, STREETS, WELSH_STREETS, specimen
from nlp.identifiers_details import birth_at, mail_addresses, place_at
from nlp.identifiers_numbers import Hit, number_at
from nlp.words import Words

MOST_WEIGHED = 80
MOST_FOUND = 12
"""Places judged, and identifiers told, in one text, so that a text of nothing but numbers costs a bounded amount."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A detail about a person: its kind, its place in the text as given, and one sentence on why it counts."""

    name: IdentifierKind
    start: int
    end: int
    why: str


ANCHORS = frozenset({"@", "dob", "birth", "born", "d.o.b"})
"""Pieces of text that open the door without a single figure; figures open it by themselves, see `possible`."""

_ENOUGH_FIGURES = 5
_FIGURES = re.compile(r"[0-9]")
_PLAIN_WORD = re.compile(r"[^\W_]+")
PLACES = STREETS | WELSH_STREETS | KEEPERS | FLATS | (PRISON - {"is"}) | {"postcode"}
"""Words for where somebody lives, one of which an address has beside its figures."""
_BIRTH_WORDS = BIRTH | {"birth", "d"}


def possible(lower: str) -> bool:
    """Whether a comparable text in small letters can hold an identifier; False is a promise that it holds none."""
    if _FIGURES.search(lower) is None:
        return any(anchor in lower for anchor in ANCHORS) or (
            ("addr" in lower or " liv" in lower) and not PLACES.isdisjoint(_PLAIN_WORD.findall(lower))
        )
    if len(_FIGURES.findall(lower)) >= _ENOUGH_FIGURES or any(anchor in lower for anchor in ANCHORS):
        return True
    return not PLACES.isdisjoint(_PLAIN_WORD.findall(lower))


def find_identifiers(cased: str, origins: Sequence[int] | None = None) -> list[Identifier]:
    """Every identifier of somebody in the text, in its order, none overlapping another.

    `cased` is the comparable text with its capitals; `origins[i]` is the place of its character i in the text
    as it was given (left out: the same place). Positions of the identifiers are places of the text as given.
    """
    if not possible(cased.lower()):
        return []
    words = Words(cased)
    found = [(start, end, hit) for hit, start, end in mail_addresses(words)][:MOST_FOUND]
    taken = {at for _, _, hit in found for at in range(hit.first, hit.last)}
    at = weighed = 0
    while at < len(words) and weighed < MOST_WEIGHED and len(found) < MOST_FOUND:
        if at in taken or not _worth_a_look(words, at):
            at += 1
            continue
        weighed += 1
        hit = birth_at(words, at) or _longest(words, at)
        if hit is None or specimen(words, hit.first, hit.last) or not taken.isdisjoint(range(hit.first, hit.last)):
            at += 1
            continue
        found.append((words.starts[hit.first], words.ends[hit.last - 1], hit))
        at = hit.last
    found.sort(key=lambda one: one[0])
    if origins is not None:
        found = [(origins[start], origins[end - 1] + 1, hit) for start, end, hit in found]
    return [Identifier(hit.kind, start, end, hit.why) for start, end, hit in found]


def _worth_a_look(words: Words, at: int) -> bool:
    word = words.lower[at]
    if word.isalpha():
        if word in _BIRTH_WORDS or word in FLATS or word in SPOKEN_NUMBERS:
            return True
        following = words.lower[at + 1] if at + 1 < len(words) else ""
        return len(word) <= 5 and following[:1].isdigit()
    return True


def _longest(words: Words, at: int) -> Hit | None:
    """The longest identifier that begins with word `at`."""
    hits = [hit for hit in (code_at(words, at), number_at(words, at), place_at(words, at)) if hit is not None]
    return max(hits, key=lambda hit: hit.last, default=None)
