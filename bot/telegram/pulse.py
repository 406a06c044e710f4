"""Is the bot taking updates? What /healthz and the watchdog ask."""

from __future__ import annotations

import time
from collections.abc import Callable

SILENT_AFTER = 90.0
"""Seconds without an answer from Telegram while polling until the bot counts as deaf; a long poll takes 25."""


class Pulse:
    """The time of the last sign of life from Telegram, and what it is waiting for if anything."""

    def __init__(self, *, polling: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._polling, self._clock = polling, clock
        self._last, self._reason = clock(), ""

    def heard(self) -> None:
        """Telegram answered."""
        self._last, self._reason = self._clock(), ""

    def waits(self, reason: str) -> None:
        """Updates cannot be taken for now."""
        self._reason = reason

    def age(self) -> float:
        """Seconds since Telegram last answered."""
        return self._clock() - self._last

    def trouble(self) -> str:
        """Why updates are not taken; empty while they are. A webhook may be silent for long and be well."""
        if self._reason:
            return self._reason
        if self._polling and self.age() > SILENT_AFTER:
            return f"no answer from Telegram for {self.age():.0f} seconds"
        return ""
