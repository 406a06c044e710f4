"""The first look at a message, which lets nearly every one go: its words are added up, and nothing else is done.

Each word has one whole number with many lanes, sixteen bits each, so that one addition adds up all of them:

- a lane for each rule: how much the word sounds like it, as was learned (nlp/learning.py), in sixteenths of the
  logarithm of odds;
- a lane for certain openers: all of one for a word that a phrase cannot do without or a word of a protective marking, a
  part for a figure. A whole one opens, whatever the rest sounds like;
- lanes that count words for a place, figures, and words that nobody knows, since one of these may be a slip.

Every lane starts so far below its highest bit as it takes to open. One look at the highest bits then tells whether any
lane opens. The time is a few look-ups a word, whatever the packs hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.readings import REPEATED, SHORTEST
from nlp.text import comparable

OPENS = -2.6
"""The logarithm of the odds of a rule, by single words, from which a message is looked at again."""
SIXTEENTHS = 16
"""Parts of one that weights of words are counted in."""

_SMALL = bytes(
    ord(chr(code).lower()) if code < 128 and chr(code).isalpha() else 48 if chr(code) in "0123456789" else 32
    for code in range(256)
)
_DROPPED = b"'`"
_LANE = 16
_HALF = 1 << (_LANE - 1)
"""The highest bit of a lane: what is added up in a part of a message stays below it either way."""
_OPENER, _HALF_OPENER, _LETTER, _USUAL_LETTER, _FIGURE = 20, 10, 7, 3, 4
"""Parts of a whole opener; of one of two halves, of a letter by itself (four may spell a word; those that people use as
words count less), and of a figure (an identifier has five)."""
_MOST_FIGURES = 5
_USUAL_LETTERS = frozenset("aiux")
_LETTERS = frozenset(map(chr, range(ord("a"), ord("z") + 1)))


def plain_words(text: str) -> list[str]:
    """The words of a text in small letters, without apostrophes and signs; every figure is a nought."""
    plain = text if text.isascii() else comparable(text)
    return plain.encode().translate(_SMALL, _DROPPED).decode().split()


class Openers(NamedTuple):
    """What opens for certain: whole words (with 0 for a figure; "0" alone means any), parts of words, signs; a slip of
    one of the `mistyped`; two of the `halves`; a word for a place beside a figure or what counts like one.
    """

    words: frozenset[str] = frozenset()
    mistyped: frozenset[str] = frozenset()
    halves: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    fragments: tuple[str, ...] = ()
    like_figures: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()

    def joined(self, other: Openers) -> Openers:
        """What opens for either."""
        return Openers(
            self.words | other.words,
            self.mistyped | other.mistyped,
            self.halves | other.halves,
            self.places | other.places,
            self.fragments + other.fragments,
            self.like_figures + other.like_figures,
            self.signs + other.signs,
        )


class WordSounds(NamedTuple):
    """What single words sound like: a row for each word, then one for an unknown word; a column for each rule."""

    words: tuple[str, ...]
    weights: NDArray[np.int8]
    biases: NDArray[np.int16]


SOUNDLESS = WordSounds((), np.zeros((1, 0), np.int8), np.zeros(0, np.int16))
"""Where nothing was learned about the rules in force."""


class Glance(NamedTuple):
    """What the first look saw: whether the message sounds like a rule, and whether it holds a certain opener."""

    sounds: bool
    certain: bool


NOTHING = Glance(sounds=False, certain=False)


class FirstLook:
    """Adds up the words of messages.

    Args:
        openers: what opens for certain.
        sounds: what single words sound like.
        known: further words that are nobody's slip.
        slips: the known words that an unknown one may be a slip of.
    """

    def __init__(
        self,
        openers: Openers,
        sounds: WordSounds,
        *,
        known: Iterable[str],
        slips: Callable[[str], Iterable[str]],
    ) -> None:
        self._openers, self._slips = openers, slips
        rules = sounds.weights.shape[1]
        opener, place, figure, stranger = (1 << (_LANE * (rules + lane)) for lane in range(4))
        self._sounding = sum(_HALF << (_LANE * rule) for rule in range(rules))
        self._opener, self._place_and_figure = _HALF * opener, _HALF * (place + figure)
        self._stranger = _HALF * stranger
        self._bits = self._sounding | self._opener | self._place_and_figure | self._stranger
        starts = [_HALF + int(bias) - round(OPENS * SIXTEENTHS) for bias in sounds.biases]
        self._start = sum(start << (_LANE * rule) for rule, start in enumerate(starts))
        self._start += (_HALF - _OPENER) * opener + (_HALF - 1) * (place + figure + stranger)
        *lanes, strange = _as_lanes(sounds.weights)
        weights = dict.fromkeys(known, strange) | dict(zip(sounds.words, lanes, strict=True))
        figures = ["0" * number for number in range(1, 64)]
        for word in {*weights, *openers.words, *openers.halves, *openers.places, *_LETTERS, *figures}:
            weights[word] = (
                weights.get(word, 0 if word[0] == "0" else strange)
                + opener * self._parts(word)
                + place * (word in openers.places)
                + figure * self._like_figure(word)
            )
        self._near = frozenset(near for word in openers.mistyped if len(word) >= SHORTEST for near in _shortened(word))
        self._weights = weights
        self._weigh: Callable[[str, int], int] = weights.get
        self._strange = strange + stranger

    def _parts(self, word: str) -> int:
        openers = self._openers
        if word in openers.words or any(part in word for part in openers.fragments):
            return _OPENER
        if "0" in word:
            return _OPENER if "0" in openers.words else min(word.count("0"), _MOST_FIGURES) * _FIGURE
        letter = (_USUAL_LETTER if word in _USUAL_LETTERS else _LETTER) if len(word) == 1 else 0
        return max(_HALF_OPENER * (word in openers.halves), letter)

    def _like_figure(self, word: str) -> bool:
        return "0" in word or any(part in word for part in self._openers.like_figures)

    def glance(self, text: str) -> Glance:
        """Look at a text of a few hundred characters at most (or a part of a long one)."""
        words = plain_words(text)
        open_lanes = sum(map(self._weigh, words, repeat(self._strange)), self._start) & self._bits
        signed = False
        for sign in self._openers.signs:
            if sign in text:
                signed = True
        if not open_lanes and not signed:
            return NOTHING
        sounds = open_lanes & self._sounding != 0
        certain = (
            signed
            or open_lanes & self._opener != 0
            or open_lanes & self._place_and_figure == self._place_and_figure
            or (open_lanes & self._stranger != 0 and self._holds_slip(words))
        )
        return Glance(sounds, certain) if sounds or certain else NOTHING

    def _holds_slip(self, words: list[str]) -> bool:
        """Whether a word that nobody knows holds, or is a slip of, a certain opener."""
        for word in words:
            if word not in self._weights and (
                self._parts(word) >= _OPENER
                or (self._like_figure(word) and not self._openers.places.isdisjoint(words))
                or (
                    (REPEATED.search(word) is not None or not self._near.isdisjoint(_shortened(word)))
                    and not self._openers.mistyped.isdisjoint(self._slips(word))
                )
            ):
                return True
        return False


def _shortened(word: str) -> set[str]:
    """A word, and what is left of it without any one letter: a word and a slip of it have one of these in common."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _as_lanes(weights: NDArray[np.int8]) -> Sequence[int]:
    """Each row as one whole number: the sum of its weights, each moved to its lane. Those below nought borrow."""
    lanes = weights.astype("<i2").view("<u2")
    borrowed = np.zeros((len(weights), weights.shape[1] + 1), "<u2")
    borrowed[:, 1:] = weights < 0
    return [
        int.from_bytes(row.tobytes(), "little") - int.from_bytes(debt.tobytes(), "little")
        for row, debt in zip(lanes, borrowed, strict=True)
    ]
