"""What the verbs share: inserting what may be there, finding a chat by any of its numbers, checking names."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain import EphemeralUse, Standing
from bot.store.columns import LONGEST_NAME
from bot.store.tables import chat_ids, chats

_NAME = re.compile(rf"[^\s\x00-\x1f]{{1,{LONGEST_NAME}}}")


class KnownChat(NamedTuple):
    """A chat's row: our number of it and its present number at Telegram."""

    id: int
    telegram_id: int


def insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An insert that knows `on conflict`, in the connection's dialect."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def name(value: str) -> str:
    """A value fit for a column of names. Raises ValueError, without the value, for anything like a sentence."""
    if not _NAME.fullmatch(value):
        raise ValueError("A name for the store must be short and without blanks.")
    return value


def name_or_other(value: str) -> str:
    """Like `name`, for names that come from outside and must not stop anything: "other" for what is none."""
    return value if _NAME.fullmatch(value) else "other"


def find_chat(connection: Connection, telegram_id: int) -> KnownChat | None:
    """The chat that has, or ever had, this number."""
    row = connection.execute(
        select(chats.c.id, chats.c.telegram_id).join(chat_ids).where(chat_ids.c.telegram_id == telegram_id)
    ).first()
    return KnownChat(*row) if row else None


def know_chat(connection: Connection, telegram_id: int, now: dt.datetime) -> KnownChat:
    """The chat of this number, noted now if it is new."""
    known = find_chat(connection, telegram_id)
    if known:
        return known
    new: dict[str, Any] = {
        "telegram_id": telegram_id,
        "standing": Standing.UNKNOWN,
        "ephemeral": EphemeralUse.UNTRIED,
        "since": now,
    }
    number = connection.scalar(
        insert(connection, chats).values(new).on_conflict_do_nothing().returning(chats.c.id)
    )  # fmt: skip
    if number is None:  # another program's writer was faster (PostgreSQL)
        number = connection.execute(select(chats.c.id).where(chats.c.telegram_id == telegram_id)).scalar_one()
    connection.execute(
        insert(connection, chat_ids).values(telegram_id=telegram_id, chat=number).on_conflict_do_nothing()
    )
    return KnownChat(number, telegram_id)
