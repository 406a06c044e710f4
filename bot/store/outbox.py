"""The outbox: what is to be sent, what is on its way, what became of it.

Telegram has no key that would make a send happen once. A delivery that was on the wire when the program was killed may
have arrived or not; it is due again, because an unread reminder is worse than a doubled one. Both copies carry the same
token, so either's button counts, and once.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, or_, select, update

from bot.domain import Delivery, DeliveryState, NewDelivery, Purpose, Receipt
from bot.store.common import KnownChat, add, know_chat, name, name_or_other
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
    number = add(
        connection,
        deliveries,
        returning="id",
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


_ON_THE_WIRE = deliveries.c.state == DeliveryState.SENDING
_SENDABLE = or_(
    deliveries.c.state == DeliveryState.DUE,
    and_(_ON_THE_WIRE, deliveries.c.run != bindparam("p_run")),
    and_(_ON_THE_WIRE, deliveries.c.tried_at < bindparam("p_lost_before")),
)
"""Due, or on the wire by another start of the program, or for longer than any send takes."""

_DUE = (
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
        _SENDABLE,
        deliveries.c.due_at <= bindparam("p_now"),
        chats.c.telegram_id.not_in(bindparam("p_chats_not", expanding=True)),
    )
    .order_by(deliveries.c.id)
    .limit(bindparam("p_limit"))
)
_RULES = (
    select(reminded_rules.c.reminder, reminded_rules.c.rule)
    .where(reminded_rules.c.reminder.in_(bindparam("p_reminders", expanding=True)))
    .order_by(reminded_rules.c.reminder, reminded_rules.c.position)
)
_THIS = deliveries.c.id == bindparam("p_id")
_WAITS = deliveries.c.state.in_(WAITING)
_SENDING = (
    update(deliveries)
    .where(_THIS, _SENDABLE)
    .values(
        state=DeliveryState.SENDING,
        run=bindparam("p_run"),
        tried_at=bindparam("p_at"),
        attempts=deliveries.c.attempts + 1,
    )
    .returning(deliveries.c.id)
)
_SENT = (
    update(deliveries)
    # one whose button was pressed before this came has its receipt still to get
    .where(_THIS, or_(_WAITS, and_(deliveries.c.state == DeliveryState.SENT, deliveries.c.channel.is_(None))))
    .values(
        state=DeliveryState.SENT,
        channel=bindparam("p_channel"),
        sent_at=bindparam("p_at"),
        message_id=bindparam("p_message"),
        ephemeral_message_id=bindparam("p_ephemeral"),
        reason=None,
    )
)
_PUT_OFF = (
    update(deliveries)
    .where(_THIS, _WAITS)
    .values(state=DeliveryState.DUE, due_at=bindparam("p_until"), reason=bindparam("p_reason"))
)
_DROP = update(deliveries).where(_THIS, _WAITS).values(state=DeliveryState.DROPPED, reason=bindparam("p_reason"))


def due(connection: Connection, *, now: dt.datetime, limit: int, chats_not: Sequence[int], run: str) -> list[Delivery]:
    """What may be sent now, oldest first."""
    rows = connection.execute(
        _DUE,
        {
            "p_run": run,
            "p_lost_before": now - LONGEST_SEND,
            "p_now": now,
            "p_chats_not": list(chats_not),
            "p_limit": limit,
        },
    ).all()
    numbers = [row.reminder for row in rows if row.reminder is not None]
    rules: dict[int | None, list[str]] = defaultdict(list)
    if numbers:
        for reminder, rule in connection.execute(_RULES, {"p_reminders": numbers}):
            rules[reminder].append(rule)
    return [_delivery(row, rules) for row in rows]


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
    values = {"p_id": delivery_id, "p_run": run, "p_at": at, "p_lost_before": at - LONGEST_SEND}
    return connection.execute(_SENDING, values).first() is not None


def sent(connection: Connection, *, delivery_id: int, receipt: Receipt) -> None:
    """Confirm a delivery."""
    values = {
        "p_id": delivery_id,
        "p_channel": receipt.channel,
        "p_at": receipt.sent_at,
        "p_message": receipt.message_id,
        "p_ephemeral": receipt.ephemeral_message_id,
    }
    connection.execute(_SENT, values)


def put_off(connection: Connection, *, delivery_id: int, until: dt.datetime, reason: str) -> None:
    """Make a delivery due again later."""
    connection.execute(_PUT_OFF, {"p_id": delivery_id, "p_until": until, "p_reason": name_or_other(reason)})


def drop(connection: Connection, *, delivery_id: int, reason: str) -> None:
    """Give a delivery up, unless it was sent."""
    connection.execute(_DROP, {"p_id": delivery_id, "p_reason": name_or_other(reason)})
