"""The cheap first look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nlp.phrases import Compiled
from nlp.readings import Readings
from nlp.shapes import DIGIT_SIGN, has_digit


class Gate:
    """Which phrases a message can hold, by its words alone."""

    def __init__(self, phrases: Sequence[Compiled], readings: Readings) -> None:
        self._readings = readings
        self._by_word: dict[str, list[tuple[int, tuple[frozenset[str], ...]]]] = {}
        for number, phrase in enumerate(phrases):
            anchor = min(phrase.needs, key=len)
            others = tuple(need for need in phrase.needs if need is not anchor)
            for word in anchor:
                self._by_word.setdefault(word, []).append((number, others))

    def opens(self, text: str) -> bool:
        """Whether the text may hold a phrase."""
        return True

    def candidates(self, present: Iterable[str]) -> Iterator[int]:
        """Numbers of the phrases all of whose words are present, in order."""
        here = set(present)
        if any(map(has_digit, here)):
            here.add(DIGIT_SIGN)
        found = {
            number
            for word in here
            for number, others in self._by_word.get(word, ())
            if not any(need.isdisjoint(here) for need in others)
        }
        return iter(sorted(found))
