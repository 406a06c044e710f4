"""The network that learns what a piece of a message sounds like."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from nlp.learning.lessons import PRIVATE, WORK, Lesson, Numbers

HIDDEN = 48
"""Units of the hidden layer."""
OFTEN = 7
"""Pieces that a feature must be in to be heard."""
STEP, BATCH, DECAY = 0.002, 256, 3e-4
LENGTH = 4.0
"""The length of a message's features as the network hears them."""
CHOOSINGS = 2
"""How often the telling piece of a long message is chosen anew by what was learned so far."""
SEED = 20261124


def often_heard(lessons: Iterable[Lesson]) -> Numbers:
    """The numbers of the features that are in several pieces, in order."""
    apart = [np.unique(part) for one in lessons for part in one.pieces]
    numbers, times = np.unique(np.concatenate(apart), return_counts=True)
    return np.asarray(numbers[times >= OFTEN])


def matrix(parts: Sequence[Numbers], features: Numbers) -> Any:
    """Pieces as rows of a sparse matrix with a column for each feature; all of one length, unknown features counted."""
    rows = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    values = np.repeat([LENGTH * max(1, len(part)) ** -0.5 for part in parts], [len(part) for part in parts])
    numbers = np.concatenate(parts)
    columns = np.minimum(np.searchsorted(features, numbers), len(features) - 1)
    known = features[columns] == numbers
    made = sparse.csr_matrix(
        (values[known].astype(np.float32), (rows[known], columns[known])), shape=(len(parts), len(features))
    )
    made.sum_duplicates()
    return made


@dataclass(frozen=True, slots=True)
class Network:
    """A network that has learned, with the features that it hears."""

    features: Numbers
    model: MLPClassifier

    @property
    def rules(self) -> list[str]:
        """The rules that it may answer, in order."""
        return [name for name in self.model.classes_.tolist() if name not in {WORK, PRIVATE}]

    def hears(self, lessons: Sequence[Lesson]) -> tuple[NDArray[np.float64], NDArray[np.str_]]:
        """For each lesson the highest margin of its pieces (the logarithm of the odds that it deserves a reminder), and
        the rule that this piece sounds most like.
        """
        sounds = self.model.predict_log_proba(matrix(_all_pieces(lessons), self.features))
        silent = np.isin(self.model.classes_, (WORK, PRIVATE))
        margins = np.logaddexp.reduce(sounds[:, ~silent], 1) - np.logaddexp.reduce(sounds[:, silent], 1)
        rules = self.model.classes_[~silent][sounds[:, ~silent].argmax(1)]
        best, at = [], 0
        for one in lessons:
            best.append(at + int(margins[at : at + len(one.pieces)].argmax()))
            at += len(one.pieces)
        return margins[best], rules[best]


def network(lessons: Sequence[Lesson], *, rounds: int) -> Network:
    """A network that learns the label of each lesson from its telling piece."""
    features = often_heard(lessons)
    heard_well = matrix(telling(lessons, features), features)
    labels = np.array([one.label for one in lessons])
    chance = np.random.default_rng(SEED)
    model = MLPClassifier(
        (HIDDEN,), alpha=DECAY, batch_size=min(BATCH, len(lessons)), learning_rate_init=STEP, random_state=SEED
    )
    for _ in range(rounds):
        order = chance.permutation(len(labels))
        model.partial_fit(heard_well[order], labels[order], classes=np.unique(labels))
    return Network(features, model)


def telling(lessons: Sequence[Lesson], features: Numbers) -> list[Numbers]:
    """The piece of each lesson that sounds most like a reminder.

    Of a long message that deserves one it is not known which piece does: the one that sounds most like it is taken, and
    chosen again once more is known. Of the others every piece deserves none.
    """
    short = [one for one in lessons if len(one.pieces) == 1]
    model = _simple(matrix(_all_pieces(short), features), [one.wanted for one in short])
    for _ in range(CHOOSINGS):
        best = _chosen(model, lessons, features)
        parts = [
            part for one, own in zip(lessons, best, strict=True) for part in ((own,) if one.wanted else one.pieces)
        ]
        wanted = [one.wanted for one in lessons for _ in range(1 if one.wanted else len(one.pieces))]
        model = _simple(matrix(parts, features), wanted)
    return _chosen(model, lessons, features)


def _all_pieces(lessons: Iterable[Lesson]) -> list[Numbers]:
    return [part for one in lessons for part in one.pieces]


def _simple(features: Any, wanted: Sequence[bool]) -> LogisticRegression:
    return LogisticRegression(C=3.0, max_iter=300).fit(features, np.array(wanted))


def _chosen(model: LogisticRegression, lessons: Sequence[Lesson], features: Numbers) -> list[Numbers]:
    margins = model.decision_function(matrix(_all_pieces(lessons), features))
    best, at = [], 0
    for one in lessons:
        best.append(one.pieces[int(margins[at : at + len(one.pieces)].argmax())])
        at += len(one.pieces)
    return best
