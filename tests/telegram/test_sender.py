"""The outbox's worker ends when it is told to, whatever happens in the same moment."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any, cast

import pytest

from bot.domain import Delivery
from bot.store.base import Store
from bot.telegram.limits import Limits
from bot.telegram.outgoing import Outgoing
from bot.telegram.sender import Sender


class EmptyOutbox:
    """A store in which nothing is ever due."""

    async def due(self, **_: Any) -> list[Delivery]:
        return []


@pytest.mark.parametrize("steps", range(8))
async def test_an_end_that_meets_a_ring_is_still_an_end(steps: int) -> None:
    """A cancellation that comes some steps of the event loop after a ring is not lost.

    asyncio.wait_for of Python 3.11 gives the result instead of the cancellation where both come at once.
    """
    sender = Sender(
        cast("Outgoing", None),
        cast("Store", EmptyOutbox()),
        Limits(lambda: 0.0),
        clock=lambda: dt.datetime(2026, 11, 25, tzinfo=dt.UTC),
    )
    working = asyncio.create_task(sender.run())
    for _ in range(5):
        await asyncio.sleep(0)
    sender.ring()
    for _ in range(steps):
        await asyncio.sleep(0)
    working.cancel()
    done, _ = await asyncio.wait({working}, timeout=5)
    assert done, "it went on working"
    assert working.cancelled()
