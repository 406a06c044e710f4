"""From labelled messages to what the program goes by: the network, the words of the first look, and the thresholds."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from nlp.labelled import NEAR_MISS, Row
from nlp.learning.by_words import TALK, ByWords
from nlp.learning.lessons import PACKS, Lesson, digest, joined, lesson
from nlp.learning.network import LENGTH, SEED, Network, network
from nlp.message import LONG
from nlp.second_look import Learned

ROUNDS = 5
"""How often every message is learned from."""
FOLDS = 3
ORDINARY_ALARMS, NEAR_ALARMS = 0.0004, 0.016
"""The shares of ordinary messages and of near-misses, not learned from, that may be spoken to without a phrase."""
BELIEVED = 0.0125
"""The share of ordinary messages, not learned from, in which a phrase is believed."""
KEPT = 0.99
"""The share of the messages which the second look would speak to that the first look must open for, besides all
examples of the packs."""
LEVELS, QUANTILE = 11, 0.999
"""Weights are kept as whole numbers up to this one either way, which stands for this quantile of their sizes."""
FAINT = 1
"""A feature none of whose weights is a whole number above this says nothing worth its place in the file."""


def by_words(lessons: Sequence[Lesson], taught: Network, agrees: float, *, rounds: int) -> ByWords:
    """What single words tell of what a network believes."""
    short = [one for one in lessons if len(one.row.text) <= LONG]
    margins, rules = taught.hears(short)
    return ByWords(
        [one.row.text for one in short], np.where(margins >= agrees, rules, TALK), taught.rules, rounds=rounds
    )


@dataclass(frozen=True, slots=True)
class Unseen:
    """How lessons are judged by what did not learn from them: the margins of the network, and the odds by words."""

    margins: NDArray[np.float64]
    odds: NDArray[np.float64]


def unseen(lessons: Sequence[Lesson], extra: Sequence[Lesson], *, rounds: int) -> Unseen:
    """Each lesson judged by a network, and by single words, that did not learn from it."""
    # by the text, so that what counts more than once is never both learned from and judged
    fold_of = np.array([crc32(one.row.text.encode()) % FOLDS for one in lessons])
    margins, odds = np.zeros(len(lessons)), np.zeros(len(lessons))
    for number in range(FOLDS):
        known = [*(one for one, its in zip(lessons, fold_of, strict=True) if its != number), *extra]
        here = np.flatnonzero(fold_of == number)
        judged = [lessons[int(at)] for at in here]
        taught = network(known, rounds=rounds)
        margins[here] = taught.hears(judged)[0]
        agrees = believed_from(judged, margins[here])
        odds[here] = by_words(known, taught, agrees, rounds=rounds).odds([one.row.text for one in judged])
    return Unseen(margins, odds)


def believed_from(lessons: Sequence[Lesson], margins: NDArray[np.float64]) -> float:
    """From which margin a phrase is believed."""
    ordinary = [not one.wanted and one.row.kind != NEAR_MISS for one in lessons]
    return float(np.quantile(margins[ordinary], 1 - BELIEVED))


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which margin a phrase is believed, from which the second look speaks by itself, and from which odds by words
    a message is heard at all.
    """

    agrees: float
    speaks: float
    opens: float


def thresholds(lessons: Sequence[Lesson], judged: Unseen) -> Thresholds:
    """What keeps alarms on messages that were not learned from to their shares."""
    margins = judged.margins
    unwanted = np.array([not one.wanted for one in lessons])
    near = unwanted & np.array([one.row.kind == NEAR_MISS for one in lessons])
    agrees = believed_from(lessons, margins)
    speaks = max(
        agrees,
        float(np.quantile(margins[unwanted & ~near], 1 - ORDINARY_ALARMS)),
        float(np.quantile(margins[near], 1 - NEAR_ALARMS)),
    )
    short = np.array([len(one.row.text) <= LONG for one in lessons])
    opens = float(np.quantile(judged.odds[~unwanted & short & (margins >= speaks)], 1 - KEPT))
    return Thresholds(agrees, speaks, opens)


def learn(rows: Sequence[Row], *, tell: Callable[[str], object], rounds: int = ROUNDS) -> Learned:
    """Learn from labelled messages: talk, near-misses, and what deserves reminders.

    Args:
        rows: the messages.
        tell: is told in a sentence how it goes.
        rounds: how often every message is learned from.
    """
    lessons = [lesson(row) for row in rows]
    extra = [lesson(row) for row in joined(rows, random.Random(SEED))]  # noqa: S311 - no secret
    tell(f"{len(lessons)} messages, {sum(one.wanted for one in lessons)} of which deserve a reminder\n")
    limits = thresholds(lessons, unseen(lessons, extra, rounds=rounds))
    tell(
        f"a phrase is believed from {limits.agrees:.2f}, the second look speaks from {limits.speaks:.2f},"
        f" the first look opens from {limits.opens:.2f}\n"
    )
    everything = [*lessons, *extra]
    taught = network(everything, rounds=rounds)
    model = taught.model
    weights = model.coefs_[0] * LENGTH
    scales = np.maximum(np.quantile(np.abs(weights), QUANTILE, axis=0), 1e-6) / LEVELS
    whole = np.clip(np.rint(weights / scales), -LEVELS, LEVELS).astype(np.int8)
    told = np.abs(whole).max(axis=1) > FAINT
    words = by_words(everything, taught, limits.agrees, rounds=rounds)
    shown = [one.row.text for one in lessons if one.wanted and one.row.place.file.endswith(PACKS)]
    word_weights, word_biases = words.whole()
    return Learned(
        learned_from=digest(rows),
        rules=tuple(taught.rules),
        word_features=words.features,
        word_weights=word_weights,
        word_biases=word_biases,
        features=taught.features[told],
        hidden_weights=whole[told],
        hidden_scales=scales.astype(np.float32),
        hidden_biases=model.intercepts_[0].astype(np.float32),
        class_weights=model.coefs_[1].astype(np.float32),
        class_biases=model.intercepts_[1].astype(np.float32),
        agrees=limits.agrees,
        speaks=limits.speaks,
        opens=min([limits.opens, *words.odds(shown)]),
    )
