"""A kill at any moment: what a caller was told is in the database, and the database is whole."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PROGRAM = """
import asyncio, datetime as dt, os, sys
from bot.domain import NewReminder, Press, RuleEdition
from bot.store.opening import open_store
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
EDITION = RuleEdition("RET-01", "uk-government", "2026.11", "d1")
async def one(store, number):
    await store.record_reminder(NewReminder(-1001, 7, number, None, (EDITION,), NOW, f"t-{number}"))
    await store.acknowledge(Press(f"t-{number}", -1001, 7, NOW))
    os.write(1, f"{number}\\n".encode())
async def main():
    store = await open_store(sys.argv[1])
    number = (await store.counts())["reminders"] + 1000 * int(sys.argv[2])
    os.write(1, b"ready\\n")
    while True:
        await asyncio.gather(*(one(store, number + each) for each in range(10)))
        number += 10
asyncio.run(main())
"""


@pytest.mark.parametrize("seed", [1])
def test_what_was_told_survives_a_kill(seed: int, tmp_path: Path) -> None:
    """Six kills at random moments of a busy writer: every acknowledgement that somebody was told of is there."""
    chance = random.Random(seed)
    path = tmp_path / "r.db"
    told: set[int] = set()
    for kill in range(1, 7):
        command = [sys.executable, "-c", PROGRAM, f"sqlite:///{path}", str(kill)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
            assert program.stdout is not None
            assert program.stdout.readline() == "ready\n"
            time.sleep(chance.random() * 0.3)
            program.kill()
            told |= {int(line) for line in program.stdout.read().split()}
    connection = sqlite3.connect(path)
    stored = connection.execute(
        "select reminders.message_id from acknowledgements join reminders on reminders.id = reminder"
    ).fetchall()
    halves = connection.execute(
        "select count(*) from reminders where not exists (select 1 from deliveries where reminder = reminders.id)"
        " or not exists (select 1 from reminded_rules where reminder = reminders.id)"
    ).fetchone()
    assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    assert connection.execute("pragma foreign_key_check").fetchall() == []
    connection.close()
    assert told
    assert told <= {number for (number,) in stored}
    assert halves == (0,)
