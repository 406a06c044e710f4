"""Telegram's published limits on sending, enforced where a test asks for it."""

from __future__ import annotations

import math
import time
from collections import deque

from bot.playground.refusals import Refused, too_many

GROUP_LIMIT, GROUP_SECONDS = 20, 60.0
ALL_LIMIT, ALL_SECONDS = 30, 1.0


class SendingLimits:
    """20 messages a minute into a group, 30 a second in all (core.telegram.org/bots/faq)."""

    def __init__(self) -> None:
        self._by_chat: dict[str, deque[float]] = {}
        self._all: deque[float] = deque()

    def take(self, chat_id: str) -> Refused | None:
        """Count one message; a 429 if that is too many."""
        now = time.monotonic()
        ways = [(self._all, ALL_LIMIT, ALL_SECONDS)]
        if chat_id.startswith("-"):
            ways.append((self._by_chat.setdefault(chat_id, deque()), GROUP_LIMIT, GROUP_SECONDS))
        for sent, most, seconds in ways:
            while sent and sent[0] <= now - seconds:
                sent.popleft()
            if len(sent) >= most:
                return too_many(max(1, math.ceil(sent[0] + seconds - now)))
        for sent, _, _ in ways:
            sent.append(now)
        return None
