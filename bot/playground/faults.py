"""Trouble on demand: a script of what goes wrong, for which requests, how often or for how long."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

from bot.playground.clock import SimulatedClock
from bot.playground.refusals import JSON

Kind = Literal[
    "too many",  # 429 with retry_after
    "refuse",  # the code and sentence given
    "drop before",  # the connection breaks and nothing was done
    "drop after",  # the connection breaks though it was done
    "bad gateway",  # 502 with a page of HTML, nothing done
    "nonsense",  # 200 and a body that is no JSON, though it was done
    "hang",  # taken and never answered, nothing done
    "slow",  # done, answered late
    "ephemeral ignored",  # a server that does not know the parameter: the message becomes public
    "ephemeral refused",  # a server that refuses it
]


@dataclass(slots=True)
class Fault:
    """One line of the script.

    Args:
        kind: what goes wrong.
        method: which method; "" for all but getUpdates, "*" for all.
        chat: the chat that the request names; None for any.
        times: how often; None for as long as it stands.
        seconds: for "too many" how long it lasts (and what retry_after says), for "slow" how late.
        code: for "refuse".
        description: for "refuse".
        parameters: for "refuse".
    """

    kind: Kind
    method: str = ""
    chat: int | None = None
    times: int | None = 1
    seconds: float = 1.0
    code: int = 400
    description: str = "Bad Request: refused by the script"
    parameters: JSON | None = None
    until: float = math.inf

    def meets(self, method: str, given: JSON) -> bool:
        """Whether it strikes this request."""
        if self.kind.startswith("ephemeral") and "phemeral" not in method + "".join(given):
            return False
        is_method = self.method == "*" or (
            self.method.lower() == method.lower() if self.method else method != "getUpdates"
        )
        return is_method and (self.chat is None or str(given.get("chat_id")) == str(self.chat))


class Faults:
    """The script. The first line that meets a request strikes it."""

    def __init__(self, clock: SimulatedClock) -> None:
        self._clock = clock
        self._script: list[Fault] = []

    def add(
        self,
        kind: Kind,
        *,
        method: str = "",
        chat: int | None = None,
        times: int | None = 1,
        seconds: float = 1.0,
        code: int = 400,
        description: str = "Bad Request: refused by the script",
        parameters: JSON | None = None,
    ) -> Fault:
        """Add a line (see Fault). "too many" with `times=None` lasts `seconds` and tells what is left of them."""
        if kind not in get_args(Kind):
            raise ValueError(f"there is no trouble called {kind}")
        until = self._clock.now() + seconds if kind == "too many" and times is None else math.inf
        fault = Fault(kind, method, chat, times, seconds, code, description, parameters, until)
        self._script.append(fault)
        return fault

    def clear(self) -> None:
        """All is well again."""
        self._script.clear()

    def strike(self, method: str, given: JSON) -> Fault | None:
        """The fault that this request meets, used up by one; None for none."""
        now = self._clock.now()
        self._script = [fault for fault in self._script if fault.times != 0 and fault.until > now]
        for fault in self._script:
            if fault.meets(method, given):
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None

    def wait_asked(self, fault: Fault) -> int:
        """retry_after of a 429."""
        left = fault.until - self._clock.now() if fault.until < math.inf else fault.seconds
        return max(1, math.ceil(left))
