"""The webhook: only Telegram is let in, and 200 means handled."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from journey import DELETE, Program, free_port, reminders, settings_for

from bot.playground.simulator import Simulator

SECRET = "example-secret-of-the-webhook"


@asynccontextmanager
async def listening(sim: Simulator, folder: Path, **more: str) -> AsyncIterator[Program]:
    """The program by webhook."""
    port = free_port()
    variables = {"WEBHOOK_URL": f"http://127.0.0.1:{port}", "WEBHOOK_SECRET": SECRET, **more}
    program = Program(folder, settings_for(sim, folder, port, **variables), port)
    await program.start()
    try:
        await program.ready()
        yield program
    finally:
        await program.kill()


async def post(sim: Simulator, body: bytes, **headers: str) -> int:
    async with aiohttp.ClientSession() as session, session.post(sim.webhook.url, data=body, headers=headers) as answer:
        return answer.status


async def test_the_whole_path_by_webhook(sim: Simulator, tmp_path: Path) -> None:
    """Message, reminder, press, record: as by polling; and Telegram is told which updates are wanted."""
    async with listening(sim, tmp_path) as program:
        (setting,) = sim.calls.done("setWebhook")
        assert setting.given["secret_token"] == SECRET
        assert "callback_query" in setting.given["allowed_updates"]
        sim.say("team", "ben", DELETE)
        call = await sim.wait_for_call("sendMessage")
        sim.press("team", "ben", call.result, "Acknowledge")
        await sim.wait_for_call("answerCallbackQuery")
        assert len(await program.acknowledgements()) == 1
        assert await program.stop() == 0
        assert SECRET not in program.log


@pytest.mark.parametrize("given", [None, "", "wrong", SECRET + "x", SECRET.upper()])
async def test_without_the_right_secret_nobody_is_let_in(sim: Simulator, tmp_path: Path, given: str | None) -> None:
    """403, and nothing is done."""
    async with listening(sim, tmp_path) as program:
        update = {"update_id": 1, "message": {"text": DELETE}}
        headers = {} if given is None else {"X-Telegram-Bot-Api-Secret-Token": given}
        assert await post(sim, json.dumps(update).encode(), **headers) == 403
        assert "remembrancer_seen_total 0.0" in (await program.get("/metrics"))[1]


async def test_nonsense_is_refused(sim: Simulator, tmp_path: Path) -> None:
    """What is no JSON object, or larger than any update, harms nobody."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    async with listening(sim, tmp_path):
        assert await post(sim, b"\xff\x00", **headers) == 400
        assert await post(sim, b"[1]", **headers) == 400
        assert await post(sim, b"{" + b" " * 1_000_001, **headers) == 413
        assert await post(sim, b'{"update_id": 5, "message": {"oops": 1}}', **headers) == 200


async def test_a_duplicate_update_has_one_effect(sim: Simulator, tmp_path: Path) -> None:
    """Telegram delivers at least once."""
    async with listening(sim, tmp_path):
        sim.webhook.copies = 3
        sim.say("team", "ben", DELETE)
        call = await sim.wait_for_call("sendMessage")
        sim.press("team", "ben", call.result, "Acknowledge")
        await sim.wait_for(lambda: len(sim.calls.of("answerCallbackQuery")) >= 3)
        assert len(reminders(sim)) == 1


async def test_two_hundred_is_answered_only_once_handled(sim: Simulator, tmp_path: Path) -> None:
    """While the database is held by another, the update is not taken; it comes again, and so the reminder."""
    async with listening(sim, tmp_path) as program:
        other = sqlite3.connect(program.variables["DATABASE_URL"].removeprefix("sqlite:///"), isolation_level=None)
        other.execute("begin immediate")
        sim.say("team", "ben", DELETE)
        await asyncio.sleep(2)
        assert sim.queue.waiting()
        other.execute("commit")
        other.close()
        await sim.wait_for(lambda: reminders(sim), timeout=60)
        await sim.wait_for(lambda: not sim.queue.waiting(), timeout=60)


async def test_a_secret_is_made_and_kept_where_none_is_set(sim: Simulator, tmp_path: Path) -> None:
    """The same after a start anew, so that what is under way is still let in."""
    for _ in range(2):
        async with listening(sim, tmp_path, WEBHOOK_SECRET="") as program:
            await program.stop()
    first, second = [call.given["secret_token"] for call in sim.calls.done("setWebhook")]
    assert first == second
    assert len(first) >= 32
