"""The second look: what a message sounds like, learned from 67,000 labelled messages (nlp/learning.py).

It knows how much a piece of a message sounds like each rule, and like each kind of talk that deserves nothing: a small
network with one hidden layer over the features of nlp/features.py. Leaving words out tells which of them weighed most.
It is asked only where the single words leave a doubt (nlp/first_look.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from config.policy import Policy
from nlp.features import heard, numbered, pieces, places
from nlp.first_look import WordSounds

FILE = Path(__file__).with_name("second-look.npz")
MOST_TELLING = 4
_LEAST = 1e-12
"""What is never likelier than this counts as this, so that odds stay finite."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned, as it is kept in the file.

    `words` are the words that the first look knows; `word_weights` has a row for each of them, then one for a word that
    nobody knows, and a column for each rule: logarithms of odds in sixteenths, as `word_biases` are. `features` are the
    numbers of the features that were heard often enough, in order. `hidden_weights` has a row for each of them and a
    column for each hidden unit: whole numbers, times the scale of the column. `class_weights` has a row for each hidden
    unit and a column for each of `rules`, then for kinds of talk that deserve nothing.
    """

    rules: tuple[str, ...]
    words: tuple[str, ...]
    word_weights: NDArray[np.int8]
    word_biases: NDArray[np.int16]
    features: NDArray[np.uint32]
    hidden_weights: NDArray[np.int8]
    hidden_scales: NDArray[np.float32]
    hidden_biases: NDArray[np.float32]
    class_weights: NDArray[np.float32]
    class_biases: NDArray[np.float32]
    agrees: float
    """The margin from which a phrase of the packs is believed."""
    speaks: float
    """The margin from which a message is reminded of though no phrase is there."""

    def save(self, path: Path) -> None:
        """Write the file; the same learning writes the same bytes."""
        arrays: dict[str, Any] = {
            "rules": _lines(self.rules),
            "words": _lines(self.words),
            "steps_between_features": np.diff(self.features, prepend=np.uint32(0)),
            "numbers": np.array([getattr(self, name) for name in _NUMBERS]),
            **{name: getattr(self, name) for name in _ARRAYS},
        }
        np.savez_compressed(path, allow_pickle=False, **arrays)

    @classmethod
    def load(cls, path: Path) -> Learned:
        """Read the file."""
        with np.load(path, allow_pickle=False) as kept:
            return cls(
                rules=tuple(_unlined(kept["rules"])),
                words=tuple(_unlined(kept["words"])),
                features=np.cumsum(kept["steps_between_features"], dtype=np.uint32),
                **{name: kept[name] for name in _ARRAYS},
                **dict(zip(_NUMBERS, kept["numbers"].tolist(), strict=True)),
            )


_ARRAYS = (
    "word_weights",
    "word_biases",
    "hidden_weights",
    "hidden_scales",
    "hidden_biases",
    "class_weights",
    "class_biases",
)
_NUMBERS = ("agrees", "speaks")


def _lines(texts: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode(), np.uint8)


def _unlined(lines: NDArray[np.uint8]) -> list[str]:
    return lines.tobytes().decode().split("\n")


class Part:
    """A part of a comparable text, heard; where its words stand is worked out when somebody asks."""

    def __init__(self, cased: str, start: int, end: int) -> None:
        self._text, self._start = cased[start:end], start
        self.words = heard(self._text)

    @cached_property
    def places(self) -> list[tuple[int, int]]:
        """Where each word stands in the whole text."""
        return [(self._start + first, self._start + last) for first, last in places(self._text)]


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A piece of a message, judged.

    `margin` is the natural logarithm of the odds that it deserves a reminder, of a rule in force or not; `in_force` is
    the same for the rules in force alone; `likely` says how likely each class is, against the likeliest. `start` and
    `end` are characters of the comparable text.
    """

    part: Part
    first: int
    last: int
    margin: float
    in_force: float
    likely: NDArray[np.float64]

    @property
    def start(self) -> int:
        """The first character."""
        return self.part.places[self.first][0]

    @property
    def end(self) -> int:
        """The character after the last."""
        return self.part.places[self.last - 1][1]

    @property
    def words(self) -> list[str]:
        """Its words."""
        return self.part.words[self.first : self.last]


