"""`python -m nlp.learning`: teaches the second look from the project's own messages and writes nlp/second-look.npz.

Needs scikit-learn (in the development tools); takes some minutes on two cores; the same messages give the same file.
Learned are a small network with a class for each rule, one for work talk and one for private talk; and for each rule a
logistic regression that foretells its answer from single words, so that most messages are let go early.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from config.packs import built_in_names, load_packs
from nlp.features import heard, numbered, pieces
from nlp.first_look import SIXTEENTHS, plain_words
from nlp.labelled import BENIGN, NEAR_MISS, POSITIVE, Row, read_corpus, voices
from nlp.second_look import FILE, Learned
from nlp.text import fold

CORPUS = Path(__file__).with_name("corpus")
HIDDEN = 48
"""Units of the hidden layer."""
OFTEN = 5
"""Pieces that a feature must be in to be heard."""
ROUNDS = 5
"""How often every message is learned from."""
STEP, BATCH, DECAY = 0.002, 256, 3e-4
LENGTH = 4.0
"""The length of a message's features as the network hears them."""
WORK, PRIVATE = "~work", "~private"
"""The classes of messages that deserve no reminder."""
PRIVATE_TALK = ("ordinary-life", "ordinary-long", "ordinary-plain")
"""What the names of files with private talk begin with."""
CHOOSINGS = 2
"""How often the telling piece of a long message is chosen anew by what was learned so far."""
FOLDS = 3
LINKS = (" ", ". ", ", ", " and ", "\n")
JOINED = 0.5
"""Joined messages that are added for each ordinary one: talk goes on and on, and length alone deserves no reminder."""
ORDINARY_ALARMS, NEAR_ALARMS = 0.0008, 0.016
"""The shares of ordinary messages and of near-misses, not learned from, that may be spoken to without a phrase."""
BELIEVED = 0.03
"""The share of ordinary messages, not learned from, in which a phrase is believed."""
EXAMPLES_COUNT = 3
"""How many messages an example of a pack, or a situation of the brief, counts for: these should come out right."""
BRIEF = "brief.txt"
"""The situations that the rules were first described by."""
OFTEN_SEEN = 2
"""Messages that a word must be in for the first look to know it."""
LEVELS, QUANTILE = 13, 0.999
"""Weights are kept as whole numbers up to this one either way, which stands for this quantile of their sizes."""
SEED = 20261124

