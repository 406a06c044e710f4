"""The bot's updates until they are fetched, with the rules of getUpdates.

From the official server's source (tdlib/telegram-bot-api, Client.cpp, v10.0): how long each kind is kept, that an
offset confirms everything below it, that a second caller ends the first one's call with 409, and that asking again
with the same offset too soon is slowed down.
"""

from __future__ import annotations

import asyncio
import copy
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.playground.clock import SimulatedClock
from bot.playground.refusals import JSON, OTHER_POLLER, Refused, bad, conflict

KINDS = frozenset(
    {
        "message", "edited_message", "channel_post", "edited_channel_post", "callback_query", "my_chat_member",
        "chat_member", "message_reaction", "message_reaction_count", "poll", "poll_answer", "chat_join_request",
        "inline_query", "chosen_inline_result", "chat_boost", "removed_chat_boost",
    }
)  # fmt: skip
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
PRESS_LIFE, OTHER_LIFE = 150.0, 86_400.0
"""Seconds that the server keeps a button press, and anything else."""
LONGEST_POLL = 50


class HungUp(Exception):
    """The server stops while somebody waits."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update that nobody has confirmed. `key`: webhook deliveries of one key keep their order."""

    id: int
    kind: str
    body: JSON
    key: str
    expires: float


class UpdateQueue:
    """What waits for the bot.

    Args:
        clock: says when an update is too old.
        first_update_id: the first one's number.
        slow_repeats: play the rule that the same offset within 3 seconds waits, and within half a second gets one.
    """

    def __init__(self, clock: SimulatedClock, *, first_update_id: int, slow_repeats: bool = True) -> None:
        self._clock, self._slow_repeats = clock, slow_repeats
        self._ids = itertools.count(first_update_id)
        self._waiting: dict[int, Waiting] = {}
        self._allowed: frozenset[str] = KINDS - NOT_BY_DEFAULT
        self._named: list[str] | None = None
        self._listeners: list[asyncio.Event] = []
        self._grown = self.listen()
        self._caller: asyncio.Future[Refused | HungUp] | None = None
        self._last_offset: int | None = None
        self._last_at = float("-inf")
        self.changed: Callable[[], None] = lambda: None

    def add(self, kind: str, body: object, *, key: str, life: float | None = None) -> int | None:
        """Queue an update, if the bot asked for its kind; its number, or None."""
        if kind not in self._allowed:
            return None
        return self.add_raw(
            {kind: body}, key=key, life=life or (PRESS_LIFE if kind == "callback_query" else OTHER_LIFE)
        )

    def add_raw(self, body: JSON, *, key: str = "raw", life: float = OTHER_LIFE) -> int:
        """Queue anything as an update, decodable or not; its number."""
        number = next(self._ids)
        kind = next(iter(body), "")
        self._waiting[number] = Waiting(
            number, kind, {"update_id": number} | copy.deepcopy(body), key, self._clock.now() + life
        )
        for event in self._listeners:
            event.set()
        self.changed()
        return number

    def waiting(self) -> list[Waiting]:
        """What is still alive and not confirmed, oldest first."""
        now = self._clock.now()
        for number in [n for n, update in self._waiting.items() if update.expires <= now]:
            del self._waiting[number]
        return list(self._waiting.values())

    def confirm(self, number: int) -> None:
        """This one is handled."""
        self._waiting.pop(number, None)
        self.changed()

    def clear(self) -> None:
        """Drop everything that waits (drop_pending_updates)."""
        self._waiting.clear()

    def allow(self, kinds: list[str] | None) -> None:
        """None: as before; empty: everything but what must be asked for by name."""
        if kinds is None:
            return
        self._named = list(kinds) or None
        self._allowed = frozenset(kinds) & KINDS if kinds else KINDS - NOT_BY_DEFAULT

    @property
    def named_kinds(self) -> list[str] | None:
        """What the bot asked for by name, as getWebhookInfo tells."""
        return self._named

    def listen(self) -> asyncio.Event:
        """An event of one's own, set whenever something is added; whoever waits clears it."""
        event = asyncio.Event()
        self._listeners.append(event)
        return event

    def interrupt(self, why: str = OTHER_POLLER) -> None:
        """End the getUpdates call that waits now, with a conflict."""
        self._end_call(conflict(why))

    def hang_up(self) -> None:
        """End the getUpdates call that waits now, without a word; the server stops."""
        self._end_call(HungUp())

    def _end_call(self, why: Refused | HungUp) -> None:
        if self._caller is not None and not self._caller.done():
            self._caller.set_result(why)
        self._caller = None

    async def fetch(self, offset: int, limit: int, patience: float) -> list[JSON]:
        """One getUpdates call; `Refused` (409) when another call takes its place, `HungUp` when the server stops."""
        if patience < 0:
            raise bad("timeout must be non-negative")
        self.interrupt()
        caller: asyncio.Future[Refused | HungUp] = asyncio.get_running_loop().create_future()
        self._caller = caller
        self._settle(offset)
        limit, patience = self._slowed(offset, max(1, min(limit, 100)), min(patience, LONGEST_POLL))
        deadline = time.monotonic() + patience
        while not (found := self._after(offset)[:limit]):
            left = deadline - time.monotonic()
            if left <= 0:
                break
            self._grown.clear()
            await _first_of(self._grown, caller, left)
            if caller.done():
                raise caller.result()
        if self._caller is caller:
            self._caller = None
        return [update.body for update in found]

    def _settle(self, offset: int) -> None:
        if offset < 0:
            offset = next((u.id for u in self.waiting()[offset:]), 0)
        for number in [n for n in self._waiting if n < offset]:
            self.confirm(number)

    def _after(self, offset: int) -> list[Waiting]:
        return [update for update in self.waiting() if update.id >= offset]

    def _slowed(self, offset: int, limit: int, patience: float) -> tuple[int, float]:
        now = time.monotonic()
        if self._slow_repeats and offset == self._last_offset:
            if now < self._last_at + 3:
                patience = max(patience, 3.0)
            if now < self._last_at + 0.5:
                limit = 1
        self._last_offset, self._last_at = offset, now
        return limit, patience


async def _first_of(event: asyncio.Event, future: asyncio.Future[Any], seconds: float) -> None:
    """Wait for either, or for the time to pass."""
    rung = asyncio.ensure_future(event.wait())
    try:
        await asyncio.wait({rung, future}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        rung.cancel()
