"""The SQLite file: how safely it is kept, what it holds, and that no program hangs on it."""

from __future__ import annotations

import datetime as dt
import os
import re
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.domain import NewReminder, Press, RuleEdition
from bot.errors import StoreError
from bot.store.addresses import read_address
from bot.store.opening import migrate, open_store, schema_state
from bot.store.sqlite import SqliteHands
from bot.store.tables import metadata

ROOT = Path(__file__).parent.parent.parent
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def modes(folder: Path) -> dict[str, int]:
    return {each.name: mode(each) for each in folder.iterdir()}


def contents(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in folder.iterdir())


async def test_the_files_are_the_owner_s_alone(tmp_path: Path) -> None:
    """The database, its log and its index can be read by nobody else, and so can the folder that we make for them."""
    before = os.umask(0)
    try:
        folder = tmp_path / "made" / "deeper"
        store = await open_store(f"sqlite:///{folder}/r.db")
        await store.ping()
        assert modes(folder) == {"r.db": 0o600, "r.db-wal": 0o600, "r.db-shm": 0o600}
        assert mode(folder) == mode(folder.parent) == 0o700
        await store.close()
    finally:
        os.umask(before)


async def test_a_file_that_was_open_to_others_is_closed_to_them(tmp_path: Path) -> None:
    """A database that was copied into place with a lax mode is made private when it is opened."""
    path = tmp_path / "r.db"
    path.touch(0o644)
    path.chmod(0o644)
    await (await open_store(f"sqlite:///{path}")).close()
    assert mode(path) == 0o600


async def test_the_connection_is_set_up_to_lose_nothing(tmp_path: Path) -> None:
    """Durable, with references held to, and with erased rows overwritten; readers cannot write."""
    url = f"sqlite:///{tmp_path}/r.db"
    await migrate(url)
    hands = SqliteHands(read_address(url))
    names = ("journal_mode", "synchronous", "foreign_keys", "query_only", "secure_delete")

    def settings(connection: object) -> list[object]:
        return [connection.exec_driver_sql(f"pragma {name}").scalar() for name in names]  # type: ignore[attr-defined]

    assert await hands.write(settings) == ["wal", 2, 1, 0, 1]
    assert (await hands.read(settings))[:4] == ["wal", 2, 1, 1]
    await hands.close()


async def test_the_file_is_built_as_the_tables_say(tmp_path: Path) -> None:
    """Checks and STRICT, which Alembic's own comparison does not see, are the same in migrations and in tables.py."""
    await migrate(f"sqlite:///{tmp_path}/migrated.db")
    hands = SqliteHands(read_address(f"sqlite:///{tmp_path}/made.db"))
    await hands.write(metadata.create_all)
    await hands.close()

    def built(name: str) -> dict[str, list[str]]:
        connection = sqlite3.connect(tmp_path / name)
        rows = connection.execute(
            "select name, sql from sqlite_master where sql is not null and name not like 'sqlite_%'"
        ).fetchall()
        connection.close()
        parts = {key: sorted(re.split(r",?\s*\n\s*|,\s(?=CONSTRAINT)", sql.strip())) for key, sql in rows}
        parts.pop("remembrancer_schema", None)
        return parts

    assert built("migrated.db") == built("made.db")
    connection = sqlite3.connect(tmp_path / "migrated.db")
    lax = connection.execute(
        "select name from pragma_table_list where not strict and type = 'table' and name not like 'sqlite_%'"
    ).fetchall()
    connection.close()
    assert lax == [("remembrancer_schema",)]


async def test_the_schema_itself_refuses_a_sentence(tmp_path: Path) -> None:
    """Even a statement that goes past the program's own checks cannot put a sentence into a column for names."""
    await migrate(f"sqlite:///{tmp_path}/r.db")
    connection = sqlite3.connect(tmp_path / "r.db")
    for sentence in ("delete this chat", "x" * 201):
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute("insert into set_aside values (1, ?, 'KeyError', '2026')", (sentence,))
    connection.close()


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """A file of another kind is not touched, and neither looking nor opening fails with anything but a sentence."""
    path = tmp_path / "notes.txt"
    path.write_text("not a database, however long it is\n" * 200)
    for way in (open_store, migrate, schema_state):
        with pytest.raises(StoreError, match=r"notes\.txt"):
            await way(f"sqlite:///{path}")
    assert path.read_text().startswith("not a database")


async def test_looking_makes_nothing(tmp_path: Path) -> None:
    """`check` on a machine where the bot never ran leaves no file behind."""
    assert (await schema_state(f"sqlite:///{tmp_path}/r.db")).found is None
    assert modes(tmp_path) == {}


WAYS_TO_END = {
    "returning without closing": "return",
    "an error": "raise KeyError('slip')",
    "an error while a caller waits": "asyncio.create_task(store.ping()); await asyncio.sleep(0); raise KeyError",
    "exit in the middle": "sys.exit(3)",
    "an export left open": "rows = store.reminders(Span()); await anext(rows, None); return",
    "cancelled": "asyncio.current_task().cancel(); await asyncio.sleep(1)",
    "locked by another": (
        "other = sqlite3.connect(path); other.execute('begin immediate');"
        "asyncio.create_task(store.ping()); await asyncio.sleep(0.2); return"
    ),
}


@pytest.mark.parametrize("way", WAYS_TO_END.values(), ids=WAYS_TO_END.keys())
def test_a_program_that_forgets_to_close_ends(way: str, tmp_path: Path) -> None:
    """On every way out the process ends by itself although nobody closed the store."""
    path = tmp_path / "r.db"
    program = f"""
import asyncio, sqlite3, sys
from bot.domain import Span
from bot.store.opening import open_store
path = {str(path)!r}
async def main():
    store = await open_store("sqlite:///" + path)
    await store.keep("name", "value")
    {way}
asyncio.run(main())
"""
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=30, check=False, capture_output=True)
    connection = sqlite3.connect(path)
    assert connection.execute("select value from kept where name = 'name'").fetchone() == ("value",)
    connection.close()


async def test_nothing_that_was_said_is_in_the_files(tmp_path: Path) -> None:
    """The database and its log hold numbers, names of rules and times; the words that they were about never came in."""
    store = await open_store(f"sqlite:///{tmp_path}/r.db")
    edition = RuleEdition("RET-01", "uk-government", "2026.11", "d1")
    await store.record_reminder(NewReminder(-1, 7, 5, None, (edition,), NOW, "t-1"))
    await store.acknowledge(Press("t-1", -1, 7, NOW))
    content = contents(tmp_path)
    await store.close()
    assert b"RET-01" in content
    texts = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if str(column.type) == "TEXT" and type(column.type).__name__ != "Moment"
    }
    guarded = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if any(f"_{column.name}_is_a_name" in str(check.name) for check in table.constraints)
    }
    assert texts - guarded == {
        "kept.name",
        "kept.value",
        "reminded_rules.pack",
        "reminded_rules.pack_version",
        "reminded_rules.pack_digest",
    }, "a column that could hold a sentence; give it names_only, or a good reason here"