Numbers = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One labelled message: its pieces as numbers of features and as plain words."""

    row: Row
    pieces: tuple[Numbers, ...]

    @property
    def wanted(self) -> bool:
        """Whether it deserves a reminder."""
        return bool(self.row.rules)

    @property
    def label(self) -> str:
        """The class to learn: the rule that it deserves most, or the kind of talk."""
        if self.row.rules:
            return self.row.rules[0]
        return PRIVATE if self.row.place.file.startswith(PRIVATE_TALK) else WORK


def lesson(row: Row) -> Lesson:
    """A labelled message, heard."""
    words = heard(fold(row.text).cased)
    return Lesson(row, tuple(np.sort(numbered(words[start:end])) for start, end in pieces(words)) or (numbered([]),))


def gather(folder: Path = CORPUS) -> list[Row]:
    """Every labelled message to learn from, examples of built-in packs too; what may but need not fire is left out."""
    spoken = list(voices(folder))
    rows = [
        *spoken,
        *(row for path in sorted(folder.glob("*.jsonl")) for row in read_corpus(path)),
        *EXAMPLES_COUNT * examples(),
        *(EXAMPLES_COUNT - 1) * [row for row in spoken if row.place.file == BRIEF],
    ]
    return [row for row in rows if row.text and (row.rules or not row.also_ok)]


def examples() -> list[Row]:
    """The examples of the built-in packs that the second look listens for, in English."""
    return [
        Row(
            example.text,
            (rule.id,) if example.fires else (),
            frozenset(),
            example.place,
            kind=POSITIVE if example.fires else NEAR_MISS,
            about=rule.id,
        )
        for pack in load_packs(built_in_names())
        for rule in pack.rules
        if rule.second_look and rule.enabled
        for example in rule.examples
    ]


def joined(rows: Sequence[Row], chance: random.Random) -> list[Row]:
    """Ordinary messages run together, as people do when they tell something."""
    ordinary = [row for row in rows if row.kind == BENIGN and not row.rules and len(row.text) < 160]
    if not ordinary:
        return []
    made = []
    for _ in range(int(JOINED * len(ordinary))):
        several = chance.sample(ordinary, min(len(ordinary), chance.choice((2, 2, 3, 3, 4))))
        made.append(
            Row(chance.choice(LINKS).join(row.text for row in several), (), frozenset(), several[0].place, BENIGN)
        )
    return made


def often_heard(lessons: Iterable[Lesson]) -> Numbers:
    """The numbers of the features that are in several pieces, in order."""
    numbers, times = np.unique(np.concatenate([part for one in lessons for part in one.pieces]), return_counts=True)
    return np.asarray(numbers[times >= OFTEN])


def matrix(parts: Sequence[Numbers], features: Numbers) -> Any:
    """Pieces as rows of a sparse matrix with a column for each feature; all of one length, unknown features counted."""
    rows = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    values = np.repeat([LENGTH * max(1, len(part)) ** -0.5 for part in parts], [len(part) for part in parts])
    numbers = np.concatenate(parts)
    columns = np.minimum(np.searchsorted(features, numbers), len(features) - 1)
    known = features[columns] == numbers
    return sparse.csr_matrix(
        (values[known].astype(np.float32), (rows[known], columns[known])), shape=(len(parts), len(features))
    )


@dataclass(frozen=True, slots=True)
class Network:
    """A network that has learned, with the features that it hears."""

    features: Numbers
    model: MLPClassifier

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


def unseen_margins(lessons: Sequence[Lesson], extra: Sequence[Lesson], *, rounds: int) -> NDArray[np.float64]:
    """The margin of each lesson by a network that did not learn from it."""
    # by the text, so that what counts more than once is never both learned from and judged
    fold_of = np.array([crc32(one.row.text.encode()) % FOLDS for one in lessons])
    margins = np.zeros(len(lessons))
    for number in range(FOLDS):
        known = [one for one, its in zip(lessons, fold_of, strict=True) if its != number]
        here = np.flatnonzero(fold_of == number)
        margins[here] = network([*known, *extra], rounds=rounds).hears([lessons[int(at)] for at in here])[0]
    return margins


def thresholds(lessons: Sequence[Lesson], margins: NDArray[np.float64]) -> tuple[float, float]:
    """From which margin a phrase is believed, and from which the second look speaks by itself."""
    unwanted = np.array([not one.wanted for one in lessons])
    near = unwanted & np.array([one.row.kind == NEAR_MISS for one in lessons])
    ordinary = margins[unwanted & ~near]
    agrees = float(np.quantile(ordinary, 1 - BELIEVED))
    speaks = max(float(np.quantile(ordinary, 1 - ORDINARY_ALARMS)), float(np.quantile(margins[near], 1 - NEAR_ALARMS)))
    return agrees, max(agrees, speaks)


def foretell(
    texts: Sequence[str], answers: NDArray[np.str_], rules: Sequence[str]
) -> tuple[tuple[str, ...], NDArray[np.int8], NDArray[np.int16]]:
    """What single words tell of the network's answer, rule by rule: the words; their weights, with those of an unknown
    word last; and the biases.
    """
    counted = [Counter(plain_words(text)) for text in texts]
    spread = Counter(word for one in counted for word in one)
    known = {word: at for at, word in enumerate(sorted(word for word, seen in spread.items() if seen >= OFTEN_SEEN))}
    rows = [at for at, one in enumerate(counted) for _ in one]
    columns = [known.get(word, len(known)) for one in counted for word in one]
    values = [float(times) for one in counted for times in one.values()]
    words = sparse.csr_matrix((values, (rows, columns)), shape=(len(texts), len(known) + 1))
    models = [LogisticRegression(C=0.5, max_iter=60).fit(words, answers == rule) for rule in rules]
    weights = np.stack([model.coef_[0] for model in models], axis=1) * SIXTEENTHS
    biases = np.array([model.intercept_[0] for model in models]) * SIXTEENTHS
    return tuple(known), np.clip(np.rint(weights), -127, 127).astype(np.int8), np.rint(biases).astype(np.int16)


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
    agrees, speaks = thresholds(lessons, unseen_margins(lessons, extra, rounds=rounds))
    tell(f"a phrase is believed from {agrees:.2f}, the second look speaks from {speaks:.2f}\n")
    everything = [*lessons, *extra]
    taught = network(everything, rounds=rounds)
    model = taught.model
    weights = model.coefs_[0] * LENGTH
    scales = np.maximum(np.quantile(np.abs(weights), QUANTILE, axis=0), 1e-6) / LEVELS
    rules = [name for name in model.classes_.tolist() if name not in {WORK, PRIVATE}]
    margins, answers = taught.hears(everything)
    words, word_weights, word_biases = foretell(
        [one.row.text for one in everything], np.where(margins >= agrees, answers, ""), rules
    )
    return Learned(
        rules=tuple(rules),
        words=words,
        word_weights=word_weights,
        word_biases=word_biases,
        features=taught.features,
        hidden_weights=np.clip(np.rint(weights / scales), -LEVELS, LEVELS).astype(np.int8),
        hidden_scales=scales.astype(np.float32),
        hidden_biases=model.intercepts_[0].astype(np.float32),
        class_weights=model.coefs_[1].astype(np.float32),
        class_biases=model.intercepts_[1].astype(np.float32),
        agrees=agrees,
        speaks=speaks,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn and write the file."""
    reader = argparse.ArgumentParser(prog="python -m nlp.learning", description=__doc__)
    reader.add_argument("--corpus", type=Path, default=CORPUS, help="the folder of labelled messages")
    reader.add_argument("--out", type=Path, default=FILE, help="the file to write")
    chosen_options = reader.parse_args(arguments)
    learn(gather(chosen_options.corpus), tell=sys.stderr.write).save(chosen_options.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
