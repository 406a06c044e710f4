"""The refusals that a bot must be able to tell apart, in the official server's words."""

from __future__ import annotations

import aiohttp
import pytest

from bot.playground.simulator import Simulator
from tests.playground.conftest import Client

BUTTON = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}


async def test_a_bot_that_was_removed(sim: Simulator, client: Client, team: int) -> None:
    """Kicked and left are different sentences, in groups and supergroups."""
    sim.kick("team", "bot", by="ada")
    assert await client.refused("sendMessage", chat_id=team, text="x") == (
        "Forbidden: bot was kicked from the supergroup chat"
    )
    assert (await client.updates())[-1]["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    old = sim.add_group("old", ["ben"], bot="member", kind="group").id
    await client.do("leaveChat", chat_id=old)
    assert (
        await client.refused("sendMessage", chat_id=old, text="x") == "Forbidden: bot is not a member of the group chat"
    )
    sim.join("team", "bot", by="ada")
    await client.do("sendMessage", chat_id=team, text="back")
    sim.delete_group("team")
    assert await client.refused("getChat", chat_id=team) == "Forbidden: the group chat was deleted"


async def test_a_chat_that_the_bot_never_saw(sim: Simulator, client: Client) -> None:
    """Not found, be it unknown or foreign."""
    foreign = sim.add_group("foreign", ["ben"]).id
    for chat in (foreign, -42, "nonsense"):
        assert await client.refused("sendMessage", chat_id=chat, text="x") == "Bad Request: chat not found"


async def test_private_chats(sim: Simulator, client: Client, ben: int) -> None:
    """Not begun, open, blocked, let in again, deactivated."""
    write = {"chat_id": ben, "text": "x"}
    assert await client.refused("sendMessage", **write) == "Forbidden: bot can't initiate conversation with a user"
    sim.say("ben", "ben", "/start")
    assert (await client.do("sendMessage", **write))["chat"]["type"] == "private"
    sim.block("ben")
    assert await client.refused("sendMessage", **write) == "Forbidden: bot was blocked by the user"
    sim.block("ben", blocked=False)
    await client.do("sendMessage", **write)
    statuses = [
        u["my_chat_member"]["new_chat_member"]["status"] for u in await client.updates() if "my_chat_member" in u
    ]
    assert statuses == ["kicked", "member"]
    sim.world.person("ben").deactivated = True
    assert await client.refused("sendMessage", **write) == "Forbidden: user is deactivated"


async def test_a_group_that_became_a_supergroup(sim: Simulator, client: Client) -> None:
    """Both chats say so, writing to the old one names the new one, and the old one can still be edited."""
    old = sim.add_group("old", ["ben"], owner="ada", bot="administrator", kind="group")
    assert old.id > -1_000_000_000_000
    message = await client.do("sendMessage", chat_id=old.id, text="x")
    new = sim.migrate("old", "ada")
    first, second = await client.updates()
    assert (first["message"]["chat"]["id"], first["message"]["migrate_to_chat_id"]) == (old.id, new.id)
    assert (second["message"]["chat"]["id"], second["message"]["migrate_from_chat_id"]) == (new.id, old.id)
    answer = await client.ask("sendMessage", chat_id=old.id, text="x")
    assert answer == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new.id},
    }
    await client.do("editMessageText", chat_id=old.id, message_id=message["message_id"], text="y")
    await client.do("sendMessage", chat_id=new.id, text="x")
    assert sim.world.chat("old") is new


async def test_a_reply_to_what_is_gone(sim: Simulator, client: Client, team: int) -> None:
    """Refused, unless the bot says that it may go without."""
    message = sim.say("team", "ben", "hello")
    reply = {"message_id": message["message_id"]}
    sent = await client.do("sendMessage", chat_id=team, text="x", reply_parameters=reply)
    assert sent["reply_to_message"]["text"] == "hello"
    sim.delete("team", message["message_id"])
    assert await client.refused("sendMessage", chat_id=team, text="x", reply_parameters=reply) == (
        "Bad Request: message to be replied not found"
    )
    reply["allow_sending_without_reply"] = True
    assert "reply_to_message" not in await client.do("sendMessage", chat_id=team, text="x", reply_parameters=reply)


