"""What a dialect has to offer: the hands that write, read and stream. How each writes: sqlite.py, postgres.py."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select
from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")
Job = Callable[[Connection], T]
"""Statements on a connection, without beginning or committing."""


class Hands(ABC):
    """The ways to a database. Each raises what its driver raises (bot/store/trouble.py explains it).

    Reading is the same on every kind: `reading` is an engine whose transactions cannot write and see the database as
    it was when they began.
    """

    def __init__(self, reading: AsyncEngine) -> None:
        self._reading = reading

    @abstractmethod
    async def write(self, job: Job[T]) -> T:
        """Do a job in a transaction of its own; committed when it returns. Only one at a time may be asked for."""

    async def read(self, job: Job[T]) -> T:
        """Do a job that only reads, and sees the database as it was when it began."""
        async with self._reading.connect() as connection:
            return await connection.run_sync(in_transaction, job)

    async def stream(self, query: Select[Any], portion: int) -> AsyncIterator[Sequence[Row[Any]]]:
        """The rows of a query, so many at a time, all as they were when it began."""
        async with self._reading.connect() as connection, connection.stream(query) as result:
            async for rows in result.partitions(portion):
                yield rows

    async def close(self) -> None:
        """Close every connection."""
        await self._reading.dispose()


def in_transaction(connection: Connection, job: Job[T]) -> T:
    """Do a job and commit, or roll back whatever it raises."""
    with connection.begin():
        return job(connection)
