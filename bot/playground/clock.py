"""The simulation's time: real time, which a test can push forward."""

from __future__ import annotations

import time


class SimulatedClock:
    """Seconds since 1970, and never waits: `advance` makes later happen now."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let so many seconds have passed."""
        self._ahead += seconds
