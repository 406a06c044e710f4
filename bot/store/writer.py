"""One writer with group commit: whatever waits when it looks is written in one transaction and committed once.

A commit waits for the disk, so 64 callers share one wait. Nobody but the writer's own task asks for a transaction:
a caller who is cancelled stops waiting, and what it had asked for has happened whole or not at all. A job may be run
again after a roll-back; it must change nothing outside the database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection

from bot.errors import StoreError
from bot.store.hands import Hands, Job
from bot.store.trouble import may_pass

T = TypeVar("T")
MOST_AT_ONCE = 64
MOST_WAITING = 1024
PAUSE = 0.05
"""Seconds between tries while another program holds the lock."""


@dataclass(slots=True)
class _Waiting:
    job: Job[Any]
    result: asyncio.Future[Any]

    def resolve(self, value: Any) -> None:
        if not self.result.done():
            self.result.set_result(value)

    def fail(self, error: Exception) -> None:
        if not self.result.done():
            self.result.set_exception(error)


class Writer:
    """Runs jobs one batch after another; made by a running event loop and ended by `close`.

    `patience` is how many seconds a lock of another program, or a server that is away, is waited for; then every caller
    of the batch gets the StoreError that `explain` makes of the driver's error.
    """

    def __init__(
        self,
        hands: Hands,
        *,
        explain: Callable[[Exception], StoreError],
        patience: float,
        most_at_once: int = MOST_AT_ONCE,
    ) -> None:
        self._hands = hands
        self._explain = explain
        self._patience = patience
        self._most_at_once = most_at_once
        self._queue: asyncio.Queue[_Waiting | None] = asyncio.Queue(MOST_WAITING)
        self._closing = False
        self._at_end = False
        self._task = asyncio.create_task(self._work(), name="store-writer")

    async def run(self, job: Job[T]) -> T:
        """Have a job done; durable when it returns. Raises what the job raises, or StoreError."""
        self._refuse_when_closed()
        waiting = _Waiting(job, asyncio.get_running_loop().create_future())
        await self._queue.put(waiting)
        if self._task.done():  # it ended while we stood in the queue, so nobody will look at it
            self._refuse_when_closed()
        result: T = await waiting.result
        return result

    def _refuse_when_closed(self) -> None:
        if self._closing or self._task.done():
            raise StoreError("The store is closed; nothing more can be written.")

    async def close(self) -> None:
        """Write what waits, then end."""
        if not self._closing:
            self._closing = True
            await self._queue.put(None)
        await asyncio.wait([self._task])

    async def _work(self) -> None:
        try:
            while not self._at_end:
                if batch := await self._next_batch():
                    await self._settle(batch)
        finally:
            self._closing = True
            while not self._queue.empty():
                if left := self._queue.get_nowait():
                    left.fail(StoreError("The store is closed; nothing more can be written."))

    async def _next_batch(self) -> list[_Waiting]:
        """Everything that waits, up to the bound; notes when nothing more will come."""
        batch: list[_Waiting] = []
        while not batch or (len(batch) < self._most_at_once and not self._queue.empty()):
            waiting = await self._queue.get()
            if waiting is None:
                self._at_end = True
                break
            if not waiting.result.done():
                batch.append(waiting)
        return batch

    async def _settle(self, batch: list[_Waiting]) -> None:
        """Write a batch and tell its callers. Where one job fails, all are rolled back and each is tried by itself."""
        try:
            results = await self._commit(batch)
        except asyncio.CancelledError:
            for waiting in batch:
                waiting.fail(StoreError("The store was stopped; it is not known whether this was written."))
            raise
        except Exception as error:  # noqa: BLE001  the caller gets it, whatever it is
            if len(batch) == 1 or isinstance(error, StoreError):
                for waiting in batch:
                    waiting.fail(error)
            else:
                for waiting in batch:
                    await self._settle([waiting])
        else:
            for waiting, result in zip(batch, results, strict=True):
                waiting.resolve(result)

    async def _commit(self, batch: list[_Waiting]) -> list[Any]:
        loop = asyncio.get_running_loop()
        give_up = loop.time() + self._patience
        while True:
            try:
                return await self._hands.write(partial(_together, jobs=[waiting.job for waiting in batch]))
            except Exception as error:
                if not may_pass(error):
                    raise
                if loop.time() >= give_up:
                    raise self._explain(error) from None
            await asyncio.sleep(PAUSE)


def _together(connection: Connection, *, jobs: list[Job[Any]]) -> list[Any]:
    return [job(connection) for job in jobs]
