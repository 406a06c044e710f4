"""How long the bot takes to start and what it holds in memory, beside the bare import of telegram.ext."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import Figure
from bench.processes import ALL_PACKS, Cost, running

IMPORT = """
import telegram.ext, resource, time
print(time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def _bare() -> tuple[float, Cost]:
    """Seconds by the clock, and the cost, of the import alone."""
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, check=True)  # noqa: S603 - ours
    took = time.perf_counter() - began
    seconds, peak = done.stdout.split()
    return took, Cost(float(seconds), int(peak) / (1024 if sys.platform != "darwin" else 1024 * 1024))


async def _ours(folder: Path, policy: str) -> tuple[float, Cost]:
    """The same from the start of the process until it asks for updates, with a database that is there already."""
    async with running("ours", folder, policy=policy) as bot:
        took = time.perf_counter() - bot.began
        return took, await bot.cost()


def measure(*, rounds: int = 3, policies: tuple[str, ...] = ("uk-government", ALL_PACKS)) -> list[Figure]:
    """Start by the clock and by processor time, and memory; with one pack and with all."""
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for policy in policies:
            packs = f"{policy.count(',') + 1} packs" if "," in policy else policy
            asyncio.run(_ours(Path(folder), policy))
            pairs = [(asyncio.run(_ours(Path(folder), policy)), _bare()) for _ in range(rounds)]
            figures += [
                Figure(
                    f"start until it takes updates, {packs}",
                    tuple(ours / bare for (ours, _), (bare, _) in pairs),
                    "import telegram.ext, by the clock",
                ),
                Figure(
                    f"memory at its peak after the start, {packs}",
                    tuple(ours.megabytes / bare.megabytes for (_, ours), (_, bare) in pairs),
                    "import telegram.ext",
                ),
                Figure(f"the same, {packs}", tuple(ours.megabytes for (_, ours), _ in pairs), unit="MB"),
            ]
    return figures
