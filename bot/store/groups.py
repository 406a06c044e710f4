"""What is known of chats, and the merging of a group's past when it becomes a supergroup."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Connection, delete, select, update

from bot.domain import Chat, DeliveryState, EphemeralUse, Standing
from bot.store.common import KnownChat, add, find_chat, know_chat
from bot.store.outbox import WAITING
from bot.store.tables import chat_ids, chats, deliveries, reminders

GONE = "gone"
"""The reason with which deliveries to a chat are dropped that the bot is no longer in."""


def chat(connection: Connection, *, chat_id: int) -> Chat:
    """What is known of a chat, under its present number."""
    row = connection.execute(
        select(chats.c.telegram_id, chats.c.standing, chats.c.ephemeral)
        .join(chat_ids)
        .where(chat_ids.c.telegram_id == chat_id)
    ).first()
    if row is None:
        return Chat(chat_id)
    return Chat(row.telegram_id, Standing(row.standing), EphemeralUse(row.ephemeral))


def set_standing(connection: Connection, *, chat_id: int, standing: Standing, now: dt.datetime) -> None:
    """Note the bot's standing in a chat."""
    number = _note(connection, chat_id, now, standing=standing)
    if number is not None and standing is Standing.GONE:
        connection.execute(
            update(deliveries)
            .where(deliveries.c.chat == number, deliveries.c.state.in_(WAITING))
            .values(state=DeliveryState.DROPPED, reason=GONE)
        )


def set_ephemeral(connection: Connection, *, chat_id: int, use: EphemeralUse, now: dt.datetime) -> None:
    """Note whether ephemeral messages work in a chat."""
    _note(connection, chat_id, now, ephemeral=use)


def _note(connection: Connection, chat_id: int, now: dt.datetime, **values: Any) -> int | None:
    """Change a chat's row; None where the number is one that the chat no longer has.

    The bot stays behind in a group that became a supergroup; what happens to it there says nothing of the new one.
    """
    known = know_chat(connection, chat_id, now)
    if known.telegram_id != chat_id:
        return None
    connection.execute(update(chats).where(chats.c.id == known.id).values(values))
    return known.id


def migrate_chat(connection: Connection, *, old_id: int, new_id: int, now: dt.datetime) -> None:
    """Make everything of `old_id` belong to `new_id`.

    Telegram says it three times over (in the old group, in the new one, in the answer to a send), in any order, and the
    new group's first messages may come before any of them. Messages keep the number of the chat that they were written
    in, since the two groups count separately; so what was recalled for a message is not recalled again.
    """
    old, new = find_chat(connection, old_id), find_chat(connection, new_id)
    if old is not None and new is not None:
        if old.id != new.id:
            _merge(connection, old, new)
    elif old is not None:
        connection.execute(update(chats).where(chats.c.id == old.id).values(telegram_id=new_id))
        _forget_places(connection, old)
        _also_known_as(connection, new_id, old.id)
    else:
        new = know_chat(connection, new_id, now)
        _also_known_as(connection, old_id, new.id)


def _merge(connection: Connection, old: KnownChat, new: KnownChat) -> None:
    _forget_places(connection, old)
    for table in (reminders, deliveries, chat_ids):
        connection.execute(update(table).where(table.c.chat == old.id).values(chat=new.id))
    was = connection.execute(select(chats.c.standing, chats.c.since).where(chats.c.id == old.id)).one()
    now = connection.execute(select(chats.c.standing, chats.c.since).where(chats.c.id == new.id)).one()
    values: dict[str, Any] = {"since": min(was.since, now.since)}
    if now.standing == Standing.UNKNOWN and was.standing != Standing.GONE:
        values["standing"] = was.standing
    connection.execute(update(chats).where(chats.c.id == new.id).values(values))
    connection.execute(delete(chats).where(chats.c.id == old.id))


def _forget_places(connection: Connection, old: KnownChat) -> None:
    """What still has to be sent cannot reply to a message of the old group, nor stand in a topic of it."""
    connection.execute(
        update(deliveries)
        .where(deliveries.c.chat == old.id, deliveries.c.state.in_(WAITING))
        .values(reply_to=None, thread_id=None)
    )


def _also_known_as(connection: Connection, telegram_id: int, chat_number: int) -> None:
    add(connection, chat_ids, telegram_id=telegram_id, chat=chat_number)
