"""What every journey begins with: a simulated group, and the real program beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from journey import Program, running

from bot.playground.simulator import Simulator


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    """A group "team" of Ada (its owner), Ben and Cy, with the bot as an administrator."""
    async with Simulator() as simulator:
        for key, name in (("ada", "Ada"), ("ben", "Ben"), ("cy", "Cy")):
            simulator.add_person(key, first_name=name)
        simulator.add_group("team", ["ben", "cy"], owner="ada", bot="administrator")
        yield simulator


@pytest.fixture
async def program(sim: Simulator, tmp_path: Path) -> AsyncIterator[Program]:
    async with running(sim, tmp_path) as running_program:
        yield running_program
