"""The contract of leases, kept values, updates set aside and health, on every kind of database."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from bot.errors import StoreError
from bot.store.base import Store
from bot.store.opening import open_store

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


async def test_a_lease_is_one_holder_s(store: Store, url: str) -> None:
    """Two programs that ask at once do not both get it, and its holder may prolong it."""
    other = await open_store(url)
    got = await asyncio.gather(
        *(each.take_lease("poll", name, now=NOW, until=NOW + MINUTE) for each, name in ((store, "a"), (other, "b")))
    )
    assert sorted(got) == [False, True]
    winner, loser = ("a", "b") if got[0] else ("b", "a")
    assert await store.take_lease("poll", winner, now=NOW, until=NOW + 3 * MINUTE)
    assert not await store.take_lease("poll", loser, now=NOW + 2 * MINUTE, until=NOW + 4 * MINUTE)
    await other.close()


async def test_a_lease_that_has_run_out_or_was_given_back_is_free(store: Store) -> None:
    """A program that died holds nobody up for longer than its lease; one that ends gives it back."""
    assert await store.take_lease("poll", "a", now=NOW, until=NOW + MINUTE)
    assert await store.take_lease("poll", "b", now=NOW + MINUTE, until=NOW + 2 * MINUTE)
    await store.drop_lease("poll", "a")
    assert not await store.take_lease("poll", "c", now=NOW + MINUTE, until=NOW + 2 * MINUTE)
    await store.drop_lease("poll", "b")
    assert await store.take_lease("poll", "c", now=NOW + MINUTE, until=NOW + 2 * MINUTE)


async def test_the_first_kept_value_stays(store: Store) -> None:
    """The webhook's secret is made once, however many ask for it."""
    kept = await asyncio.gather(*(store.keep("webhook-secret", f"s{n}") for n in range(10)))
    assert len(set(kept)) == 1
    assert await store.keep("webhook-secret", "another") == kept[0]


async def test_an_update_is_set_aside_once(store: Store) -> None:
    """An update that comes again is counted once; names that are none are not kept."""
    for _ in range(2):
        await store.set_aside(5, "message", "KeyError", NOW)
    await store.set_aside(6, "let us delete\nthis", "Value Error " * 40, NOW)
    assert await store.set_aside_count() == 2


async def test_health(store: Store) -> None:
    """A store that works says so and gives its figures; a closed one says one sentence."""
    await store.ping()
    assert await store.counts() == {"reminders": 0, "acknowledgements": 0, "due": 0, "chats": 0, "set_aside": 0}
    await store.close()
    for verb in (store.ping, store.counts):
        with pytest.raises(StoreError, match="closed"):
            await verb()
