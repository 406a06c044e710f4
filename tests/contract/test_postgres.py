"""What only a server can do to us."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, text

from bot.store.addresses import read_address
from bot.store.base import Store
from bot.store.schema import hands_for


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_a_server_that_drops_its_connections_is_met_again(store: Store, url: str) -> None:
    """After a restart of the server, or a proxy that closes what is idle, the next verb works."""
    await store.keep("name", "value")
    await store.counts()
    hands = hands_for(read_address(url))

    def drop_others(connection: Connection) -> object:
        return connection.execute(
            text(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )
        ).all()

    assert await hands.write(drop_others)
    await hands.close()
    assert await store.keep("name", "another") == "value"
    assert (await store.counts())["reminders"] == 0
