"""The contract of chats and of groups that become supergroups, on every kind of database."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from bot.domain import (
    Chat,
    EphemeralUse,
    NewDelivery,
    NewReminder,
    Press,
    PressOutcome,
    Purpose,
    RuleEdition,
    Span,
    Standing,
)
from bot.store.base import Store

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
FAR = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
OLD, NEW, NEWEST = -4001, -1004001, -1004002
ANNA = 7


def reminder(chat: int, message: int, rule: str = "RET-01") -> NewReminder:
    edition = RuleEdition(rule, "uk-government", "2026.11", "d1")
    return NewReminder(chat, ANNA, message, None, (edition,), NOW, f"t:{chat}:{message}:{rule}")


async def test_a_chat_that_nobody_met(store: Store) -> None:
    """Asking for a chat gives a fresh one and remembers nothing."""
    assert await store.chat(OLD) == Chat(OLD)
    assert (await store.counts())["chats"] == 0


async def test_what_is_noted_of_a_chat_stays(store: Store) -> None:
    """Standing and the use of private messages are kept apart from each other and by chat."""
    await store.set_standing(OLD, Standing.ADMINISTRATOR)
    await store.set_ephemeral(OLD, EphemeralUse.REFUSED)
    await store.set_standing(OLD, Standing.MEMBER)
    assert await store.chat(OLD) == Chat(OLD, Standing.MEMBER, EphemeralUse.REFUSED)
    assert await store.chat(NEW) == Chat(NEW)


async def live_through(store: Store, steps: tuple[str, ...]) -> None:
    """A group's change, told in some order and more than once, with life going on in between."""
    for step in steps:
        match step:
            case "told":
                await store.migrate_chat(OLD, NEW)
            case "old":
                await store.set_standing(OLD, Standing.MEMBER)
                await store.record_reminder(reminder(OLD, 10))
            case "new":
                await store.set_standing(NEW, Standing.ADMINISTRATOR)
                await store.record_reminder(reminder(NEW, 10, "CLS-01"))


@pytest.mark.parametrize("order", list(itertools.permutations(["told", "old", "new"])))
async def test_a_migration_in_any_order_and_again(store: Store, order: tuple[str, ...]) -> None:
    """Whatever comes first, everything ends in one group, nothing twice, and what was due goes to the new one."""
    await live_through(store, (*order, "told", "old", "new", "told"))
    assert (await store.chat(OLD)).id == NEW
    assert await store.chat(NEW) == Chat(NEW, Standing.ADMINISTRATOR)
    assert (await store.counts())["chats"] == 1
    due = await store.due(now=FAR, limit=10)
    assert {(each.chat_id, each.rules, each.reply_to) for each in due} == {
        (NEW, ("RET-01",), None),
        (NEW, ("CLS-01",), 10),
    }
    assert len(due) == 2
    assert await store.reminded_rules(OLD, 10) == {"RET-01"}
    assert await store.reminded_rules(NEW, 10) == {"CLS-01"}
    for chat in (OLD, NEW):
        rows = [each async for each in store.reminders(Span(chat))]
        assert sorted((each.chat_id, each.message_chat_id, each.rule) for each in rows) == [
            (NEW, NEW, "CLS-01"),
            (NEW, OLD, "RET-01"),
        ]


async def test_a_button_outlives_the_migration(store: Store) -> None:
    """A reminder that was sent into the old group can be acknowledged from either."""
    await store.record_reminder(reminder(OLD, 10))
    await store.migrate_chat(OLD, NEW)
    assert (await store.acknowledge(Press("t:-4001:10:RET-01", NEW, ANNA, NOW))).outcome is PressOutcome.ACKNOWLEDGED
    assert (await store.acknowledge(Press("t:-4001:10:RET-01", OLD, ANNA, NOW))).outcome is PressOutcome.ALREADY


async def test_what_happens_to_the_old_group_does_not_touch_the_new_one(store: Store) -> None:
    """The bot's leaving of the emptied old group does not silence it in the new one."""
    await store.record_delivery(NewDelivery("k:1", Purpose.ANSWER, OLD, ANNA, "help"))
    await store.set_standing(NEW, Standing.ADMINISTRATOR)
    await store.migrate_chat(OLD, NEW)
    await store.set_standing(OLD, Standing.GONE)
    assert (await store.chat(NEW)).standing is Standing.ADMINISTRATOR
    assert [each.chat_id for each in await store.due(now=FAR, limit=5)] == [NEW]


async def test_a_chain_of_migrations_told_backwards(store: Store) -> None:
    """Old news about a group that moved twice does not bring it back to where it no longer is."""
    await store.set_standing(OLD, Standing.MEMBER)
    await store.migrate_chat(NEW, NEWEST)
    await store.migrate_chat(OLD, NEW)
    await store.migrate_chat(OLD, NEW)
    for number in (OLD, NEW, NEWEST):
        assert (await store.chat(number)).id == NEWEST
