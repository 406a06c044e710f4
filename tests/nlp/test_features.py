"""What the second look hears: words, pieces and features."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from zlib import crc32

from hypothesis import given
from hypothesis import strategies as st

from nlp.features import LONGEST_PIECE, MOST_PIECES, Heard, as_heard, heard, numbered, pieces, places
from nlp.text import fold


def line(words: list[str]) -> list[Heard]:
    return [as_heard(word) for word in words]


def test_words_are_made_comparable() -> None:
    """Small letters, textspeak written out, figures counted, sentences marked, spaced letters closed up."""
    text = "Pls DELETE the msgs, don't 07700 900123? d e l e t e 👍"
    assert [its.word for its in heard(text)] == [
        "please",
        "delete",
        "the",
        "messages",
        "dont",
        "00000",
        "00000",
        "?",
        "delete",
        "☺",
    ]
    start, end = places(text)[8]
    assert text[start:end] == "d e l e t e"


def test_a_long_text_is_heard_two_sentences_at_a_time() -> None:
    """A short one at once; a sentence without an end in lengths that overlap."""
    assert list(pieces(line(["a"] * LONGEST_PIECE))) == [(0, LONGEST_PIECE)]
    sentence = [*("word" for _ in range(13)), "."]
    assert list(pieces(line(sentence * 4))) == [(0, 28), (14, 42), (28, 56)]
    ranges = list(pieces(line(["word"] * 100)))
    assert ranges[0][0] == 0
    assert ranges[-1][1] == 100
    assert all(later[0] < earlier[1] for earlier, later in pairwise(ranges))
    assert list(pieces([])) == []


@given(st.text(max_size=600) | st.lists(st.sampled_from(["u", "r", "y", "d e l", "no.", "it's"])).map(" ".join))
def test_any_text_is_heard_in_place(text: str) -> None:
    """Each word has its place, in order; pieces are short, in order and few."""
    cased = fold(text).cased
    words, spans = heard(cased), places(cased)
    assert len(words) == len(spans)
    assert all(0 <= start < end <= len(cased) for start, end in spans)
    assert spans == sorted(spans)
    ranges = list(pieces(words))
    assert len(ranges) <= MOST_PIECES
    assert all(0 < end - start <= LONGEST_PIECE for start, end in ranges)


def named(words: list[str]) -> Counter[str]:
    """The features of words, by name, as often as they are there."""
    line = ["^", *words, "$"]
    names = Counter(
        [*words, *map(" ".join, pairwise(line)), *map(" ".join, zip(line, line[1:], line[2:], strict=False))]
    )
    names.update(map("*".join, zip(line, line[2:], strict=False)))
    edged = [f"<{word}>" for word in words if len(word) > 3]
    names.update(word[at : at + 4] + "#" for word in edged for at in range(len(word) - 3))
    return names


@given(st.lists(st.sampled_from(["delete", "it", "the", "chat", "étés", "?", "00000"]), min_size=1, max_size=12))
def test_features_are_words_neighbours_and_letters(words: list[str]) -> None:
    """Each has the checksum of its name for a number, and counts as often as it is there."""
    counted = Counter({crc32(name.encode()): times for name, times in named(words).items()})
    assert Counter(numbered(line(words))) == counted


def test_an_endless_word_brings_few_letters() -> None:
    """So what one word adds is bounded, however it is made."""
    assert len(as_heard("a" * 100).letters) == 24
