"""Every kind of update is read by python-telegram-bot without a remainder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from telegram import Update

from bot.playground.simulator import Simulator
from tests.playground.conftest import Client

BUTTON = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
Play = Callable[[Simulator], Any]


def decoded(raw: dict[str, Any]) -> Update:
    update = Update.de_json(raw, None)
    assert update is not None
    assert not update.api_kwargs
    return update


@pytest.mark.parametrize(
    ("play", "shows"),
    [
        (lambda s: s.say("team", "ben", "hi"), lambda m: m.text == "hi" and m.from_user.first_name == "Ben"),
        (lambda s: s.document("team", "ben", "list.xlsx", caption="/x"), lambda m: m.document.file_name == "list.xlsx"),
        (lambda s: s.photo("team", "ben", caption="see"), lambda m: len(m.photo) == 2 and m.caption == "see"),
        (lambda s: s.voice("team", "ben"), lambda m: m.voice.duration),
        (lambda s: s.video("team", "ben"), lambda m: m.video.width == 640),
        (lambda s: s.contact("team", "ben", name="Al", phone="+44"), lambda m: m.contact.first_name == "Al"),
        (lambda s: s.location("team", "ben", latitude=51.5, longitude=-0.1), lambda m: m.location.latitude == 51.5),
        (lambda s: s.poll("team", "ben", "When?", ["Now", "Later"]), lambda m: m.poll.options[1].text == "Later"),
        (lambda s: s.forward("team", "ben", "old"), lambda m: m.forward_origin.sender_user_name == "Somebody else"),
        (lambda s: s.join("team", "dev"), lambda m: m.new_chat_members[0].first_name == "Dev"),
        (lambda s: s.join("team", "dev", by="ada"), lambda m: m.from_user.first_name == "Ada"),
        (lambda s: s.leave("team", "ben"), lambda m: m.left_chat_member.first_name == "Ben"),
        (lambda s: s.kick("team", "ben", by="ada"), lambda m: m.from_user.first_name == "Ada"),
        (
            lambda s: s.set_auto_delete("team", "ada", 60),
            lambda m: m.message_auto_delete_timer_changed.message_auto_delete_time,
        ),
        (lambda s: s.set_title("team", "ada", "New"), lambda m: m.new_chat_title == m.chat.title == "New"),
        (lambda s: s.anonymous("team", "x"), lambda m: m.sender_chat.id == m.chat.id and m.from_user.id == 1087968824),
        (lambda s: s.channel_post("team", "x"), lambda m: m.is_automatic_forward and m.from_user.id == 777000),
        (lambda s: s.say("ben", "ben", "/start"), lambda m: m.chat.type == "private" and m.chat.first_name == "Ben"),
    ],
)
async def test_messages(sim: Simulator, client: Client, play: Play, shows: Callable[[Any], Any]) -> None:
    """What was played is what the library reads."""
    play(sim)
    message = decoded((await client.updates())[-1]).message
    assert message is not None
    assert not message.api_kwargs
    assert message.date.tzinfo is not None
    assert shows(message)


async def test_replies_pins_edits_and_topics(sim: Simulator, client: Client) -> None:
    """Messages within messages are whole."""
    sim.add_group("forum", ["ben"], owner="ada", bot="administrator", forum=True)
    topic = sim.add_topic("forum", "ada", "Planning")
    first = sim.say("forum", "ben", "hello", topic="Planning")
    sim.say("forum", "ada", "yes", reply_to=first["message_id"], topic=topic.id)
    sim.pin("forum", "ada", first["message_id"])
    sim.edit("forum", first["message_id"], "hello @remembrancer_bot")
    sim.close_topic("forum", "ada", "Planning")
    created, said, reply, pinned, edited, closed = map(decoded, await client.updates())
    assert created.message
    assert created.message.forum_topic_created
    assert created.message.forum_topic_created.name == "Planning"
    assert said.message
    assert said.message.is_topic_message
    assert said.message.message_thread_id == topic.id == created.message.message_id
    assert reply.message
    assert reply.message.reply_to_message
    assert reply.message.reply_to_message.text == "hello"
    assert pinned.message
    assert pinned.message.pinned_message
    assert edited.edited_message
    assert edited.edited_message.edit_date
    assert edited.edited_message.parse_entities(["mention"])
    assert closed.message
    assert closed.message.forum_topic_closed


async def test_presses(sim: Simulator, client: Client, team: int, ben: int) -> None:
    """On ordinary and on ephemeral messages, with true and with forged data."""
    shown = await client.do("sendMessage", chat_id=team, text="?", reply_markup=BUTTON)
    sim.press("team", "ben", shown, 0)
    sim.press("team", "cleo", shown["message_id"], "y")
    sim.press_data("team", "cleo", shown, "forged")
    only = {"receiver_user_id": ben}
    shown = await client.do(
        "sendMessage", chat_id=team, text="?", reply_markup=BUTTON, ephemeral_message_parameters=only
    )
    sim.press("team", "ben", shown["ephemeral_message_id"], "Yes", ephemeral=True)
    queries = [update.callback_query for update in map(decoded, await client.updates())]
    assert [query.data for query in queries if query] == ["y", "y", "forged", "y"]
    assert all(query and query.chat_instance and query.message for query in queries)
    last = queries[-1]
    assert last
    assert last.message
    assert (last.message.message_id, last.message.api_kwargs["ephemeral_message_id"]) == (0, 1)
    with pytest.raises(ValueError, match="no such button"):
        sim.press("team", "ben", shown, "No")


async def test_standings(sim: Simulator, client: Client, ben: int) -> None:
    """The bot's own, and those of members where it asked for them."""
    await client.updates(allowed_updates=["my_chat_member", "chat_member"])
    sim.demote("team", "bot", by="ada")
    sim.promote("team", "bot", by="ada")
    sim.kick("team", "bot", by="ada")
    sim.join("team", "bot", by="ada")
    sim.promote("team", "bot", by="ada")
    sim.promote("team", "ben", by="ada")
    sim.demote("team", "ben", by="ada")
    sim.leave("team", "ben")
    sim.block("cleo")
    updates = [*map(decoded, await client.updates())]
    own = [u.my_chat_member.new_chat_member.status for u in updates if u.my_chat_member]
    assert own == ["member", "administrator", "kicked", "member", "administrator", "kicked"]
    members = [u.chat_member for u in updates if u.chat_member]
    assert [change.new_chat_member.status for change in members] == ["administrator", "member", "left"]
    assert all(change.new_chat_member.user.id == ben for change in members)
    with pytest.raises(ValueError, match="no right can_fly"):
        sim.promote("team", "ben", by="ada", rights=["can_fly"])