async def test_edits(sim: Simulator, client: Client, team: int) -> None:
    """The same again is refused; another's message is not the bot's to edit; what is gone is not found."""
    sent = await client.do("sendMessage", chat_id=team, text="x", reply_markup=BUTTON)
    its = {"chat_id": team, "message_id": sent["message_id"]}
    assert await client.refused("editMessageText", text="x", reply_markup=BUTTON, **its) == (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as "
        "a current content and reply markup of the message"
    )
    assert "reply_markup" not in await client.do("editMessageText", text="x", **its)
    assert "reply_markup" in await client.do("editMessageReplyMarkup", reply_markup=BUTTON, **its)
    theirs = sim.say("team", "ben", "mine")
    wrong = {"chat_id": team, "text": "y"}
    assert await client.refused("editMessageText", message_id=theirs["message_id"], **wrong) == (
        "Bad Request: message can't be edited"
    )
    assert await client.refused("editMessageText", message_id=1, **wrong) == "Bad Request: message to edit not found"
    assert await client.refused("editMessageText", **wrong) == "Bad Request: message identifier is not specified"


async def test_deletions(sim: Simulator, client: Client, team: int) -> None:
    """The bot's own for 48 hours, others' with the right alone."""
    own = await client.do("sendMessage", chat_id=team, text="x")
    old = await client.do("sendMessage", chat_id=team, text="y")
    theirs = sim.say("team", "ben", "mine")
    assert await client.do("deleteMessage", chat_id=team, message_id=own["message_id"]) is True
    assert await client.refused("deleteMessage", chat_id=team, message_id=own["message_id"]) == (
        "Bad Request: message to delete not found"
    )
    their = {"chat_id": team, "message_id": theirs["message_id"]}
    assert await client.refused("deleteMessage", **their) == "Bad Request: message can't be deleted"
    sim.promote("team", "bot", by="ada", rights=["can_delete_messages"])
    assert await client.do("deleteMessage", **their) is True
    sim.clock.advance(49 * 3600)
    assert await client.refused("deleteMessage", chat_id=team, message_id=old["message_id"]) == (
        "Bad Request: message can't be deleted"
    )


async def test_answers_to_presses(sim: Simulator, client: Client, team: int, ben: int) -> None:
    """Once, in time, and only to a press that there was; the presser sees the words."""
    sent = await client.do("sendMessage", chat_id=team, text="?", reply_markup=BUTTON)
    query = sim.press("team", "ben", sent, "Yes")
    assert await client.do("answerCallbackQuery", callback_query_id=query, text="Thanks", show_alert=True) is True
    notice = sim.world.notices[0]
    assert (notice["user"], notice["text"], notice["alert"]) == (ben, "Thanks", True)
    late = sim.press("team", "ben", sent, "Yes")
    sim.clock.advance(151)
    for number in (query, late, "12345"):
        assert await client.refused("answerCallbackQuery", callback_query_id=number) == (
            "Bad Request: query is too old and response timeout expired or query ID is invalid"
        )


async def test_topics(sim: Simulator, client: Client) -> None:
    """A message stands in its topic; an unknown one, the General one by number, and a closed one are refused."""
    forum = sim.add_group("forum", ["ben"], owner="ada", bot="administrator", forum=True).id
    topic = sim.add_topic("forum", "ada", "Planning").id
    sent = await client.do("sendMessage", chat_id=forum, message_thread_id=topic, text="x")
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (topic, True)
    for unknown in (1, topic + 99):
        assert await client.refused("sendMessage", chat_id=forum, message_thread_id=unknown, text="x") == (
            "Bad Request: message thread not found"
        )
    sim.close_topic("forum", "ada", "Planning")
    assert await client.refused("sendMessage", chat_id=forum, message_thread_id=topic, text="x") == (
        "Bad Request: TOPIC_CLOSED"
    )
    assert "message_thread_id" not in await client.do("sendMessage", chat_id=forum, text="general")


