"""A simulated Telegram with three people and a group, and a client that speaks plain HTTP to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.playground.simulator import Simulator


class Client:
    """Asks as a bot would."""

    def __init__(self, sim: Simulator, session: aiohttp.ClientSession) -> None:
        self.sim, self.session = sim, session
        self.offset = 0

    async def ask(self, method: str, **given: Any) -> dict[str, Any]:
        """The whole answer to a request with a JSON body."""
        async with self.session.post(f"{self.sim.url}/bot{self.sim.token}/{method}", json=given) as answer:
            body: dict[str, Any] = await answer.json()
            assert answer.status == body.get("error_code", 200)
            return body

    async def do(self, method: str, **given: Any) -> Any:
        """The result of a request that must be done."""
        body = await self.ask(method, **given)
        assert body["ok"], body
        return body["result"]

    async def refused(self, method: str, **given: Any) -> str:
        """The sentence of a request that must be refused."""
        body = await self.ask(method, **given)
        assert not body["ok"], body
        sentence: str = body["description"]
        return sentence

    async def updates(self, **given: Any) -> list[dict[str, Any]]:
        """What is new, confirmed at the next call."""
        found: list[dict[str, Any]] = await self.do("getUpdates", offset=self.offset, **given)
        if found:
            self.offset = found[-1]["update_id"] + 1
        return found


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    """Ada owns the group "team", Ben and Cleo are members, the bot is an administrator; Dev is outside."""
    async with Simulator(slow_repeats=False, first_message_id=10, first_update_id=100) as sim:
        for key in ("ada", "ben", "cleo", "dev"):
            sim.add_person(key)
        sim.add_group("team", ["ben", "cleo"], owner="ada", bot="administrator", title="Casework")
        yield sim


@pytest.fixture
async def client(sim: Simulator) -> AsyncIterator[Client]:
    """A bot's client."""
    async with aiohttp.ClientSession() as session:
        yield Client(sim, session)


@pytest.fixture
def team(sim: Simulator) -> int:
    """The group's number."""
    return sim.world.chat("team").id


@pytest.fixture
def ben(sim: Simulator) -> int:
    """Ben's number."""
    return sim.world.person("ben").id
