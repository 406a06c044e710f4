"""Raw updates -> looked at -> decoded one by one -> dispatched: in order within a chat, chats side by side.

An update that cannot be decoded is set aside (its id, kind and the error's class, never its content) and holds up
nobody. `take` returns once the update is handled, that is, once everything decided about it is durable; only then may
it be confirmed to Telegram. So no message text ever has to be written down to survive a crash.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Update

from bot.errors import StoreError
from bot.service.clock import Clock
from bot.store.base import Store
from bot.telegram.look import Look, Raw

log = logging.getLogger(__name__)

MOST_WAITING = 512
"""Updates held in memory at once; past this, polling pauses and the webhook asks Telegram to come again."""


class Full(Exception):
    """Too many updates wait already; the one at hand was not taken."""


class Intake:
    """The one way in, for polling and for the webhook."""

    def __init__(
        self,
        look: Look,
        decode: Callable[[dict[str, Any]], Update],
        dispatch: Callable[[Update], Awaitable[None]],
        store: Store,
        *,
        clock: Clock,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._look, self._decode, self._dispatch = look, decode, dispatch
        self._store, self._clock, self._most_waiting = store, clock, most_waiting
        self._tails: dict[int, asyncio.Future[None]] = {}
        self.waiting = 0
        self.seen = 0
        self.handled = 0
        self.set_aside = 0

    def passes_by(self, raw: Raw) -> bool:
        """Whether nothing needs doing about this update; True for nearly all of them, and cheap."""
        self.seen += 1
        try:
            return not self._look(raw)
        except Exception:  # noqa: BLE001 - anything at all may stand in a stranger's JSON; decoding will tell what
            return False

    async def take(self, raw: dict[str, Any]) -> None:
        """Handle one update that did not pass by.

        Raises:
            Full: too many wait; it was not taken.
            StoreError: the database did not take the decision; it is not handled and must come again.
        """
        if self.waiting >= self._most_waiting:
            raise Full
        key = _chat_of(raw)
        before = self._tails.get(key)
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._tails[key] = mine
        self.waiting += 1
        try:
            if before is not None:
                await asyncio.shield(before)
            await self._handle(raw)
        finally:
            self.waiting -= 1
            mine.set_result(None)
            if self._tails.get(key) is mine:
                del self._tails[key]

    async def _handle(self, raw: dict[str, Any]) -> None:
        try:
            update = self._decode(raw)
            await self._dispatch(update)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - one update's trouble must not stop the next
            await self._put_aside(raw, error)
        self.handled += 1

    async def _put_aside(self, raw: dict[str, Any], error: Exception) -> None:
        self.set_aside += 1
        kind = next((key for key in raw if key != "update_id" and key.isidentifier()), "unknown")[:40]
        update_id = raw.get("update_id")
        number = update_id if isinstance(update_id, int) else 0
        log.warning("Update %s (%s) was set aside: %s.", number, kind, type(error).__name__)
        await self._store.set_aside(number, kind, type(error).__name__, self._clock())


def _chat_of(raw: dict[str, Any]) -> int:
    """The chat whose order the update belongs to; a press belongs to the chat of its message."""
    for body in raw.values():
        if isinstance(body, dict):
            inner = body.get("message") if isinstance(body.get("message"), dict) else body
            chat = inner.get("chat") if isinstance(inner, dict) else None
            if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                return int(chat["id"])
    return 0
