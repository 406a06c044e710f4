"""What was worked out for a word, kept for the next time that somebody uses it.

Kept are only words that the program knows anyway, one by one (`common.txt`), with a sign or two: of what anybody wrote
nothing stays in memory, no name, no number, no address (docs/privacy.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from nlp.common import common_words

T = TypeVar("T")
MOST = 16_384
"""Entries; the known words in capitals and small letters, with and without signs, would be more."""
_SIGNS, _MOST_SIGNS = ".,;:!?'\"()*-", 4
"""What may stand about a word, and how much of it; no @, which makes a word somebody's name."""


class Kept(dict[str, T]):
    """A table that works out what it does not hold.

    Args:
        work: gives what belongs to a text.
    """

    def __init__(self, work: Callable[[str], T]) -> None:
        super().__init__()
        self._work = work

    def __missing__(self, text: str) -> T:
        made = self._work(text)
        if is_known(text):
            if len(self) >= MOST:
                self.clear()
            self[text] = made
        return made


def is_known(text: str) -> bool:
    """Whether a text is one word that the program knows, noughts, or nothing, with a few signs at most about it."""
    word = text.strip(_SIGNS).replace("'", "").lower()
    return len(text) <= len(word) + _MOST_SIGNS and (word in common_words() or not word.strip("0"))
