"""What was worked out for a word, kept for the next time that somebody uses it.

Kept are only words that the program knows anyway, one by one (`common.txt`), with a sign or two; figures, of which
only how many there are is kept; and signs. Of what anybody wrote nothing stays in memory, no name, no number, no
address (docs/privacy.md).
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
_NOUGHTS = str.maketrans("123456789", "0" * 9)
_IN_FIGURES = "0:.,/"
_UNITS = frozenset({"", "st", "nd", "rd", "th", "k", "m", "p", "s", "x", "h", "hrs", "mins", "%"})
"""What may follow figures, besides a known word (0pm)."""


class Kept(dict[str, T]):
    """A table that works out what it does not hold.

    Args:
        work: gives what belongs to a text.
        counts_figures: whether all figures are one to it, so that those of a text may be taken for noughts.
    """

    def __init__(self, work: Callable[[str], T], *, counts_figures: bool = False) -> None:
        super().__init__()
        self._work, self._counts_figures = work, counts_figures

    def __missing__(self, text: str) -> T:
        if self._counts_figures and (noughts := text.translate(_NOUGHTS)) != text:
            return self[noughts]
        made = self._work(text)
        if is_known(text):
            if len(self) >= MOST:
                self.clear()
            self[text] = made
        return made


def is_known(text: str) -> bool:
    """Whether a text is one word that the program knows, noughts, or nothing, with a few signs at most about it."""
    word = text.strip(_SIGNS).replace("'", "").lower()
    if len(text) > len(word) + _MOST_SIGNS:
        return False
    unit = word.lstrip(_IN_FIGURES)
    return unit in common_words() or unit in _UNITS or (len(word) <= _MOST_SIGNS and not any(map(str.isalnum, word)))
