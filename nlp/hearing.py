"""What a message looks and sounds like before it is read: the first look at its parts, then the second at those that
sound like something.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from config.policy import Surface
from nlp.first_look import EVERYTHING, FirstLook, Glance
from nlp.message import LONG, parts
from nlp.second_look import SecondLook
from nlp.sound import SILENCE, Sound
from nlp.text import Folded

SPOKEN = frozenset({Surface.MESSAGE, Surface.CAPTION, Surface.POLL, Surface.CHECKLIST})
"""Where people speak in sentences, so that it can be told what they sound like."""


class Impression(NamedTuple):
    """The parts of a message, what the first look saw in each, and what the message sounds like."""

    ranges: list[tuple[int, int]]
    glances: list[Glance]
    sound: Sound

    @property
    def opens(self) -> bool:
        """Whether anything may be found."""
        return self.sound.believed() or any(seen.doors for seen in self.glances)


class Hearing:
    """Both looks, in order.

    Args:
        first: lets most messages go.
        second: judges what the rest sounds like; None where it knows none of the rules.
    """

    def __init__(self, first: FirstLook, second: SecondLook | None) -> None:
        self._first, self._second = first, second

    def glance(self, text: str, surface: Surface, not_spoken: Sequence[tuple[int, int]]) -> Glance | None:
        """The first look at a short text that is the speaker's own; None for one that must be made comparable first."""
        if surface not in SPOKEN or not_spoken or len(text) > LONG:
            return None
        return self._first.glance(text)

    def impression(self, folded: Folded, surface: Surface, glance: Glance | None) -> Impression:
        """What the parts of a message look and sound like.

        Args:
            folded: the message.
            surface: where the words stood.
            glance: the first look at all of it, where it was taken.
        """
        ranges = list(parts(folded.cased))
        if surface not in SPOKEN:
            unweighed = Sound(self._second, (), weighs=False) if self._second else SILENCE
            return Impression(ranges, [EVERYTHING] * len(ranges), unweighed)
        if glance is EVERYTHING or (glance is not None and len(ranges) == 1):
            glances = [glance] * len(ranges)
        else:
            glances = [self._first.glance(folded.cased[start:end]) for start, end in ranges]
        if self._second is None:
            return Impression(ranges, glances, SILENCE)
        sounding = [its for its, seen in zip(ranges, glances, strict=True) if seen.sounds]
        return Impression(ranges, glances, Sound(self._second, self._second.judge(folded.cased, sounding)))
