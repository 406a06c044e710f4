"""The writer: group commit, failures that stay with their callers, and callers who go away."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from bot.errors import StoreError
from bot.store.addresses import read_address
from bot.store.sqlite import SqliteHands, prepare_file
from bot.store.trouble import explain
from bot.store.writer import Writer

Make = Callable[[float], Writer]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with one table, in which a number may be once."""
    path = tmp_path / "w.db"
    prepare_file(path)
    connection = sqlite3.connect(path)
    connection.execute("create table pairs (number integer unique, half text)")
    connection.close()
    return path


@pytest.fixture
async def make(path: Path) -> AsyncIterator[Make]:
    """Makes writers on it, of a patience in seconds."""
    made: list[tuple[Writer, SqliteHands]] = []

    def one(patience: float) -> Writer:
        address = read_address(f"sqlite:///{path}")
        hands = SqliteHands(address)
        writer = Writer(hands, explain=partial(explain, address=address), patience=patience)
        made.append((writer, hands))
        return writer

    yield one
    for writer, hands in made:
        await writer.close()
        await hands.close()


def add_pair(connection: Connection, *, number: int) -> int:
    """Two rows that belong together: both, or the invariant is broken."""
    for half, key in (("left", number), ("right", -number)):
        connection.execute(text("insert into pairs values (:key, :half)"), {"key": key, "half": half})
    return number


def numbers(path: Path) -> set[int]:
    """What is in the file, asked past the writer."""
    connection = sqlite3.connect(path)
    try:
        return {row[0] for row in connection.execute("select number from pairs")}
    finally:
        connection.close()


async def test_what_is_done_when_it_returns_is_in_the_file(make: Make, path: Path) -> None:
    """Every caller gets its own job's result, and another connection sees what was written."""
    writer = make(5)
    done = await asyncio.gather(*(writer.run(partial(add_pair, number=n)) for n in range(1, 201)))
    assert done == list(range(1, 201))
    assert len(numbers(path)) == 400


async def test_one_failure_does_not_spoil_the_others(make: Make, path: Path) -> None:
    """Of many jobs in one batch only the one that fails fails, and nothing of it is kept."""
    writer = make(5)

    def half_and_fail(connection: Connection) -> int:
        connection.execute(text("insert into pairs values (5000, 'left')"))
        raise KeyError("a programmer's slip")

    jobs = [partial(add_pair, number=n) for n in (*range(1, 21), 7)]
    done = await asyncio.gather(*(writer.run(job) for job in (*jobs, half_and_fail)), return_exceptions=True)
    assert done[:20] == list(range(1, 21))
    assert isinstance(done[20], IntegrityError)
    assert isinstance(done[21], KeyError)
    assert numbers(path) == {sign * n for n in range(1, 21) for sign in (1, -1)}


async def test_a_storm_of_cancellations_leaves_nothing_half(make: Make, path: Path) -> None:
    """Callers that are cancelled at any moment leave all or nothing of what they asked for, and others unharmed."""
    writer = make(5)
    chance = random.Random(7)
    done: set[int] = set()

    async def caller(number: int) -> None:
        done.add(await writer.run(partial(add_pair, number=number)))

    async def storm(tasks: list[asyncio.Task[None]]) -> None:
        for task in tasks:
            if chance.random() < 0.5:
                await asyncio.sleep(chance.random() * 0.002)
                task.cancel()

    for wave in range(10):
        tasks = [asyncio.create_task(caller(wave * 100 + n + 1)) for n in range(100)]
        await storm(tasks)
        await asyncio.wait(tasks)
    assert await writer.run(partial(add_pair, number=100_000)) == 100_000
    there = numbers(path)
    assert there == {-n for n in there}, "half of a pair was kept"
    assert done <= there, "a caller was told that something was written, and it was not"


async def test_a_lock_of_another_program_is_waited_for(make: Make, path: Path) -> None:
    """Another program that writes for a moment costs a moment."""
    writer = make(30)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin immediate")
    waiting = asyncio.create_task(writer.run(partial(add_pair, number=1)))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    other.execute("commit")
    other.close()
    assert await waiting == 1


async def test_a_lock_that_stays_is_one_clear_sentence(make: Make, path: Path) -> None:
    """Another program that never lets go costs one StoreError for each caller, and the writer goes on afterwards."""
    writer = make(0.1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin immediate")
    done = await asyncio.gather(
        *(writer.run(partial(add_pair, number=n)) for n in range(1, 71)), return_exceptions=True
    )
    other.execute("rollback")
    other.close()
    assert {type(each) for each in done} == {StoreError}
    assert {str(each) for each in done} == {
        f"The database {path} stayed locked by another program; stop it and try again."
    }
    assert await writer.run(partial(add_pair, number=1)) == 1


async def test_closing_writes_what_waits(make: Make, path: Path) -> None:
    """What was asked for before closing is written; what comes after is refused in one sentence."""
    writer = make(5)
    asked = [asyncio.create_task(writer.run(partial(add_pair, number=n))) for n in range(1, 101)]
    await asyncio.sleep(0)
    await writer.close()
    assert [await each for each in asked] == list(range(1, 101))
    with pytest.raises(StoreError, match="closed"):
        await writer.run(partial(add_pair, number=1000))
    assert len(numbers(path)) == 200
