"""Who polls: a name for this process, and whether the process of another name can still be alive.

A lease outlives a killed process by half a minute. Where its holder was a process of this machine that is no more,
nobody has to wait for that.
"""

from __future__ import annotations

import os
import platform
import secrets


def this_process() -> str:
    """A name for this run of the program: machine, process, and a part that no other run has."""
    return f"{platform.node() or 'here'}/{os.getpid()}/{secrets.token_hex(4)}".replace(" ", "-")


def is_gone(holder: str, *, me: str) -> bool:
    """Whether the holder was a process of this machine that has ended; False where that cannot be known."""
    machine, process, _ = (*holder.split("/"), "", "")[:3]
    mine, my_process, _ = me.split("/")
    if machine != mine or not process.isdigit():
        return False
    if process == my_process:  # the number was given again: to us
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
