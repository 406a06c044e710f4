"""Reminders and their acknowledgements: the units of work behind those verbs of the store."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, delete, select, update

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
from bot.store.common import find_chat, insert, know_chat, name
from bot.store.outbox import put_in
from bot.store.tables import acknowledgements, deliveries, reminded_rules, reminders

REMINDER_PAGE = "reminder"


def occasion_of(new: NewReminder) -> str:
    """What a reminder is once for: its message, however often that is edited; else the occasion that it names."""
    if new.message_id is not None:
        return f"message:{new.message_id}"
    return name(new.occasion or new.token)


def reminded_rules_of(connection: Connection, *, chat_id: int, message_id: int) -> frozenset[str]:
    """The rules that a message has brought up already."""
    return frozenset(
        connection.scalars(
            select(reminded_rules.c.rule).where(
                reminded_rules.c.said_in == chat_id, reminded_rules.c.occasion == f"message:{message_id}"
            )
        )
    )


def record_reminder(connection: Connection, *, new: NewReminder, now: dt.datetime) -> Delivery | None:
    """Record a reminder with those of its rules that are new for the occasion, and put it in the outbox."""
    occasion = occasion_of(new)
    there = frozenset(
        connection.scalars(
            select(reminded_rules.c.rule).where(
                reminded_rules.c.said_in == new.chat_id, reminded_rules.c.occasion == occasion
            )
        )
    )
    fresh = {each.rule: each for each in new.rules if each.rule not in there}
    if not fresh:
        return None
    chat = know_chat(connection, new.chat_id, now)
    number: int = connection.execute(
        insert(connection, reminders)
        .values(
            chat=chat.id,
            member_id=new.member_id,
            said_in=new.chat_id,
            message_id=new.message_id,
            thread_id=new.thread_id,
            reminded_at=new.reminded_at,
            token=name(new.token),
        )
        .returning(reminders.c.id)
    ).scalar_one()
    rules = _add_rules(connection, number, new.chat_id, occasion, list(fresh.values()))
    if not rules:  # another program's writer recorded the same in the meantime (PostgreSQL)
        connection.execute(delete(reminders).where(reminders.c.id == number))
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


def _add_rules(
    connection: Connection, reminder: int, said_in: int, occasion: str, editions: list[RuleEdition]
) -> tuple[str, ...]:
    """Note the rules of a reminder; gives those that were new, in their order."""
    rows = [
        {
            "reminder": reminder,
            "position": position,
            "said_in": said_in,
            "occasion": occasion,
            "rule": edition.rule,
            "pack": edition.pack,
            "pack_version": edition.pack_version,
            "pack_digest": edition.pack_digest,
        }
        for position, edition in enumerate(editions)
    ]
    added = frozenset(
        connection.scalars(
            insert(connection, reminded_rules).values(rows).on_conflict_do_nothing().returning(reminded_rules.c.rule)
        )
    )
    return tuple(edition.rule for edition in editions if edition.rule in added)


def acknowledge(connection: Connection, *, press: Press) -> PressResult:
    """Store the acknowledgement of a press, if its token is of this chat and this member.

    The token is kept as it is: it opens nothing by itself, since Telegram vouches for who presses and where. An index
    finds it, so the time that takes says nothing about how much of a guess was right.
    """
    found = connection.execute(
        select(reminders.c.id, reminders.c.chat, reminders.c.member_id).where(reminders.c.token == press.token)
    ).first()
    chat = find_chat(connection, press.chat_id) if found else None
    if found is None or chat is None or chat.id != found.chat:
        return PressResult(PressOutcome.UNKNOWN)
    if found.member_id != press.member_id:
        return PressResult(PressOutcome.NOT_YOURS)
    stored = connection.execute(
        insert(connection, acknowledgements)
        .values(reminder=found.id, member_id=press.member_id, answer=Answer.ACKNOWLEDGED, acknowledged_at=press.at)
        .on_conflict_do_nothing()
        .returning(acknowledgements.c.id)
    ).first()
    at = connection.execute(
        select(acknowledgements.c.acknowledged_at).where(
            acknowledgements.c.reminder == found.id, acknowledgements.c.member_id == press.member_id
        )
    ).scalar_one()
    if stored:
        _was_received(connection, reminder=found.id, at=press.at)
    rules = connection.scalars(
        select(reminded_rules.c.rule).where(reminded_rules.c.reminder == found.id).order_by(reminded_rules.c.position)
    )
    outcome = PressOutcome.ACKNOWLEDGED if stored else PressOutcome.ALREADY
    return PressResult(outcome, acknowledged_at=at, rules=tuple(rules))


def _was_received(connection: Connection, *, reminder: int, at: dt.datetime) -> None:
    """A reminder that somebody answered has arrived, whatever the outbox knows; it must not be sent again."""
    connection.execute(
        update(deliveries)
        .where(
            deliveries.c.reminder == reminder,
            deliveries.c.state.in_((DeliveryState.DUE, DeliveryState.SENDING)),
        )
        .values(state=DeliveryState.SENT, sent_at=at)
    )
