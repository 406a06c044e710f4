"""The first look at a message, which lets nearly every one go: its words are added up, and nothing else is done.

Each word has one whole number with many lanes (nlp/lanes.py), so that one addition adds up all of them:

- a lane for each rule: how much the word sounds like it rather than like talk, as was learned (nlp/learning);
- a lane for each door that opens for certain, whatever the rest sounds like: phrases that count by themselves,
  markings, identifiers. A word that one of these cannot do without brings a whole opener, a figure a part of one;
- lanes that count words for a place, figures, and letters by themselves, four of which in a row may spell a word.

Every lane starts so far below its highest bit as it takes to open. One look at the highest bits then tells whether any
lane opens. What stands between two spaces is worked out once where it is a known word (nlp/kept.py), so the time is a
look-up a word, whatever the packs hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.features import as_heard
from nlp.kept import Kept
from nlp.lanes import HALF, WIDTH, halves, packed
from nlp.message import LONGEST_PART
from nlp.readings import REPEATED, SHORTEST
from nlp.text import comparable
from nlp.tokens import SPELLED_FROM, has_spelled

SIXTEENTHS = 16
"""Parts of one that weights of words are counted in."""

_SMALL = bytes(
    ord(chr(code).lower()) if code < 128 and chr(code).isalpha() else 48 if chr(code) in "0123456789" else 32
    for code in range(256)
)
_DROPPED = b"'`"
MOST = 60
"""What one feature may add to the lane of a rule. There are no more features than characters, so the sum of a part of a
message stays within its lane."""
_OPENER, _HALF_OPENER, _FIGURE = 20, 10, 4
"""Parts of a whole opener; of one of two halves, and of a figure (an identifier has five)."""
_MOST_FIGURES = 5


def plain_words(text: str) -> list[str]:
    """The words of a text in small letters, without apostrophes and signs; every figure is a nought."""
    plain = text if text.isascii() else comparable(text)
    return plain.encode().translate(_SMALL, _DROPPED).decode().split()


class Openers(NamedTuple):
    """What opens for certain: whole words (with 0 for a figure; "0" alone means any), parts of words, signs; a slip of
    one of the `mistyped`; two of the `halves`; a word for a place beside a figure or what counts like one; where
    `figures` count, five of them.
    """

    words: frozenset[str] = frozenset()
    mistyped: frozenset[str] = frozenset()
    halves: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    fragments: tuple[str, ...] = ()
    like_figures: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    figures: bool = False


class WordSounds(NamedTuple):
    """What single words sound like: the numbers of their features, in order; a row of weights for each, then one for a
    word that nobody knows, and a column for each rule; a bias for each rule; the odds that open.
    """

    features: NDArray[np.uint32]
    weights: NDArray[np.int8]
    biases: NDArray[np.int16]
    opens: float


SOUNDLESS = WordSounds(np.zeros(0, np.uint32), np.zeros((1, 0), np.int8), np.zeros(0, np.int16), 0.0)
"""Where nothing was learned about the rules in force."""


class Glance(NamedTuple):
    """What the first look saw: whether the message sounds like a rule, and the doors that it holds openers of (a bit
    for each, a lane apart).
    """

    sounds: bool
    doors: int

    def opens(self, door: int) -> bool:
        """Whether it opens this door, by its place among those that the first look was given."""
        return self.doors >> (WIDTH * door) & 1 != 0


NOTHING = Glance(sounds=False, doors=0)
EVERYTHING = Glance(sounds=True, doors=-1)


class FirstLook:
    """Adds up the words of messages.

    Args:
        doors: what opens for certain, whatever the message sounds like.
        sounds: what single words sound like.
        known: words that are nobody's slip.
        slips: the known words that an unknown one may be a slip of.
    """

    def __init__(
        self,
        doors: Sequence[Openers],
        sounds: WordSounds,
        *,
        known: Iterable[str],
        slips: Callable[[str], Iterable[str]],
    ) -> None:
        self._known, self._slips = frozenset(known), slips
        *adds, self._strange = packed(sounds.weights.clip(-MOST, MOST))
        self._adds = dict(zip(sounds.features.tolist(), adds, strict=True))
        rules = sounds.weights.shape[1]
        lanes = [1 << (WIDTH * (rules + lane)) for lane in range(len(doors) + 3)]
        self._place, self._figure, self._letter = lanes[-3:]
        self._doors = [(lane, openers, _near(openers)) for lane, openers in zip(lanes, doors, strict=False)]
        self._down = WIDTH * rules + WIDTH - 1
        self._door_bits = halves(len(doors)) << (WIDTH * rules)
        self._addressed = sum(HALF * lane for lane, openers, _ in self._doors if openers.places)
        self._sounding = halves(rules)
        self._bits = halves(rules + len(lanes))
        (biases,) = packed(sounds.biases[np.newaxis].astype(np.int32) - round(sounds.opens * SIXTEENTHS))
        self._start = self._sounding + biases + sum((HALF - _OPENER) * lane for lane, _, _ in self._doors)
        self._start += (HALF - 1) * (self._place + self._figure) + (HALF - SPELLED_FROM) * self._letter
        self._of_word = Kept(self._add_up)
        self._of_chunk = Kept(self._add_up_chunk, counts_figures=True)

    def glance(self, text: str) -> Glance:
        """Look at a text of a few hundred characters at most (or a part of a long one)."""
        if not text.isascii():
            text = comparable(text)
            if len(text) > LONGEST_PART:  # one character may stand for several; the lanes take so many
                return EVERYTHING
        opened = sum(map(self._of_chunk.__getitem__, text.split()), self._start) & self._bits
        if not opened:
            return NOTHING
        if opened & (HALF * self._place) and opened & (HALF * self._figure):
            opened |= self._addressed
        if opened & (HALF * self._letter) and has_spelled(plain_words(text)):
            opened |= self._door_bits
        seen = Glance(opened & self._sounding != 0, (opened & self._door_bits) >> self._down)
        return seen if seen.sounds or seen.doors else NOTHING

    def _add_up_chunk(self, chunk: str) -> int:
        """What stands between two spaces."""
        signs = sum(lane * _OPENER for lane, openers, _ in self._doors if any(sign in chunk for sign in openers.signs))
        return sum(map(self._of_word.__getitem__, plain_words(chunk)), signs)

    def _add_up(self, word: str) -> int:
        """One plain word."""
        its = as_heard(word)
        total: int = sum(map(self._adds.get, (its.number, *its.letters), repeat(0)))
        total += self._letter * (len(word) == 1 and word != "0")
        was_heard = its.number in self._adds
        if not was_heard and word[0] != "0":
            total += self._strange
        is_known = was_heard or word in self._known
        for lane, openers, near in self._doors:
            total += lane * self._parts(word, openers)
            total += self._place * (word in openers.places)
            total += self._figure * _like_figure(word, openers)
            if not is_known and self._is_slip(word, openers, near):
                total += lane * _OPENER
        return total

    def _parts(self, word: str, openers: Openers) -> int:
        if word in openers.words or any(part in word for part in openers.fragments):
            return _OPENER
        if "0" in word:
            figures = min(word.count("0"), _MOST_FIGURES) * _FIGURE
            return _OPENER if "0" in openers.words else figures if openers.figures else 0
        return _HALF_OPENER * (word in openers.halves)

    def _is_slip(self, word: str, openers: Openers, near: frozenset[str]) -> bool:
        """Whether an unknown word may be a slip of a certain opener."""
        if not openers.mistyped or (near.isdisjoint(_shortened(word)) and REPEATED.search(word) is None):
            return False
        return not openers.mistyped.isdisjoint(self._slips(word))


def _like_figure(word: str, openers: Openers) -> bool:
    return openers.figures and ("0" in word or any(part in word for part in openers.like_figures))


def _near(openers: Openers) -> frozenset[str]:
    """What the words that may be mistyped have in common with slips of theirs."""
    return frozenset(near for word in openers.mistyped if len(word) >= SHORTEST for near in _shortened(word))


def _shortened(word: str) -> set[str]:
    """A word, and what is left of it without any one letter: a word and a slip of it have one of these in common."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
