"""The kinds of triggers besides phrases, each as one finder: protective markings and identifiers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from config.policy import IdentifierKind, MarkingKind, Policy, Rule
from nlp import identifiers, markings
from nlp.first_look import Openers
from nlp.match import Kind, Match
from nlp.text import Folded

_PIECE = re.compile(r"[^\W_]+")
Rank = tuple[int, int, int]
"""How apt a match is: severity, telling words, order in the pack (earlier is more)."""

_STRONG, _MEDIUM = 4, 2
"""A marking or identifier counts for as many telling words, against those of a phrase."""


class Finder(Protocol):
    """One kind of trigger; `openers` are what the first look opens for."""

    openers: Openers

    def find(self, folded: Folded, ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[Rank, Match]]:
        """The matches in these parts of a folded text, which hold openers or stand beside one that does."""
        ...


def _marking_openers() -> Openers:
    """Whole words; and of what is written with signs or spaces (o-s, use only) the pieces, two of which open."""
    pieces = [_PIECE.findall(anchor.replace("'", "")) for anchor in markings.ANCHORS]
    return Openers(
        words=frozenset(each[0] for each in pieces if len(each) == 1),
        halves=frozenset(piece for each in pieces if len(each) > 1 for piece in each),
        signs=("//",),
    )


class MarkingFinder:
    """Protective markings, for the rules that name them."""

    openers = _marking_openers()

    def __init__(self, rules: dict[MarkingKind, list[Rule]]) -> None:
        self._rules = rules

    def find(
        self,
        folded: Folded,
        ranges: Iterable[tuple[int, int]],  # noqa: ARG002 - where in the message a marking stands tells how strong it is
    ) -> Iterator[tuple[Rank, Match]]:
        if not markings.possible(folded.lower):
            return
        for marking in markings.find_markings(folded.cased, folded.origins):
            weight = _STRONG if marking.strength == "strong" else _MEDIUM
            for name in sorted(marking.names):
                for rule in self._rules.get(name, ()):
                    yield (
                        (int(rule.severity), weight, 0),
                        _match(rule, "marking", name.value, (marking.start, marking.end), marking.why),
                    )


class IdentifierFinder:
    """Numbers and details that identify a person, for the rules that name them."""

    openers = Openers(
        words=frozenset("b"),
        fragments=("dob", "birth", "born"),
        like_figures=("addr", "liv"),
        places=identifiers.PLACES,
        signs=("@",),
        figures=True,
    )

    def __init__(self, rules: dict[IdentifierKind, list[Rule]]) -> None:
        self._rules = rules

    def find(self, folded: Folded, ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[Rank, Match]]:
        for start, end in ranges:
            for found in identifiers.find_identifiers(folded.cased[start:end], folded.origins[start : end + 1]):
                for rule in self._rules.get(found.name, ()):
                    yield (
                        (int(rule.severity), _STRONG, 0),
                        _match(rule, "identifier", found.name.value, (found.start, found.end), found.why),
                    )


def _match(rule: Rule, kind: Kind, name: str, place: tuple[int, int], why: str) -> Match:
    start, end = place
    return Match(rule=rule.id, start=start, end=end, kind=kind, trigger=name, why=why, place=rule.place)


def _marking_finder(policy: Policy) -> Finder | None:
    rules: dict[MarkingKind, list[Rule]] = {}
    for rule in policy.rules:
        if rule.enabled:
            for name in rule.markings:
                rules.setdefault(name, []).append(rule)
    return MarkingFinder(rules) if rules else None


def _identifier_finder(policy: Policy) -> Finder | None:
    rules: dict[IdentifierKind, list[Rule]] = {}
    for rule in policy.rules:
        if rule.enabled:
            for name in rule.identifiers:
                rules.setdefault(name, []).append(rule)
    return IdentifierFinder(rules) if rules else None


FINDERS: tuple[Callable[[Policy], Finder | None], ...] = (_marking_finder, _identifier_finder)
"""What makes the finder of each kind; a new kind of trigger is one more line."""
