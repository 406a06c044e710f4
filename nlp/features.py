"""What the second look hears in a message: its words, in pieces of about a sentence, as numbers of features.

Training and judging share this file, so that both hear the same. A feature is a word, a pair or three of words in a
row, two words with one between them, or four letters in a row within a word; its number is a checksum, so that no names
have to be kept. A feature counts as often as it is there, so that a message is the sum of its words and of the joints
between them. Everything takes time in proportion to the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

from nlp.kept import Kept
from nlp.readings import TEXTSPEAK
from nlp.tokens import SPELLED_FROM

LONGEST_PIECE = 32
"""Words up to which a text is heard as one piece."""
OVERLAP = 10
"""Words that two pieces of one long sentence share."""
MOST_PIECES = 40
"""Pieces of one message that are heard."""

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[.!?\n]+|[\U0001f300-\U0001faff]")
_LETTERS, _MOST_LETTERS = 4, 24
"""Letters in a row that are a feature, and how many such features of one word are heard."""
_MOST_FIGURES = 5
STOP, ASKED, FACE = ".", "?", "\u263a"


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """A word as it is heard: in small letters, textspeak written out, figures counted.

    `number` is its own feature, `letters` are those of its letters. `behind` and `beyond` are what it adds to the names
    of features in which it stands behind another word, and beyond one between.
    """

    word: str
    number: int
    letters: tuple[int, ...]
    behind: bytes
    beyond: bytes


def as_heard(word: str) -> Heard:
    """A word with the numbers of its features."""
    return _HEARD[word]


def _with_numbers(word: str) -> Heard:
    plain = word.encode()
    edged = f"<{word}>" if len(word) >= _LETTERS else ""
    letters = [edged[at : at + _LETTERS] + "#" for at in range(min(len(edged) - _LETTERS + 1, _MOST_LETTERS))]
    return Heard(word, crc32(plain), tuple(crc32(some.encode()) for some in letters), b" " + plain, b"*" + plain)


_HEARD = Kept(_with_numbers)
_BEGUN, _ENDED = as_heard("^"), as_heard("$")


def heard(cased: str) -> list[Heard]:
    """The words of a comparable text, with letters that were spaced out closed up."""
    line: list[Heard] = []
    letters = 0
    for words, single in map(_IN_CHUNK.__getitem__, cased.lower().split(" ")):
        line += words
        letters += single
    if letters < SPELLED_FROM:
        return line
    return [as_heard(_plain(word)) for word, _, _ in _closed_up(_WORD.findall(cased.lower()))]


def places(cased: str) -> list[tuple[int, int]]:
    """Where each word that is heard stands in the text."""
    spans = [found.span() for found in _WORD.finditer(cased.lower())]
    written = [cased[start:end] for start, end in spans]
    return [(spans[first][0], spans[last - 1][1]) for _, first, last in _closed_up(written)]


def _in_chunk(chunk: str) -> tuple[tuple[Heard, ...], int]:
    """The words of what stands between two spaces, and how many of them are single letters; no word holds a space."""
    written = _WORD.findall(chunk)
    return tuple(as_heard(_plain(word)) for word in written), sum(map(_is_letter, written))


_IN_CHUNK = Kept(_in_chunk, counts_figures=True)


def _is_letter(word: str) -> bool:
    return len(word) == 1 and word.isalpha()


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


def _closed_up(words: list[str]) -> Iterator[tuple[str, int, int]]:
    """The words with letters that were spaced out (d e l e t e) made one, each with the words that it was made of."""
    single = [_is_letter(word) for word in words]
    here = 0
    while here < len(words):
        end = here + 1
        while single[here] and end < len(words) and single[end]:
            end += 1
        end = end if end - here >= SPELLED_FROM else here + 1
        yield "".join(words[here:end]), here, end
        here = end


def pieces(line: Sequence[Heard]) -> Iterator[tuple[int, int]]:
    """The ranges of words that are heard one by one: all of a short text; of a long one each two sentences in a row.

    A sentence without an end, as dictation makes them, is heard in lengths that overlap.
    """
    if len(line) <= LONGEST_PIECE:
        if line:
            yield 0, len(line)
        return
    sentences = _sentences([its.word for its in line])
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


def joints(line: Sequence[Heard]) -> list[int]:
    """The features that the words of a piece make together: pairs, threes, and pairs with a word between."""
    numbers: list[int] = []
    beyond, before, pair = 0, _BEGUN.number, 0
    for here in (*line, _ENDED):
        behind = here.behind
        if pair:
            numbers.append(crc32(behind, pair))
            numbers.append(crc32(here.beyond, beyond))
        numbers.append(pair := crc32(behind, before))
        beyond, before = before, here.number
    return numbers


def numbered(line: Sequence[Heard]) -> list[int]:
    """All features of a piece, by number, as often as they are there."""
    return [number for its in line for number in (its.number, *its.letters)] + joints(line)
