"""The forms of words."""

from __future__ import annotations

import pytest

from nlp.forms import forms


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("delete", {"delete", "deletes", "deleted", "deleting"}),
        ("take", {"take", "takes", "took", "taken", "taking"}),
        ("bin", {"bin", "bins", "binned", "binning"}),
        ("copy", {"copy", "copies", "copied", "copying"}),
        ("wipe", {"wiped", "wiping"}),
        ("clear", {"clears", "cleared", "clearing"}),
        ("cancel", {"cancelled", "canceled", "cancelling"}),
        ("chat", {"chats", "chatted"}),
        ("box", {"boxes"}),
        ("agree", {"agreed", "agreeing"}),
        ("lose", {"lost", "losing", "loose"}),
        ("4x4", {"4x4"}),
    ],
)
def test_english_forms(word: str, expected: set[str]) -> None:
    """An author writes the word once and every form is found."""
    assert expected <= forms(word)


def test_welsh_words_change_at_the_front() -> None:
    """dileu~ finds ddileu; a letter pair that does not change stays."""
    assert forms("dileu", language="cy") == {"dileu", "ddileu", "nileu"}
    assert {"cofnod", "gofnod", "nghofnod", "chofnod"} == forms("cofnod", language="cy")
    assert "thŷ" not in forms("ŷ", language="cy")
