"""The words of a message with their case and their places: what the marking grammar and the identifiers read.

Phrases are compared without capitals; markings cannot be, since SECRET and secret are different evidence. `Words`
therefore starts from the comparable text that still has its capitals, and keeps what stands between two words, because
a hyphen, a comma or the end of a sentence decides whether two words belong together.

The two patterns here repeat one class of characters each, so they take time in proportion to the text whatever it says.
"""

from __future__ import annotations

import re
from functools import cached_property

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_LETTER_RUN = 4
"""So many single letters in a row are one word that was spaced out; three may be initials."""
SPACED_OUT = re.compile(r"\b[^\W\d_]([ .\-_*])[^\W\d_]\1[^\W\d_]\1[^\W\d_]\b")
"""Four letters with the same sign between them; its widths are fixed, so it cannot run away."""

JOINTS = frozenset(" \t-/:,()[]{}*_.|~'\"+\u00a0")
"""What may stand between the parts of one marking, apart from its own length."""
LONGEST_JOINT = 6


def listed(text: str) -> frozenset[str]:
    """A set of words written as one line of words, so that the tables of the grammars read as lists."""
    return frozenset(text.split())


class Words:
    """The words of one comparable text.

    `text` is the folded text with its capitals kept (NFKC, look-alike letters and dashes mapped, zero-width characters
    dropped). `lower[i]` is word i in small letters, `starts[i]` and `ends[i]` its place in `text`.
    """

    __slots__ = ("__dict__", "ends", "lower", "starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        small = text.lower()
        spans = [found.span() for found in _WORD.finditer(text)]
        if len(small) == len(text):
            self.lower = [small[start:end] for start, end in spans]
        else:
            self.lower = [text[start:end].lower() for start, end in spans]
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]
        if SPACED_OUT.search(text) is not None:
            self._close_up()

    def _close_up(self) -> None:
        """Join letters that were spaced out (S E C R E T) into the word they spell."""
        lower: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        here, count = 0, len(self.lower)
        while here < count:
            end = here + 1
            if len(self.lower[here]) == 1 and self.lower[here].isalpha():
                between = self.gap(end)
                while (
                    end < count
                    and len(self.lower[end]) == 1
                    and self.lower[end].isalpha()
                    and len(between) == 1
                    and self.gap(end) == between
                ):
                    end += 1
                if end - here < _LETTER_RUN:
                    end = here + 1
            lower.append("".join(self.lower[here:end]))
            starts.append(self.starts[here])
            ends.append(self.ends[end - 1])
            here = end
        self.lower, self.starts, self.ends = lower, starts, ends

    def __len__(self) -> int:
        return len(self.lower)

    def gap(self, index: int) -> str:
        """What stands before word `index`, back to the word before it; after the last word for `len(self)`."""
        start = self.ends[index - 1] if index else 0
        end = self.starts[index] if index < len(self.starts) else len(self.text)
        return self.text[start:end]

    def cased(self, index: int) -> str:
        """Word `index` as it was written."""
        return self.text[self.starts[index] : self.ends[index]]

    def capitals(self, index: int) -> bool:
        """Whether word `index` is written in capitals only."""
        return self.cased(index).isupper()

    def joined(self, index: int) -> bool:
        """Whether word `index` may belong to the same marking as the word before it."""
        gap = self.gap(index)
        return len(gap) <= LONGEST_JOINT and JOINTS.issuperset(gap) and ". " not in gap

    def breaks_sentence(self, index: int) -> bool:
        """Whether a sentence ends between word `index` and the word before it."""
        if not 0 < index < len(self.starts):
            return True
        gap = self.gap(index)
        if gap == " ":
            return False
        return "\n" in gap or any(mark in gap for mark in ("!", "?", ";", "\u2026")) or ". " in gap

    def breaks_clause(self, index: int) -> bool:
        """Whether a clause ends between word `index` and the word before it."""
        if self.breaks_sentence(index):
            return True
        gap = self.gap(index)
        return gap != " " and ("," in gap or ":" in gap or " - " in gap or "(" in gap)

    def sentence(self, start: int, end: int, *, reach: int) -> tuple[int, int]:
        """The words of the sentence round words `start` to `end`, at most `reach` words to either side."""
        first = start
        while first > 0 and start - first < reach and not self.breaks_sentence(first):
            first -= 1
        last = end
        while last < len(self) and last - end < reach and not self.breaks_sentence(last):
            last += 1
        return first, last

    @cached_property
    def upper_words(self) -> tuple[int, int]:
        """How many words of two letters or more are in capitals, and how many there are."""
        upper = total = 0
        for index in range(len(self)):
            word = self.cased(index)
            if len(word) > 1 and not word.isdigit():
                total += 1
                upper += word.isupper()
        return upper, total
