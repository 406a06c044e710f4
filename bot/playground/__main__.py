"""`python -m bot.playground [PORT]`: the simulated Telegram alone, for programs that use it over HTTP.

Prints one line of JSON with its address and the bot's token, and serves until it is stopped.
"""

from __future__ import annotations

import asyncio
import json
import sys

from bot.playground.simulator import Simulator


async def main() -> None:
    """Serve until cancelled."""
    async with Simulator(port=int(sys.argv[1]) if len(sys.argv) > 1 else 0) as sim:
        sys.stdout.write(json.dumps({"url": sim.url, "token": sim.token}) + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        sys.exit(0)
