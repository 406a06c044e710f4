"""The ways in which a phrase can stand, for the gate: for each, sets of words, one of each of which must be there."""

from __future__ import annotations

import itertools
import math

from nlp.common import share
from nlp.phrases import Way
from nlp.shapes import GATES
from nlp.steps import ChoiceStep, Leaf, SequenceStep, ShapeStep, Step

MOST_WAYS = 4
"""Ways of one phrase that are told apart before it is looked at; beyond that they are taken together."""
RARE = 1e-3
"""A set of words that makes less than this share of what people write is telling enough by itself."""


class Ways:
    """Works out the ways of steps, each step once."""

    def __init__(self) -> None:
        self._known: dict[Step, list[Way]] = {}

    def of(self, step: Step) -> list[Way]:
        """The ways in which the step can match."""
        known = self._known.get(step)
        if known is None:
            known = self._known[step] = self._work_out(step)
        return known

    def of_all(self, steps: tuple[Step, ...]) -> list[Way]:
        """The ways in which all the steps can match."""
        return _all_of([self.of(step) for step in steps])

    def _work_out(self, step: Step) -> list[Way]:
        match step:
            case Leaf(words=words):
                return [(words,)]
            case ShapeStep(name=name):
                gate = GATES[name]
                return [(gate,)] if gate is not None else [()]
            case SequenceStep(steps=steps):
                return self.of_all(steps)
            case ChoiceStep(options=options, optional=False):
                return _any_of([way for option in options for way in self.of(option)])
            case _:
                return [()]


def _all_of(each: list[list[Way]]) -> list[Way]:
    """The ways of several steps, all of which must match."""
    while math.prod(map(len, each)) > MOST_WAYS:
        longest = max(range(len(each)), key=lambda index: len(each[index]))
        each = [*each[:longest], [_together(each[longest])], *each[longest + 1 :]]
    return [tuple(dict.fromkeys(need for way in chosen for need in way)) for chosen in itertools.product(*each)]


def _any_of(ways: list[Way]) -> list[Way]:
    """The ways of several steps, one of which must match; those with a telling word each are taken together."""
    if not all(ways):
        return [()]
    telling = [way for way in ways if min(map(share, way)) < RARE]
    others = [way for way in ways if min(map(share, way)) >= RARE]
    made = list(dict.fromkeys(others))
    if telling:
        made.append(_together(telling))
    return made if len(made) <= MOST_WAYS else [_together(made)]


def _together(ways: list[Way]) -> Way:
    """One way that is open wherever one of several is."""
    if len(ways) == 1:
        return ways[0]
    if not all(ways):
        return ()
    ranked = [sorted(way, key=share) for way in ways]
    most = min(3, max(map(len, ranked)))
    return tuple(frozenset().union(*(way[min(rank, len(way) - 1)] for way in ranked)) for rank in range(most))
