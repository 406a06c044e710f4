"""Reminders and their acknowledgements: the units of work behind those verbs of the store."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from bot.domain import (
    Answer,
    Delivery,
    DeliveryState,
    NewReminder,
    Press,
    PressOutcome,
    PressResult,
    Purpose,
    RuleEdition,
)
from bot.store.common import add, find_chat, know_chat, name
from bot.store.outbox import WAITING, put_in
from bot.store.tables import acknowledgements, deliveries, reminded_rules, reminders

REMINDER_PAGE = "reminder"

_RECALLED = select(reminded_rules.c.rule).where(
    reminded_rules.c.said_in == bindparam("p_said_in"), reminded_rules.c.occasion == bindparam("p_occasion")
)
_NEW = insert(reminders).returning(reminders.c.id)
_FORGET = delete(reminders).where(reminders.c.id == bindparam("p_reminder"))
_BY_TOKEN = select(reminders.c.id, reminders.c.chat, reminders.c.member_id).where(
    reminders.c.token == bindparam("p_token")
)
_ACKNOWLEDGED_AT = select(acknowledgements.c.acknowledged_at).where(
    acknowledgements.c.reminder == bindparam("p_reminder"), acknowledgements.c.member_id == bindparam("p_member")
)
_RULES_OF = (
    select(reminded_rules.c.rule)
    .where(reminded_rules.c.reminder == bindparam("p_reminder"))
    .order_by(reminded_rules.c.position)
)
_RECEIVED = (
    update(deliveries)
    .where(deliveries.c.reminder == bindparam("p_reminder"), deliveries.c.state.in_(WAITING))
    .values(state=DeliveryState.SENT, sent_at=bindparam("p_at"))
)


def occasion_of(new: NewReminder) -> str:
    """What a reminder is once for: its message, however often that is edited; else the occasion that it names."""
    if new.message_id is not None:
        return f"message:{new.message_id}"
    return name(new.occasion or new.token)


def reminded_rules_of(connection: Connection, *, chat_id: int, message_id: int) -> frozenset[str]:
    """The rules that a message has brought up already."""
    return _recalled(connection, chat_id, f"message:{message_id}")


def _recalled(connection: Connection, said_in: int, occasion: str) -> frozenset[str]:
    return frozenset(connection.scalars(_RECALLED, {"p_said_in": said_in, "p_occasion": occasion}))


def reminded_since(connection: Connection, *, chat_id: int, member_id: int, since: dt.datetime) -> frozenset[str]:
    """The rules that a member was reminded of in a chat at `since` or later."""
    chat = find_chat(connection, chat_id)
    if chat is None:
        return frozenset()
    query = (
        select(reminded_rules.c.rule)
        .join(reminders, reminders.c.id == reminded_rules.c.reminder)
        .where(reminders.c.chat == chat.id, reminders.c.member_id == member_id, reminders.c.reminded_at >= since)
    )
    return frozenset(connection.scalars(query))


def record_reminder(connection: Connection, *, new: NewReminder, now: dt.datetime) -> Delivery | None:
    """Record a reminder with those of its rules that are new for the occasion, and put it in the outbox."""
    occasion = occasion_of(new)
    there = _recalled(connection, new.chat_id, occasion)
    fresh = {each.rule: each for each in new.rules if each.rule not in there}
    if not fresh:
        return None
    chat = know_chat(connection, new.chat_id, now)
    number = connection.execute(
        _NEW,
        {
            "chat": chat.id,
            "member_id": new.member_id,
            "said_in": new.chat_id,
            "message_id": new.message_id,
            "thread_id": new.thread_id,
            "reminded_at": new.reminded_at,
            "token": name(new.token),
        },
    ).scalar_one()
    rules = tuple(
        rule
        for position, edition in enumerate(fresh.values())
        if (
            rule := _recall(
                connection, edition, reminder=number, position=position, said_in=new.chat_id, occasion=occasion
            )
        )
    )
    if not rules:  # another program's writer recorded the same in the meantime (PostgreSQL)
        connection.execute(_FORGET, {"p_reminder": number})
        return None
    return put_in(
        connection,
        key=f"reminder:{number}",
        purpose=Purpose.REMINDER,
        chat=chat,
        addressed_to=new.chat_id,
        receiver_id=new.member_id,
        page=REMINDER_PAGE,
        reply_to=new.message_id,
        thread_id=new.thread_id,
        now=now,
        reminder=number,
        rules=rules,
        token=new.token,
    )


def _recall(
    connection: Connection, edition: RuleEdition, *, reminder: int, position: int, said_in: int, occasion: str
) -> str | None:
    """Note a rule of a reminder; gives its id if it was new for the occasion."""
    rule: str | None = add(
        connection,
        reminded_rules,
        returning="rule",
        reminder=reminder,
        position=position,
        said_in=said_in,
        occasion=occasion,
        rule=edition.rule,
        pack=edition.pack,
        pack_version=edition.pack_version,
        pack_digest=edition.pack_digest,
    )
    return rule


def acknowledge(connection: Connection, *, press: Press) -> PressResult:
    """Store the acknowledgement of a press, if its token is of this chat and this member.

    The token is kept as it is: it opens nothing by itself, since Telegram vouches for who presses and where. An index
    finds it, so the time that takes says nothing about how much of a guess was right.
    """
    found = connection.execute(_BY_TOKEN, {"p_token": press.token}).first()
    chat = find_chat(connection, press.chat_id) if found else None
    if found is None or chat is None or chat.id != found.chat:
        return PressResult(PressOutcome.UNKNOWN)
    if found.member_id != press.member_id:
        return PressResult(PressOutcome.NOT_YOURS)
    at = add(
        connection,
        acknowledgements,
        returning="acknowledged_at",
        reminder=found.id,
        member_id=press.member_id,
        answer=Answer.ACKNOWLEDGED,
        acknowledged_at=press.at,
    )
    outcome = PressOutcome.ACKNOWLEDGED
    if at is None:
        outcome = PressOutcome.ALREADY
        at = connection.scalar(_ACKNOWLEDGED_AT, {"p_reminder": found.id, "p_member": press.member_id})
    else:
        # a reminder that somebody answered has arrived, whatever the outbox knows; it must not be sent again
        connection.execute(_RECEIVED, {"p_reminder": found.id, "p_at": press.at})
    rules = connection.scalars(_RULES_OF, {"p_reminder": found.id})
    return PressResult(outcome, acknowledged_at=at, rules=tuple(rules))
