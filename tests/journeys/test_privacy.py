"""Nothing that was said, and no token, is left anywhere: not in the database, not in a log, not in any output."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from journey import running, settled

from bot.playground.simulator import Simulator

MARKERS = ("zebrafish", "quillfeather", "xylograph")
"""Words that nobody here says by chance."""


@pytest.mark.parametrize("form", ["console", "json"])
async def test_no_trace_of_what_was_said(sim: Simulator, tmp_path: Path, form: str) -> None:
    """At debug level, through reminders, edits, events, faults of the server, bad updates, exports and a stop."""
    said = " ".join(MARKERS)
    group = sim.world.chat("team")
    async with running(sim, tmp_path, LOG_FORMAT=form) as program:
        message = sim.say("team", "ben", f"delete this chat {said}")
        sim.edit("team", message["message_id"], f"delete this chat and put disappearing messages on {said}")
        sim.document("team", "cy", f"OFFICIAL-SENSITIVE {said}.docx", caption=f"OFFICIAL-SENSITIVE {said}")
        sim.poll("team", "cy", f"delete the chat {said}?", [said, "no"])
        sim.set_title("team", "ada", f"OFFICIAL-SENSITIVE {said}")
        sim.say("team", "ben", f"/mydata {said}")
        sim.say("ben", "ben", f"/start {said}")
        sim.inject({"message": {"text": f"delete this chat {said}", "chat": {"id": group.id, "type": said}}})
        sim.inject({"message": {"text": said, "date": said}, said: {}})
        sim.faults.add("nonsense", method="sendMessage", times=2)
        sim.faults.add("nonsense", method="getUpdates", times=1)
        sim.faults.add("refuse", method="sendMessage", times=1, description=f"Bad Request: {said}")
        sim.press_data("team", "ben", sim.sees("ben", "team")[0], said[:60])
        await settled(sim)
        await asyncio.sleep(2)
        outputs = [program.log]
        for command in (
            ["export", "acknowledgements"],
            ["export", "reminders", "--format", "jsonl"],
            ["check"],
        ):
            _, out, err = await program.command(*command)
            outputs += [out, err]
        on_disk = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
        await program.stop()
        outputs.append(program.log)
    on_disk |= {f"{path.name} at the end": path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert any(name.endswith("-wal") for name in on_disk), "the write-ahead log must have been looked at"
    told = "\n".join(outputs)
    for secret in (*MARKERS, sim.token, sim.token.split(":")[1]):
        assert secret not in told
        assert [name for name, content in on_disk.items() if secret.encode() in content] == []


async def test_no_name_is_kept(sim: Simulator, tmp_path: Path) -> None:
    """Numbers of chats, messages and people, never their names or titles."""
    async with running(sim, tmp_path) as program:
        sim.say("team", "ben", "delete this chat")
        await sim.wait_for_call("sendMessage")
        await program.stop()
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    for name in (b"Ben", b"Ada", b"team"):
        assert name not in content
