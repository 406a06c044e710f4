"""PostgreSQL through asyncpg: a small pool of connections on the event loop."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.addresses import Address
from bot.store.hands import Hands, Job, in_transaction

T = TypeVar("T")

CONNECTIONS = 5
SECONDS_TO_CONNECT = 10


class PostgresHands(Hands):
    """The hands on a server. A connection that the server has dropped is replaced when it is next used."""

    def __init__(self, address: Address) -> None:
        self._writing = create_async_engine(
            address.url,
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_pre_ping=True,
            # a failed statement's values (tokens, numbers of people) must not end up in an error's text
            hide_parameters=True,
            connect_args={"timeout": SECONDS_TO_CONNECT},
        )
        # the same connections, with other transactions
        super().__init__(
            self._writing.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        )  # fmt: skip

    async def write(self, job: Job[T]) -> T:
        async with self._writing.connect() as connection:
            return await connection.run_sync(in_transaction, job)
