"""The door to the store: `open_store`, and beside it `migrate` and `schema_state` for the command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

from bot.store.addresses import read_address
from bot.store.base import Store
from bot.store.schema import Age, Migrated, SchemaState, hands_for, is_current, migrate, schema_state
from bot.store.sql_store import SqlStore
from bot.store.sqlite import prepare_file
from bot.store.trouble import TROUBLE, explain

__all__ = ["Age", "Migrated", "SchemaState", "migrate", "open_store", "schema_state"]

PATIENCE = 10.0
"""Seconds for which a database that another program has locked is waited for."""


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


async def open_store(url: str, *, clock: Callable[[], dt.datetime] = _utc_now, patience: float = PATIENCE) -> Store:
    """Open the database of a DATABASE_URL (contract.md, Settings), building or upgrading its tables where needed.

    A newcomer should not need a command more; whoever wants to upgrade at a moment of their own runs `migrate`
    first. `clock` gives aware times; `patience` is in seconds. Raises StoreError, and NewerDatabase for one that a
    later version wrote. Close what this returns; a program that forgets to still ends.
    """
    address = read_address(url)
    if address.path is not None:
        prepare_file(address.path)
    hands = hands_for(address)
    try:
        if not await is_current(hands, address):
            await migrate(url)
    except TROUBLE as error:
        await hands.close()
        raise explain(error, address) from None
    except BaseException:
        await hands.close()
        raise
    return SqlStore(
        hands=hands,
        explain=partial(explain, address=address),
        clock=clock,
        patience=patience,
    )
