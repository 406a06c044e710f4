"""Strangers' text: any Unicode, disguises, repetition. Nothing breaks, nothing is lost, and work stays bounded."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.markings import ANCHORS, MOST_WEIGHED, find_markings, possible
from nlp.text import fold

_PIECES = st.sampled_from(
    [
        "OFFICIAL",
        "SENSITIVE",
        "-",
        " ",
        "SECRET",
        "TOP",
        "secret",
        "O-S",
        "(",
        ")",
        "//",
        "USE ONLY",
        "MOJ",
        "dont",
        "\n",
        "marked",
    ]
)
_ZERO_WIDTH = st.sampled_from(["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"])
_MARKED = st.sampled_from(["OFFICIAL-SENSITIVE", "SECRET", "RECIPIENTS ONLY", "UK EYES ONLY", "RESTRICTED"])


@given(st.text(max_size=300) | st.lists(_PIECES, max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_text(text: str) -> None:
    """Any text gives an answer, the same twice, with positions inside the text; and the gate keeps its promise."""
    folded = fold(text)
    found = find_markings(folded.cased, folded.origins)
    assert found == find_markings(folded.cased, folded.origins)
    assert all(0 <= one.start < one.end <= len(text) and one.names for one in found)
    assert not found or possible(folded.lower)


@given(_MARKED, st.integers(0, 5), _ZERO_WIDTH)
@settings(deadline=None)
def test_hidden_characters(marking: str, place: int, hidden: str) -> None:
    """A character that cannot be seen hides no marking."""
    assert _found(f"got this, {marking[:place]}{hidden}{marking[place:]} note attached") == _found(
        f"got this, {marking} note attached"
    )


@given(_MARKED)
@settings(deadline=None)
def test_mathematical_letters(marking: str) -> None:
    """Letters of mathematics and full width are the letters that they look like."""
    wide = "".join(chr(ord(letter) + 0xFEE0) if letter.isalpha() else letter for letter in marking)
    assert unicodedata.normalize("NFKC", wide) == marking
    assert _found(f"{wide} note attached") == _found(f"{marking} note attached")


@given(st.sampled_from(["OFFICIAL", "SENSITIVE"]), st.integers(1, 6), st.sampled_from(["drop", "swap", "double"]))
@settings(deadline=None)
def test_one_slip(word: str, place: int, slip: str) -> None:
    """One slip of the finger in a word of the marking does not hide it."""
    if slip == "drop":
        wrong = word[:place] + word[place + 1 :]
    elif slip == "swap":
        wrong = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    else:
        wrong = word[:place] + word[place] + word[place:]
    assert _found("OFFICIAL-SENSITIVE note".replace(word, wrong))


@pytest.mark.parametrize(
    "piece", ["O-S ", "SECRET ", "TS ", "A USE ONLY ", "dont O-S ", "o/s ", "official ", "(S)\n", "s e c r e t "]
)
def test_repetition_weighs_a_bounded_number(piece: str) -> None:
    """A text that repeats a marking a thousand times tells each family once and weighs no more than it may."""
    text = fold((piece * 4096)[:4096])
    found = find_markings(text.cased, text.origins)
    told = [name for one in found for name in one.names]
    assert len(found) <= MOST_WEIGHED
    assert len(told) <= 2 * len(set(told))


def test_anchors_are_short_of_ordinary_words() -> None:
    """No anchor is so short or common that every message would open the gate."""
    assert all(len(anchor) > 1 for anchor in ANCHORS)
    ordinary = [
        "Anyone able to swap Sunday nights for lates?",
        "Printer is broken again",
        "Cake in the kitchen for Ravi",
    ]
    assert not any(possible(text.lower()) for text in ordinary)


def _found(text: str) -> set[str]:
    folded = fold(text)
    return {name.value for one in find_markings(folded.cased, folded.origins) for name in one.names}
