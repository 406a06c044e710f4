"""The real program as a process of its own, against the simulated Telegram over real HTTP."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bot.playground.calls import Call
from bot.playground.simulator import Simulator

ROOT = Path(__file__).parent.parent.parent
DELETE = "Let's delete this chat before the FOI request comes in"
"""A sentence that every policy in these tests reminds of RET-03."""
POLICY = Path(__file__).with_name("policy.yaml")
READY = 60.0
"""Seconds within which the program must have started; machines here are shared and slow."""


@dataclass
class Program:
    """A running `remembrancer run`, and what it wrote."""

    folder: Path
    variables: dict[str, str]
    port: int
    process: asyncio.subprocess.Process | None = None
    output: bytearray = field(default_factory=bytearray)
    _reading: asyncio.Task[None] | None = None

    async def start(self, *words: str) -> None:
        """Start `remembrancer run`, or another command."""
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *(words or ["run"]),
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **self.variables},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process
        assert self.process.stdout
        while chunk := await self.process.stdout.read(65536):
            self.output += chunk

    async def kill(self) -> None:
        """kill -9: no goodbye."""
        assert self.process
        if self.process.returncode is None:
            self.process.kill()
        await self.wait()

    async def stop(self, number: signal.Signals = signal.SIGTERM, *, within: float = 20.0) -> int:
        """Ask it to end, and give its exit status."""
        assert self.process
        if self.process.returncode is None:
            self.process.send_signal(number)
        return await asyncio.wait_for(self.wait(), within)

    async def wait(self) -> int:
        assert self.process
        assert self._reading
        status = await self.process.wait()
        await self._reading
        return status

    @property
    def log(self) -> str:
        return self.output.decode(errors="replace")

    async def get(self, path: str) -> tuple[int, str]:
        """What the service answers."""
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{self.port}{path}") as response:
            return response.status, await response.text()

    async def ready(self) -> None:
        """Wait until it takes updates."""
        async with asyncio.timeout(READY):
            while True:
                assert self.process
                assert self.process.returncode is None, self.log
                try:
                    status, _ = await self.get("/healthz")
                    if status == 200:
                        return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.05)

    async def command(self, *words: str, stdin: str = "") -> tuple[int, str, str]:
        """Another command of the program in the same place: status, output, errors."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *words,
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **self.variables},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate(stdin.encode())
        assert process.returncode is not None
        return process.returncode, out.decode(), err.decode()

    async def acknowledgements(self) -> list[dict[str, Any]]:
        """The export, as the contract has it."""
        status, out, err = await self.command("export", "acknowledgements", "--format", "jsonl")
        assert status == 0, err
        return [json.loads(line) for line in out.splitlines()]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings_for(sim: Simulator, folder: Path, port: int, **more: str) -> dict[str, str]:
    return {
        "TELEGRAM_BOT_TOKEN": sim.token,
        "TELEGRAM_API_URL": sim.url,
        "DATABASE_URL": f"sqlite:///{folder}/remembrancer.db",
        "ORGANISATION": "Example Council",
        "CONTACT": "records@example.gov.uk",
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "LOG_LEVEL": "debug",
        "POLICY": str(POLICY),
        **more,
    }


@asynccontextmanager
async def running(sim: Simulator, folder: Path, **more: str) -> AsyncIterator[Program]:
    """The program, started and ready, and ended whatever happens."""
    port = free_port()
    program = Program(folder, settings_for(sim, folder, port, **more), port)
    await program.start()
    try:
        await program.ready()
        yield program
    finally:
        await program.kill()


def reminders(sim: Simulator, chat_id: int | None = None) -> list[Call]:
    """The messages with an Acknowledge button that arrived."""
    return [
        call
        for call in sim.calls.done("sendMessage")
        if "callback_data" in str(call.given.get("reply_markup")) and chat_id in {None, int(call.given["chat_id"])}
    ]


async def settled(sim: Simulator) -> None:
    """Wait until the bot has confirmed everything and has had a moment to send."""
    await sim.wait_for(lambda: not sim.queue.waiting(), timeout=20)
    await asyncio.sleep(0.5)
