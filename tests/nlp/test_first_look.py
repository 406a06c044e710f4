"""The first look lets nearly every message go, and never one that holds a certain opener."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.first_look import NOTHING, OPENS, SIXTEENTHS, SOUNDLESS, FirstLook, Openers, WordSounds, plain_words

OPENING = round(OPENS * SIXTEENTHS)
LOOK = FirstLook(
    Openers(
        words=frozenset({"secret", "bluebird", "s00"}),
        mistyped=frozenset({"secret"}),
        halves=frozenset({"use", "only"}),
        places=frozenset({"road"}),
        fragments=("birth",),
        like_figures=("liv",),
        signs=("@",),
    ),
    WordSounds(
        ("delete", "chat", "lunch", "whisper", "the"),
        np.array([[32, 0], [16, -127], [-24, 9], [-127, 127], [0, 0], [4, 0]], np.int8),
        np.array([OPENING - 40, OPENING - 120], np.int16),
    ),
    known=["walk", "fish", "mine", "moat", "living", "lives"],
    slips=lambda word: {"secret"} if word in {"secrte", "SECREEET", "secreeet"} else set(),
)


@pytest.mark.parametrize(
    "text",
    ["SECRET", "the Bluebird plan", "see s77", "rebirth", "a@b", "the road 7", "she lives by the road", "use only", "07700", "12 345", "m o a t",
     "ѕecret", "secrte", "SECREEET", "se\u200bcret"],
)  # fmt: skip
def test_a_certain_opener_opens(text: str) -> None:
    """Words, parts of words, signs, five figures, a place with a figure, spaced letters; disguised or mistyped."""
    assert LOOK.glance(text).certain


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
    ],
)
def test_the_rest_is_let_go(text: str) -> None:
    """Usual words, few figures, a place without one, single letters."""
    assert LOOK.glance(text) is NOTHING


def test_words_add_up() -> None:
    """Evidence opens from the sum on, and counts for nothing where nothing was learned."""
    assert LOOK.glance("delete the chat").sounds
    assert not LOOK.glance("delete the chat, lunch").sounds
    assert LOOK.glance("delete it 12").sounds is False
    assert LOOK.glance("Delete the chat 1234") == (True, False)
    assert LOOK.glance("the whisper").sounds, "the second rule's lane"
    assert not LOOK.glance("the whisper, the chat").sounds
    deaf = FirstLook(Openers(frozenset({"secret"})), SOUNDLESS, known=[], slips=lambda _: ())
    assert deaf.glance("delete the chat") is NOTHING
    assert deaf.glance("the secret 12") == (False, True)


def test_plain_words() -> None:
    """Small letters without apostrophes, figures as noughts."""
    assert plain_words("Don't DELETE-it 2day!") == ["dont", "delete", "it", "0day"]


@given(st.lists(st.sampled_from(["delete", "chat", "lunch", "whisper", "the", "walk", "xyzzy"]), max_size=100))
def test_lanes_do_not_spill(words: list[str]) -> None:
    """Adding up many rules at once says what adding up each by itself says, whatever the order."""
    rows = {"delete": (32, 0), "chat": (16, -127), "lunch": (-24, 9), "whisper": (-127, 127), "the": (0, 0)}
    sums = [sum(rows.get(word, (4, 0))[rule] for word in words) for rule in (0, 1)]
    assert LOOK.glance(" ".join(words)).sounds is (sums[0] >= 40 or sums[1] >= 120)
