"""What a written word may stand for."""

from __future__ import annotations

import pytest

from nlp.readings import Readings

READINGS = Readings(
    {"delete", "deleted", "messages", "chat", "agreed", "retain", "please"}, {"remain", "agree", "from"}
)


@pytest.mark.parametrize("slip", ["delte", "deleet", "deelete", "delede", "dleete", "deleeeete", "deletee"])
def test_one_slip_in_a_trigger_word_is_forgiven(slip: str) -> None:
    """A letter dropped, added, changed, turned round or held down."""
    assert "delete" in READINGS.of(slip)


@pytest.mark.parametrize("word", ["remain", "agree", "chta", "dlte", "deletion", "delight"])
def test_real_words_short_words_and_two_slips_are_not(word: str) -> None:
    """A common word is never a slip, nor is anything of a word under five letters or further away."""
    assert READINGS.of(word) == {word}


def test_textspeak_stays_possible_beside_what_it_stands_for() -> None:
    """msgs is messages, and msgs."""
    assert READINGS.of("msgs") == {"msgs", "messages"}
    assert READINGS.of("pls") == {"pls", "please"}


def test_a_long_word_costs_no_more_than_a_line() -> None:
    """Nobody can make the reader work by typing a word of thousands of letters."""
    assert READINGS.of("x" * 5000) == {"x" * 5000}
    assert READINGS.of("ab" * 2000) == {"ab" * 2000}
