"""The two engines of a database: one connection that writes, a few that only read; and what a driver's error means."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import StoreError
from bot.store.addresses import Address

READERS = 3
OLDEST_SQLITE = (3, 37, 0)
"""STRICT tables came with it, in 2021."""

_BUSY = {5, 6}
"""SQLITE_BUSY and SQLITE_LOCKED: the lower byte of SQLite's error codes."""
_PASSING_STATES = {"40001", "40P01", "55P03", "57P01", "57P02", "57P03", "53300"}
"""PostgreSQL's SQLSTATEs that another try may cure: conflicts, deadlocks, restarts, too many connections."""

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "busy_timeout=1000")
"""busy_timeout is in milliseconds; the writer tries again after it, so that it can say so and can be stopped."""


def prepare_file(path: Path) -> None:
    """Make the database's file before SQLite does, so that it is the owner's alone from its first moment.

    SQLite gives its -wal and -shm files the mode of the database. A file that is there and open to others is closed
    to them. Raises StoreError where the place cannot be written.
    """
    try:
        for folder in reversed(path.absolute().parents):
            if not folder.exists():
                folder.mkdir(mode=0o700, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        for each in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            if each.exists() and each.stat().st_mode & 0o077:
                each.chmod(0o600)
    except OSError as error:
        raise StoreError(f"The database {path} cannot be opened for writing: {error.strerror}.") from None


def writing_engine(address: Address, *, foreign_keys: bool = True) -> AsyncEngine:
    """The engine with the one connection that writes. Its transactions take the writer's lock when they begin.

    A transaction that begins by reading and then writes is refused by SQLite at once when anybody wrote in between,
    whatever the timeout; therefore BEGIN IMMEDIATE. `foreign_keys` off is for migrations that rebuild tables.
    """
    return _engine(address, size=1, begin="BEGIN IMMEDIATE", pragmas=() if foreign_keys else ("foreign_keys=OFF",))


def reading_engine(address: Address) -> AsyncEngine:
    """The engine for reading; SQLite refuses a write on its connections."""
    return _engine(address, size=READERS, begin="BEGIN", pragmas=("query_only=ON",))


def _engine(address: Address, *, size: int, begin: str, pragmas: tuple[str, ...]) -> AsyncEngine:
    # hide_parameters: a failed statement's values (tokens, ids) must not end up in an error's text
    options: dict[str, Any] = {"hide_parameters": True, "pool_size": size, "max_overflow": 0}
    if address.dialect == "postgresql":
        return create_async_engine(address.url, pool_pre_ping=True, **options)
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StoreError(f"This Python has SQLite {sqlite3.sqlite_version}; 3.37 or later is needed.")
    engine = create_async_engine(address.url, connect_args={"isolation_level": None}, **options)

    @event.listens_for(engine.sync_engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in (*_PRAGMAS, *pragmas):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def may_pass(error: Exception) -> bool:
    """Whether another try may succeed: somebody else holds the lock, or the server was away for a moment."""
    if isinstance(error, DBAPIError):
        if error.connection_invalidated:
            return True
        code = getattr(error.orig, "sqlite_errorcode", None)
        if code is not None:
            return code & 0xFF in _BUSY
        return getattr(error.orig, "sqlstate", None) in _PASSING_STATES
    return isinstance(error, OSError)


def explain(error: Exception, address: Address) -> StoreError:
    """A driver's error as one sentence for the operator, without statements, values or passwords."""
    if isinstance(error, StoreError):
        return error
    if may_pass(error) and address.dialect == "sqlite":
        return StoreError(f"The database {address.shown} stayed locked by another program; stop it and try again.")
    if isinstance(error, DBAPIError):
        kind = type(error.orig).__name__ if error.orig is not None else type(error).__name__
        code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None) or kind
        return StoreError(f"The database {address.shown} refused ({code}).")
    if isinstance(error, OSError):
        return StoreError(f"The database {address.shown} cannot be reached ({type(error).__name__}).")
    return StoreError(f"The database {address.shown} cannot be used ({type(error).__name__}).")


TROUBLE = (SQLAlchemyError, OSError)
"""What drivers raise; asyncpg lets a refused connection through as OSError."""
