"""What durable rows cost: group commit against a commit each, and threads of our own against aiosqlite.

Each figure is a ratio to one caller that acknowledges one reminder after another, each with a commit of its own.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bench.figures import Figure
from bot.domain import Delivery, NewReminder, Press, RuleEdition
from bot.store import reminding
from bot.store.addresses import read_address
from bot.store.hands import in_transaction
from bot.store.opening import migrate
from bot.store.sqlite import SqliteHands
from bot.store.trouble import explain
from bot.store.writer import MOST_AT_ONCE, Writer

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
EDITION = RuleEdition("RET-01", "uk-government", "2026.11", "d1")

Acknowledge = Callable[[Press], Awaitable[object]]


def _record(token: str, message: int) -> partial[Delivery | None]:
    new = NewReminder(-1001, 7, message, None, (EDITION,), NOW, token)
    return partial(reminding.record_reminder, new=new, now=NOW)


async def _round(acknowledge: Acknowledge, presses: list[Press], callers: int) -> float:
    """Presses a second, with so many callers at once."""
    waiting: Iterator[Press] = iter(presses)

    async def caller() -> None:
        for press in waiting:
            await acknowledge(press)

    began = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(callers)))
    return len(presses) / (time.perf_counter() - began)


def _aiosqlite(path: Path) -> AsyncEngine:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{path}", connect_args={"isolation_level": None}, pool_size=1, max_overflow=0
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _set_up(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


async def _rates(folder: Path, rounds: int, most_presses: int) -> dict[str, list[float]]:
    """Presses a second of each way, a list of rounds; the ways take turns, so that a busy moment hits all of them."""
    path = folder / "bench.db"
    address = read_address(f"sqlite:///{path}")
    await migrate(f"sqlite:///{path}")
    hands = SqliteHands(address)
    engine = _aiosqlite(path)
    make = partial(Writer, hands, explain=partial(explain, address=address), patience=60)
    each, group = make(most_at_once=1), make(most_at_once=MOST_AT_ONCE)

    def through(writer: Writer) -> Acknowledge:
        return lambda press: writer.run(partial(reminding.acknowledge, press=press))

    async def crossing(press: Press) -> None:
        async with engine.connect() as connection:
            await connection.run_sync(in_transaction, partial(reminding.acknowledge, press=press))

    ways: list[tuple[str, Acknowledge, int]] = [
        ("a commit each, 1 caller", through(each), 1),
        ("a commit each, aiosqlite, 1 caller", crossing, 1),
        ("group commit, 1 caller", through(group), 1),
        *((f"a commit each, {callers} callers", through(each), callers) for callers in (16, 64)),
        *((f"group commit, {callers} callers", through(group), callers) for callers in (16, 64, 256)),
    ]
    figures: dict[str, list[float]] = {name: [] for name, _, _ in ways}
    numbers = count(1)
    try:
        for _ in range(rounds):
            for name, acknowledge, callers in ways:
                fresh = [f"t-{next(numbers)}" for _ in range(most_presses)]
                await asyncio.gather(*(group.run(_record(token, int(token[2:]))) for token in fresh))
                presses = [Press(token, -1001, 7, NOW) for token in fresh]
                figures[name].append(await _round(acknowledge, presses, callers))
    finally:
        await each.close()
        await group.close()
        await engine.dispose()
        await hands.close()
    return figures


def measure(*, rounds: int = 5, presses: int = 256) -> list[Figure]:
    """Presses a second, of each way."""
    with tempfile.TemporaryDirectory() as folder:
        rates = asyncio.run(_rates(Path(folder), rounds, presses))
    base, *others = rates
    return [
        Figure(
            f"acknowledgements a second: {name}",
            tuple(rate / one for rate, one in zip(rates[name], rates[base], strict=True)),
            base,
        )
        for name in others
    ]
