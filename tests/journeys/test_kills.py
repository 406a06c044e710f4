"""kill -9, two hundred times, at random moments of a run of messages and presses."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
from pathlib import Path

from journey import DELETE, ROOT, Program, free_port, reminders, settings_for

from bot.playground.calls import Call
from bot.playground.simulator import Simulator

KILLS = 200
LONGEST_LIFE = 0.35
"""Seconds from the program's first poll to its end; most of what it does with two messages falls into these."""


class Runs:
    """The program, started again and again in one place (zygote.py)."""

    def __init__(self, folder: Path, variables: dict[str, str]) -> None:
        self._folder, self._variables = folder, variables

    async def __aenter__(self) -> Runs:
        self.log = (self._folder / "log").open("wb")
        self._zygote = await asyncio.create_subprocess_exec(
            sys.executable,
            str(Path(__file__).with_name("zygote.py")),
            cwd=self._folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **self._variables},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=self.log,
        )
        return self

    async def start(self) -> int:
        assert self._zygote.stdin
        assert self._zygote.stdout
        self._zygote.stdin.write(b"start\n")
        return int(await self._zygote.stdout.readline())

    async def __aexit__(self, *_: object) -> None:
        assert self._zygote.stdin
        self._zygote.stdin.close()
        await self._zygote.wait()
        self.log.close()


class Members:
    """Two people in each group write, and press what they are shown; and what they saw is tallied."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim
        self.said: set[tuple[int, int]] = set()
        self._presses: dict[str, tuple[int, int]] = {}
        self._run_of: dict[int, int] = {}

    async def chat(self, key: str) -> None:
        """Write one message each, and press every reminder as soon as it shows."""
        group, pressed = self.sim.world.chat(key), set[tuple[str, int]]()
        for who in ("ben", "cy"):
            self.sim.say(key, who, DELETE)
            self.said.add((group.id, self.sim.world.person(who).id))
        while True:
            for who in ("ben", "cy"):
                for shown in self.sim.sees(who, key):
                    number = shown.get("ephemeral_message_id")
                    if number and shown.get("reply_markup") and (who, number) not in pressed:
                        pressed.add((who, number))
                        query = self.sim.press(key, who, shown, "Acknowledge")
                        self._presses[query] = (group.id, self.sim.world.person(who).id)
            await self.sim.wait_for_change(self.sim.version, 0.05)

    def note_run(self, run: int) -> None:
        """These calls were made before the run's end."""
        for call in self.sim.calls:
            self._run_of.setdefault(call.number, run)

    def reminded(self) -> set[tuple[int, int]]:
        """The chats and people that a reminder arrived for."""
        return {(int(call.given["chat_id"]), _receiver(call)) for call in reminders(self.sim)}

    def answered(self) -> set[tuple[int, int]]:
        """The chats and people whose press was answered with thanks."""
        answers = [call for call in self.sim.calls.done("answerCallbackQuery") if "oted" in call.given["text"]]
        return {self._presses[call.given["callback_query_id"]] for call in answers}

    def doubled_without_doubt(self) -> list[str]:
        """Reminders that came again though the earlier one cannot have been on the wire at a kill.

        A chat is written to one message at a time, each confirmed before the next begins. So only the last one of a
        chat in a run can be in doubt when the run ends.
        """
        wrong = []
        sends = reminders(self.sim)
        for again in sends:
            for earlier in sends:
                if earlier.number >= again.number or _token(earlier) != _token(again):
                    continue
                run = self._run_of[earlier.number]
                later = [
                    c for c in sends if c.number > earlier.number and c.given["chat_id"] == earlier.given["chat_id"]
                ]
                if any(self._run_of[call.number] == run for call in later):
                    wrong.append(_token(again))
        return wrong


async def test_two_hundred_kills_lose_nothing(sim: Simulator, tmp_path: Path) -> None:
    """Every press that was answered is in the export; every trigger is reminded of; none twice but in doubt.

    The doubt, a reminder that was on the wire at a kill, falls on sending again: Telegram has no idempotency key, and
    a reminder seen twice is a nuisance where one that never came is a broken promise.
    """
    dice = random.Random(20261123)
    members = Members(sim)
    program = Program(tmp_path, settings_for(sim, tmp_path, port := free_port()), port)
    async with Runs(tmp_path, program.variables) as runs:
        for run in range(KILLS):
            key = f"group{run}"
            sim.add_group(key, ["ben", "cy"], owner="ada", bot="administrator")
            begun = len(sim.calls)
            process = await runs.start()
            chatting = asyncio.create_task(members.chat(key))
            await sim.wait_for(lambda begun=begun: any(c.method == "getUpdates" for c in sim.calls[begun:]), timeout=60)
            await asyncio.sleep(dice.random() * LONGEST_LIFE)
            os.kill(process, signal.SIGKILL)
            await asyncio.sleep(0.05)  # what the killed had put on the wire still arrives, and belongs to its run
            members.note_run(run)
            chatting.cancel()
    await program.start()
    try:
        await program.ready()
        await sim.wait_for(lambda: members.reminded() >= members.said, timeout=120)
        await sim.wait_for(lambda: not sim.queue.waiting(), timeout=60)
        members.note_run(KILLS)
        records = await program.acknowledgements()
    finally:
        await program.kill()
    assert len(members.said) == 2 * KILLS
    assert len(members.answered()) > KILLS / 10, "the kills came too early to prove anything"
    assert members.answered() <= {(record["chat_id"], record["user_id"]) for record in records}
    assert members.doubled_without_doubt() == []


def _token(call: Call) -> str:
    return str(json.loads(call.given["reply_markup"])["inline_keyboard"][0][0]["callback_data"])


def _receiver(call: Call) -> int:
    return int(json.loads(call.given["ephemeral_message_parameters"])["receiver_user_id"])