async def test_rights_to_write_and_to_pin(sim: Simulator, client: Client, team: int) -> None:
    """Settings of the group bind the bot."""
    sent = await client.do("sendMessage", chat_id=team, text="x")
    assert await client.do("pinChatMessage", chat_id=team, message_id=sent["message_id"]) is True
    assert (await client.do("getChat", chat_id=team))["pinned_message"]["text"] == "x"
    sim.demote("team", "bot", by="ada")
    assert await client.refused("pinChatMessage", chat_id=team, message_id=sent["message_id"]) == (
        "Bad Request: not enough rights to manage pinned messages in the chat"
    )
    sim.forbid_writing("team")
    assert await client.refused("sendMessage", chat_id=team, text="x") == (
        "Bad Request: not enough rights to send text messages to the chat"
    )


async def test_what_can_be_asked_about_a_chat(sim: Simulator, client: Client, team: int, ben: int) -> None:
    """Members, administrators, the bot's own standing, the timer."""
    sim.set_auto_delete("team", "ada", 86400)
    assert (await client.do("getChat", chat_id=team))["message_auto_delete_time"] == 86400
    assert await client.do("getChatMemberCount", chat_id=team) == 4
    statuses = [member["status"] for member in await client.do("getChatAdministrators", chat_id=team)]
    assert statuses == ["creator", "administrator"]
    assert (await client.do("getChatMember", chat_id=team, user_id=ben))["status"] == "member"
    dev = sim.world.person("dev").id
    assert (await client.do("getChatMember", chat_id=team, user_id=dev))["status"] == "left"
    assert await client.refused("getChatMember", chat_id=team, user_id=1) == "Bad Request: PARTICIPANT_ID_INVALID"
    own = await client.do("getChatMember", chat_id=team, user_id=sim.bot.id)
    assert (own["status"], own["can_pin_messages"], own["can_delete_messages"]) == ("administrator", True, False)


async def test_reactions(sim: Simulator, client: Client, team: int) -> None:
    """One for a bot, on a message that is there."""
    message = sim.say("team", "ben", "hello")
    thumb = {"type": "emoji", "emoji": "👍"}
    its = {"chat_id": team, "message_id": message["message_id"]}
    assert await client.do("setMessageReaction", reaction=[thumb], **its) is True
    assert (await client.refused("setMessageReaction", reaction=[thumb, thumb], **its)).endswith("REACTIONS_TOO_MANY")
    assert (await client.refused("setMessageReaction", chat_id=team, message_id=1)).endswith("not found")


@pytest.mark.parametrize(("kind", "limit"), [("group", 20), ("all", 30)])
async def test_the_sending_limits_where_asked_for(kind: str, limit: int) -> None:
    """The message beyond the limit is told how long to wait, in the body and in the header."""
    async with Simulator(enforce_limits=True) as sim, aiohttp.ClientSession() as session:
        sim.add_person("ben")
        chats = [sim.add_group(f"group {n}", ["ben"], bot="member").id for n in range(1 if kind == "group" else 31)]
        statuses, told = [], {}
        for number in range(limit + 1):
            body = {"chat_id": chats[number % len(chats)], "text": "x"}
            async with session.post(f"{sim.url}/bot{sim.token}/sendMessage", json=body) as answer:
                statuses.append(answer.status)
                told, header = await answer.json(), answer.headers.get("Retry-After")
        assert statuses[:limit] == [200] * limit
        assert statuses[limit] == 429 or kind == "all"  # thirty may take longer than a second on a busy machine
        if statuses[limit] == 429:
            assert header == str(told["parameters"]["retry_after"])
            assert told["description"] == f"Too Many Requests: retry after {header}"
