"""The schema's version: which one a database has, which one this program wants, and the way from one to the other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, inspect, select, table, text
from sqlalchemy import column as sql_column

from bot.errors import NewerDatabase, StoreError
from bot.store.addresses import Address, read_address
from bot.store.hands import Hands
from bot.store.migrations import HEAD, REVISIONS, VERSION_TABLE
from bot.store.sqlite import SqliteHands, prepare_file
from bot.store.tables import metadata
from bot.store.trouble import TROUBLE, explain

_LOCK = 0x52454D454D  # "REMEM"; any number will do so long as it stays the same
_version = table(VERSION_TABLE, sql_column("version_num"))


class Age(StrEnum):
    """How a database stands to this program."""

    EMPTY = "empty"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class SchemaState:
    """What was found. `found` is the schema's revision, None where there is none; `where` is fit to be printed."""

    age: Age
    found: str | None
    wanted: str
    where: str

    @property
    def sentence(self) -> str:
        """The state in words for the operator."""
        return _SENTENCES[self.age].format(where=self.where, found=self.found, wanted=self.wanted)


_SENTENCES = {
    Age.EMPTY: "The database {where} is empty or not there yet; it will be made with schema {wanted}.",
    Age.OLDER: "The database {where} has schema {found}; it will be brought to {wanted} when the bot is next started.",
    Age.CURRENT: "The database {where} has schema {found}, which is this program's.",
    Age.NEWER: (
        "The database {where} has schema {found} and this program knows schemas up to {wanted}; "
        "install the version of Remembrancer that wrote it."
    ),
    Age.FOREIGN: "The database {where} belongs to another program; name one for Remembrancer alone.",
}


@dataclass(frozen=True, slots=True)
class Migrated:
    """What `migrate` did; its `str` is a sentence for the operator."""

    found: str | None
    now: str
    where: str

    def __str__(self) -> str:
        if self.found == self.now:
            return f"The database {self.where} has schema {self.now} already; nothing was changed."
        if self.found is None:
            return f"The database {self.where} was made with schema {self.now}."
        return f"The database {self.where} was brought from schema {self.found} to {self.now}."


async def schema_state(url: str) -> SchemaState:
    """Look at a database without changing or creating anything. Raises StoreError where it cannot be looked at."""
    address = read_address(url)
    if address.path is not None and (not address.path.exists() or address.path.stat().st_size == 0):
        return SchemaState(Age.EMPTY, None, HEAD, address.shown)
    hands = hands_for(address)
    try:
        return await hands.read(partial(_look, address=address))
    except TROUBLE as error:
        raise explain(error, address) from None
    finally:
        await hands.close()


async def migrate(url: str, *, to: str = HEAD) -> Migrated:
    """Bring a database to this program's schema.

    Safe to repeat, and safe when several programs start at once. All steps are one transaction: either the database is
    at `to` afterwards or it is as it was. Raises NewerDatabase, or StoreError.
    """
    address = read_address(url)
    if address.path is not None:
        prepare_file(address.path)
    # a step that rebuilds a table must not set off the refusals of those that refer to it
    hands = hands_for(address, foreign_keys=False)
    try:
        return await hands.write(partial(_bring, address=address, to=to))
    except TROUBLE as error:
        raise explain(error, address) from None
    finally:
        await hands.close()


def hands_for(address: Address, *, foreign_keys: bool = True) -> Hands:
    """The hands for an address's dialect."""
    if address.dialect == "sqlite":
        return SqliteHands(address, foreign_keys=foreign_keys)
    from bot.store.postgres import PostgresHands  # whoever uses SQLite need not wait for it to be imported

    return PostgresHands(address)


async def is_current(hands: Hands, address: Address) -> bool:
    """Whether the database is at this program's schema; raises where this program must not touch it."""
    state = await hands.read(partial(_look, address=address))
    _refuse_unknown(state)
    return state.age is Age.CURRENT


def _look(connection: Connection, address: Address) -> SchemaState:
    found = _found(connection)
    if found is None:
        names = set(inspect(connection).get_table_names())
        clash = names if address.dialect == "sqlite" else names & metadata.tables.keys()
        return SchemaState(Age.FOREIGN if clash else Age.EMPTY, None, HEAD, address.shown)
    if found not in REVISIONS:
        return SchemaState(Age.NEWER, found, HEAD, address.shown)
    return SchemaState(Age.CURRENT if found == HEAD else Age.OLDER, found, HEAD, address.shown)


def _found(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.scalar(select(_version.c.version_num))


def _refuse_unknown(state: SchemaState) -> None:
    if state.age is Age.NEWER:
        raise NewerDatabase(state.sentence)
    if state.age is Age.FOREIGN:
        raise StoreError(state.sentence)


def _bring(connection: Connection, address: Address, to: str) -> Migrated:
    if address.dialect == "postgresql":
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    state = _look(connection, address)
    _refuse_unknown(state)
    if state.found != to:
        _run_steps(connection, to)
        if address.dialect == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise StoreError(f"The database {address.shown} has rows that refer to nothing; it was left as it was.")
    return Migrated(state.found, to, state.where)


def _run_steps(connection: Connection, to: str) -> None:
    from alembic import command  # an up-to-date database has no need of it, and it is slow to import
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
