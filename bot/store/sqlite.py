"""SQLite: a thread of our own that writes, and SQLAlchemy's async engine over aiosqlite for everything that reads.

Writing does not go through aiosqlite, because there each statement crosses to a thread and back: a transaction that
crosses once is some four times as fast (bench/store.py), and no cancellation can leave it half done for somebody else
to commit. Reading does, because a read that is cut short harms nobody, and so it is the same code as PostgreSQL's.
"""

from __future__ import annotations

import asyncio
import errno
import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import create_async_engine

from bot.errors import StoreError
from bot.store.addresses import Address
from bot.store.hands import Hands, Job, in_transaction

T = TypeVar("T")

READERS = 11
"""Connections that read at once; each open export holds one."""
OLDEST_SQLITE = (3, 37, 0)
"""STRICT tables came with it, in 2021."""

_PRAGMAS = ("busy_timeout=1000", "foreign_keys=ON")
"""busy_timeout is in milliseconds; the writer tries again after it, so that it can be stopped in between."""
_FOR_WRITING = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON")


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


class SqliteHands(Hands):
    """The hands on a file that `prepare_file` has made.

    `foreign_keys` off is for migrations that rebuild tables. Nothing needs closing for the program to end: the idle
    writer is let go when the interpreter ends, a busy one waits for a lock for a second at most, and SQLAlchemy makes
    aiosqlite's threads such as nobody waits for.
    """

    def __init__(self, address: Address, *, foreign_keys: bool = True) -> None:
        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            raise StoreError(f"This Python has SQLite {sqlite3.sqlite_version}; 3.37 or later is needed.")
        reading = create_async_engine(
            address.url.set(drivername="sqlite+aiosqlite"), pool_size=READERS, **_OPTIONS
        )  # fmt: skip
        _set_up(reading.sync_engine, begin="BEGIN", pragmas=(*_PRAGMAS, "query_only=ON"))
        super().__init__(reading)
        self._writing = create_engine(address.url, pool_size=1, **_OPTIONS)
        own = () if foreign_keys else ("foreign_keys=OFF",)
        # A transaction that begins by reading and then writes is refused by SQLite at once when anybody else wrote in
        # between, whatever the timeout; therefore the writer takes its lock when it begins.
        _set_up(self._writing, begin="BEGIN IMMEDIATE", pragmas=(*_PRAGMAS, *_FOR_WRITING, *own))
        self._writer = ThreadPoolExecutor(1, "store-writer")

    async def write(self, job: Job[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._writer, self._write, job)

    def _write(self, job: Job[T]) -> T:
        with self._writing.connect() as connection:
            return in_transaction(connection, job)

    async def close(self) -> None:
        await super().close()
        await asyncio.get_running_loop().run_in_executor(self._writer, self._writing.dispose)
        self._writer.shutdown()


_OPTIONS: dict[str, Any] = {
    "max_overflow": 0,
    # a failed statement's values (tokens, numbers of people) must not end up in an error's text
    "hide_parameters": True,
    # the driver must not begin transactions by itself; `_set_up` does
    "connect_args": {"isolation_level": None, "check_same_thread": False},
}


def _set_up(engine: Engine, *, begin: str, pragmas: tuple[str, ...]) -> None:
    """Have every connection of the engine set up, and every transaction begun, in this way."""

    @event.listens_for(engine, "connect")
    def _connect(connection: DBAPIConnection, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)
