"""Long polling that confirms an update only once it is handled.

getUpdates with offset N confirms everything below N, so the offset is the lowest update that is still being handled.
Stock polling confirms on receipt and loses what it held when killed (33 of 50 in a trial). A second poller, a wedged
connection and a server that never answers are told apart, said once, and shown by /healthz.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.errors import StoreError, TelegramRefusal
from bot.store.base import Store
from bot.telegram.holder import is_gone
from bot.telegram.intake import Full, Intake
from bot.telegram.pulse import Pulse
from bot.telegram.refusals import seconds_to_wait
from bot.telegram.request import AiohttpRequest

log = logging.getLogger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""Named at every start: left out, Telegram keeps whatever an earlier program asked for."""
LONG_POLL = 25
"""Seconds that the server may hold a call open; at most 50."""
GRACE = 10
"""Seconds past that until a silent connection counts as dead and is thrown away."""
MOST_AT_ONCE = 100
FORGET_OFFSET_AFTER = dt.timedelta(days=6).total_seconds()
"""After a week without updates Telegram starts their numbers anew, so an old offset must not outlive that."""
LEASE = "poller"
LEASE_FOR = dt.timedelta(seconds=30)


class Poller:
    """Fetches updates until cancelled. One poller a database: the others wait for its lease."""

    def __init__(
        self,
        bot: Bot,
        request: AiohttpRequest,
        intake: Intake,
        store: Store,
        pulse: Pulse,
        *,
        holder: str,
        long_poll: int = LONG_POLL,
        grace: float = GRACE,
        lease_for: dt.timedelta = LEASE_FOR,
    ) -> None:
        self._bot, self._request, self._intake = bot, request, intake
        self._store, self._pulse, self._holder = store, pulse, holder
        self._long_poll, self._grace, self._lease_for = long_poll, grace, lease_for
        self._offset = 0
        self._heard = self._leased = time.monotonic()
        self._leased -= lease_for.total_seconds()
        self._open: dict[int, asyncio.Task[None]] = {}
        self._failed: set[int] = set()
        self.leads = asyncio.Event()
        """Set once this process holds the lease; until then another one fetches and sends."""

    async def run(self) -> None:
        """Poll; TelegramRefusal where waiting cannot help."""
        trouble = 0
        try:
            while True:
                try:
                    await self._keep_lease()
                    await self._digest(await self._fetch())
                    trouble = 0
                except InvalidToken:
                    raise TelegramRefusal(
                        "Telegram does not know TELEGRAM_BOT_TOKEN; copy the token again from BotFather."
                    ) from None
                except (TelegramError, StoreError, ValueError) as error:
                    trouble += 1
                    await self._recover(error, trouble)
        finally:
            for task in self._open.values():
                task.cancel()
            await self._store.drop_lease(LEASE, self._holder)

    async def _keep_lease(self) -> None:
        """Hold the database's one lease to poll, or wait for it."""
        waited = False
        while time.monotonic() - self._leased > self._lease_for.total_seconds() / 3:
            now = dt.datetime.now(dt.UTC)
            if await self._store.take_lease(LEASE, self._holder, now=now, until=now + self._lease_for):
                self._leased = time.monotonic()
                self.leads.set()
                return
            if (other := await self._store.lease_holder(LEASE)) and is_gone(other, me=self._holder):
                await self._store.drop_lease(LEASE, other)
                continue
            if not waited:
                log.warning("Another process polls for this database; waiting until it ends.")
                waited = True
            self._pulse.waits("another process polls for this database")
            await asyncio.sleep(min(1.0, self._lease_for.total_seconds() / 3))

    async def _fetch(self) -> Sequence[dict[str, Any]]:
        if time.monotonic() - self._heard > FORGET_OFFSET_AFTER:
            self._offset = 0
        wait = 0 if self._open or self._failed else self._long_poll
        parameters = {
            "offset": min([*self._open, *self._failed, self._offset]) if self._offset else 0,
            "limit": MOST_AT_ONCE,
            "timeout": wait,
            "allowed_updates": json.dumps(ALLOWED_UPDATES),
        }
        address = f"{self._bot.base_url}/getUpdates?{urlencode(parameters)}"
        updates: object = await self._request.post(address, read_timeout=wait + self._grace)
        if not isinstance(updates, list):
            raise NetworkError("The server's answer to getUpdates is not a list.")
        self._pulse.heard()
        if updates:
            self._heard = time.monotonic()
        return updates

    async def _digest(self, updates: Sequence[dict[str, Any]]) -> None:
        """Begin what is new, and wait a moment for what was begun, so that the next call may confirm it."""
        for raw in updates:
            update_id = raw["update_id"]
            is_new = update_id >= self._offset or update_id in self._failed
            if not is_new or update_id in self._open:
                continue
            self._offset = max(self._offset, update_id + 1)
            self._failed.discard(update_id)
            if not self._intake.passes_by(raw):
                self._open[update_id] = asyncio.create_task(self._take(update_id, raw))
        if self._open:
            await asyncio.wait(self._open.values(), timeout=self._long_poll)
        elif self._failed:
            await asyncio.sleep(1.0)

    async def _take(self, update_id: int, raw: dict[str, Any]) -> None:
        try:
            await self._intake.take(raw)
        except (StoreError, Full) as error:
            # not confirmed, so Telegram gives it again; nothing is lost while the database is away
            self._failed.add(update_id)
            log.error("Update %s will be taken again: %s", update_id, error)
        finally:
            del self._open[update_id]

    async def _recover(self, error: Exception, trouble: int) -> None:
        """Say what is wrong, once, and wait: longer each time, never longer than half a minute."""
        pause = min(2.0 ** min(trouble, 5), 30.0)
        match error:
            case Conflict():
                self._pulse.waits("another program polls with this bot's token")
                if trouble == 1:
                    log.error("Another program polls with this bot's token, or a webhook is set; stop the other one.")
            case RetryAfter():
                pause = seconds_to_wait(error)
            case TimedOut():
                log.warning("Telegram did not answer in time; connecting anew.")
                await self._request.renew()
                pause = 0.5
            case NetworkError():
                if trouble in {1, 10, 100}:
                    log.warning("Telegram cannot be reached (%s tries); still trying.", trouble)
            case StoreError():
                log.error("The database cannot be used: %s", error)
            case _:
                log.warning("getUpdates failed with %s.", type(error).__name__)
        await asyncio.sleep(pause)
