"""PostgreSQL through asyncpg: a small pool of connections on the event loop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Row, Select
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.addresses import Address
from bot.store.hands import Job, in_transaction

T = TypeVar("T")

CONNECTIONS = 5
SECONDS_TO_CONNECT = 10


class PostgresHands:
    """bot.store.hands.Hands on a server. A connection that the server has dropped is replaced when it is next used."""

    def __init__(self, address: Address) -> None:
        self._engine = create_async_engine(
            address.url,
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_pre_ping=True,
            # a failed statement's values (tokens, numbers of people) must not end up in an error's text
            hide_parameters=True,
            connect_args={"timeout": SECONDS_TO_CONNECT},
        )

    async def write(self, job: Job[T]) -> T:
        async with self._engine.connect() as connection:
            return await connection.run_sync(in_transaction, job)

    async def read(self, job: Job[T]) -> T:
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            return await connection.run_sync(in_transaction, job)

    async def stream(self, query: Select[Any], portion: int) -> AsyncIterator[Sequence[Row[Any]]]:
        async with self._engine.connect() as connection:
            result = await connection.stream(query)
            async for rows in result.partitions(portion):
                yield rows

    async def close(self) -> None:
        await self._engine.dispose()
