"""SQLite: a thread that writes, a few that read, each doing a whole transaction at a time.

Through aiosqlite every statement crosses to a thread and back some four times; a transaction of five statements that
crosses once is five times as fast (bench/store.py). And a transaction that runs in one call on a thread cannot be cut
in two by a task's cancellation, which on an aiosqlite connection leaves it open for somebody else to commit.
"""

from __future__ import annotations

import asyncio
import errno
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Row, Select, create_engine, event

from bot.errors import StoreError
from bot.store.addresses import Address
from bot.store.hands import Job, in_transaction

T = TypeVar("T")

READERS = 3
EXPORTS_AT_ONCE = 8
OLDEST_SQLITE = (3, 37, 0)
"""STRICT tables came with it, in 2021."""

_PRAGMAS = ("busy_timeout=1000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
"""busy_timeout is in milliseconds; the writer tries again after it, so that it can be stopped in between."""


def prepare_file(path: Path) -> None:
    """Make the database's file before SQLite does, so that it is the owner's alone from its first moment.

    SQLite gives its -wal and -shm files the mode of the database. A file that is there and open to others is closed
    to them. Raises StoreError where the place cannot be written.
    """
    try:
        for folder in reversed(path.absolute().parents):
            if not folder.exists():
                folder.mkdir(mode=0o700, exist_ok=True)
        # Only where there is none: closing any descriptor of a database drops every lock that this process has on it
        # (POSIX), and another process could then take the -wal file away under our feet (sqlite.org/howtocorrupt, 2.2).
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        if not os.access(path, os.R_OK | os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        for each in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            if each.exists() and each.stat().st_mode & 0o077:
                each.chmod(0o600)
    except OSError as error:
        raise StoreError(f"The database {path} cannot be opened for writing: {error.strerror}.") from None


class SqliteHands:
    """bot.store.hands.Hands on a file that `prepare_file` has made.

    `foreign_keys` off is for migrations that rebuild tables. The threads need no closing for the program to end:
    idle ones are let go when the interpreter ends, and a busy one waits for a lock for a second at most.
    """

    def __init__(self, address: Address, *, foreign_keys: bool = True) -> None:
        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            raise StoreError(f"This Python has SQLite {sqlite3.sqlite_version}; 3.37 or later is needed.")
        # A transaction that begins by reading and then writes is refused by SQLite at once when anybody else wrote in
        # between, whatever the timeout; therefore the writer takes its lock when it begins.
        own = () if foreign_keys else ("foreign_keys=OFF",)
        self._writing = _engine(address, size=1, begin="BEGIN IMMEDIATE", pragmas=own)
        self._reading = _engine(
            address, size=READERS + EXPORTS_AT_ONCE, begin="BEGIN", pragmas=("query_only=ON",)
        )  # fmt: skip
        self._writer = ThreadPoolExecutor(1, "store-writer")
        self._readers = ThreadPoolExecutor(READERS, "store-reader")

    async def write(self, job: Job[T]) -> T:
        return await _on(self._writer, _with_connection, self._writing, job)

    async def read(self, job: Job[T]) -> T:
        return await _on(self._readers, _with_connection, self._reading, job)

    async def stream(self, query: Select[Any], portion: int) -> AsyncIterator[Sequence[Row[Any]]]:
        # a thread of its own: what is closed early is closed after the portion that was being fetched, never during it
        thread = ThreadPoolExecutor(1, "store-export")
        try:
            connection = await _on(thread, self._reading.connect)
            try:
                result = await _on(thread, connection.execute, query)
                while rows := await _on(thread, result.fetchmany, portion):
                    yield rows
            finally:
                thread.submit(connection.close)
        finally:
            thread.shutdown(wait=False)

    async def close(self) -> None:
        def dispose() -> None:
            self._readers.shutdown()
            self._reading.dispose()
            self._writing.dispose()

        await _on(self._writer, dispose)
        self._writer.shutdown()


async def _on(thread: ThreadPoolExecutor, call: Callable[..., T], *arguments: Any) -> T:
    return await asyncio.get_running_loop().run_in_executor(thread, call, *arguments)


def _with_connection(engine: Engine, job: Job[T]) -> T:
    with engine.connect() as connection:
        return in_transaction(connection, job)


def _engine(address: Address, *, size: int, begin: str, pragmas: tuple[str, ...]) -> Engine:
    engine = create_engine(
        address.url,
        pool_size=size,
        max_overflow=0,
        # a failed statement's values (tokens, numbers of people) must not end up in an error's text
        hide_parameters=True,
        # the driver must not begin transactions by itself; `_begin` does
        connect_args={"isolation_level": None, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, _record: Any) -> None:
        for pragma in (*_PRAGMAS, *pragmas):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
