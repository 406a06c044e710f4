"""The same verbs over HTTP."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import aiohttp

from bot.playground.simulator import Simulator
from tests.playground.conftest import Client

ROOT = Path(__file__).parent.parent.parent


async def post(client: Client, verb: str, **given: Any) -> Any:
    async with client.session.post(f"{client.sim.url}/control/{verb}", json=given) as answer:
        return answer.status, await answer.json()


async def get(client: Client, what: str, **query: Any) -> Any:
    async with client.session.get(f"{client.sim.url}/control/{what}", params=query) as answer:
        return answer.status, await answer.json()


async def test_people_can_be_played_from_another_process(sim: Simulator, client: Client, team: int) -> None:
    """Make a group, talk, press, and look at what came of it."""
    await post(client, "add_person", key="eve", first_name="Eve")
    _, made = await post(client, "add_group", key="new", members=["eve"], bot="administrator")
    await post(client, "say", chat="new", who="eve", text="hello")
    assert [update["message"]["text"] for update in await client.updates()] == ["hello"]
    keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    sent = await client.do("sendMessage", chat_id=made["result"]["id"], text="?", reply_markup=keyboard)
    await post(client, "press", chat="new", who="eve", message=sent["message_id"], button="Yes")
    assert (await client.updates())[0]["callback_query"]["data"] == "y"
    _, seen = await get(client, "sees", chat="new", who="eve")
    assert [message["text"] for message in seen["result"]] == ["hello", "?"]
    _, calls = await get(client, "calls", method="sendMessage", after=0)
    assert [call["given"]["text"] for call in calls["result"]] == ["?"]
    _, state = await get(client, "state")
    assert [chat["key"] for chat in state["result"]["chats"]] == ["team", "new"]


async def test_faults_time_and_topics_too(sim: Simulator, client: Client, team: int) -> None:
    """Whatever a journey needs."""
    await post(client, "fault", kind="too many", seconds=5)
    assert (await client.ask("getMe"))["error_code"] == 429
    await post(client, "fault", kind="too many", times=None)
    await post(client, "clear_faults")
    await client.do("getMe")
    before = sim.clock.now()
    await post(client, "advance", seconds=100)
    assert sim.clock.now() >= before + 100
    await post(client, "copies", times=2)
    assert sim.webhook.copies == 2
    await post(client, "add_group", key="forum", owner="ada", forum=True)
    assert (await post(client, "add_topic", chat="forum", who="ada", name="A"))[1]["result"]["name"] == "A"


async def test_a_wrong_argument_is_named(client: Client) -> None:
    """400 and a sentence, never a traceback."""
    assert await post(client, "say", chat="team", who="zoe", text="x") == (400, {"error": "nobody is called zoe"})
    assert await post(client, "fly") == (400, {"error": "there is no verb fly"})
    assert (await post(client, "say", nonsense=1))[0] == 400
    assert (await get(client, "sees", chat="team", who="zoe"))[0] == 400
    assert (await get(client, "nothing"))[0] == 404


async def test_it_runs_as_a_program_of_its_own() -> None:
    """One line says where it is and which token it knows."""
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.playground", cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert program.stdout
    try:
        said = json.loads(await asyncio.wait_for(program.stdout.readline(), 30))
        async with aiohttp.ClientSession() as session, session.get(f"{said['url']}/bot{said['token']}/getMe") as answer:
            assert (await answer.json())["result"]["is_bot"] is True
    finally:
        program.terminate()
        await program.communicate()
