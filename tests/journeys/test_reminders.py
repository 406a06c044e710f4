"""A member's message, a private reminder, an acknowledgement on record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from journey import DELETE, Program, reminders, running, settled

from bot.playground.simulator import Simulator


async def test_a_reminder_for_one_and_an_acknowledgement_on_record(sim: Simulator, program: Program) -> None:
    """The whole path: seen by its addressee alone, stored before it is answered, exported as the contract says."""
    message = sim.say("team", "ben", DELETE)
    reminder = (await sim.wait_for_call("sendMessage")).result
    assert reminder["receiver_user"]["id"] == sim.world.person("ben").id
    assert len(sim.sees("ben", "team")) == len(sim.sees("cy", "team")) + 1
    assert len(reminder["text"]) <= 280
    assert len(reminder["text"].splitlines()) <= 3

    sim.press("team", "ben", reminder, "Acknowledge")
    answer = await sim.wait_for_call("answerCallbackQuery")
    assert "thank you" in answer.given["text"]
    (record,) = await program.acknowledgements()
    assert record | {"reminded_at": "", "acknowledged_at": "", "pack_digest": ""} == {
        "chat_id": sim.world.chat("team").id,
        "user_id": sim.world.person("ben").id,
        "rule": "RET-03",
        "pack": "journeys",
        "pack_version": "1",
        "pack_digest": "",
        "message_id": message["message_id"],
        "message_chat_id": sim.world.chat("team").id,
        "reminded_at": "",
        "acknowledged_at": "",
        "answer": "acknowledged",
    }
    assert record["reminded_at"] <= record["acknowledged_at"]
    assert record["reminded_at"].endswith("Z")


async def test_ordinary_talk_is_left_alone(sim: Simulator, program: Program) -> None:
    """Nothing is sent for a morning greeting, a sticker or somebody else's words."""
    group = sim.world.chat("team")
    quoted = sim.say("team", "ada", "good morning all")
    sim.say("team", "ben", "anyone for coffee?", reply_to=quoted["message_id"])
    sim.anonymous("team", DELETE)
    sim.channel_post("team", DELETE)
    sim.forward("team", "cy", "delete this chat, they said")
    sim.add_person("robot", is_bot=True)
    sim.join("team", "robot", by="ada")
    sim.say("team", "robot", DELETE)
    sim.say("team", "ben", f"he said: {DELETE}", entities=[{"type": "blockquote", "offset": 9, "length": len(DELETE)}])
    await settled(sim)
    assert reminders(sim, group.id) == []


async def test_an_edit_brings_no_second_reminder_for_the_same_rule(sim: Simulator, program: Program) -> None:
    """Neither for the same words nor for others of the rule; another rule is another matter."""
    message = sim.say("team", "ben", DELETE)
    await sim.wait_for_call("sendMessage")
    sim.edit("team", message["message_id"], DELETE + "!")
    sim.edit("team", message["message_id"], "delete the whole thread")
    await settled(sim)
    assert len(reminders(sim)) == 1
    sim.edit("team", message["message_id"], "delete the thread and put disappearing messages on")
    await sim.wait_for(lambda: len(reminders(sim)) == 2)
    assert "timer" in reminders(sim)[1].given["text"]


async def test_an_edit_can_bring_the_first(sim: Simulator, program: Program) -> None:
    """What was harmless may become something to be reminded of."""
    message = sim.say("team", "ben", "let's talk")
    sim.edit("team", message["message_id"], DELETE)
    await sim.wait_for_call("sendMessage")


async def test_several_rules_make_one_reminder(sim: Simulator, program: Program) -> None:
    """The gravest is told, the others are named, and one press acknowledges all of them."""
    sim.say("team", "ben", "delete this chat and put disappearing messages on")
    call = await sim.wait_for_call("sendMessage")
    assert "Auto-delete must not eat records" in call.given["text"]
    sim.press("team", "ben", call.result, "Acknowledge")
    await sim.wait_for_call("answerCallbackQuery")
    assert sorted(record["rule"] for record in await program.acknowledgements()) == ["RET-02", "RET-03"]


@pytest.mark.parametrize("presser", ["cy", "ada"])
async def test_a_colleagues_press_acknowledges_nothing(sim: Simulator, program: Program, presser: str) -> None:
    """Whatever their rank: it says so to the presser, and the addressee's press still counts."""
    sim.world.privacy_mode = False
    sim.demote("team", "bot", by="ada")
    sim.say("team", "ben", DELETE)
    reminder = (await sim.wait_for_call("sendMessage")).result
    sim.press("team", presser, reminder, "Acknowledge")
    refused = await sim.wait_for_call("answerCallbackQuery")
    assert "colleague" in refused.given["text"]
    assert await program.acknowledgements() == []
    sim.press("team", "ben", reminder, "Acknowledge")
    await sim.wait_for_call("answerCallbackQuery", after=refused.number)
    assert len(await program.acknowledgements()) == 1


async def test_a_forged_altered_or_repeated_press_changes_nothing(sim: Simulator, program: Program) -> None:
    """And gets a polite answer; the first time stands."""
    sim.say("team", "ben", DELETE)
    call = await sim.wait_for_call("sendMessage")
    token: str = json.loads(call.given["reply_markup"])["inline_keyboard"][0][0]["callback_data"]
    assert len(token) >= 22
    for data in ("x", token[:-1] + ("A" if token[-1] != "A" else "B"), token.swapcase(), "acknowledge:1", "'; --"):
        sim.press_data("team", "ben", call.result, data)
    await sim.wait_for(lambda: len(sim.calls.done("answerCallbackQuery")) == 5)
    assert all("no longer" in answer.given["text"] for answer in sim.calls.done("answerCallbackQuery"))
    assert await program.acknowledgements() == []
    for _ in range(3):
        sim.press_data("team", "ben", call.result, token)
    await sim.wait_for(lambda: len(sim.calls.done("answerCallbackQuery")) == 8)
    assert "You noted this" in sim.calls.done("answerCallbackQuery")[-1].given["text"]
    assert len(await program.acknowledgements()) == 1


