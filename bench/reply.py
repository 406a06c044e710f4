"""A message that deserves a reminder, whole: received, looked at, recorded, sent, confirmed; beside a bare reply."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from bench.figures import Figure
from bench.processes import PATIENCE, Bot, running
from bench.talk import triggering_updates

AT_ONCE = 10
"""Messages that come together. Ours sends at most 30 a second, as Telegram asks, so more would only wait."""


async def _round(bot: Bot, first: int, updates: int) -> float:
    before = await bot.cost()
    until = bot.telegram.sent
    said = triggering_updates(first, updates)
    async with asyncio.timeout(PATIENCE):
        for start in range(0, updates, AT_ONCE):
            some = said[start : start + AT_ONCE]
            until += len(some)
            await bot.telegram.give(some)
            await bot.telegram.until_sent(until)
    await asyncio.sleep(0.2)
    return (await bot.cost()).seconds - before.seconds


async def compare(*, updates: int, rounds: int, policy: str) -> tuple[float, ...]:
    """Our processor time over the bare bot's, a ratio a round; one round before to warm both."""
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        async with running("ours", place, policy=policy) as ours, running("replying", place) as bare:
            for number in range(rounds + 1):
                cost = [await _round(bot, 1 + number * updates, updates) for bot in (ours, bare)]
                ratios.append(cost[0] / cost[1])
    return tuple(ratios[1:])


def measure(*, rounds: int = 5, updates: int = 40, policy: str = "uk-government") -> list[Figure]:
    """By polling."""
    values = asyncio.run(compare(updates=updates, rounds=rounds, policy=policy))
    return [Figure("a message and its reminder, whole", values, "python-telegram-bot, a handler that replies")]
