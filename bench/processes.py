"""Starts the measured bots as processes and asks them what they have cost."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.telegram import SECRET, TOKEN, Telegram

ROOT = Path(__file__).parent.parent
ALL_PACKS = "uk-government,uk-police,nhs,council,us-federal,us-finance"
PATIENCE = 60.0
"""Seconds within which a bot must have started and must have handled a round."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process has used since it started: seconds of processor time, megabytes at its peak."""

    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Bot:
    """A running bot and the Telegram that it talks to."""

    telegram: Telegram
    process: asyncio.subprocess.Process
    began: float
    """When it was started, by time.perf_counter."""

    async def cost(self) -> Cost:
        """Ask it."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(b"\n")
        async with asyncio.timeout(PATIENCE):
            seconds, peak = (await self.process.stdout.readline()).split()
        return Cost(float(seconds), int(peak) / (1024 if sys.platform != "darwin" else 1024 * 1024))


@asynccontextmanager
async def running(name: str, folder: Path, *, webhook: bool = False, policy: str = ALL_PACKS) -> AsyncIterator[Bot]:
    """One of bench/bots.py, started and asking for updates (or listening for them), and ended whatever happens."""
    async with Telegram() as telegram:
        port = _free_port()
        variables = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "PYTHONPATH": str(ROOT),
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": telegram.url,
            "DATABASE_URL": f"sqlite:///{folder}/bench.db",
            "ORGANISATION": "Example Council",
            "CONTACT": "records@example.gov.uk",
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "POLICY": policy,
        }
        if webhook:
            variables |= {"WEBHOOK_URL": f"http://127.0.0.1:{port}", "WEBHOOK_SECRET": SECRET}
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.bots", name),
            cwd=folder,
            env=variables,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            ready = telegram.hooked if webhook else telegram.polled
            async with asyncio.timeout(PATIENCE):
                await ready.wait()
            if webhook:
                await _listening(port)
            yield Bot(telegram, process, began)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def _listening(port: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
