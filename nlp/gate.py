"""Which phrases a message can hold, for messages that the first look (nlp/first_look.py) did not let go.

Three questions, each asked only where the one before said yes:

1. Are there words of a phrase? For every way in which a phrase can stand, its two least usual sets of words are known.
   A word brings two integers with a bit for each way: one for the least usual set, one for the second. What the words
   of a message bring is joined, and the two are held against each other; so all phrases are asked at once, and the time
   hardly grows with their number. The few ways that are left are asked for the rest of their words.
2. Do the words stand in the phrase's order and near enough? The phrase's own steps, over the plain words.
3. Only then come spaCy's tokens and the whole judgement (nlp/detector.py).

The first two never say no where the third would find something; they may say yes where it does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

from nlp.common import share
from nlp.phrases import Compiled, Way
from nlp.readings import Readings
from nlp.shapes import DIGIT_SIGN, has_digit
from nlp.steps import QuickView
from nlp.text import comparable
from nlp.tokens import SPELLED_FROM

_SMALL = bytes(ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else 32 for code in range(256))
_SHAPE = bytes(97 if code < 128 and chr(code).isalpha() else 32 for code in range(256))
_SPELLED = b"a a a a"
_DROPPED = b"'`"
_MORE = 1
"""The lowest bit of what a word brings: it stands for another word too."""
_FLAGS = 1


class Look(NamedTuple):
    """What the first question leaves: the words, what they stand for, and the ways in which phrases may stand."""

    words: list[str]
    meant: list[str]
    ways: int


class Gate:
    """Which phrases a message can hold, by its words alone.

    Args:
        phrases: the compiled phrases; their numbers are their places in this list.
        readings: what a written word may stand for.
    """

    def __init__(self, phrases: Sequence[Compiled], readings: Readings) -> None:
        self._phrases = phrases
        self._readings = readings
        self._ways: list[tuple[Way, int]] = [((), 0)] * _FLAGS
        first, second, self._single = self._ranked(phrases)
        known = dict.fromkeys(readings.known, 0) | second
        known.setdefault(DIGIT_SIGN, 0)
        self._stands_for = dict(readings.shortened())
        for short in self._stands_for:
            known[short] |= _MORE
        for word in known:
            if has_digit(word):
                known[word] |= _MORE
        self._first, self._known = _shared(first), _shared(known)

    def _ranked(self, phrases: Sequence[Compiled]) -> tuple[dict[str, int], dict[str, int], int]:
        """What each word brings for the least usual set of each way, and for the second; and the ways of one set."""
        phrases_of: dict[Way, int] = {}
        for number, phrase in enumerate(phrases):
            for way in phrase.ways:
                phrases_of[way] = phrases_of.get(way, 0) | 1 << number
        first: dict[frozenset[str], int] = {}
        second: dict[frozenset[str], int] = {}
        single = 0
        for way, those in phrases_of.items():
            bit = 1 << len(self._ways)
            ranked = sorted(way, key=share)
            self._ways.append((tuple(ranked[2:]), those))
            first[ranked[0]] = first.get(ranked[0], 0) | bit
            if len(ranked) > 1:
                second[ranked[1]] = second.get(ranked[1], 0) | bit
            else:
                single |= bit
        return _by_word(first), _by_word(second), single

    def look(self, text: str) -> Look:
        """Ask the first question."""
        raw = (text if text.isascii() else comparable(text)).encode()
        words = raw.translate(_SMALL, _DROPPED).decode().split()
        if _SPELLED in raw.translate(_SHAPE):
            words = joined(words)
        meant = words
        known, first = self._known, self._first
        try:
            here = reduce(or_, map(known.__getitem__, words), 0)
        except KeyError:
            unknown = [word for word in words if word not in known]
            meant = words + list(self._slips(unknown))
            here = reduce(or_, [known[word] for word in meant if word in known], 0)
        if here & _MORE:
            more = list(self._more(meant))
            meant = meant + more
            here = reduce(or_, [known[word] for word in more if word in known], here)
        ways = reduce(or_, [first[word] for word in meant if word in first], 0) & (here | self._single) & ~_MORE
        return Look(words, meant, ways)

    def openers(self, numbers: Iterable[int]) -> frozenset[str]:
        """Words without one of which none of these phrases stands: those of the least usual set of each way."""
        words: set[str] = set()
        for number in numbers:
            for way in self._phrases[number].ways:
                rarest: frozenset[str] = min(way, key=share)
                words |= rarest
        return frozenset(words | {short for short, meant in self._stands_for.items() if meant in words})

    def numbers(self, look: Look, *, among: int) -> Iterator[int]:
        """Numbers of the phrases that may stand, each once, in no order: the rest of question one, and question two.

        Args:
            look: what the first question left.
            among: only these phrases, a bit for each.
        """
        ways, meant = look.ways, frozenset(look.meant)
        quick: QuickView | None = None
        while ways and among:
            bit = ways & -ways
            ways ^= bit
            rest, phrases = self._ways[bit.bit_length() - 1]
            asked = phrases & among
            if not asked or any(need.isdisjoint(meant) for need in rest):
                continue
            among ^= asked
            quick = quick or QuickView([self._readings.of(word) for word in look.words])
            for number in _bits(asked):
                if self._phrases[number].may_stand(quick):
                    yield number

    def _slips(self, unknown: Iterable[str]) -> Iterator[str]:
        """What the words that nobody knows may stand for."""
        for word in unknown:
            if word.isalpha():
                yield from self._readings.slips(word)
            else:
                yield DIGIT_SIGN

    def _more(self, words: list[str]) -> Iterator[str]:
        """What known words stand for besides themselves."""
        for word in words:
            if (meant := self._stands_for.get(word)) is not None:
                yield meant
            if has_digit(word):
                yield DIGIT_SIGN


def _bits(number: int) -> Iterator[int]:
    """The places of the bits that are set, lowest first."""
    while number:
        bit = number & -number
        number ^= bit
        yield bit.bit_length() - 1


def _by_word(by_need: dict[frozenset[str], int]) -> dict[str, int]:
    made: dict[str, int] = {}
    for need, ways in by_need.items():
        for word in need:
            made[word] = made.get(word, 0) | ways
    return made


def _shared(masks: dict[str, int]) -> dict[str, int]:
    """The same, with equal integers kept once: many words stand in the same sets, and small tables stay cached."""
    kept: dict[int, int] = {}
    return {word: kept.setdefault(mask, mask) for word, mask in masks.items()}


def joined(words: list[str]) -> list[str]:
    """The words, with every run of four single letters or more made one word."""
    made: list[str] = []
    run: list[str] = []
    for word in [*words, ""]:
        if len(word) == 1 and word.isalpha():
            run.append(word)
            continue
        made += ["".join(run)] if len(run) >= SPELLED_FROM else run
        run = []
        made.append(word)
    return made[:-1]