class SecondLook:
    """Judges messages by what was learned; made once for each set of rules in force.

    Args:
        learned: what was learned.
        rules: the rules in force that may be answered; those that were not learned are left out.
    """

    def __init__(self, learned: Learned, rules: Collection[str]) -> None:
        self.learned = learned
        self.rules = tuple(rule for rule in learned.rules if rule in rules)
        self._wanted = np.arange(len(learned.class_biases)) < len(learned.rules)
        self._in_force = self._wanted.copy()
        self._in_force[: len(learned.rules)] = [rule in self.rules for rule in learned.rules]

    def by_words(self) -> WordSounds:
        """What single words sound like, for the first look."""
        return WordSounds(self.learned.words, self.learned.word_weights, self.learned.word_biases)

    def judge(self, cased: str, start: int, end: int) -> list[Piece]:
        """The pieces of a part of a comparable text, each judged."""
        part = Part(cased, start, end)
        judged = []
        for first, last in pieces(part.words):
            likely = self._likely(part.words[first:last])
            judged.append(Piece(part, first, last, _odds(likely, self._wanted), _odds(likely, self._in_force), likely))
        return judged

    def by_rule(self, piece: Piece) -> dict[str, float]:
        """For each rule in force, the logarithm of the odds that the piece deserves it most."""
        likely = piece.likely[self._in_force]
        odds = np.log(likely / (piece.likely.sum() - likely))
        return dict(zip(self.rules, odds.tolist(), strict=True))

    def telling(self, piece: Piece) -> tuple[int, int, list[str]]:
        """The words of a piece without which it would sound least like a reminder: their place in the comparable
        text from the first to the last of them, and the words in their order.
        """
        words = piece.words
        loss = {
            at: piece.in_force - _odds(self._likely([*words[:at], *words[at + 1 :]]), self._in_force)
            for at, word in enumerate(words)
            if word[0].isalpha()
        }
        told = sorted(sorted(loss, key=lambda at: -loss[at])[:MOST_TELLING]) or [0]
        stands = piece.part.places
        return stands[piece.first + told[0]][0], stands[piece.first + told[-1]][1], [words[at] for at in told]

    def _likely(self, words: list[str]) -> NDArray[np.float64]:
        """How likely each rule and each kind of talk is, against the likeliest."""
        learned = self.learned
        numbers = numbered(words)
        rows = learned.features.searchsorted(numbers)
        rows[rows == len(learned.features)] = 0
        known = rows[learned.features[rows] == numbers]
        sums = learned.hidden_weights[known].sum(axis=0, dtype=np.int32)
        hidden = sums * (learned.hidden_scales / max(1, len(numbers)) ** 0.5) + learned.hidden_biases
        classes = np.maximum(hidden, 0.0) @ learned.class_weights + learned.class_biases
        return np.asarray(np.exp(classes - classes.max()), np.float64) + _LEAST


def _odds(likely: NDArray[np.float64], which: NDArray[np.bool_]) -> float:
    """The logarithm of the odds of these classes together."""
    wanted = float(likely[which].sum())
    return log(wanted / (float(likely.sum()) - wanted))


@cache
def _learned() -> Learned:
    return Learned.load(FILE)


def second_look_for(policy: Policy, learned: Learned | None = None) -> SecondLook | None:
    """The second look at the rules of a policy; None where it learned none of them.

    Args:
        policy: the rules in force.
        learned: what was learned; this release's own, if nothing is said.
    """
    wanted = {rule.id for rule in policy.rules if rule.enabled and rule.second_look}
    if not wanted:
        return None
    look = SecondLook(learned or _learned(), wanted)
    return look if look.rules else None
