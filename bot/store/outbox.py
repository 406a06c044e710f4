"""The outbox: what is to be sent, what is on its way, what became of it.

Telegram has no key that would make a send happen once. A delivery that was on the wire when the program was killed may
have arrived or not; it is due again, because an unread reminder is worse than a doubled one. Both copies carry the same
token, so either's button counts, and once.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select, update

from bot.domain import Delivery, DeliveryState, NewDelivery, Purpose, Receipt
from bot.store.common import KnownChat, insert, know_chat, name, name_or_other
from bot.store.tables import chats, deliveries, reminded_rules, reminders

LONGEST_SEND = dt.timedelta(minutes=10)
"""After this a send has failed without anybody being able to say so, for instance because the disk was full then."""
WAITING = (DeliveryState.DUE, DeliveryState.SENDING)


def put_in(
    connection: Connection,
    *,
    key: str,
    purpose: Purpose,
    chat: KnownChat,
    addressed_to: int,
    receiver_id: int | None,
    page: str,
    reply_to: int | None,
    thread_id: int | None,
    now: dt.datetime,
    reminder: int | None = None,
    rules: tuple[str, ...] = (),
    token: str | None = None,
) -> Delivery | None:
    """Add a delivery that is due now; None where its key is there.

    `addressed_to` is the chat's number as the caller knew it: numbers of messages and topics do not survive a group's
    change into a supergroup, so they are left out where it is not the present one.
    """
    if addressed_to != chat.telegram_id:
        reply_to = thread_id = None
    number = connection.scalar(
        insert(connection, deliveries)
        .values(
            key=name(key),
            purpose=purpose,
            chat=chat.id,
            receiver_id=receiver_id,
            page=name(page),
            reply_to=reply_to,
            thread_id=thread_id,
            reminder=reminder,
            state=DeliveryState.DUE,
            attempts=0,
            due_at=now,
        )
        .on_conflict_do_nothing()
        .returning(deliveries.c.id)
    )
    if number is None:
        return None
    return Delivery(
        id=number,
        purpose=purpose,
        chat_id=chat.telegram_id,
        receiver_id=receiver_id,
        page=page,
        reply_to=reply_to,
        thread_id=thread_id,
        rules=rules,
        token=token,
        attempts=0,
        state=DeliveryState.DUE,
    )


def record_delivery(connection: Connection, *, new: NewDelivery, now: dt.datetime) -> Delivery | None:
    """Put something that is not a reminder in the outbox."""
    return put_in(
        connection,
        key=new.key,
        purpose=new.purpose,
        chat=know_chat(connection, new.chat_id, now),
        addressed_to=new.chat_id,
        receiver_id=new.receiver_id,
        page=new.page,
        reply_to=new.reply_to,
        thread_id=new.thread_id,
        now=now,
    )


def _sendable(run: str, now: dt.datetime) -> ColumnElement[bool]:
    """Due, or on the wire by another start of the program than `run`, or for longer than any send takes."""
    return or_(
        deliveries.c.state == DeliveryState.DUE,
        and_(
            deliveries.c.state == DeliveryState.SENDING,
            or_(deliveries.c.run != run, deliveries.c.tried_at < now - LONGEST_SEND),
        ),
    )


def due(connection: Connection, *, now: dt.datetime, limit: int, chats_not: Sequence[int], run: str) -> list[Delivery]:
    """What may be sent now, oldest first."""
    rows = connection.execute(
        select(
            deliveries.c.id,
            deliveries.c.purpose,
            chats.c.telegram_id,
            deliveries.c.receiver_id,
            deliveries.c.page,
            deliveries.c.reply_to,
            deliveries.c.thread_id,
            deliveries.c.reminder,
            deliveries.c.attempts,
            deliveries.c.state,
            reminders.c.token,
        )
        .join(chats, chats.c.id == deliveries.c.chat)
        .outerjoin(reminders, reminders.c.id == deliveries.c.reminder)
        .where(
            deliveries.c.state.in_(WAITING),  # says what the partial index says, so that it is used
            _sendable(run, now),
            deliveries.c.due_at <= now,
            chats.c.telegram_id.not_in(list(chats_not)),
        )
        .order_by(deliveries.c.id)
        .limit(limit)
    ).all()
    rules = _rules_of(connection, [row.reminder for row in rows if row.reminder is not None])
    return [_delivery(row, rules) for row in rows]


def _rules_of(connection: Connection, numbers: Iterable[int]) -> dict[int | None, list[str]]:
    rules: dict[int | None, list[str]] = defaultdict(list)
    rows = connection.execute(
        select(reminded_rules.c.reminder, reminded_rules.c.rule)
        .where(reminded_rules.c.reminder.in_(list(numbers)))
        .order_by(reminded_rules.c.reminder, reminded_rules.c.position)
    )
    for reminder, rule in rows:
        rules[reminder].append(rule)
    return rules


def _delivery(row: Row[*tuple[Any, ...]], rules: dict[int | None, list[str]]) -> Delivery:
    return Delivery(
        id=row.id,
        purpose=Purpose(row.purpose),
        chat_id=row.telegram_id,
        receiver_id=row.receiver_id,
        page=row.page,
        reply_to=row.reply_to,
        thread_id=row.thread_id,
        rules=tuple(rules.get(row.reminder, ())),
        token=row.token,
        attempts=row.attempts,
        state=DeliveryState(row.state),
    )


def sending(connection: Connection, *, delivery_id: int, at: dt.datetime, run: str) -> bool:
    """Mark that a delivery goes on the wire now."""
    marked = connection.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery_id, _sendable(run, at))
        .values(state=DeliveryState.SENDING, run=run, tried_at=at, attempts=deliveries.c.attempts + 1)
        .returning(deliveries.c.id)
    ).first()
    return marked is not None


def sent(connection: Connection, *, delivery_id: int, receipt: Receipt) -> None:
    """Confirm a delivery; one whose button was pressed before this came has its receipt still to get."""
    connection.execute(
        update(deliveries)
        .where(
            deliveries.c.id == delivery_id,
            or_(
                deliveries.c.state.in_(WAITING),
                and_(deliveries.c.state == DeliveryState.SENT, deliveries.c.channel.is_(None)),
            ),
        )
        .values(
            state=DeliveryState.SENT,
            channel=receipt.channel,
            sent_at=receipt.sent_at,
            message_id=receipt.message_id,
            ephemeral_message_id=receipt.ephemeral_message_id,
            reason=None,
        )
    )


def put_off(connection: Connection, *, delivery_id: int, until: dt.datetime, reason: str) -> None:
    """Make a delivery due again later."""
    connection.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery_id, deliveries.c.state.in_(WAITING))
        .values(state=DeliveryState.DUE, due_at=until, reason=name_or_other(reason))
    )


def drop(connection: Connection, *, delivery_id: int, reason: str) -> None:
    """Give a delivery up, unless it was sent."""
    connection.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery_id, deliveries.c.state.in_(WAITING))
        .values(state=DeliveryState.DROPPED, reason=name_or_other(reason))
    )
