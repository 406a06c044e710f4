"""The time, as something that is handed in, so that a test can set it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

Clock = Callable[[], dt.datetime]


def now() -> dt.datetime:
    """The present, aware and in UTC."""
    return dt.datetime.now(dt.UTC)
