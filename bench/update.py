"""An ordinary update through the whole bot, by polling and by webhook, beside a bot that does nothing with it."""

from __future__ import annotations

import asyncio
import importlib.util
import tempfile
from pathlib import Path
from typing import Any

from bench.figures import Figure
from bench.processes import PATIENCE, Bot, running
from bench.talk import ordinary_updates

AFTER = 0.2
"""Seconds for what a bot puts off until it has answered; stock python-telegram-bot handles after its 200."""


async def _round(bot: Bot, said: list[dict[str, Any]], *, webhook: bool) -> float:
    before = await bot.cost()
    async with asyncio.timeout(PATIENCE):
        await (bot.telegram.post(said) if webhook else bot.telegram.give(said))
    await asyncio.sleep(AFTER)
    return (await bot.cost()).seconds - before.seconds


async def compare(*, webhook: bool, updates: int, rounds: int, policy: str) -> tuple[float, ...]:
    """Our processor time for so many updates over a silent bot's, a ratio a round; one round before to warm both."""
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        async with (
            running("ours", place, webhook=webhook, policy=policy) as ours,
            running("silent", place, webhook=webhook) as silent,
        ):
            for number in range(rounds + 1):
                said = ordinary_updates(1 + number * updates, updates, packs=policy)
                cost = [await _round(bot, said, webhook=webhook) for bot in (ours, silent)]
                ratios.append(cost[0] / cost[1])
    return tuple(ratios[1:])


def measure(*, rounds: int = 5, polled: int = 5000, posted: int = 2000, policy: str = "uk-government") -> list[Figure]:
    """Both ways in; the webhook where tornado is installed, which python-telegram-bot's own needs."""
    figures = []
    for webhook, updates in ((False, polled), (True, posted)):
        way = "webhook" if webhook else "polling"
        if webhook and importlib.util.find_spec("tornado") is None:
            print("The webhook is not measured: the bot that it is held against needs tornado (pip install tornado).")
            continue
        values = asyncio.run(compare(webhook=webhook, updates=updates, rounds=rounds, policy=policy))
        beside = f"python-telegram-bot, a handler that does nothing, by {way}"
        figures.append(Figure(f"an ordinary update, {way}", values, beside, "0.25"))
    return figures
