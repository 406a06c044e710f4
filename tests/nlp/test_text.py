"""The comparable text: what is folded, what is blanked, and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.text import comparable, fold, from_utf16, to_utf16


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("DELETE the Chat", "delete the chat"),
        ("dеlеtе", "delete"),
        ("ｄｅｌｅｔｅ", "delete"),
        ("𝐝𝐞𝐥𝐞𝐭𝐞", "delete"),
        ("de\u200blete", "delete"),
        ("délete", "delete"),
        ("de\u0301lete", "delete"),
        ("don’t", "don't"),
        ("OFFICIAL–SENSITIVE", "official-sensitive"),
        ("a\u00a0b", "a b"),
    ],
)
def test_what_looks_the_same_is_read_the_same(written: str, read: str) -> None:
    """Look-alikes, invisible signs and accents do not hide a word."""
    assert fold(written).lower == read


def test_positions_lead_back_through_emoji_and_marks() -> None:
    """A word found in the comparable text is found in the text as given."""
    text = "👍🏽 de\u0301lete\ufe0f it"
    folded = fold(text)
    start = folded.lower.index("delete")
    first, last = folded.span(start, start + len("delete"))
    assert text[first:last].startswith("de\u0301lete")


@pytest.mark.parametrize(
    "text",
    [
        "see https://example.org/delete/the/chat",
        "ask @delete_the_chat",
        "run `delete the chat`",
        "> delete the chat",
        'the policy says "delete the chat when asked"',
    ],
)
def test_what_is_not_the_speakers_is_blanked(text: str) -> None:
    """Links, names, code, quoted lines and reported speech are not the speaker's words."""
    assert "chat" not in fold(text).lower


def test_a_marking_in_quotes_stays() -> None:
    """Quotes round a word or two are emphasis, not somebody else's speech."""
    assert "official-sensitive" in fold('it is marked "OFFICIAL-SENSITIVE" so').lower


def test_ranges_that_are_not_spoken_are_blanked_in_place() -> None:
    """What Telegram says is a quote is blanked and nothing moves."""
    folded = fold("delete it. yes", not_spoken=[(0, 9), (-5, 0), (90, 95)])
    assert folded.lower.strip(" .") == "yes"
    start = folded.lower.index("yes")
    assert folded.span(start, start + 3) == (11, 14)


def test_runs_of_a_sign_are_cut_short() -> None:
    """No tokenizer is asked for thousands of exclamation marks, and the words behind them keep their place."""
    text = "stop" + "!" * 4000 + " now"
    folded = fold(text)
    assert len(folded.cased) < 20
    start = folded.lower.index("now")
    assert folded.span(start, start + 3) == (len(text) - 3, len(text))


def test_endless_words_are_broken() -> None:
    """A word of thousands of letters is looked at in pieces."""
    assert max(map(len, fold("ab" * 4000).cased.split())) <= 100


@given(st.text(max_size=200))
def test_folding_takes_any_text(text: str) -> None:
    """Any Unicode folds; every place of the result is a place of the text, in order."""
    folded = fold(text)
    places = [folded.origins[index] for index in range(len(folded.cased) + 1)]
    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)
    assert len(folded.lower) == len(folded.cased)
    assert len(comparable(text)) <= 4 * len(text)


@given(st.text(max_size=60), st.integers(-3, 130), st.integers(-3, 130))
def test_any_range_may_be_named_as_not_spoken(text: str, start: int, end: int) -> None:
    """Wrong ranges are clipped, never an error."""
    fold(text, not_spoken=[(start, end)])


@given(st.text(max_size=60))
def test_utf16_goes_there_and_back(text: str) -> None:
    """Telegram's units and Python's characters are turned into each other exactly."""
    for place in range(len(text) + 1):
        assert to_utf16(text, place) == len(text[:place].encode("utf-16-le", "surrogatepass")) // 2
        assert from_utf16(text, to_utf16(text, place)) == place


def test_units_outside_the_text_are_clipped() -> None:
    """A platform's wrong offset does not break anything."""
    assert from_utf16("a👍b", 99) == 3
    assert from_utf16("a👍b", 2) == 1
    assert from_utf16("ab", -4) == 0
