"""Messages that one member alone sees."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground.simulator import Simulator
from tests.playground.conftest import Client

BUTTON = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
NO_RIGHT = (
    "Bad Request: ephemeral message can't be sent: not an administrator, and no action of the receiver within 15 "
    "seconds is named"
)


def to_ben(ben: int, **more: Any) -> dict[str, Any]:
    return {"text": "for you", "ephemeral_message_parameters": {"receiver_user_id": ben, **more}}


async def test_an_administrator_bot_reaches_one_member_alone(
    sim: Simulator, client: Client, team: int, ben: int
) -> None:
    """message_id is 0, an id of its own kind is set, and nobody else sees it."""
    message = await client.do("sendMessage", chat_id=team, **to_ben(ben))
    assert (message["message_id"], message["ephemeral_message_id"]) == (0, 1)
    assert message["receiver_user"]["id"] == ben
    assert sim.sees("ben", "team") == [message]
    assert sim.sees("ada", "team") == sim.sees("cleo", "team") == []


async def test_a_press_names_the_ephemeral_message(sim: Simulator, client: Client, team: int, ben: int) -> None:
    """And only its receiver can press."""
    message = await client.do("sendMessage", chat_id=team, reply_markup=BUTTON, **to_ben(ben))
    sim.press("team", "ben", message, "Yes")
    query = (await client.updates())[0]["callback_query"]
    assert (query["message"]["message_id"], query["message"]["ephemeral_message_id"]) == (0, 1)
    with pytest.raises(ValueError, match="Ada does not see"):
        sim.press("team", "ada", message, "Yes")


async def test_it_is_changed_and_removed_by_methods_of_its_own(
    sim: Simulator, client: Client, team: int, ben: int
) -> None:
    """deleteMessage with 0 fails; the ephemeral methods need the right receiver."""
    await client.do("sendMessage", chat_id=team, reply_markup=BUTTON, **to_ben(ben))
    its = {"chat_id": team, "receiver_user_id": ben, "ephemeral_message_id": 1}
    assert await client.refused("deleteMessage", chat_id=team, message_id=0) == (
        "Bad Request: message to delete not found"
    )
    assert await client.do("editEphemeralMessageText", text="changed", **its) is True
    assert (await client.refused("editEphemeralMessageText", text="changed", **its)).startswith(
        "Bad Request: message is not modified"
    )
    assert [message["text"] for message in sim.sees("ben", "team")] == ["changed"]
    assert await client.do("editEphemeralMessageReplyMarkup", reply_markup=BUTTON, **its) is True
    wrong = its | {"receiver_user_id": ben + 1}
    assert await client.refused("deleteEphemeralMessage", **wrong) == "Bad Request: ephemeral message not found"
    assert await client.do("deleteEphemeralMessage", **its) is True
    assert sim.sees("ben", "team") == []


async def test_a_member_bot_may_answer_a_press_for_15_seconds(
    sim: Simulator, client: Client, team: int, ben: int
) -> None:
    """Only to whoever pressed, only in time."""
    sim.demote("team", "bot", by="ada")
    assert await client.refused("sendMessage", chat_id=team, **to_ben(ben)) == NO_RIGHT
    message = await client.do("sendMessage", chat_id=team, text="?", reply_markup=BUTTON)
    query = sim.press("team", "ben", message, "Yes")
    await client.do("sendMessage", chat_id=team, **to_ben(ben, callback_query_id=query))
    other = sim.world.person("cleo").id
    assert await client.refused("sendMessage", chat_id=team, **to_ben(other, callback_query_id=query)) == NO_RIGHT
    sim.clock.advance(16)
    assert await client.refused("sendMessage", chat_id=team, **to_ben(ben, callback_query_id=query)) == NO_RIGHT


async def test_an_ephemeral_command_is_seen_by_the_bot_alone_and_can_be_answered(
    sim: Simulator, client: Client, team: int, ben: int
) -> None:
    """A command that is set so is a private word to the bot."""
    commands = [{"command": "mydata", "description": "x", "is_ephemeral": True}]
    await client.do("setMyCommands", commands=commands)
    sim.demote("team", "bot", by="ada")
    command = sim.say("team", "ben", "/mydata")
    assert command["message_id"] == 0
    assert sim.sees("ada", "team") == []
    assert [update["message"] for update in await client.updates() if "message" in update] == [command]
    reply = {"reply_parameters": {"ephemeral_message_id": command["ephemeral_message_id"]}}
    await client.do("sendMessage", chat_id=team, **to_ben(ben), **reply)
    assert len(sim.sees("ben", "team")) == 2


async def test_private_chats_outsiders_and_bots_have_none(sim: Simulator, client: Client, team: int, ben: int) -> None:
    """Groups only, members only, people only."""
    sim.say("ben", "ben", "/start")
    assert await client.refused("sendMessage", chat_id=ben, **to_ben(ben)) == (
        "Bad Request: ephemeral messages can be sent to groups and supergroups only"
    )
    sim.add_person("helper", is_bot=True)
    sim.join("team", "helper", by="ada")
    for who in ("dev", "helper"):
        sentence = await client.refused("sendMessage", chat_id=team, **to_ben(sim.world.person(who).id))
        assert sentence == "Bad Request: ephemeral message receiver must be a member of the chat and not a bot"


async def test_a_press_can_be_replaced(sim: Simulator, client: Client, team: int, ben: int) -> None:
    """replace_callback_query_message takes the pressed message away."""
    message = await client.do("sendMessage", chat_id=team, reply_markup=BUTTON, **to_ben(ben))
    query = sim.press("team", "ben", message, "Yes")
    more = {"callback_query_id": query, "replace_callback_query_message": True}
    await client.do("sendMessage", chat_id=team, **to_ben(ben, **more))
    assert [seen["ephemeral_message_id"] for seen in sim.sees("ben", "team")] == [2]


async def test_a_server_without_ephemeral_messages(sim: Simulator, client: Client, team: int, ben: int) -> None:
    """An older server passes over the parameter, and the message is there for all; another refuses it."""
    sim.faults.add("ephemeral ignored", times=None)
    message = await client.do("sendMessage", chat_id=team, **to_ben(ben))
    assert message["message_id"] > 0
    assert sim.sees("ada", "team") == [message]
    sim.faults.clear()
    sim.faults.add("ephemeral refused", times=None)
    assert "ephemeral" in await client.refused("sendMessage", chat_id=team, **to_ben(ben))
    await client.do("sendMessage", chat_id=team, text="for all")
