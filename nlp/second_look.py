"""The second look: what a message sounds like, learned from 101,000 labelled messages (nlp/learning).

It knows how much a piece of a message sounds like each rule, and like each kind of talk that deserves nothing: a small
network with one hidden layer over the features of nlp/features.py. What a feature adds to each hidden unit is a lane of
one whole number (nlp/lanes.py), so a piece is heard by adding up a number for each word and each joint between words.
Leaving words out tells which of them weighed most. It is asked only where the single words leave a doubt
(nlp/first_look.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import repeat
from math import exp, log
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from config.policy import Policy
from nlp.features import Heard, as_heard, heard, joints, pieces, places
from nlp.first_look import WordSounds
from nlp.kept import Kept
from nlp.lanes import HALF, WIDTH, halves, packed

FILE = Path(__file__).with_name("second-look.npz")
MOST_TELLING = 4
_LEAST = 1e-12
"""What is never likelier than this counts as this, so that odds stay finite."""


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """What was learned, as it is kept in the file.

    `learned_from` is the digest of the messages (nlp/learning/lessons.py). `word_features` are the numbers of the
    features of single words that the first look knows, in order; `word_weights` has a row for each of them, then one
    for a word that nobody knows, and a column for each rule: parts of the logarithm of odds, of which there are
    SIXTEENTHS to one, as `word_biases` are. `features` are the numbers of the features that were heard often enough, in
    order. `hidden_weights` has a row for each of them and a column for each hidden unit: whole numbers, times the scale
    of the column. `class_weights` has a row for each hidden unit and a column for each of `rules`, then for kinds of
    talk that deserve nothing.
    """

    learned_from: str
    rules: tuple[str, ...]
    word_features: NDArray[np.uint32]
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
    opens: float
    """The logarithm of odds, by single words, from which a message is heard at all."""

    def save(self, path: Path) -> None:
        """Write the file; the same learning writes the same bytes."""
        arrays: dict[str, Any] = {
            "rules": _lines(self.rules),
            "learned_from": _lines([self.learned_from]),
            **{f"steps_between_{name}": np.diff(getattr(self, name), prepend=np.uint32(0)) for name in _NUMBERED},
            "numbers": np.array([getattr(self, name) for name in _NUMBERS]),
            **{name: getattr(self, name) for name in _ARRAYS},
        }
        np.savez_compressed(path, allow_pickle=False, **arrays)

    @classmethod
    def load(cls, path: Path) -> Learned:
        """Read the file."""
        with np.load(path, allow_pickle=False) as kept:
            arrays: dict[str, Any] = {name: kept[name] for name in _ARRAYS}
            for name in _NUMBERED:
                arrays[name] = np.cumsum(kept[f"steps_between_{name}"], dtype=np.uint32)
            arrays |= zip(_NUMBERS, kept["numbers"].tolist(), strict=True)
            (learned_from,) = _unlined(kept["learned_from"])
            return cls(learned_from=learned_from, rules=tuple(_unlined(kept["rules"])), **arrays)


_ARRAYS = (
    "word_weights",
    "word_biases",
    "hidden_weights",
    "hidden_scales",
    "hidden_biases",
    "class_weights",
    "class_biases",
)
_NUMBERED = ("word_features", "features")
_NUMBERS = ("agrees", "speaks", "opens")


def _lines(texts: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode(), np.uint8)


def _unlined(lines: NDArray[np.uint8]) -> list[str]:
    return lines.tobytes().decode().split("\n")


class Part:
    """A part of a comparable text, heard; `start` is its first character. Where its words stand is worked out when
    somebody asks.
    """

    def __init__(self, cased: str, start: int, end: int) -> None:
        self._text, self.start = cased[start:end], start
        self.line = heard(self._text)

    @cached_property
    def places(self) -> list[tuple[int, int]]:
        """Where each word stands in the whole text."""
        return [(self.start + first, self.start + last) for first, last in places(self._text)]


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A piece of a message, judged.

    `margin` is the natural logarithm of the odds that it deserves a reminder, of a rule in force or not; `in_force` of
    the odds that it deserves one of a rule in force; `likely` says how likely each class is, against the likeliest.
    """

    part: Part
    first: int
    last: int
    margin: float
    in_force: float
    likely: NDArray[np.float64]

    @property
    def start(self) -> int:
        """The first character, of the comparable text."""
        return self.part.places[self.first][0]

    @property
    def end(self) -> int:
        """The character after the last."""
        return self.part.places[self.last - 1][1]

    @property
    def line(self) -> list[Heard]:
        """What is heard in it."""
        return self.part.line[self.first : self.last]

    @property
    def words(self) -> list[int]:
        """Where in the line words stand: no figures, signs or faces."""
        return [at for at, its in enumerate(self.line) if its.word[0].isalpha()]


