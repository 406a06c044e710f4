"""Of what anybody wrote nothing stays in memory: kept is only what the program knows anyway."""

from __future__ import annotations

import gc
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.packs import load_policy
from nlp.common import common_words
from nlp.detector import Detector
from nlp.kept import MOST, Kept, is_known

SAID = (
    "Zbigniewska's number is 07700 900123, mail zbig@example.org, NHS 943 476 5919, password Tr0ub4dor",
    "delete the chat with Zbigniewska before the FOI, QQ 12 34 56 C lives at 14 Quxbury Road",
    "the OFFICIAL-SENSITIVE paper on Zbigniewska, born 4.5.81, is on my gmail, shall I post it here?",
)


@pytest.mark.parametrize(
    "text", ["chat", "Chat,", "(don't)", "00", "...", "DELETE!", "0pm", "00th,", "00:00", "\U0001f44d", "-"]
)
def test_known_words_are_kept(text: str) -> None:
    """With a sign or two, in capitals or not."""
    made = Kept(len)
    assert made[text] == len(text)
    assert list(made) == [text]


@pytest.mark.parametrize(
    "text", ["Zbigniewska", "07700", "a@b", "@chat", "chat-now", "chat!!!!!!!", "s00", "x1", "3pm", "0zb", "0@b"]
)
def test_what_may_be_somebodys_is_not(text: str) -> None:
    """Names, numbers, addresses, several words in one, and what is more signs than word."""
    made = Kept(len)
    assert made[text] == len(text)
    assert not made


def test_figures_are_kept_as_noughts() -> None:
    """Where the work only counts them; whatever they were, the answer is the same."""
    made = Kept(len, counts_figures=True)
    assert [made[text] for text in ("0755,", "12986", "3pm", "14:56")] == [5, 5, 3, 5]
    assert set(made) == {"0000,", "00000", "0pm", "00:00"}
    assert made["QQ123456C"] == 9
    assert len(made) == 4


def test_a_table_stays_small() -> None:
    """It begins anew when it is full."""
    made = Kept(len)
    words = sorted(common_words())
    for word in [*words, *(word.upper() + "!" for word in words)]:
        made[word]
    assert 0 < len(made) <= MOST


def test_after_messages_the_detector_holds_nothing_of_them() -> None:
    """Whatever was found in them or not; every table of the process is looked at."""
    detector = Detector.compile(load_policy(("uk-government", "uk-police")))
    found = [detector.find(text) for text in SAID]
    assert all(found)
    tables = [table for table in gc.get_objects() if isinstance(table, Kept)]
    assert sum(map(len, tables)) > 0
    held = {text for table in tables for text in table}
    assert not [text for text in held if re.search(r"[1-9@]|zbig|quxbury", text, re.IGNORECASE)]


@given(st.text(max_size=12))
def test_any_text_is_worked_out(text: str) -> None:
    """Kept or not, it is the same answer twice."""
    made = Kept(str.upper)
    assert made[text] == made[text] == text.upper()
    assert (text in made) is is_known(text)
