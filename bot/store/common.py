"""What the verbs share: inserting what may be there, finding a chat by any of its numbers, checking names.

The verbs' statements are built once and given their values by name ("p_…") each time: to build one costs SQLAlchemy
several times what it costs SQLite to run it.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Executable, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain import EphemeralUse, Standing
from bot.store.columns import LONGEST_NAME
from bot.store.tables import chat_ids, chats

_NAME = re.compile(rf"[^\s\x00-\x1f]{{1,{LONGEST_NAME}}}")


class KnownChat(NamedTuple):
    """A chat's row: our number of it and its present number at Telegram."""

    id: int
    telegram_id: int


def insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An insert that knows `on conflict`, in a dialect."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def _once(dialect: str, table: Table, returning: str | None) -> Executable:
    statement = insert(dialect, table).on_conflict_do_nothing()
    return statement.returning(table.c[returning]) if returning else statement


def add(connection: Connection, table: Table, *, returning: str | None = None, **row: Any) -> Any:
    """Insert a row unless what must be once is there; gives the new row's column `returning`, or None."""
    result = connection.execute(_once(connection.dialect.name, table, returning), row)
    return result.scalar() if returning else None


def name(value: str) -> str:
    """A value fit for a column of names. Raises ValueError, without the value, for anything like a sentence."""
    if not _NAME.fullmatch(value):
        raise ValueError("A name for the store must be short and without blanks.")
    return value


def name_or_other(value: str) -> str:
    """Like `name`, for names that come from outside and must not stop anything: "other" for what is none."""
    return value if _NAME.fullmatch(value) else "other"


_FIND_CHAT = (
    select(chats.c.id, chats.c.telegram_id).join(chat_ids).where(chat_ids.c.telegram_id == bindparam("p_number"))
)
_CHAT_NOW = select(chats.c.id).where(chats.c.telegram_id == bindparam("p_number"))


def find_chat(connection: Connection, telegram_id: int) -> KnownChat | None:
    """The chat that has, or ever had, this number."""
    row = connection.execute(_FIND_CHAT, {"p_number": telegram_id}).first()
    return KnownChat(*row) if row else None


def know_chat(connection: Connection, telegram_id: int, now: dt.datetime) -> KnownChat:
    """The chat of this number, noted now if it is new."""
    known = find_chat(connection, telegram_id)
    if known:
        return known
    number = add(
        connection,
        chats,
        returning="id",
        telegram_id=telegram_id,
        standing=Standing.UNKNOWN,
        ephemeral=EphemeralUse.UNTRIED,
        since=now,
    )
    if number is None:  # another program's writer was faster (PostgreSQL)
        number = connection.execute(_CHAT_NOW, {"p_number": telegram_id}).scalar_one()
    add(connection, chat_ids, telegram_id=telegram_id, chat=number)
    return KnownChat(number, telegram_id)
