"""The kinds of columns: what they are in SQLite and in PostgreSQL, and the sentence that says why each is kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, Dialect, ForeignKey, Text
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeDecorator, TypeEngine

Number = BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
"""64 bits in both: Telegram's ids need 52. STRICT tables of SQLite know the word INTEGER only."""

LONGEST_NAME = 200
"""Characters of the longest name that a column for names takes."""


class Moment(TypeDecorator[dt.datetime]):
    """An aware time: `timestamptz` in PostgreSQL, RFC 3339 in UTC with microseconds in SQLite.

    The text always has the same width, so that SQLite orders it as time.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a zone cannot be stored.")
        value = value.astimezone(dt.UTC)
        if dialect.name == "postgresql":
            return value
        return value.isoformat(timespec="microseconds").replace("+00:00", "Z")

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        if value is None:
            return None
        moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
        return moment.astimezone(dt.UTC)


def column(name: str, kind: Any, *rest: ForeignKey, why: str, empty: bool = False, **options: Any) -> Column[Any]:
    """A column with the sentence that says why it is kept; it must be filled unless `empty`."""
    return Column(name, kind, *rest, nullable=empty, info={"why": why}, **options)


def names_only(*columns: str) -> list[CheckConstraint]:
    """The checks that keep sentences out of columns made for names: they must be short and without a blank.

    What somebody wrote in a chat can therefore not come to rest there by a slip in the program.
    """
    return [
        CheckConstraint(f"length({name}) <= {LONGEST_NAME} AND {name} NOT LIKE '% %'", name=f"{name}_is_a_name")
        for name in columns
    ]
