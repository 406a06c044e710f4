"""The poller against the simulated Telegram: silence is noticed, mended and told."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from telegram import Update
from telegram.ext import ApplicationBuilder, ExtBot

from bot.playground.simulator import Simulator
from bot.store.opening import open_store
from bot.telegram.holder import is_gone, this_process
from bot.telegram.intake import Intake
from bot.telegram.polling import Poller
from bot.telegram.pulse import SILENT_AFTER, Pulse
from bot.telegram.request import AiohttpRequest


@asynccontextmanager
async def polling(sim: Simulator, folder: Path, taken: list[int], **more: Any) -> AsyncIterator[Pulse]:
    """A poller that notes the numbers of the updates it takes."""

    async def take(update: Update) -> None:
        taken.append(update.update_id)

    store = await open_store(f"sqlite:///{folder}/polling.db")
    request, pulse = AiohttpRequest(), Pulse(polling=True)
    bot: ExtBot[None] = ApplicationBuilder().token(sim.token).base_url(f"{sim.url}/bot").build().bot
    clock = lambda: dt.datetime.now(dt.UTC)  # noqa: E731
    intake = Intake(lambda _: True, lambda raw: Update.de_json(raw, bot), take, store, clock=clock)  # type: ignore[arg-type]
    await request.initialize()
    poller = Poller(bot, request, intake, store, pulse, holder=this_process(), **more)
    task = asyncio.create_task(poller.run())
    try:
        yield pulse
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await request.shutdown()
        await store.close()


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator(privacy_mode=False) as simulator:
        simulator.add_person("ben")
        simulator.add_group("team", ["ben"], bot="member")
        yield simulator


async def test_a_server_that_never_answers_is_called_anew(sim: Simulator, tmp_path: Path) -> None:
    """A connection that is silent past its time is thrown away, and the update still comes."""
    taken: list[int] = []
    sim.faults.add("hang", method="getUpdates", times=2)
    async with polling(sim, tmp_path, taken, long_poll=1, grace=0.5):
        sim.say("team", "ben", "hello")
        await sim.wait_for(lambda: taken, timeout=20)
    assert len(sim.calls.of("getUpdates")) >= 3


async def test_an_update_is_confirmed_only_once_it_is_handled(sim: Simulator, tmp_path: Path) -> None:
    """Every update exactly once, and the server is left with none."""
    taken: list[int] = []
    async with polling(sim, tmp_path, taken, long_poll=1):
        for number in range(250):
            sim.say("team", "ben", f"message {number}")
        await sim.wait_for(lambda: len(taken) == 250 and not sim.queue.waiting(), timeout=30)
    assert taken == sorted(set(taken))


def test_silence_is_told_after_a_while() -> None:
    """While polling, no answer for long is trouble; by webhook silence is well."""
    time = [0.0]
    poll, hook = Pulse(polling=True, clock=lambda: time[0]), Pulse(polling=False, clock=lambda: time[0])
    assert poll.trouble() == ""
    time[0] = SILENT_AFTER + 1
    assert "no answer from Telegram for 91 seconds" in poll.trouble()
    assert hook.trouble() == ""
    poll.heard()
    assert poll.trouble() == ""


def test_whether_a_holder_is_gone() -> None:
    """Known only of this machine's processes; of others the lease's time decides."""
    me = this_process()
    machine = me.split("/")[0]
    assert not is_gone(f"elsewhere/{2**22 + 1}/x", me=me)
    assert not is_gone(f"{machine}/1/x", me=me)
    assert is_gone(f"{machine}/{2**22 + 1}/x", me=me)
    assert is_gone(f"{me.rsplit('/', 1)[0]}/an-earlier-run", me=me)
    assert not is_gone("nonsense", me=me)