async def test_a_button_works_in_its_own_chat_alone(sim: Simulator, program: Program) -> None:
    """A token taken to another group is of no use there."""
    sim.add_group("other", ["ben"], owner="ada", bot="administrator")
    sim.say("team", "ben", DELETE)
    sim.say("other", "ben", DELETE)
    await sim.wait_for(lambda: len(reminders(sim)) == 2)
    here, there = reminders(sim)
    token = json.loads(here.given["reply_markup"])["inline_keyboard"][0][0]["callback_data"]
    chat = next(key for key in ("team", "other") if sim.world.chat(key).id == int(there.given["chat_id"]))
    sim.press_data(chat, "ben", there.result, token)
    await sim.wait_for_call("answerCallbackQuery")
    assert await program.acknowledgements() == []


async def test_events_are_reminded_of(sim: Simulator, program: Program) -> None:
    """The timer switched on; a marked file name; a caption; a poll: each privately, to the one who did it."""
    sim.set_auto_delete("team", "ben", 86400)
    timer = await sim.wait_for_call("sendMessage")
    assert "timer" in timer.given["text"]
    sim.document("team", "cy", "OFFICIAL-SENSITIVE bid scores.docx")
    sim.photo("team", "cy", caption="OFFICIAL-SENSITIVE - the whiteboard")
    sim.poll("team", "cy", "Shall we delete the chat?", ["yes", "no"])
    await sim.wait_for(lambda: len(reminders(sim)) == 4)
    receivers = [json.loads(call.given["ephemeral_message_parameters"])["receiver_user_id"] for call in reminders(sim)]
    assert receivers == [sim.world.person("ben").id, *[sim.world.person("cy").id] * 3]
    sim.set_auto_delete("team", "ben", 0)
    await settled(sim)
    assert len(reminders(sim)) == 4


async def test_where_the_bot_is_no_administrator_it_replies(sim: Simulator, tmp_path: Path) -> None:
    """A reply to the message, in its topic, with the same buttons."""
    sim.add_group("forum", ["ben"], owner="ada", bot="member", forum=True)
    topic = sim.add_topic("forum", "ada", "Tenders")
    sim.world.privacy_mode = False
    async with running(sim, tmp_path):
        message = sim.say("forum", "ben", DELETE, topic="Tenders")
        call = await sim.wait_for_call("sendMessage")
        assert json.loads(call.given["reply_parameters"])["message_id"] == message["message_id"]
        assert int(call.given["message_thread_id"]) == topic.id
        assert "ephemeral_message_parameters" not in call.given
        assert call.result["message_id"] > 0


async def test_a_server_that_shows_it_to_all_is_noticed(sim: Simulator, program: Program) -> None:
    """What became public is deleted, a reply takes its place, and ephemeral messages are not tried there again."""
    sim.faults.add("ephemeral ignored", times=None)
    sim.say("team", "ben", DELETE)
    await sim.wait_for_call("deleteMessage")
    await sim.wait_for(lambda: len(sim.calls.done("sendMessage")) == 2)
    assert "reply_parameters" in sim.calls.done("sendMessage")[1].given
    sim.say("team", "cy", DELETE)
    await sim.wait_for(lambda: len(sim.calls.done("sendMessage")) == 3)
    assert "ephemeral_message_parameters" not in sim.calls.done("sendMessage")[2].given
    assert len(sim.calls.done("deleteMessage")) == 1


async def test_a_server_that_refuses_ephemeral_messages_gets_a_reply(sim: Simulator, program: Program) -> None:
    """The reminder arrives all the same."""
    sim.faults.add("ephemeral refused", times=None)
    sim.say("team", "ben", DELETE)
    await sim.wait_for(lambda: sim.calls.done("sendMessage"))
    assert "reply_parameters" in sim.calls.done("sendMessage")[0].given


async def test_positions_survive_emoji(sim: Simulator, program: Program) -> None:
    """Telegram counts UTF-16 units: what stands in a quote after emoji is still somebody else's."""
    quote = "👩🏽‍🚒 délétè… delete this chat"
    text = f"😀😀 {quote}"
    sim.say(
        "team",
        "ben",
        text,
        entities=[{"type": "blockquote", "offset": 5, "length": len(quote.encode("utf-16-le")) // 2}],
    )
    await settled(sim)
    assert reminders(sim) == []


async def test_a_reply_whose_message_is_gone_or_topic_closed_still_arrives(sim: Simulator, tmp_path: Path) -> None:
    """Without the reply, and in the main topic."""
    sim.world.privacy_mode = False
    sim.add_group("forum", ["ben"], owner="ada", bot="member", forum=True)
    sim.add_topic("forum", "ada", "Tenders")
    async with running(sim, tmp_path):
        sim.faults.add("too many", method="sendMessage", times=1, seconds=2)
        message = sim.say("forum", "ben", DELETE, topic="Tenders")
        await sim.wait_for(lambda: [call for call in sim.calls if call.fault])
        sim.delete("forum", message["message_id"])
        sim.close_topic("forum", "ada", "Tenders")
        call = await sim.wait_for_call("sendMessage", timeout=20)
        assert "message_thread_id" not in call.given
        assert "reply_parameters" not in call.given
