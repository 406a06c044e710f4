"""What the bot gets to see."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.playground.simulator import Simulator


def add_bot(sim: Simulator, bot: str = "member") -> None:
    for key in ("ada", "ben"):
        sim.add_person(key)
    sim.add_person("helper", is_bot=True)
    sim.add_group("team", ["ben", "helper"], owner="ada", bot=bot)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("hello", False),
        ("/rules", True),
        ("/rules@remembrancer_bot", True),
        ("/rules@helper_bot", False),
        ("say /rules", False),
        ("ask @remembrancer_bot", True),
        ("mail x@remembrancer_bot.org", False),
    ],
)
def test_privacy_mode_shows_what_is_for_the_bot(text: str, seen: bool) -> None:
    """A member bot in privacy mode gets commands and mentions for it, nothing else."""
    sim = Simulator()
    add_bot(sim)
    sim.say("team", "ben", text)
    assert bool(sim.queue.waiting()) is seen


def test_a_general_command_is_for_the_bot_that_wrote_last() -> None:
    """After another bot's message /rules is that bot's; with its name it is ours."""
    sim = Simulator()
    add_bot(sim)
    sim.say("team", "helper", "Hi")
    sim.say("team", "ben", "/rules")
    assert sim.queue.waiting() == []


@pytest.mark.parametrize(
    "happens",
    [
        lambda sim: sim.join("team", "dev", by="ada"),
        lambda sim: sim.leave("team", "ben"),
        lambda sim: sim.set_auto_delete("team", "ada", 86400),
        lambda sim: sim.set_title("team", "ada", "Renamed"),
    ],
)
def test_service_messages_are_always_seen(happens: Callable[[Simulator], object]) -> None:
    """Privacy mode hides no event."""
    sim = Simulator()
    add_bot(sim)
    sim.add_person("dev")
    happens(sim)
    assert [update.kind for update in sim.queue.waiting()] == ["message"]


@pytest.mark.parametrize(("privacy", "bot"), [(False, "member"), (True, "administrator")])
def test_rights_or_the_setting_open_everything(privacy: bool, bot: str) -> None:
    """An administrator, or a bot whose privacy mode is off, sees all that people write; never what bots write."""
    sim = Simulator(privacy_mode=privacy)
    add_bot(sim, bot)
    sim.say("team", "ben", "hello")
    sim.say("team", "helper", "beep")
    sim.anonymous("team", "an administrator, unnamed")
    sim.channel_post("team", "news")
    assert [update.body["message"]["text"] for update in sim.queue.waiting()] == [
        "hello",
        "an administrator, unnamed",
        "news",
    ]


async def test_a_reply_to_the_bot_is_seen(sim: Simulator) -> None:
    """In privacy mode too."""
    sim.demote("team", "bot", by="ada")
    message = sim.world.new_message(sim.world.chat("team"), sim.bot, {"text": "hi"})
    sim.queue.clear()
    sim.say("team", "ben", "thanks", reply_to=message["message_id"])
    sim.say("team", "ben", "lovely")
    assert [update.body["message"]["text"] for update in sim.queue.waiting()] == ["thanks"]


def test_who_is_not_there_sees_and_says_nothing() -> None:
    """Outside the group a bot gets nothing, and an outsider cannot write."""
    sim = Simulator(privacy_mode=False)
    add_bot(sim, "")
    sim.add_person("dev")
    sim.say("team", "ben", "hello")
    assert sim.queue.waiting() == []
    with pytest.raises(ValueError, match="Dev is not in team"):
        sim.say("team", "dev", "hello")


def test_a_deletion_is_told_to_nobody() -> None:
    """Telegram has no such update for groups."""
    sim = Simulator()
    add_bot(sim, "administrator")
    message = sim.say("team", "ben", "oops")
    sim.queue.clear()
    sim.delete("team", message["message_id"])
    assert sim.queue.waiting() == []
    assert sim.sees("ada", "team") == []


def test_an_edit_is_seen_where_the_message_is() -> None:
    """Privacy mode holds for edits."""
    sim = Simulator()
    add_bot(sim)
    message = sim.say("team", "ben", "hello")
    sim.edit("team", message["message_id"], "hello again")
    assert sim.queue.waiting() == []
    sim.edit("team", message["message_id"], "hello @remembrancer_bot")
    assert [update.kind for update in sim.queue.waiting()] == ["edited_message"]
