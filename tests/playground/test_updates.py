"""The rules of getUpdates."""

from __future__ import annotations

import asyncio

from bot.playground.simulator import Simulator
from tests.playground.conftest import Client


def ids(updates: list[dict[str, object]]) -> list[object]:
    return [update["update_id"] for update in updates]


async def test_an_offset_confirms_everything_below_it(sim: Simulator, client: Client) -> None:
    """What is not confirmed is given again; what is confirmed never."""
    for text in "abc":
        sim.say("team", "ben", text)
    assert ids(await client.do("getUpdates")) == [100, 101, 102]
    assert ids(await client.do("getUpdates", limit=1)) == [100]
    assert ids(await client.do("getUpdates", offset=102)) == [102]
    assert ids(await client.do("getUpdates")) == [102]
    assert ids(await client.do("getUpdates", offset=103)) == []


async def test_a_negative_offset_keeps_the_newest_only(sim: Simulator, client: Client) -> None:
    """-1 gives the last and forgets the others."""
    for text in "abc":
        sim.say("team", "ben", text)
    assert ids(await client.do("getUpdates", offset=-1)) == [102]
    assert ids(await client.do("getUpdates")) == [102]


async def test_a_long_poll_ends_when_something_comes(sim: Simulator, client: Client) -> None:
    """The call waits, and is answered at once when there is news."""
    waiting = asyncio.create_task(client.do("getUpdates", timeout=30))
    await sim.wait_for(lambda: sim.calls.of("getUpdates"))
    assert not waiting.done()
    sim.say("team", "ben", "now")
    assert ids(await asyncio.wait_for(waiting, 5)) == [100]


async def test_a_second_poller_ends_the_first_ones_call(sim: Simulator, client: Client) -> None:
    """Two programs with one token: the older call gets 409."""
    waiting = asyncio.create_task(client.ask("getUpdates", timeout=30))
    await sim.wait_for(lambda: sim.calls.of("getUpdates"))
    await client.do("getUpdates")
    answer = await asyncio.wait_for(waiting, 5)
    assert answer["error_code"] == 409
    assert answer["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )


async def test_a_webhook_and_polling_exclude_each_other(sim: Simulator, client: Client) -> None:
    """While a webhook is set nobody can poll, and setting one ends a call that waits."""
    waiting = asyncio.create_task(client.ask("getUpdates", timeout=30))
    await sim.wait_for(lambda: sim.calls.of("getUpdates"))
    await client.do("setWebhook", url="http://127.0.0.1:9/nowhere")
    assert (await waiting)["description"] == "Conflict: terminated by setWebhook request"
    assert (await client.refused("getUpdates")).startswith("Conflict: can't use getUpdates method while webhook is")
    await client.do("deleteWebhook")
    assert await client.do("getUpdates") == []


async def test_presses_live_150_seconds_and_messages_a_day(sim: Simulator, client: Client, team: int) -> None:
    """A press that nobody fetched in time is gone; a message waits for a day."""
    message = await client.do(
        "sendMessage",
        chat_id=team,
        text="?",
        reply_markup={"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]},
    )
    sim.say("team", "ben", "hello")
    sim.press("team", "ben", message, "Yes")
    sim.clock.advance(149)
    assert len(await client.do("getUpdates")) == 2
    sim.clock.advance(2)
    assert [*map(sorted, await client.do("getUpdates"))] == [["message", "update_id"]]
    sim.clock.advance(86_400)
    assert await client.do("getUpdates") == []


async def test_only_kinds_that_were_asked_for_come(sim: Simulator, client: Client) -> None:
    """Left out, the list stays as it was; empty, it means all but what must be named."""
    sim.join("team", "dev")
    assert [*(await client.updates())[0]] == ["update_id", "message"]
    await client.updates(allowed_updates=["chat_member"])
    sim.leave("team", "dev")
    await client.updates()
    assert (await client.do("getWebhookInfo"))["allowed_updates"] == ["chat_member"]
    sim.join("team", "dev")
    assert [[*update][1] for update in await client.updates()] == ["chat_member"]
    await client.updates(allowed_updates=[])
    sim.say("team", "ben", "hello")
    assert [[*update][1] for update in await client.updates()] == ["message"]


async def test_the_same_offset_too_soon_is_slowed() -> None:
    """Within half a second the limit is one, and within three the call waits: a busy poller gains nothing."""
    async with Simulator(first_update_id=5) as sim:
        await sim.queue.fetch(0, 100, 0)
        sim.inject({"message": {}})
        sim.inject({"message": {}})
        assert len(await sim.queue.fetch(0, 100, 0)) == 1
        assert len(await sim.queue.fetch(6, 100, 0)) == 1
        again = asyncio.create_task(sim.queue.fetch(7, 100, 0))
        again = asyncio.create_task(sim.queue.fetch(7, 100, 0))
        await asyncio.sleep(0.05)
        assert not again.done()
        sim.inject({"message": {}})
        assert len(await again) == 1


async def test_anything_can_be_injected(sim: Simulator, client: Client) -> None:
    """An update that no library can read is a thing that happens."""
    sim.inject({"message": {"date": "soon"}})
    assert await client.updates() == [{"update_id": 100, "message": {"date": "soon"}}]


async def test_a_queued_update_is_as_it_was(sim: Simulator, client: Client) -> None:
    """A message that is edited before it is fetched comes twice: as it was, and edited."""
    message = sim.say("team", "ben", "before")
    sim.edit("team", message["message_id"], "after")
    first, second = await client.updates()
    assert (first["message"]["text"], second["edited_message"]["text"]) == ("before", "after")
    assert "edit_date" not in first["message"]


async def test_numbers_begin_with_the_second_of_the_start() -> None:
    """A later simulation gives no number again that an earlier one gave."""
    sim = Simulator()
    sim.add_person("ada")
    chat = sim.add_group("team", ["ada"], bot="member")
    message = sim.say("team", "ada", "/start")
    assert message["message_id"] > 10_000_000
    assert chat.id < -1_000_000_000_000
    assert sim.queue.waiting()[0].id > 1_700_000_000