class SecondLook:
    """Judges messages by what was learned; made once for each set of rules in force.

    Args:
        learned: what was learned.
        rules: the rules in force that may be answered; those that were not learned are left out.
    """

    def __init__(self, learned: Learned, rules: Collection[str]) -> None:
        self.learned = learned
        self.rules = tuple(rule for rule in learned.rules if rule in rules)
        self._network = _network_of(learned)
        classes = np.arange(len(learned.class_biases))
        of_rules = classes < len(learned.rules)
        self._in_force = np.isin(classes, [learned.rules.index(rule) for rule in self.rules])
        self._sides = np.column_stack([of_rules, ~of_rules, self._in_force, ~self._in_force]).astype(np.float64)

    def by_words(self) -> WordSounds:
        """What single words sound like, for the first look."""
        learned = self.learned
        return WordSounds(learned.word_features, learned.word_weights, learned.word_biases, learned.opens)

    def judge(self, cased: str, ranges: Iterable[tuple[int, int]]) -> list[Piece]:
        """The pieces of these parts of a comparable text, each judged."""
        parts = [Part(cased, start, end) for start, end in ranges]
        where = [(part, first, last) for part in parts for first, last in pieces(part.line)]
        if not where:
            return []
        likely = self._network.likely([part.line[first:last] for part, first, last in where])
        sides = (likely @ self._sides).tolist()
        return [
            Piece(*place, margin=log(rules / talk), in_force=log(in_force / rest), likely=its)
            for place, its, (rules, talk, in_force, rest) in zip(where, likely, sides, strict=True)
        ]

    def by_rule(self, piece: Piece) -> dict[str, float]:
        """For each rule in force, the logarithm of the odds that the piece deserves it most."""
        likely = piece.likely[self._in_force]
        odds = np.log(likely / (piece.likely.sum() - likely))
        return dict(zip(self.rules, odds.tolist(), strict=True))

    def likely_rules(self, piece: Piece, least: float) -> list[str]:
        """The rules in force whose odds have at least this logarithm."""
        share = 1 / (1 + exp(-least))
        enough = (piece.likely >= share * piece.likely.sum()) & self._in_force
        return [self.learned.rules[at] for at in np.flatnonzero(enough).tolist()]

    def telling(self, piece: Piece) -> tuple[int, int, list[str]]:
        """The words of a piece without which it would sound least like a reminder: their place in the comparable
        text from the first to the last of them, and the words in their order. The piece has at least one word.
        """
        line = piece.line
        without = self._network.likely([[*line[:at], *line[at + 1 :]] for at in piece.words])
        left = without @ self._sides
        loss = dict(zip(piece.words, (left[:, 3] / left[:, 2]).tolist(), strict=True))
        told = sorted(sorted(loss, key=lambda at: -loss[at])[:MOST_TELLING])
        stands = piece.part.places
        return stands[piece.first + told[0]][0], stands[piece.first + told[-1]][1], [line[at].word for at in told]


class _Network:
    """The learned network, ready to be asked: a lane for each hidden unit, and one that counts features."""

    def __init__(self, learned: Learned) -> None:
        units = learned.hidden_weights.shape[1]
        counted = np.column_stack([learned.hidden_weights, np.ones(len(learned.hidden_weights), np.int8)])
        self._lanes = dict(zip(learned.features.tolist(), packed(counted), strict=True))
        self._unknown = 1 << (WIDTH * units)
        self._size = 2 * (units + 1)
        self._start = halves(units + 1)
        # a unit that is scaled and then cut off at nought may as well be cut off and then scaled
        self._biases = np.append(learned.hidden_biases / learned.hidden_scales, np.float32(0))
        self._class_weights = np.zeros((units + 1, len(learned.class_biases)), np.float32)
        self._class_weights[:units] = learned.class_weights * learned.hidden_scales[:, np.newaxis]
        self._class_biases = learned.class_biases
        self._of_word = Kept(self._add_up_word)

    def _add_up_word(self, word: str) -> int:
        its = as_heard(word)
        return sum(map(self._lanes.get, (its.number, *its.letters), repeat(self._unknown)))

    def _add_up(self, line: Sequence[Heard]) -> bytes:
        """The sums of a piece, lane by lane."""
        total = sum([self._of_word[its.word] for its in line], self._start)
        total = sum(map(self._lanes.get, joints(line), repeat(self._unknown)), total)
        return total.to_bytes(self._size, "little")

    def likely(self, lines: Sequence[Sequence[Heard]]) -> NDArray[np.float64]:
        """How likely each rule and each kind of talk is, against the likeliest: a row for each piece."""
        sums = np.frombuffer(b"".join(map(self._add_up, lines)), "<u2").astype(np.float32).reshape(len(lines), -1)
        sums -= HALF
        sums *= np.maximum(sums[:, -1:], 1) ** -0.5
        sums += self._biases
        classes = np.maximum(sums, 0) @ self._class_weights + self._class_biases
        classes -= classes.max(axis=1, keepdims=True)
        return np.exp(classes, dtype=np.float64) + _LEAST


@lru_cache(maxsize=2)
def _network_of(learned: Learned) -> _Network:
    return _Network(learned)


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
