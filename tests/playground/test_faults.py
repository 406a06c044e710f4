"""Trouble on demand."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest

from bot.playground.simulator import Simulator
from tests.playground.conftest import Client


async def test_too_many_in_one_chat_leaves_the_others_alone(sim: Simulator, client: Client, team: int) -> None:
    """While it lasts that chat is refused with what is left of the wait."""
    other = sim.add_group("other", ["ben"], bot="member").id
    sim.faults.add("too many", chat=team, times=None, seconds=30)
    sim.clock.advance(10)
    answer = await client.ask("sendMessage", chat_id=team, text="x")
    assert (answer["error_code"], answer["parameters"]) == (429, {"retry_after": 20})
    assert answer["description"] == "Too Many Requests: retry after 20"
    await client.do("sendMessage", chat_id=other, text="x")
    await client.do("getMe")
    sim.clock.advance(21)
    await client.do("sendMessage", chat_id=team, text="x")


async def test_too_many_so_many_times(sim: Simulator, client: Client, team: int) -> None:
    """Twice and no more."""
    sim.faults.add("too many", method="sendMessage", times=2, seconds=7)
    answers = [await client.ask("sendMessage", chat_id=team, text="x") for _ in range(3)]
    assert [answer.get("error_code") for answer in answers] == [429, 429, None]
    assert [call.fault for call in sim.calls] == ["too many", "too many", ""]


@pytest.mark.parametrize(("kind", "messages"), [("drop before", 0), ("drop after", 1)])
async def test_a_broken_connection(sim: Simulator, client: Client, team: int, kind: str, messages: int) -> None:
    """Before or after it was done: the client cannot tell, the log can."""
    sim.faults.add(kind, method="sendMessage")  # type: ignore[arg-type]
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.ask("sendMessage", chat_id=team, text="x")
    assert len(sim.sees("ben", "team")) == messages
    assert sim.calls[0].done is bool(messages)
    assert sim.calls[0].answer is None
    await client.do("sendMessage", chat_id=team, text="x")


async def test_a_bad_gateway_and_nonsense(sim: Simulator, client: Client, team: int) -> None:
    """A page of HTML instead of JSON; JSON that breaks off."""
    address = f"{sim.url}/bot{sim.token}/sendMessage"
    sim.faults.add("bad gateway")
    sim.faults.add("nonsense")
    async with client.session.post(address, json={"chat_id": team, "text": "x"}) as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")
    async with client.session.post(address, json={"chat_id": team, "text": "x"}) as answer:
        assert answer.status == 200
        with pytest.raises(json.JSONDecodeError):
            json.loads(await answer.text())
    assert len(sim.sees("ben", "team")) == 1


async def test_a_request_that_is_never_answered(sim: Simulator, client: Client) -> None:
    """Taken, and silence; other requests go on."""
    sim.faults.add("hang", method="getUpdates")
    waiting = asyncio.create_task(client.ask("getUpdates"))
    await sim.wait_for(lambda: sim.calls)
    await client.do("getMe")
    assert not waiting.done()
    waiting.cancel()
    await sim.wait_for(lambda: sim.calls[0].ended)
    assert sim.calls[0].status is None


async def test_a_slow_answer_and_a_scripted_refusal(sim: Simulator, client: Client) -> None:
    """Any sentence can be played."""
    sim.faults.add("slow", seconds=0.05)
    await client.do("getMe")
    assert sim.calls[0].ended is not None
    assert sim.calls[0].ended - sim.calls[0].began >= 0.05
    sim.faults.add("refuse", code=403, description="Forbidden: no", parameters={"x": 1})
    answer = await client.ask("getMe")
    assert answer == {"ok": False, "error_code": 403, "description": "Forbidden: no", "parameters": {"x": 1}}


async def test_a_script_leaves_polling_alone_unless_it_names_it(sim: Simulator, client: Client) -> None:
    """ "*" is every method."""
    sim.faults.add("too many", times=None)
    assert await client.do("getUpdates") == []
    sim.faults.add("refuse", method="*", code=500, description="Internal Server Error")
    assert await client.refused("getUpdates") == "Internal Server Error"
    with pytest.raises(ValueError, match="no trouble called flood"):
        sim.faults.add("flood")  # type: ignore[arg-type]
