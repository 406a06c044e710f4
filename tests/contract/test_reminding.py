"""The contract of reminders and acknowledgements, on every kind of database."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter

import pytest

from bot.domain import (
    Channel,
    DeliveryState,
    NewReminder,
    Press,
    PressOutcome,
    Purpose,
    Receipt,
    RuleEdition,
    Span,
)
from bot.errors import StoreError
from bot.store.base import Store
from bot.store.opening import open_store

NOW = dt.datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=400)
GROUP, ANNA, BEN = -1001234567890, 7_000_000_001, 7_000_000_002


def edition(rule: str) -> RuleEdition:
    return RuleEdition(rule, "uk-government", "2026.11", "d1" * 16)


def reminder(
    *rules: str, message: int | None = 55, number: int = 1, at: dt.datetime = NOW, occasion: str | None = None
) -> NewReminder:
    return NewReminder(
        chat_id=GROUP,
        member_id=ANNA,
        message_id=message,
        thread_id=3,
        rules=tuple(edition(rule) for rule in rules),
        reminded_at=at,
        token=f"t-{number}",
        occasion=occasion,
    )


async def test_a_reminder_is_due_as_soon_as_it_is_recorded(store: Store) -> None:
    """What was recorded comes out of the outbox whole: whom to tell what, where, under which token."""
    recorded = await store.record_reminder(reminder("RET-01", "PER-01"))
    assert recorded is not None
    assert recorded.purpose is Purpose.REMINDER
    assert recorded.rules == ("RET-01", "PER-01")
    assert (recorded.chat_id, recorded.receiver_id, recorded.reply_to, recorded.thread_id) == (GROUP, ANNA, 55, 3)
    assert recorded.token == "t-1"
    assert await store.due(now=LATER, limit=10) == [recorded]


async def test_a_message_brings_up_a_rule_once(store: Store) -> None:
    """An edit of a message brings up only the rules that the message had not brought up before."""
    await store.record_reminder(reminder("RET-01"))
    assert await store.record_reminder(reminder("RET-01", number=2)) is None
    second = await store.record_reminder(reminder("RET-01", "CLS-01", number=3))
    assert second is not None
    assert second.rules == ("CLS-01",)
    assert await store.reminded_rules(GROUP, 55) == {"RET-01", "CLS-01"}
    assert await store.reminded_rules(GROUP, 56) == frozenset()


async def test_twenty_at_once_make_one_reminder(store: Store) -> None:
    """The same update arriving many times at once makes one reminder: the schema sees to it, not memory."""
    made = await asyncio.gather(*(store.record_reminder(reminder("RET-01", number=n)) for n in range(20)))
    assert sum(each is not None for each in made) == 1


async def test_two_programs_at_once_make_one_reminder(store: Store, url: str) -> None:
    """Two replicas that get the same updates at once make one reminder for each, and each press counts once."""
    other = await open_store(url)
    made = await asyncio.gather(
        *(
            each.record_reminder(reminder("RET-01", "PER-01", message=message, number=1000 * which + message))
            for message in range(30)
            for which, each in enumerate((store, other))
        )
    )
    by_message = Counter(each.reply_to for each in made if each)
    assert by_message == dict.fromkeys(range(30), 1)
    pressed = await asyncio.gather(
        *(
            each.acknowledge(Press(delivery.token or "", GROUP, ANNA, NOW))
            for delivery in made
            if delivery
            for each in (store, other)
        )
    )
    assert Counter(each.outcome for each in pressed) == {PressOutcome.ACKNOWLEDGED: 30, PressOutcome.ALREADY: 30}
    assert (await store.counts())["reminders"] == 30
    await other.close()


async def test_an_event_without_a_message_is_once_by_its_occasion(store: Store) -> None:
    """A happening that comes again after a crash, without a message to know it by, is known by its occasion."""
    first = reminder("RET-08", message=None, occasion="update:123")
    assert await store.record_reminder(first) is not None
    assert await store.record_reminder(reminder("RET-08", message=None, number=2, occasion="update:123")) is None
    other = reminder("RET-08", message=None, number=3, occasion="update:124")
    assert await store.record_reminder(other) is not None


async def test_a_press_is_stored_once(store: Store) -> None:
    """The second press of a button changes nothing and tells when the first was."""
    await store.record_reminder(reminder("RET-01", "PER-01"))
    first = await store.acknowledge(Press("t-1", GROUP, ANNA, NOW))
    again = await store.acknowledge(Press("t-1", GROUP, ANNA, LATER))
    assert (first.outcome, first.acknowledged_at) == (PressOutcome.ACKNOWLEDGED, NOW)
    assert (again.outcome, again.acknowledged_at) == (PressOutcome.ALREADY, NOW)
    assert first.rules == again.rules == ("RET-01", "PER-01")
    assert (await store.counts())["acknowledgements"] == 1


@pytest.mark.parametrize(
    ("token", "chat", "member", "outcome"),
    [
        ("t-2", GROUP, ANNA, PressOutcome.UNKNOWN),
        ("T-1", GROUP, ANNA, PressOutcome.UNKNOWN),
        ("t-1", GROUP - 1, ANNA, PressOutcome.UNKNOWN),
        ("t-1", ANNA, ANNA, PressOutcome.UNKNOWN),
        ("t-1", GROUP, BEN, PressOutcome.NOT_YOURS),
        ("t-1' or '1'='1", GROUP, ANNA, PressOutcome.UNKNOWN),
    ],
)
async def test_a_press_by_another_acknowledges_nothing(
    store: Store, token: str, chat: int, member: int, outcome: PressOutcome
) -> None:
    """A token opens nothing in another chat or another hand, and a forged one nothing at all."""
    await store.record_reminder(reminder("RET-01"))
    result = await store.acknowledge(Press(token, chat, member, NOW))
    assert (result.outcome, result.acknowledged_at, result.rules) == (outcome, None, ())
    assert (await store.counts())["acknowledgements"] == 0


async def test_a_reminder_that_was_answered_is_not_sent_again(store: Store, url: str) -> None:
    """A crash between sending and confirming leaves a doubt; a press of the button settles it."""
    recorded = await store.record_reminder(reminder("RET-01"))
    assert recorded is not None
    assert await store.sending(recorded.id, NOW)
    await store.acknowledge(Press("t-1", GROUP, ANNA, NOW))
    await store.close()
    after = await open_store(url)
    assert await after.due(now=LATER, limit=10) == []
    await after.sent(recorded.id, Receipt(Channel.EPHEMERAL, NOW, None, 9))
    assert [each.channel async for each in after.reminders(Span())] == ["ephemeral"]
    await after.close()


async def test_exports_give_a_row_a_rule_oldest_first(store: Store) -> None:
    """An export says of every reminded rule whom, where, by which edition of the pack, when, and what came of it."""
    await store.record_reminder(reminder("RET-03", message=57, number=2, at=LATER))
    await store.record_reminder(reminder("RET-01", "PER-01"))
    await store.acknowledge(Press("t-1", GROUP, ANNA, NOW))
    rows = [each async for each in store.reminders(Span())]
    assert [(row.rule, row.message_id, row.acknowledged_at) for row in rows] == [
        ("RET-01", 55, NOW),
        ("PER-01", 55, NOW),
        ("RET-03", 57, None),
    ]
    assert {row.state for row in rows} == {DeliveryState.SENT, DeliveryState.DUE}
    acknowledged = [each async for each in store.acknowledgements(Span())]
    assert [row.rule for row in acknowledged] == ["RET-01", "PER-01"]
    first = acknowledged[0]
    assert (first.chat_id, first.user_id, first.pack, first.pack_version) == (GROUP, ANNA, "uk-government", "2026.11")
    assert (first.message_id, first.message_chat_id, first.reminded_at, first.answer) == (
        55,
        GROUP,
        NOW,
        "acknowledged",
    )
    assert await store.of_member(ANNA) == rows
    assert await store.of_member(BEN) == []


async def test_a_span_is_one_chat_and_half_open_in_time(store: Store) -> None:
    """`since` is within an export, `until` is not, and another group's rows never are."""
    for number in range(4):
        at = NOW + dt.timedelta(hours=number)
        await store.record_reminder(reminder("RET-01", message=number, number=number, at=at))
    span = Span(GROUP, NOW + dt.timedelta(hours=1), NOW + dt.timedelta(hours=3))
    assert [each.message_id async for each in store.reminders(span)] == [1, 2]
    assert [each async for each in store.reminders(Span(GROUP - 1))] == []


async def test_an_export_may_be_left_early(store: Store) -> None:
    """Exports that are begun and left, more of them than there are connections, hold nothing up."""
    for number in range(3):
        await store.record_reminder(reminder("RET-01", message=number, number=number))
    for _ in range(30):
        rows = store.reminders(Span())
        assert (await anext(rows)).rule == "RET-01"
        await rows.aclose()  # type: ignore[attr-defined]
    assert (await store.counts())["reminders"] == 3


async def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    """A naive time would be taken for another one; nothing is stored then."""
    with pytest.raises(StoreError):
        await store.record_reminder(reminder("RET-01", at=NOW.replace(tzinfo=None)))
    assert await store.reminded_rules(GROUP, 55) == frozenset()


async def test_a_sentence_finds_no_place(store: Store) -> None:
    """What somebody wrote cannot come to rest in the store even if the program hands it over."""
    with pytest.raises(ValueError, match="short and without blanks") as caught:
        await store.record_reminder(reminder("RET-01", message=None, occasion="let us delete this chat"))
    assert "delete" not in str(caught.value)
