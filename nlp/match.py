"""What the detector answers: a match, and the explanation of a whole message. Frozen values, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from config.faults import Place

Kind = Literal["phrase", "marking", "identifier", "statistical"]


@dataclass(frozen=True, slots=True)
class Match:
    """One rule that a message recalls, and the words that recall it.

    `start` and `end` count characters of the text as it was given, 0 <= start <= end <= len(text). `trigger` is the
    phrase as its author wrote it, the name of the marking or identifier, or "second look". `considered` says which
    exceptions and manners of speaking were looked at and did not hold, or held back an earlier place.
    """

    rule: str
    start: int
    end: int
    kind: Kind
    trigger: str
    why: str
    place: Place | None = None
    considered: tuple[str, ...] = ()

    @property
    def only_nudges(self) -> bool:
        """Whether it rests on what the message sounds like alone, so that no more than a nudge may come of it."""
        return self.kind == "statistical"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a message triggers, and what was kept silent with the reason, for `match --why` and the playground."""

    matches: tuple[Match, ...]
    silenced: tuple[str, ...]
