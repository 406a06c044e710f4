"""The bot's life in groups: introducing itself, newcomers, members' questions, a new id."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from journey import DELETE, Program, reminders, running, settled

from bot.playground.calls import Call
from bot.playground.simulator import Simulator


def sent(sim: Simulator, words: str) -> list[Call]:
    """The messages with these words that arrived."""
    return [call for call in sim.calls.done("sendMessage") if words in call.given["text"]]


def receiver(call: Call) -> int | None:
    given = call.given.get("ephemeral_message_parameters")
    return int(json.loads(given)["receiver_user_id"]) if given else None


async def test_it_introduces_itself_once_and_says_what_it_lacks(sim: Simulator, program: Program) -> None:
    """One message to all: what it does, keeps, and whom to ask. To who added it: how to mend what is missing."""
    sim.add_group("new", ["ben"], owner="ada")
    sim.join("new", "bot", by="ada")
    await sim.wait_for(lambda: sent(sim, "Hello. I am Remembrancer"))
    await sim.wait_for(lambda: sent(sim, "To do my work here I lack this"))
    await settled(sim)
    (introduction,) = sent(sim, "Hello. I am Remembrancer")
    for promise in ("Example Council", "records@example.gov.uk", "keep none of their words", "cannot see deletions"):
        assert promise in introduction.given["text"]
    (lacks,) = sent(sim, "To do my work here I lack this")
    assert "/setprivacy" in lacks.given["text"]
    assert "Administrators" in lacks.given["text"]


async def test_it_is_content_where_nothing_is_missing(sim: Simulator, tmp_path: Path) -> None:
    """Added as an administrator it thanks, privately, the one who added it."""
    sim.add_group("new", ["ben"], owner="ada")
    async with running(sim, tmp_path):
        sim.join("new", "bot", by="ada")
        sim.promote("new", "bot", by="ada")
        thanks = await sim.wait_for(lambda: sent(sim, "I have what I need") or sent(sim, "I lack this"))
        assert receiver(thanks[0]) in {sim.world.person("ada").id, None}


async def test_a_newcomer_is_told_privately(sim: Simulator, program: Program) -> None:
    """What everybody was told when the bot came."""
    sim.add_person("dee")
    sim.join("team", "dee")
    (welcome,) = await sim.wait_for(lambda: sent(sim, "Welcome. This group has Remembrancer"))
    assert receiver(welcome) == sim.world.person("dee").id


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("/rules", "RET-03 A request freezes the chat (law: Freedom of Information Act 2000)"),
        ("/privacy", "What I never keep"),
        ("/mydata", "I hold nothing on you"),
        ("/help", "silence has no effect"),
    ],
)
async def test_a_members_question_is_answered_privately(
    sim: Simulator, program: Program, command: str, says: str
) -> None:
    """In a group the answer is for the asker alone."""
    sim.say("team", "ben", command)
    (answer,) = await sim.wait_for(lambda: sent(sim, says))
    assert receiver(answer) == sim.world.person("ben").id


async def test_questions_in_a_private_chat(sim: Simulator, program: Program) -> None:
    """/start and anything else are answered there."""
    sim.say("ben", "ben", "/start")
    await sim.wait_for(lambda: sent(sim, "Add me to a group to begin"))
    sim.say("ben", "ben", "hello?")
    await sim.wait_for(lambda: sent(sim, "silence has no effect"))


async def test_where_it_is_no_administrator_answers_go_to_the_private_chat(sim: Simulator, tmp_path: Path) -> None:
    """Or, where the asker never opened one, a link to it for what is theirs, and the page itself for what is not."""
    sim.world.privacy_mode = False
    sim.add_group("plain", ["ben", "cy"], owner="ada", bot="member")
    async with running(sim, tmp_path):
        sim.say("plain", "ben", "/mydata")
        (link,) = await sim.wait_for(lambda: sent(sim, "I answer this privately"))
        assert "?start=mydata" in link.given["reply_markup"]
        sim.say("cy", "cy", "/start")
        await sim.wait_for(lambda: sent(sim, "Add me to a group"))
        sim.say("plain", "cy", "/mydata")
        (answer,) = await sim.wait_for(lambda: sent(sim, "I hold nothing on you"))
        assert int(answer.given["chat_id"]) == sim.world.person("cy").id


async def test_mydata_shows_what_is_held(sim: Simulator, program: Program) -> None:
    """Rule, time and answer, and that an open one has no effect."""
    sim.say("team", "ben", DELETE)
    await sim.wait_for_call("sendMessage")
    sim.say("team", "ben", "/mydata")
    (answer,) = await sim.wait_for(lambda: sent(sim, "What I hold on you"))
    assert "RET-03 A request freezes the chat; not acknowledged (that has no effect)" in answer.given["text"]


async def test_a_group_that_becomes_a_supergroup_keeps_its_record(sim: Simulator, tmp_path: Path) -> None:
    """The reminder of before can be found and a message is not reminded of twice; new ones work under the new id."""
    sim.add_group("small", ["ben"], owner="ada", bot="administrator", kind="group")
    async with running(sim, tmp_path) as program:
        sim.say("small", "ben", DELETE)
        first = await sim.wait_for_call("sendMessage")
        sim.press("small", "ben", first.result, "Acknowledge")
        await sim.wait_for_call("answerCallbackQuery")
        new = sim.migrate("small", "ada")
        await settled(sim)
        (record,) = await program.acknowledgements()
        assert record["chat_id"] == new.id
        sim.say(new.key, "ben", DELETE)
        await sim.wait_for(lambda: len(reminders(sim)) == 2)
        assert int(reminders(sim)[1].given["chat_id"]) == new.id


async def test_a_group_that_moved_while_a_reminder_was_due(sim: Simulator, tmp_path: Path) -> None:
    """Telegram answers with the new id; the reminder follows."""
    sim.add_group("small", ["ben"], owner="ada", bot="administrator", kind="group")
    async with running(sim, tmp_path):
        sim.faults.add("too many", method="sendMessage", times=1, seconds=3)
        sim.say("small", "ben", DELETE)
        await sim.wait_for(lambda: [call for call in sim.calls if call.fault])
        new = sim.migrate("small", "ada")
        call = await sim.wait_for_call("sendMessage", timeout=30)
        assert int(call.given["chat_id"]) == new.id


async def test_after_being_removed_nothing_more_is_sent(sim: Simulator, program: Program) -> None:
    """What was due there is dropped, and the record stays."""
    sim.faults.add("too many", method="sendMessage", times=1, seconds=2)
    sim.say("team", "ben", DELETE)
    await sim.wait_for(lambda: [call for call in sim.calls if call.fault])
    sim.kick("team", "bot", by="ada")
    await settled(sim)
    before = len(sim.calls.of("sendMessage"))
    await sim.wait_for_change(sim.version, 4)
    assert len(sim.calls.of("sendMessage")) == before
    _, out, _ = await program.command("export", "reminders", "--format", "jsonl")
    assert json.loads(out)["state"] == "dropped"
