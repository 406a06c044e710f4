"""The selects behind exports: one row a rule, oldest reminder first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select

from bot.domain import AcknowledgementRecord, ReminderRecord, Span
from bot.store.tables import acknowledgements, chat_ids, chats, deliveries, reminded_rules, reminders

_EDITION = (
    reminded_rules.c.rule,
    reminded_rules.c.pack,
    reminded_rules.c.pack_version,
    reminded_rules.c.pack_digest,
    reminders.c.message_id,
    reminders.c.said_in,
    reminders.c.reminded_at,
)
_ORDER = (reminders.c.reminded_at, reminders.c.id, reminded_rules.c.position)


def _within(span: Span) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if span.chat_id is not None:  # any number that the chat ever had
        conditions.append(reminders.c.chat.in_(select(chat_ids.c.chat).where(chat_ids.c.telegram_id == span.chat_id)))
    if span.since is not None:
        conditions.append(reminders.c.reminded_at >= span.since)
    if span.until is not None:
        conditions.append(reminders.c.reminded_at < span.until)
    return conditions


def acknowledgements_in(span: Span) -> Select[Any]:
    """The acknowledged rules of a span."""
    return (
        select(
            chats.c.telegram_id,
            acknowledgements.c.member_id,
            *_EDITION,
            acknowledgements.c.acknowledged_at,
            acknowledgements.c.answer,
        )
        .join_from(acknowledgements, reminders)
        .join(reminded_rules, reminded_rules.c.reminder == reminders.c.id)
        .join(chats, chats.c.id == reminders.c.chat)
        .where(*_within(span))
        .order_by(*_ORDER, acknowledgements.c.id)
    )


def acknowledgement(row: Row[Any]) -> AcknowledgementRecord:
    """A row of `acknowledgements_in`."""
    return AcknowledgementRecord(
        chat_id=row.telegram_id,
        user_id=row.member_id,
        rule=row.rule,
        pack=row.pack,
        pack_version=row.pack_version,
        pack_digest=row.pack_digest,
        message_id=row.message_id,
        message_chat_id=row.said_in if row.message_id is not None else None,
        reminded_at=row.reminded_at,
        acknowledged_at=row.acknowledged_at,
        answer=row.answer,
    )


def reminders_in(span: Span, *, member_id: int | None = None) -> Select[Any]:
    """The reminded rules of a span, of everybody or of one person."""
    conditions = _within(span)
    if member_id is not None:
        conditions.append(reminders.c.member_id == member_id)
    return (
        select(
            chats.c.telegram_id,
            reminders.c.member_id,
            *_EDITION,
            deliveries.c.state,
            deliveries.c.channel,
            deliveries.c.sent_at,
            acknowledgements.c.acknowledged_at,
        )
        .join_from(reminders, reminded_rules)
        .join(chats, chats.c.id == reminders.c.chat)
        .join(deliveries, deliveries.c.reminder == reminders.c.id)
        .outerjoin(
            acknowledgements,
            (acknowledgements.c.reminder == reminders.c.id) & (acknowledgements.c.member_id == reminders.c.member_id),
        )
        .where(*conditions)
        .order_by(*_ORDER)
    )


def reminder(row: Row[Any]) -> ReminderRecord:
    """A row of `reminders_in`."""
    return ReminderRecord(
        chat_id=row.telegram_id,
        user_id=row.member_id,
        rule=row.rule,
        pack=row.pack,
        pack_version=row.pack_version,
        pack_digest=row.pack_digest,
        message_id=row.message_id,
        message_chat_id=row.said_in if row.message_id is not None else None,
        reminded_at=row.reminded_at,
        state=row.state,
        channel=row.channel,
        sent_at=row.sent_at,
        acknowledged_at=row.acknowledged_at,
    )
