"""The labelled messages to learn from, as the second look hears them."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from config.packs import built_in_names, load_packs
from nlp.features import heard, numbered, pieces
from nlp.labelled import BENIGN, NEAR_MISS, POSITIVE, Row, read_corpus, voices
from nlp.text import fold

CORPUS = Path(__file__).parent.with_name("corpus")
WORK, PRIVATE = "~work", "~private"
"""The classes of messages that deserve no reminder."""
PRIVATE_TALK = ("ordinary-life", "ordinary-long", "ordinary-plain")
"""What the names of files with private talk begin with."""
EXAMPLES_COUNT = 3
"""How many messages an example of a pack, or a situation of the brief, counts for: these should come out right."""
BRIEF = "brief.txt"
"""The situations that the rules were first described by."""
FEWEST = 200
"""Messages below which nothing is learned of a rule; its phrases then count by themselves."""
PACKS = (".yaml", ".yml")
LINKS = (" ", ". ", ", ", " and ", "\n")
JOINED = 0.5
"""Joined messages that are added for each ordinary one: talk goes on and on, and length alone deserves no reminder."""

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
    line = heard(fold(row.text).cased)
    ranges = list(pieces(line)) or [(0, 0)]
    return Lesson(row, tuple(np.sort(np.array(numbered(line[start:end]), np.uint32)) for start, end in ranges))


def gather(folder: Path = CORPUS) -> list[Row]:
    """Every labelled message to learn from, examples of built-in packs too.

    Left out are those that may but need not bring a reminder, and those of a rule that has too few.
    """
    spoken = list(voices(folder))
    rows = [
        *spoken,
        *(row for path in sorted(folder.glob("*.jsonl")) for row in read_corpus(path)),
        *EXAMPLES_COUNT * examples(),
        *(EXAMPLES_COUNT - 1) * [row for row in spoken if row.place.file == BRIEF],
    ]
    counted = Counter(row.rules[0] for row in rows if row.rules)
    return [row for row in rows if row.text and (counted[row.rules[0]] >= FEWEST if row.rules else not row.also_ok)]


def digest(rows: Iterable[Row]) -> str:
    """What tells whether a file was learned from these messages and labels; examples of packs do not count."""
    told = sorted(
        {f"{' '.join(row.rules)}|{row.kind}|{row.text}" for row in rows if not row.place.file.endswith(PACKS)}
    )
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


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
