"""What the second look hears in a message: its words, in pieces of about a sentence, as numbers of features.

Training and judging share this file, so that both hear the same. A feature is a word, a pair or three of words in a
row, two words with one between them, or four letters in a row within a word; its number is a checksum, so that no names
have to be kept. Everything takes time in proportion to the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from nlp.readings import TEXTSPEAK

LONGEST_PIECE = 32
"""Words up to which a text is heard as one piece."""
OVERLAP = 10
"""Words that two pieces of one long sentence share."""
MOST_PIECES = 40
"""Pieces of one message that are heard."""

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[.!?\n]+|[\U0001f300-\U0001faff]")
_SPELLED_FROM = 4
_LETTERS = 4
_MOST_FIGURES = 5
STOP, ASKED, FACE = ".", "?", "\u263a"


def heard(cased: str) -> list[str]:
    """The words of a comparable text: in small letters, textspeak written out, figures counted, letters closed up."""
    written = _WORD.findall(cased.lower())
    if _may_be_spelled(written):
        written = [word for word, _, _ in _closed_up(written)]
    return [TEXTSPEAK.get(word, word) if word.isalpha() else _plain(word) for word in written]


def places(cased: str) -> list[tuple[int, int]]:
    """Where each word that is heard stands in the text."""
    spans = [found.span() for found in _WORD.finditer(cased.lower())]
    written = [cased[start:end] for start, end in spans]
    if not _may_be_spelled(written):
        return spans
    return [(spans[first][0], spans[last - 1][1]) for _, first, last in _closed_up(written)]


def _plain(word: str) -> str:
    first = word[0]
    if first.isdigit():
        return "0" * min(len(word), _MOST_FIGURES)
    if first in ".!?\n":
        return ASKED if "?" in word else STOP
    if first > "\U0001f000":
        return FACE
    word = word.replace("'", "")
    return TEXTSPEAK.get(word, word)


def _may_be_spelled(words: list[str]) -> bool:
    return sum(len(word) == 1 and word.isalpha() for word in words) >= _SPELLED_FROM


def _closed_up(words: list[str]) -> Iterator[tuple[str, int, int]]:
    """The words with letters that were spaced out (d e l e t e) made one, each with the words that it was made of."""
    single = [len(word) == 1 and word.isalpha() for word in words]
    here = 0
    while here < len(words):
        end = here + 1
        while single[here] and end < len(words) and single[end]:
            end += 1
        end = end if end - here >= _SPELLED_FROM else here + 1
        yield "".join(words[here:end]), here, end
        here = end


def pieces(words: list[str]) -> Iterator[tuple[int, int]]:
    """The ranges of words that are heard one by one: all of a short text; of a long one each two sentences in a row.

    A sentence without an end, as dictation makes them, is heard in lengths that overlap.
    """
    if len(words) <= LONGEST_PIECE:
        if words:
            yield 0, len(words)
        return
    sentences = _sentences(words)
    for number, (start, end) in enumerate(sentences[:MOST_PIECES]):
        after = sentences[number + 1][1] if number + 1 < len(sentences) else end
        before = sentences[number - 1][0] if number and sentences[number - 1][1] == start else start
        if after == end and before < start and end - before <= LONGEST_PIECE:
            return  # the last sentence was heard with the one before it
        yield start, after if after - start <= LONGEST_PIECE else end


def _sentences(words: list[str]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    start = 0
    for place, word in enumerate(words):
        if word in {STOP, ASKED} or place == len(words) - 1:
            end = place + 1
            while end - start > LONGEST_PIECE:
                ranges.append((start, start + LONGEST_PIECE))
                start += LONGEST_PIECE - OVERLAP
            if end - start > 1 or word not in {STOP, ASKED}:
                ranges.append((start, end))
            start = end
    return ranges


def numbered(words: list[str]) -> NDArray[np.uint32]:
    """The features of a piece, by number, each once and in no order."""
    line = [_BEGUN, *map(_numbers_of, words), _ENDED]
    numbers = {number for its in line[1:-1] for number in its.letters}
    pair = 0
    for place in range(1, len(line)):
        before, here = line[place - 1], line[place]
        if place > 1:
            numbers.add(crc32(here.behind, pair))
            numbers.add(crc32(here.beyond, line[place - 2].word))
        numbers.add(pair := crc32(here.behind, before.word))
    return np.fromiter(numbers, np.uint32, len(numbers))


@dataclass(frozen=True, slots=True)
class _Numbers:
    """What the features of a word are made of: its own number, those of its letters, and the word as it stands behind
    another one, and beyond one between.
    """

    word: int
    letters: tuple[int, ...]
    behind: bytes
    beyond: bytes


@lru_cache(maxsize=16_384)
def _numbers_of(word: str) -> _Numbers:
    plain = word.encode()
    edged = f"<{word}>" if len(word) >= _LETTERS else ""
    letters = [edged[at : at + _LETTERS] + "#" for at in range(len(edged) - _LETTERS + 1)]
    own = crc32(plain)
    return _Numbers(own, (own, *(crc32(some.encode()) for some in letters)), b" " + plain, b"*" + plain)


_BEGUN, _ENDED = _numbers_of("^"), _numbers_of("$")
