"""Delivery to a webhook: per key in order, one at a time, again and again until the bot says 2xx.

From the official server's source: messages keep their order by chat, presses by user, member changes by user, the
bot's own membership by chat; a failure is tried again with doubling waits, a Retry-After is honoured.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable

import aiohttp

from bot.playground.clock import SimulatedClock
from bot.playground.queue import UpdateQueue, Waiting
from bot.playground.refusals import JSON

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
LONGEST_WAIT = 60.0
LOOK_EVERY = 0.5
"""Seconds between looks when nothing is added: what waits for another try comes due without a ring."""


class Webhook:
    """Where updates are posted, and the worker that posts them.

    Args:
        queue: what waits.
        clock: dates of errors.
        first_wait: seconds until the second try; doubles with each failure.
        timeout: seconds that the bot may take to answer.
    """

    def __init__(
        self, queue: UpdateQueue, clock: SimulatedClock, *, first_wait: float = 1.0, timeout: float = 60.0
    ) -> None:
        self._queue, self._clock, self._first_wait, self._timeout = queue, clock, first_wait, timeout
        self.url = ""
        self.copies = 1
        """How often each update is posted, at once; 2 and more play Telegram's duplicates."""
        self.deliveries: list[tuple[int, int]] = []
        """Update id and status of each post that came to an end; status 0 where nobody answered."""
        self.changed: Callable[[], None] = lambda: None
        self._secret, self._connections = "", 40
        self._rung = queue.listen()
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._failures: dict[str, tuple[int, float]] = {}
        self._error: JSON = {}

    def set(self, url: str, *, secret: str, connections: int) -> None:
        """Post there from now on; nowhere if empty."""
        self.url, self._secret, self._connections = url, secret, connections
        self._failures.clear()
        self._error = {}
        self._rung.set()

    def facts(self) -> JSON:
        """What getWebhookInfo tells besides the address."""
        return ({"max_connections": self._connections} if self.url else {}) | self._error

    async def run(self) -> None:
        """Post until cancelled."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._timeout)) as session:
            try:
                while True:
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(LOOK_EVERY if self.url else None):
                            await self._rung.wait()
                    self._rung.clear()
                    if self.url:
                        self._begin(session)
            finally:
                for task in self._busy.values():
                    task.cancel()

    def _begin(self, session: aiohttp.ClientSession) -> None:
        now = time.monotonic()
        for update in self._queue.waiting():
            if len(self._busy) >= self._connections:
                return
            if update.key not in self._busy and self._failures.get(update.key, (0, 0.0))[1] <= now:
                self._busy[update.key] = asyncio.create_task(self._deliver(session, update))

    async def _deliver(self, session: aiohttp.ClientSession, update: Waiting) -> None:
        try:
            answers = await asyncio.gather(*(self._post(session, update) for _ in range(self.copies)))
            if any(200 <= status < 300 for status, _ in answers):
                self._queue.confirm(update.id)
                self._failures.pop(update.key, None)
            else:
                times = self._failures.get(update.key, (0, 0.0))[0] + 1
                wait = min(self._first_wait * 2 ** (times - 1), LONGEST_WAIT)
                self._failures[update.key] = times, time.monotonic() + max(wait, answers[0][1])
        finally:
            self._busy.pop(update.key, None)
            self._rung.set()

    async def _post(self, session: aiohttp.ClientSession, update: Waiting) -> tuple[int, float]:
        """Post once; the status (0 for none) and the seconds that the bot asks to be spared."""
        headers = {SECRET_HEADER: self._secret} if self._secret else {}
        status, spared, trouble = 0, 0.0, "Connection failed"
        try:
            async with session.post(self.url, json=update.body, headers=headers) as answer:
                status, trouble = answer.status, f"Wrong response from the webhook: {answer.status} {answer.reason}"
                if (asked := answer.headers.get("Retry-After", "")).isdigit():
                    spared = min(float(asked), 3600.0)
        except TimeoutError:
            trouble = "Read timeout expired"
        except (aiohttp.ClientError, OSError):
            pass
        if not 200 <= status < 300:
            self._error = {"last_error_date": int(self._clock.now()), "last_error_message": trouble}
        self.deliveries.append((update.id, status))
        self.changed()
        return status, spared
