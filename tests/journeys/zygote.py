"""Starts the real program many times over, quickly: imports it once, then forks a child for each start.

Reads lines from standard input: "start" forks a child that runs `remembrancer run` and prints its process id. The child
is the program itself, from its command line on; only the import of its libraries is spared.
"""

from __future__ import annotations

import os
import signal
import sys

import bot.app
import bot.run  # noqa: F401 - imported for the children
from bot.__main__ import main


def serve() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # so that the killed are gone, and not zombies
    for line in sys.stdin:
        if line.strip() != "start":
            return
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os._exit(main(["run"]))
        print(child, flush=True)


serve()
