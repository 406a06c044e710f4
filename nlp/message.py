"""One message under examination: its comparable text, its words and their places, each made when first asked for.

A short message is looked at as a whole. A long one is looked at sentence by sentence, and only the sentences that the
gate opens for are given to the tokenizer, so that minutes of a meeting cost little more than their one telling line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nlp.phrases import Span
from nlp.steps import View
from nlp.text import Folded
from nlp.tokens import Words

LONG = 400
"""Characters from which on a message is looked at sentence by sentence."""
LONGEST_PART = 480
"""Characters after which a sentence without an end is cut."""
OVERLAP = 160
"""Characters that two parts of one such sentence share: room for any phrase."""
SHORT_PART = 60
"""Characters up to which the parts beside a part belong to what it means ("Her date of birth? 12/3/81")."""
MOST_PARTS = 16
"""Parts of one message that the tokenizer is given; a text made to open the gate everywhere costs no more."""

_SENTENCE_END = re.compile(r"(?<![.\s][^\W\d_])[.!?]+\s+|\n+")


def parts(text: str) -> Iterator[tuple[int, int]]:
    """The ranges of a comparable text that are looked at one by one; together they cover it."""
    if len(text) <= LONG:
        yield 0, len(text)
        return
    start = 0
    for found in _SENTENCE_END.finditer(text):
        yield from _cut(text, start, found.end())
        start = found.end()
    yield from _cut(text, start, len(text))


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST_PART:
        stop = text.rfind(" ", start + OVERLAP, start + LONGEST_PART)
        stop = stop if stop > 0 else start + LONGEST_PART
        yield start, stop
        again = text.find(" ", stop - OVERLAP, stop)
        start = again + 1 if again >= 0 else stop - OVERLAP
    if start < end:
        yield start, end


def merged(ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The ranges in order, those that overlap made one."""
    made: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if made and start < made[-1][1]:
            made[-1] = (made[-1][0], max(end, made[-1][1]))
        else:
            made.append((start, end))
    return made


def around(ranges: Sequence[tuple[int, int]], wanted: Sequence[bool]) -> list[tuple[int, int]]:
    """The parts that are wanted, a short one with the parts before and after it; those that meet made one."""
    near: set[int] = set()
    for at, (start, end) in enumerate(ranges):
        if wanted[at]:
            near |= {at - 1, at, at + 1} if end - start < SHORT_PART else {at}
    kept: list[tuple[int, int]] = []
    for at, (start, end) in enumerate(ranges):
        if at in near and at - 1 in near and kept:
            kept[-1] = (kept[-1][0], end)
        elif at in near:
            kept.append((start, end))
    return kept


@dataclass(slots=True)
class Message:
    """A text, folded; its words; what each may stand for."""

    folded: Folded
    words: Words
    readings: list[frozenset[str]]
    _views: dict[int, View] = field(default_factory=dict)

    def view(self, reach: int) -> View:
        """The message's places for one reach."""
        view = self._views.get(reach)
        if view is None:
            view = self._views[reach] = View(self.words, self.readings, reach)
        return view

    def place(self, span: Span) -> tuple[int, int]:
        """The characters of the text as given."""
        return self.folded.span(self.words.starts[span.first], self.words.ends[span.last - 1])

    def span_of(self, start: int, end: int) -> Span | None:
        """The words that stand in these characters of the text as given; None where none does."""
        inside = [
            index
            for index, (first, last) in enumerate(zip(self.words.starts, self.words.ends, strict=True))
            if (place := self.folded.span(first, last))[0] < end and start < place[1]
        ]
        return Span(inside[0], inside[-1] + 1) if inside else None
