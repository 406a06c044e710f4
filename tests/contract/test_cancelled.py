"""Callers that go away, on every kind of database: what they asked for is there whole or not at all."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections import Counter

from bot.domain import Delivery, NewReminder, RuleEdition, Span
from bot.store.base import Store

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
FAR = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
EDITIONS = tuple(RuleEdition(rule, "uk-government", "2026.11", "d1") for rule in ("RET-01", "PER-01", "CLS-01"))


async def test_a_storm_of_cancellations(store: Store) -> None:
    """Writers and readers cancelled at random moments leave whole reminders only, and a store that goes on working."""
    chance = random.Random(11)

    async def write(number: int) -> Delivery | None:
        return await store.record_reminder(NewReminder(-1001, 7, number, None, EDITIONS, NOW, f"t-{number}"))

    async def read(_: int) -> object:
        return [each async for each in store.reminders(Span())], await store.due(now=FAR, limit=5)

    told: set[int | None] = set()
    for wave in range(8):
        asked = range(wave * 30, wave * 30 + 30)
        writers = [asyncio.create_task(write(number)) for number in asked]
        readers = [asyncio.create_task(read(number)) for number in range(6)]
        for task in chance.sample([*writers, *readers], 20):
            await asyncio.sleep(chance.random() * 0.004)
            task.cancel()
        done, _ = await asyncio.wait([*writers, *readers])
        assert all(task.cancelled() or task.exception() is None for task in done)
        told |= {made.reply_to for task in writers if not task.cancelled() and (made := task.result())}
    await store.ping()
    rows = Counter([each.message_id async for each in store.reminders(Span())])
    assert set(rows.values()) == {len(EDITIONS)}
    assert told <= set(rows)
    due = await store.due(now=FAR, limit=1000)
    assert {each.reply_to for each in due} == set(rows)
    assert (await store.counts())["reminders"] == len(rows) == len(due)
