"""The intake: in order within a chat, chats side by side, and one bad update holds up nobody."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest
from telegram import Update

from bot.errors import StoreError
from bot.telegram.intake import Full, Intake


class Aside:
    """The one verb of the store that the intake uses."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, str, str]] = []

    async def set_aside(self, update_id: int, kind: str, error: str, at: dt.datetime) -> None:
        self.rows.append((update_id, kind, error))


class Handling:
    """A dispatcher that can be slow or fail, and remembers the order."""

    def __init__(self) -> None:
        self.done: list[int] = []
        self.gates: dict[int, asyncio.Event] = {}
        self.errors: dict[int, Exception] = {}

    async def __call__(self, update: Update) -> None:
        number = update.update_id
        if number in self.gates:
            await self.gates[number].wait()
        if number in self.errors:
            raise self.errors[number]
        self.done.append(number)


def said(number: int, chat: int = -1, **fields: Any) -> dict[str, Any]:
    body = {"message_id": number, "date": 1, "chat": {"id": chat, "type": "group", "title": "t"}, "text": "x", **fields}
    return {"update_id": number, "message": body}


def decode(raw: dict[str, Any]) -> Update:
    return Update.de_json(raw, None)


@pytest.fixture
def handling() -> Handling:
    return Handling()


@pytest.fixture
def aside() -> Aside:
    return Aside()


@pytest.fixture
def intake(handling: Handling, aside: Aside) -> Intake:
    clock = lambda: dt.datetime(2026, 11, 23, tzinfo=dt.UTC)  # noqa: E731
    return Intake(lambda _: True, decode, handling, aside, clock=clock, most_waiting=4)  # type: ignore[arg-type]


async def test_one_chat_in_order_others_side_by_side(intake: Intake, handling: Handling) -> None:
    """A slow update holds up its own chat and no other."""
    handling.gates[1] = asyncio.Event()
    tasks = [asyncio.create_task(intake.take(raw)) for raw in (said(1), said(2), said(3, chat=-2))]
    await asyncio.wait([tasks[2]], timeout=5)
    assert handling.done == [3]
    handling.gates[1].set()
    await asyncio.gather(*tasks)
    assert handling.done == [3, 1, 2]


async def test_an_undecodable_update_is_set_aside_without_its_content(
    intake: Intake, handling: Handling, aside: Aside
) -> None:
    """Its number, kind and error are noted; the next is handled."""
    poison = {"update_id": 7, "message": {"message_id": 1, "text": "marker-sentence"}}
    await intake.take(poison)
    await intake.take(said(8))
    assert aside.rows == [(7, "message", "KeyError")]
    assert (handling.done, intake.set_aside) == ([8], 1)


async def test_a_handlers_fault_is_set_aside_too(intake: Intake, handling: Handling, aside: Aside) -> None:
    """A slip of ours in one update must not stop the stream."""
    handling.errors[1] = ValueError("secret words of a member")
    await intake.take(said(1))
    assert aside.rows == [(1, "message", "ValueError")]


async def test_what_the_database_did_not_take_is_not_handled(intake: Intake, handling: Handling, aside: Aside) -> None:
    """It is raised, so that nobody confirms it; the chat goes on."""
    handling.errors[1] = StoreError("The database is locked.")
    with pytest.raises(StoreError):
        await intake.take(said(1))
    await intake.take(said(2))
    assert (handling.done, aside.rows) == ([2], [])


async def test_there_is_a_bound_on_how_many_wait(intake: Intake, handling: Handling) -> None:
    """Past it the caller is told, and nothing is taken."""
    handling.gates[1] = asyncio.Event()
    tasks = [asyncio.create_task(intake.take(said(number))) for number in (1, 2, 3, 4)]
    await asyncio.sleep(0)
    with pytest.raises(Full):
        await intake.take(said(5))
    handling.gates[1].set()
    await asyncio.gather(*tasks)
    assert handling.done == [1, 2, 3, 4]
    assert intake.waiting == 0
