"""Delivery to a webhook."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.playground.serving import served
from bot.playground.simulator import Simulator
from tests.playground.conftest import Client


class Receiver:
    """A bot's webhook that answers as it is told and remembers what came."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.statuses: list[int] = []
        self.held = asyncio.Event()
        self.held.set()
        self.url = ""

    async def take(self, request: Request) -> Response:
        self.got.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        status = self.statuses.pop(0) if self.statuses else 200
        await self.held.wait()
        return Response(status_code=status)

    @property
    def ids(self) -> list[int]:
        return [update["update_id"] for update in self.got]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """Served on a port of its own."""
    receiver = Receiver()
    async with served(Starlette(routes=[Route("/hook", receiver.take, methods=["POST"])])) as url:
        receiver.url = f"{url}/hook"
        yield receiver
        receiver.held.set()


async def test_updates_are_posted_with_the_secret(sim: Simulator, client: Client, receiver: Receiver) -> None:
    """What waited and what comes is posted in order, and what is answered with 200 is done."""
    sim.say("team", "ben", "before")
    await client.do("setWebhook", url=receiver.url, secret_token="s3cret")
    sim.say("team", "ben", "after")
    await sim.wait_for(lambda: not sim.queue.waiting())
    assert receiver.ids == [100, 101]
    assert set(receiver.secrets) == {"s3cret"}
    assert (await client.do("getWebhookInfo"))["pending_update_count"] == 0


async def test_a_refused_update_comes_again_and_holds_up_its_chat_alone(
    sim: Simulator, client: Client, receiver: Receiver
) -> None:
    """Until 2xx, with the next of the same chat waiting behind it; another chat goes on."""
    sim.add_group("other", ["cleo"], bot="administrator")
    receiver.statuses = [500]
    await client.do("setWebhook", url=receiver.url)
    sim.say("team", "ben", "first")
    await sim.wait_for(lambda: sim.webhook.deliveries)
    sim.say("team", "ben", "second")
    sim.say("other", "cleo", "elsewhere")
    info = await client.do("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
    await sim.wait_for(lambda: not sim.queue.waiting())
    assert receiver.ids[0] == 100
    assert receiver.ids.index(102) < receiver.ids.index(101)
    assert receiver.ids.count(100) == 2
    assert [status for number, status in sim.webhook.deliveries if number == 100] == [500, 200]


async def test_one_of_a_key_is_under_way_at_a_time(sim: Simulator, client: Client, receiver: Receiver) -> None:
    """While one message of a chat is being handled the next waits; a member's press does not."""
    message = await client.do(
        "sendMessage",
        chat_id=sim.world.chat("team").id,
        text="?",
        reply_markup={"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]},
    )
    receiver.held.clear()
    await client.do("setWebhook", url=receiver.url)
    sim.say("team", "ben", "first")
    sim.say("team", "cleo", "second")
    sim.press("team", "ben", message, "Yes")
    await sim.wait_for(lambda: len(receiver.got) >= 2)
    await asyncio.sleep(0.1)
    assert receiver.ids == [100, 102]
    receiver.held.set()
    await sim.wait_for(lambda: not sim.queue.waiting())
    assert receiver.ids == [100, 102, 101]


async def test_duplicates_come_on_demand(sim: Simulator, client: Client, receiver: Receiver) -> None:
    """Telegram delivers at least once, and sometimes more than once at the same time."""
    sim.webhook.copies = 3
    await client.do("setWebhook", url=receiver.url)
    sim.say("team", "ben", "thrice")
    await sim.wait_for(lambda: len(sim.webhook.deliveries) == 3)
    assert receiver.ids == [100, 100, 100]


async def test_nobody_there_is_an_error_and_nothing_is_lost(sim: Simulator, client: Client) -> None:
    """A webhook that is down costs a wait, no update."""
    await client.do("setWebhook", url="http://127.0.0.1:9/hook")
    sim.say("team", "ben", "hello")
    await sim.wait_for(lambda: sim.webhook.deliveries)
    info = await client.do("getWebhookInfo")
    assert (info["pending_update_count"], info["last_error_message"]) == (1, "Connection failed")
    await client.do("setWebhook", url="", drop_pending_updates=True)
    assert (await client.do("getWebhookInfo"))["pending_update_count"] == 0


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"url": "ftp://x"}, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"),
        ({"url": "https://x", "secret_token": "a b"}, "Bad Request: secret token contains unallowed characters"),
    ],
)
async def test_a_bad_webhook_is_refused(client: Client, given: dict[str, str], sentence: str) -> None:
    """As Telegram refuses it."""
    assert await client.refused("setWebhook", **given) == sentence
