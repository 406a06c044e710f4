"""Telegram's limits on sending, kept per chat so that one busy group never holds up another.

20 messages a minute to a group, one a second to a person, 30 a second in all (https://core.telegram.org/bots/faq,
"My bot is hitting limits"). A 429 pauses the chat it was for and no other. Answers to presses are not counted: they
go first, always, since a person is looking at a spinning button.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

GROUP_MESSAGES, GROUP_WINDOW = 20, 60.0
PRIVATE_MESSAGES, PRIVATE_WINDOW = 1, 1.0
ALL_MESSAGES, ALL_WINDOW = 30, 1.0


class Limits:
    """When a chat may be written to. Times are seconds of a monotonic clock."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._all: deque[float] = deque()
        self._chats: dict[int, deque[float]] = {}
        self._paused: dict[int, float] = {}

    def wait(self, chat_id: int) -> float:
        """How many seconds until a message to this chat is allowed; 0 for now."""
        now = self._clock()
        most, window = (GROUP_MESSAGES, GROUP_WINDOW) if chat_id < 0 else (PRIVATE_MESSAGES, PRIVATE_WINDOW)
        return max(
            self._paused.get(chat_id, now) - now,
            _room(self._chats.get(chat_id), most, window, now),
            _room(self._all, ALL_MESSAGES, ALL_WINDOW, now),
            0.0,
        )

    def took(self, chat_id: int) -> None:
        """A message goes to this chat now."""
        now = self._clock()
        self._forget(now)
        self._all.append(now)
        self._chats.setdefault(chat_id, deque()).append(now)

    def pause(self, chat_id: int, seconds: float) -> None:
        """The server asked us to leave this chat alone for a while."""
        self._paused[chat_id] = max(self._paused.get(chat_id, 0.0), self._clock() + seconds)

    def paused(self) -> list[int]:
        """The chats that may not be written to at this moment."""
        return [chat_id for chat_id in {*self._paused, *self._chats} if self.wait(chat_id) > 0]

    def _forget(self, now: float) -> None:
        """Let go of what is past, so that memory does not grow with the number of chats ever met."""
        while self._all and self._all[0] <= now - ALL_WINDOW:
            self._all.popleft()
        if len(self._chats) > 1000:
            self._chats = {chat: times for chat, times in self._chats.items() if times[-1] > now - GROUP_WINDOW}
            self._paused = {chat: until for chat, until in self._paused.items() if until > now}


def _room(times: deque[float] | None, most: int, window: float, now: float) -> float:
    """Seconds until another may follow the latest `most` within `window`."""
    if times is None:
        return 0.0
    while times and times[0] <= now - window:
        times.popleft()
    return 0.0 if len(times) < most else times[len(times) - most] + window - now
