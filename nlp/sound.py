"""What one message sounds like, for the detector: to doubt a phrase, to speak without one, to put the most apt rule
first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from operator import attrgetter

from nlp.finders import Rank
from nlp.match import Match
from nlp.second_look import Piece, SecondLook
from nlp.text import Folded

RULE_DOUBTED = -6.0
"""The logarithm of the odds of its own rule below which a phrase is not believed."""
FEWEST_WORDS = 3
"""Fewer words, figures not counted, are never spoken to by their sound alone: "I approve" may be about a hat."""


class Sound:
    """The judged pieces of one message."""

    def __init__(self, look: SecondLook | None, pieces: Sequence[Piece], *, weighs: bool = True) -> None:
        self._look, self._pieces, self._weighs = look, pieces, weighs

    @cached_property
    def _agreeing(self) -> list[Piece]:
        """The pieces that agree with a phrase."""
        return [piece for piece in self._pieces if self._look and piece.margin >= self._look.learned.agrees]

    def believed(self, start: int | None = None) -> bool:
        """Whether a phrase that is weighed may be believed anywhere in the message, or in the part that starts here."""
        return not self._weighs or any(start in {None, piece.part.start} for piece in self._agreeing)

    @cached_property
    def plausible(self) -> Collection[str]:
        """The rules whose phrases may be believed anywhere in the message."""
        if self._look is None:
            return ()
        if not self._weighs:
            return self._look.rules
        return {rule for piece in self._agreeing for rule in self._look.likely_rules(piece, RULE_DOUBTED)}

    def doubt(self, rule: str, start: int, end: int) -> str | None:
        """Why a phrase of a rule is not believed that stands in these characters; None where it is."""
        if not self._weighs or self._look is None:
            return None
        agreeing = [piece for piece in self._agreeing if piece.start < end and start < piece.end]
        if not agreeing:
            return "the rest of it sounds like ordinary talk"
        if not any(rule in self._look.likely_rules(piece, RULE_DOUBTED) for piece in agreeing):
            return "the rest of it sounds like something else"
        return None

    def speaks(self, folded: Folded) -> Match | None:
        """The match of a message that no phrase caught, by its sound alone."""
        telling = [piece for piece in self._pieces if len(piece.words) >= FEWEST_WORDS]
        if not telling or self._look is None:
            return None
        piece = max(telling, key=attrgetter("in_force"))
        if piece.in_force < self._look.learned.speaks:
            return None
        odds = self._look.by_rule(piece)
        rule = max(odds, key=lambda rule: odds[rule])
        first, last, words = self._look.telling(piece)
        start, end = folded.span(first, last)
        told = ", ".join(repr(word) for word in words)
        return Match(
            rule=rule,
            start=start,
            end=end,
            kind="statistical",
            trigger="second look",
            why=f"No phrase matches, but it sounds like messages that recall this rule; most by {told}.",
        )

    def most_apt_first(self, found: Sequence[tuple[Rank, Match]]) -> list[Match]:
        """Matches in order: by what the message sounds like, or else by how grave and telling they are."""
        sounds: dict[str, float] = {}
        if self._look is not None and self._pieces and len(found) > 1:
            sounds = self._look.by_rule(max(self._pieces, key=attrgetter("margin")))
        ranked = sorted(found, key=lambda pair: (sounds.get(pair[1].rule, 0.0), pair[0]), reverse=True)
        return [match for _, match in ranked]


SILENCE = Sound(None, ())
"""Where the second look knows none of the rules."""
