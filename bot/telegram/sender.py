"""The outbox's worker: takes what is due, keeps to the limits, records every step before and after it.

Several chats side by side, one message at a time within a chat. A delivery is marked as being sent before it goes on
the wire and confirmed after, so a kill leaves at most the messages that were on the wire in doubt. The doubt falls on
sending again: Telegram has no idempotency key, and a reminder seen twice is a nuisance while one that never came is a
broken promise. Both copies carry the same button, so either press counts, once.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging

from bot.domain import Delivery
from bot.errors import StoreError
from bot.service.clock import Clock
from bot.store.base import Store
from bot.telegram.limits import Limits
from bot.telegram.outgoing import Drop, Outgoing, Sent, Wait

log = logging.getLogger(__name__)

SIDE_BY_SIDE = 8
"""Chats written to at once; more gains nothing (performance.md of the house: 8 in flight is the best measured)."""
IDLE_LOOK = 1.0
"""Seconds between looks when nobody rang: what was put off comes due without a ring."""
STORE_TROUBLE_WAIT = 2.0


class Sender:
    """Drains the outbox until it is stopped."""

    def __init__(self, outgoing: Outgoing, store: Store, limits: Limits, *, clock: Clock) -> None:
        self._outgoing, self._store, self._limits, self._clock = outgoing, store, limits, clock
        self._rung = asyncio.Event()
        self._under_way: dict[int, asyncio.Task[None]] = {}

    def ring(self) -> None:
        """There is something new in the outbox."""
        self._rung.set()

    async def run(self) -> None:
        """Work until cancelled; what is on the wire then is finished first."""
        try:
            while True:
                try:
                    await self._begin_what_is_due()
                except StoreError as error:
                    log.error("The outbox cannot be read: %s", error)
                    await asyncio.sleep(STORE_TROUBLE_WAIT)
                await self._rest()
        finally:
            if self._under_way:
                await asyncio.shield(asyncio.wait(self._under_way.values(), timeout=10))

    async def _begin_what_is_due(self) -> None:
        self._rung.clear()
        room = SIDE_BY_SIDE - len(self._under_way)
        if room <= 0:
            return
        busy = [*self._under_way, *self._limits.paused()]
        for delivery in await self._store.due(now=self._clock(), limit=room * 4, chats_not=busy):
            if len(self._under_way) >= SIDE_BY_SIDE:
                break
            if delivery.chat_id not in self._under_way and self._limits.wait(delivery.chat_id) == 0:
                self._limits.took(delivery.chat_id)
                task = asyncio.create_task(self._deliver(delivery))
                self._under_way[delivery.chat_id] = task

    async def _deliver(self, delivery: Delivery) -> None:
        try:
            if await self._store.sending(delivery.id, self._clock()):
                await self._record(delivery, await self._outgoing.deliver(delivery))
        except StoreError as error:
            log.error("A delivery could not be recorded and will be tried again: %s", error)
            await asyncio.sleep(STORE_TROUBLE_WAIT)
        except Exception as error:  # noqa: BLE001 - one delivery's trouble must not stop the others; no text goes to the log
            log.error("Delivery %s failed with %s; dropped.", delivery.id, type(error).__name__)
            with contextlib.suppress(StoreError):
                await self._store.drop(delivery.id, reason=type(error).__name__)
        finally:
            del self._under_way[delivery.chat_id]
            self._rung.set()

    async def _record(self, delivery: Delivery, outcome: Sent | Wait | Drop) -> None:
        match outcome:
            case Sent(receipt):
                await self._store.sent(delivery.id, receipt)
            case Wait(seconds, reason, chat_wide):
                if chat_wide:
                    self._limits.pause(delivery.chat_id, seconds)
                until = self._clock() + dt.timedelta(seconds=seconds)
                await self._store.put_off(delivery.id, until=until, reason=reason.value)
            case Drop(reason):
                log.info("Delivery %s to chat %s dropped: %s.", delivery.id, delivery.chat_id, reason.value)
                await self._store.drop(delivery.id, reason=reason.value)

    async def _rest(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(IDLE_LOOK):
                await self._rung.wait()
