"""The contract of the schema's versions, on every kind of database."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, column, inspect, select, table, text, update

from bot.domain import NewReminder, Press, RuleEdition, Span
from bot.errors import NewerDatabase, StoreError
from bot.store.addresses import read_address
from bot.store.hands import Job
from bot.store.migrations import HEAD, REVISIONS, VERSION_TABLE
from bot.store.opening import Age, migrate, open_store, schema_state
from bot.store.schema import hands_for
from bot.store.tables import HELD, metadata

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


async def on(url: str, job: Job[object]) -> object:
    """Do a job on the database, beside the store."""
    hands = hands_for(read_address(url))
    try:
        return await hands.write(job)
    finally:
        await hands.close()


async def test_tables_and_migrations_agree(url: str) -> None:
    """What the migrations build is what the program's tables say, on each kind of database."""
    await migrate(url)

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True}
        )
        return compare_metadata(context, metadata)

    assert await on(url, differences) == []


async def test_nothing_is_held_that_is_not_accounted_for(url: str) -> None:
    """Every column of the database has its sentence in HELD, and there are no others."""
    await migrate(url)

    def columns(connection: Connection) -> dict[str, set[str]]:
        look = inspect(connection)
        return {name: {each["name"] for each in look.get_columns(name)} for name in look.get_table_names()}

    found = await on(url, columns)
    assert isinstance(found, dict)
    assert found.pop(VERSION_TABLE) == {"version_num"}
    assert found == {name: set(held.columns) for name, held in HELD.items()}


def rows_of(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that the database has now, in the columns' names' order."""
    look = inspect(connection)
    rows: dict[str, list[tuple[object, ...]]] = {}
    for name in look.get_table_names():
        if name == VERSION_TABLE:
            continue
        columns = sorted(each["name"] for each in look.get_columns(name))
        quoted = ", ".join(f'"{each}"' for each in columns)
        found = connection.execute(text(f'select {quoted} from "{name}"'))  # noqa: S608  names from the database itself
        rows[name] = sorted((tuple(row) for row in found), key=repr)
    return rows


def fill(connection: Connection) -> None:
    """Put a row in every table as it is at the database's own revision, asking the database what its columns are.

    A new revision needs no new code here: values are made from the columns' types, and references by number 1.
    """
    look = inspect(connection)
    for name in look.get_sorted_table_and_fkc_names():
        table_name = name[0]
        if table_name in {None, VERSION_TABLE}:
            continue
        values = {}
        for each in look.get_columns(table_name):
            kind = str(each["type"]).upper()
            if "INT" in kind:
                values[each["name"]] = 1
            elif "TIME" in kind:
                values[each["name"]] = NOW
            else:
                values[each["name"]] = {"state": "due"}.get(each["name"], "2026-11-23T12:00:00.000000Z")
        names = ", ".join(f'"{key}"' for key in values)
        marks = ", ".join(f":{key}" for key in values)
        connection.execute(text(f'insert into "{table_name}" ({names}) values ({marks})'), values)  # noqa: S608  as above


@pytest.mark.parametrize("revision", REVISIONS)
async def test_an_upgrade_keeps_every_row(url: str, revision: str) -> None:
    """A database of any earlier version, with a row in every table, has all of them after the upgrade."""
    await migrate(url, to=revision)
    await on(url, fill)
    before = await on(url, rows_of)
    assert isinstance(before, dict)
    assert all(before.values())
    assert (await schema_state(url)).age is (Age.CURRENT if revision == HEAD else Age.OLDER)
    store = await open_store(url)
    assert (await store.counts())["reminders"] == 1
    await store.close()
    after = await on(url, rows_of)
    assert isinstance(after, dict)
    assert {name: len(rows) for name, rows in after.items() if name in before} == {
        name: len(rows) for name, rows in before.items()
    }
    if revision == HEAD:
        assert after == before


async def test_the_way_from_the_first_schema_on_works(url: str) -> None:
    """A newcomer's database is made when it is opened, and what was recorded is there the next time."""
    assert (await schema_state(url)).age is Age.EMPTY
    store = await open_store(url)
    edition = RuleEdition("RET-01", "uk-government", "2026.11", "d1")
    await store.record_reminder(NewReminder(-1, 7, 5, None, (edition,), NOW, "t"))
    await store.acknowledge(Press("t", -1, 7, NOW))
    await store.close()
    assert (await schema_state(url)).age is Age.CURRENT
    again = await open_store(url)
    assert [each.user_id async for each in again.acknowledgements(Span())] == [7]
    await again.close()


async def test_many_programs_may_start_at_once(url: str) -> None:
    """Several replicas that find an empty database do not trip over each other."""
    done = await asyncio.gather(*(migrate(url) for _ in range(5)))
    assert sum(each.found is None for each in done) == 1
    assert {each.now for each in done} == {HEAD}


async def test_a_newer_database_is_left_alone(url: str) -> None:
    """A database that a later version wrote is refused in one sentence with both versions, and not changed."""
    await migrate(url)
    version = table(VERSION_TABLE, column("version_num"))
    await on(url, lambda connection: connection.execute(update(version).values(version_num="9999")))
    for way in (open_store, migrate):
        with pytest.raises(NewerDatabase, match=rf"9999.*{HEAD}"):
            await way(url)
    state = await schema_state(url)
    assert (state.age, state.found, state.wanted) == (Age.NEWER, "9999", HEAD)
    assert await on(url, lambda connection: connection.scalar(select(version.c.version_num))) == "9999"


async def test_another_program_s_tables_are_left_alone(url: str) -> None:
    """A database with tables of these names that are not ours is refused."""
    await on(url, lambda connection: connection.execute(text("create table chats (a integer)")))
    with pytest.raises(StoreError, match="another program"):
        await open_store(url)
    assert (await schema_state(url)).age is Age.FOREIGN
