"""The first look lets nearly every message go, and never one that holds a certain opener."""

from __future__ import annotations

from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.first_look import (
    EVERYTHING,
    NOTHING,
    SIXTEENTHS,
    SOUNDLESS,
    FirstLook,
    Glance,
    Openers,
    WordSounds,
    plain_words,
)

OPENS = -2.5
OPENING = round(OPENS * SIXTEENTHS)
ROWS = {
    "delete": (32, 0),
    "chat": (16, -60),
    "lunch": (-24, 9),
    "whisper": (-60, 60),
    "the": (0, 0),
    "<whi#": (-9, 5),
}
UNKNOWN = (4, 0)


def sounds() -> WordSounds:
    """Two rules; words, the letters at the beginning of one, and what an unknown word brings."""
    by_number = sorted((crc32(name.encode()), weights) for name, weights in ROWS.items())
    return WordSounds(
        np.array([number for number, _ in by_number], np.uint32),
        np.array([*(weights for _, weights in by_number), UNKNOWN], np.int8),
        np.array([OPENING - 40, OPENING - 55], np.int16),
        OPENS,
    )


PHRASES, MARKS = 0, 1
LOOK = FirstLook(
    [
        Openers(words=frozenset({"secret", "bluebird"}), mistyped=frozenset({"secret"})),
        Openers(
            words=frozenset({"s00"}),
            halves=frozenset({"use", "only"}),
            places=frozenset({"road"}),
            fragments=("birth",),
            like_figures=("liv",),
            signs=("@",),
            figures=True,
        ),
    ],
    sounds(),
    known=["walk", "fish", "mine", "moat", "living", "lives"],
    slips=lambda word: {"secret"} if word in {"secrte", "SECREEET", "secreeet"} else set(),
)


DEAF = FirstLook([Openers(frozenset({"secret"})), Openers()], SOUNDLESS, known=[], slips=lambda _: ())


@pytest.mark.parametrize(
    "text", ["SECRET", "the Bluebird plan", "ѕecret", "secrte", "SECREEET", "se\u200bcret", "m o a t"]
)
def test_a_phrase_that_counts_by_itself_opens(text: str) -> None:
    """Its words, disguised or mistyped; four letters, which may spell one."""
    assert LOOK.glance(text).opens(PHRASES)


@pytest.mark.parametrize(
    "text",
    ["see s77", "rebirth", "a@b", "the road 7", "she lives by the road", "use only", "use/only", "07700", "12 345", "m o a t"],
)  # fmt: skip
def test_a_mark_opens(text: str) -> None:
    """Words, parts of words, signs, five figures, a place with a figure, spaced letters."""
    seen = LOOK.glance(text)
    assert seen.opens(MARKS)
    assert seen.opens(PHRASES) is (text == "m o a t")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "the walk",
        "the fish 12",
        "road walk",
        "the only fish",
        "living walk",
        "u r mine",
        "the lunch chat",
        "👍",
        "1234",
        "a b the c d",
    ],
)
def test_the_rest_is_let_go(text: str) -> None:
    """Usual words, few figures, a place without one, single letters."""
    assert LOOK.glance(text) is NOTHING


def test_words_add_up() -> None:
    """Evidence opens from the sum on; letters count too; nothing counts where nothing was learned."""
    assert LOOK.glance("delete the chat").sounds
    assert not LOOK.glance("delete the chat, lunch").sounds
    assert LOOK.glance("delete it 12").sounds is False
    assert LOOK.glance("Delete the chat 1234") == Glance(sounds=True, doors=0)
    assert LOOK.glance("the whisper").sounds, "the second rule's lane"
    assert not LOOK.glance("the whisper, the chat").sounds
    assert LOOK.glance("whisker " * 11).sounds, "by its first letters"
    assert not LOOK.glance("whisker " * 10).sounds
    assert DEAF.glance("delete the chat") is NOTHING
    assert DEAF.glance("the secret 12345") == Glance(sounds=False, doors=1)


def test_a_text_that_grows_is_looked_at() -> None:
    """One sign may stand for several letters; what grows past the lanes opens whatever it says."""
    assert DEAF.glance("㎏ " * 150) is NOTHING
    assert DEAF.glance("㎏ " * 170) is EVERYTHING


def test_plain_words() -> None:
    """Small letters without apostrophes, figures as noughts."""
    assert plain_words("Don't DELETE-it 2day!") == ["dont", "delete", "it", "0day"]


@given(st.lists(st.sampled_from(["delete", "chat", "lunch", "whisper", "the", "walk", "xyzzy"]), max_size=100))
def test_lanes_do_not_spill(words: list[str]) -> None:
    """Adding up many rules at once says what adding up each by itself says, whatever the order."""
    heard = [
        weights for word in words for weights in (ROWS.get(word, UNKNOWN), ROWS["<whi#"])[: 1 + (word == "whisper")]
    ]
    sums = [sum(column) for column in zip(*heard, strict=True)] or [0, 0]
    assert LOOK.glance(" ".join(words)).sounds is (sums[0] >= 40 or sums[1] >= 55)
