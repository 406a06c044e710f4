"""Trigger phrases that are ready to be matched, and where they stand in a message."""

from __future__ import annotations

from dataclasses import dataclass

from config.policy import Phrase
from nlp.steps import Places, Step, View

MOST_SPANS = 12
"""How many places of a phrase in one message are weighed before the rest is let go."""

Way = tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Where a phrase stands: word numbers, the last one not included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A phrase that is ready to be matched.

    `ways` are the ways in which it can stand: for each, the sets of words of each of which the message must hold one.
    `weight` counts the words that carry the
    meaning, so that the more telling of two phrases wins.
    """

    source: Phrase
    parts: tuple[Step, ...]
    distance: int
    ways: tuple[Way, ...]
    weight: int
    reach: int

    def may_stand(self, view: Places) -> bool:
        """Whether each part of the phrase stands somewhere, near each other or not."""
        everywhere = view.all | view.begins
        return all(part.forward(view, everywhere) for part in self.parts)

    def spans(self, view: View) -> list[Span]:
        """The places of the phrase in a message, in order, at most `MOST_SPANS`."""
        found = _spans(self.parts[0], view)
        if len(self.parts) == 1 or not found:
            return found
        others = [_spans(part, view) for part in self.parts[1:]]
        return _near([found, *others], self.distance, view) if all(others) else []


def _spans(part: Step, view: View) -> list[Span]:
    starts = part.backward(view, _ends(part, view))
    spans: list[Span] = []
    while starts and len(spans) < MOST_SPANS:
        start = starts & -starts
        starts ^= start
        reached = part.forward(view, start)
        end = reached & -reached
        first = start.bit_length() - 1
        last = end.bit_length() - 1
        if last > first and (span := _span(view, first, last)) is not None:
            spans.append(span)
    return spans


def _ends(part: Step, view: View) -> int:
    return part.forward(view, view.all | view.begins)


def _span(view: View, first: int, last: int) -> Span | None:
    while first < last and first not in view.word_at:
        first += 1
    if first >= last or last - 1 not in view.word_at:
        return None
    return Span(view.word_at[first], view.word_at[last - 1] + 1)


def _near(found: list[list[Span]], distance: int, view: View) -> list[Span]:
    """Places that hold one span of each part, apart from each other and no further than `distance` words."""
    marked = sorted(
        (view.slots[span.first], view.slots[span.last - 1] + 1, which, span)
        for which, spans in enumerate(found)
        for span in spans
    )
    everything = (1 << len(found)) - 1
    whole: list[Span] = []
    reached: list[list[tuple[int, int, Span]]] = []
    for start, end, which, span in marked:
        bit = 1 << which
        here: dict[int, Span] = {bit: span}
        for earlier in reached:
            for mask, last, joined in earlier:
                if mask & bit or last > start or start - last > distance or not _unbroken(view, last, start):
                    continue
                here.setdefault(mask | bit, Span(joined.first, span.last))
        reached.append([(mask, end, joined) for mask, joined in here.items()])
        if everything in here:
            whole.append(here[everything])
    return whole[:MOST_SPANS]


def _unbroken(view: View, start: int, end: int) -> bool:
    """Whether no sentence ends between two places."""
    between = ((1 << end) - 1) & ~((1 << start) - 1)
    return between & view.all == between
