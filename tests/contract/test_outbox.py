"""The contract of the outbox, on every kind of database."""

from __future__ import annotations

import datetime as dt

from bot.domain import Channel, Delivery, DeliveryState, NewDelivery, Purpose, Receipt, Standing
from bot.store.base import Store
from bot.store.opening import open_store

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
FAR = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
GROUP = -1001234567890


async def put(store: Store, key: str, chat: int = GROUP) -> Delivery:
    made = await store.record_delivery(NewDelivery(key, Purpose.ANSWER, chat, 7, "help", reply_to=5, thread_id=2))
    assert made is not None
    return made


async def ids(store: Store, now: dt.datetime = FAR, **options: object) -> list[int]:
    return [each.id for each in await store.due(now=now, limit=100, **options)]  # type: ignore[arg-type]


async def test_a_key_is_used_once(store: Store) -> None:
    """A command that arrives twice is answered once."""
    first = await put(store, "answer:1")
    assert await store.record_delivery(NewDelivery("answer:1", Purpose.ANSWER, GROUP, 7, "help")) is None
    assert await store.due(now=FAR, limit=5) == [first]


async def test_oldest_first_up_to_the_limit_and_not_in_paused_chats(store: Store) -> None:
    """The outbox is drained in order, and a paused chat holds up nobody else."""
    made = [await put(store, f"k:{n}", chat=-100 - n % 2) for n in range(6)]
    assert await ids(store) == [each.id for each in made]
    assert [each.id for each in await store.due(now=FAR, limit=2)] == [made[0].id, made[1].id]
    assert await ids(store, chats_not=[-100]) == [each.id for each in made if each.chat_id == -101]


async def test_what_is_on_the_wire_is_not_due(store: Store) -> None:
    """Nobody sends a delivery a second time while the first send is under way."""
    made = await put(store, "k:1")
    assert await store.sending(made.id, NOW)
    assert not await store.sending(made.id, NOW)
    assert await ids(store, now=NOW + dt.timedelta(seconds=30)) == []


async def test_what_a_crash_left_on_the_wire_is_due_again(store: Store, url: str) -> None:
    """After a crash the doubt falls on sending again, with the attempts counted."""
    made = await put(store, "k:1")
    assert await store.sending(made.id, NOW)
    after = await open_store(url)
    (again,) = await after.due(now=FAR, limit=5)
    assert (again.id, again.state, again.attempts) == (made.id, DeliveryState.SENDING, 1)
    assert await after.sending(made.id, NOW)
    await after.close()


async def test_a_send_that_nobody_could_record_is_due_again(store: Store) -> None:
    """A row whose outcome could not be written, the disk being full, does not stay on the wire for ever."""
    made = await put(store, "k:1")
    assert await store.sending(made.id, NOW)
    assert await ids(store, now=NOW + HOUR) == [made.id]
    assert await store.sending(made.id, NOW + HOUR)


async def test_sent_is_the_end(store: Store) -> None:
    """What the server took is never due again, whatever is said of it afterwards."""
    made = await put(store, "k:1")
    await store.sending(made.id, NOW)
    await store.sent(made.id, Receipt(Channel.REPLY, NOW, 88))
    await store.put_off(made.id, until=NOW, reason="flood")
    await store.drop(made.id, reason="kicked")
    assert not await store.sending(made.id, NOW)
    assert await ids(store) == []


async def test_put_off_until(store: Store) -> None:
    """A delivery that was put off is due at its time and not before."""
    made = await put(store, "k:1")
    await store.sending(made.id, NOW)
    await store.put_off(made.id, until=NOW + HOUR, reason="flood")
    assert await ids(store, now=NOW + HOUR - dt.timedelta(microseconds=1)) == []
    assert await ids(store, now=NOW + HOUR) == [made.id]


async def test_dropped_is_the_end(store: Store) -> None:
    """What cannot be delivered is not tried again; a refusal's text is not kept even if it is given."""
    made = await put(store, "k:1")
    await store.drop(made.id, reason="Forbidden: bot was kicked")
    assert await ids(store) == []
    assert not await store.sending(made.id, NOW)


async def test_what_was_due_in_a_group_that_is_gone_is_dropped(store: Store) -> None:
    """A bot that was removed does not go on talking; other groups are not touched."""
    await put(store, "k:1")
    other = await put(store, "k:2", chat=GROUP - 1)
    await store.set_standing(GROUP, Standing.GONE)
    assert await ids(store) == [other.id]
