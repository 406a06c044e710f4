"""The reader of the packs' notation."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.notation import Choice, Gap, Named, NotationError, Sequence, Word, parse


def test_every_sign_is_read() -> None:
    """Forms, classes, alternatives, options, gaps and distances each have their place in the tree."""
    pattern = parse("delete~ [the | <our>] ...5 (chat | group chat) & foi &12 <request>")
    assert pattern.distance == 12
    assert len(pattern.parts) == 3
    first = pattern.parts[0]
    assert isinstance(first, Sequence)
    assert first.items[0] == Word("delete", forms=True)
    assert isinstance(first.items[1], Choice)
    assert first.items[1].optional
    assert first.items[2] == Gap(5)
    assert isinstance(pattern.parts[2], Named)


def test_words_are_written_as_people_write_them() -> None:
    """Capitals and apostrophes do not matter; a hyphen may be a space or nothing."""
    assert parse("Don't").parts[0] == Word("dont")
    assert parse("auto-delete").parts[0] == Choice((Sequence((Word("auto"), Word("delete"))), Word("autodelete")))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("delete (the chat", "column 8 is never closed"),
        ("delete the)", "column 11 closes nothing"),
        ("a | b", "column 3 stands outside brackets"),
        ("delete (a | )", "alternative in the brackets at column 8 is empty"),
        ("(a & b)", "& at column 4 stands inside brackets"),
        ("a & ", "one side of & is empty"),
        ("delete ...99 it", "out of reach"),
        ("a = b", "'=' at column 3 is not a word"),
        ("delete < > it", "column 8 has no name"),
        ("(" * 40 + "a" + ")" * 40, "nested more than"),
        ("word>", "'>' at column 5 means nothing"),
    ],
)
def test_a_phrase_that_cannot_be_read_says_where(text: str, said: str) -> None:
    """Each fault is a clause with the column."""
    with pytest.raises(NotationError) as fault:
        parse(text)
    assert said in str(fault.value)


@given(st.text(alphabet="ab <>()[]|&.~^$12…", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    """A phrase is read or refused in a sentence; nothing else can happen."""
    with contextlib.suppress(NotationError):
        parse(text)
