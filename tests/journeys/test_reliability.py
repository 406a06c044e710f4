"""What goes wrong on the way, and that nothing is lost by it; in each case a stock bot loses something."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from journey import DELETE, Program, free_port, reminders, settled

from bot.playground.simulator import Simulator


async def test_an_undecodable_update_holds_up_nobody(sim: Simulator, program: Program) -> None:
    """It is set aside and counted, the next is handled, and the server is not hammered."""
    group = sim.world.chat("team")
    marker = "poisoned-marker-words"
    for _ in range(3):
        chat = {"id": group.id, "type": "supergroup"}
        sim.inject({"message": {"message_id": 1, "chat": chat, "text": marker, "photo": 7}})
    sim.say("team", "ben", DELETE)
    await sim.wait_for_call("sendMessage")
    before = len(sim.calls.of("getUpdates"))
    await asyncio.sleep(2)
    assert len(sim.calls.of("getUpdates")) - before <= 2
    _, metrics = await program.get("/metrics")
    assert "remembrancer_set_aside_total 3.0" in metrics
    assert "set aside" in program.log
    assert marker not in program.log


async def test_a_busy_chat_delays_no_other(sim: Simulator, program: Program) -> None:
    """While one chat must wait for 30 seconds, another gets its reminder and its answer."""
    sim.add_group("other", ["ben"], owner="ada", bot="administrator")
    sim.faults.add("too many", chat=sim.world.chat("team").id, times=None, seconds=30)
    sim.say("team", "cy", DELETE)
    await sim.wait_for(lambda: [call for call in sim.calls if call.fault == "too many"])
    sim.say("other", "ben", DELETE)
    call = await sim.wait_for_call("sendMessage", after=sim.calls[-1].number)
    assert int(call.given["chat_id"]) == sim.world.chat("other").id
    sim.press("other", "ben", call.result, "Acknowledge")
    answer = await sim.wait_for_call("answerCallbackQuery")
    assert answer.began - call.began < 20


async def test_what_had_to_wait_arrives(sim: Simulator, program: Program) -> None:
    """After the pause that the server asked for, once, and not before."""
    sim.faults.add("too many", method="sendMessage", times=1, seconds=2)
    sim.say("team", "ben", DELETE)
    first = await sim.wait_for(lambda: sim.calls.of("sendMessage"))
    arrived = await sim.wait_for_call("sendMessage")
    assert arrived.began - first[0].began >= 2
    assert len(sim.calls.of("sendMessage")) == 2


@pytest.mark.parametrize("kind", ["bad gateway", "nonsense", "drop before"])
async def test_a_stumbling_server_loses_nothing(sim: Simulator, program: Program, kind: Any) -> None:
    """The reminder comes in the end, and the program lives."""
    sim.faults.add(kind, method="sendMessage", times=1)
    sim.faults.add(kind, method="getUpdates", times=2)
    sim.say("team", "ben", DELETE)
    await sim.wait_for(lambda: [call for call in sim.calls.done("sendMessage") if call.ok], timeout=40)


async def test_a_group_gets_at_most_twenty_a_minute(sim: Simulator, program: Program) -> None:
    """However much is due; the rest waits its turn."""
    for number in range(25):
        sim.say("team", "ben", f"{DELETE} {number}")
    await sim.wait_for(lambda: len(reminders(sim)) == 20, timeout=30)
    await asyncio.sleep(3)
    assert len(reminders(sim)) == 20


async def test_two_pollers_one_polls_and_the_other_takes_over(sim: Simulator, program: Program, tmp_path: Path) -> None:
    """On one database a lease decides; after a kill the other goes on, and nothing is done twice."""
    second = Program(tmp_path, {**program.variables, "PORT": str(port := free_port())}, port)
    await second.start()
    try:
        async with asyncio.timeout(60):
            while "waiting until it ends" not in second.log:
                await asyncio.sleep(0.1)
        assert (await second.get("/healthz"))[0] == 503
        sim.say("team", "ben", DELETE)
        await sim.wait_for_call("sendMessage")
        await settled(sim)
        assert not [call for call in sim.calls if call.status == 409]
        await program.kill()
        sim.say("team", "cy", DELETE)
        await sim.wait_for(lambda: len(reminders(sim)) == 2, timeout=60)
        await settled(sim)
        assert len(reminders(sim)) == 2
    finally:
        await second.kill()


async def test_a_stranger_polling_with_our_token_is_said_clearly(sim: Simulator, program: Program) -> None:
    """Another program with the same token: one plain sentence, health says why, and it recovers."""
    sim.faults.add(
        "refuse",
        method="getUpdates",
        times=3,
        code=409,
        description="Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    sim.say("team", "cy", "hello")  # ends the long poll that is under way
    async with asyncio.timeout(30):
        while (answer := await program.get("/healthz"))[0] != 503:
            await asyncio.sleep(0.1)
    assert "another program polls" in answer[1]
    assert program.log.count("Another program polls with this bot's token") == 1
    sim.say("team", "ben", DELETE)
    await sim.wait_for(lambda: reminders(sim), timeout=40)
    assert (await program.get("/healthz"))[0] == 200


async def test_it_stops_cleanly(sim: Simulator, program: Program) -> None:
    """On SIGTERM and on SIGINT: what was under way is finished, exit status 0."""
    sim.say("team", "ben", DELETE)
    await sim.wait_for_call("sendMessage")
    assert await program.stop(signal.SIGTERM) == 0
    again = Program(program.folder, program.variables, program.port)
    await again.start()
    try:
        await again.ready()
        assert await again.stop(signal.SIGINT) == 0
    finally:
        await again.kill()
    assert "Traceback" not in program.log + again.log


async def test_a_locked_database_loses_nothing(sim: Simulator, program: Program) -> None:
    """While another program holds it, nothing is confirmed; when it lets go, the reminder comes."""
    path = program.variables["DATABASE_URL"].removeprefix("sqlite:///")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin immediate")
    sim.say("team", "ben", DELETE)
    await asyncio.sleep(3)
    assert sim.calls.of("sendMessage") == []
    assert sim.queue.waiting()
    other.execute("commit")
    other.close()
    await sim.wait_for(lambda: reminders(sim), timeout=60)


async def test_what_was_due_while_it_was_down_is_sent_once(sim: Simulator, program: Program) -> None:
    """Due times are kept in the database, so a stop over one loses nothing; stock timers forget it."""
    sim.faults.add("too many", method="sendMessage", times=1, seconds=3)
    sim.say("team", "ben", DELETE)
    await sim.wait_for(lambda: [call for call in sim.calls if call.fault])
    await settled(sim)
    assert await program.stop() == 0
    await asyncio.sleep(3)
    await program.start()
    await program.ready()
    await sim.wait_for(lambda: reminders(sim))
    await asyncio.sleep(2)
    assert len(reminders(sim)) == 1


async def test_a_press_while_it_was_down_still_counts(sim: Simulator, program: Program) -> None:
    """Telegram keeps a press for 150 seconds; a start within them is early enough."""
    sim.say("team", "ben", DELETE)
    call = await sim.wait_for_call("sendMessage")
    await settled(sim)
    await program.kill()
    sim.press("team", "ben", call.result, "Acknowledge")
    await program.start()
    await program.ready()
    await sim.wait_for_call("answerCallbackQuery")
    assert len(await program.acknowledgements()) == 1


async def test_a_press_that_cannot_be_answered_any_more_still_counts(sim: Simulator, program: Program) -> None:
    """Too old to be answered is not too old to be kept."""
    sim.faults.add(
        "refuse",
        method="answerCallbackQuery",
        times=1,
        description="Bad Request: query is too old and response timeout expired or query ID is invalid",
    )
    sim.say("team", "ben", DELETE)
    call = await sim.wait_for_call("sendMessage")
    sim.press("team", "ben", call.result, "Acknowledge")
    await sim.wait_for(lambda: sim.calls.of("answerCallbackQuery"))
    assert len(await program.acknowledgements()) == 1
