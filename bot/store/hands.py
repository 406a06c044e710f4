"""What a dialect has to offer: the hands that write, read and stream. One file each: sqlite.py, postgres.py."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Row, Select

T = TypeVar("T")
Job = Callable[[Connection], T]
"""Statements on a connection, without beginning or committing."""


class Hands(Protocol):
    """The ways to a database. Each raises what its driver raises (bot/store/trouble.py explains it)."""

    async def write(self, job: Job[T]) -> T:
        """Do a job in a transaction of its own; committed when it returns. Only one at a time may be asked for."""

    async def read(self, job: Job[T]) -> T:
        """Do a job that only reads, and sees the database as it was when it began."""

    def stream(self, query: Select[Any], portion: int) -> AsyncIterator[Sequence[Row[Any]]]:
        """The rows of a query, so many at a time, all as they were when it began."""

    async def close(self) -> None:
        """Close every connection."""


def in_transaction(connection: Connection, job: Job[T]) -> T:
    """Do a job and commit, or roll back whatever it raises."""
    with connection.begin():
        return job(connection)
