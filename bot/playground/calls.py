"""The log of what the bot asked, and what it was told."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, fields
from typing import Any

from bot.playground.bodies import File
from bot.playground.refusals import JSON


@dataclass(slots=True)
class Call:
    """One request. Times are `time.monotonic` seconds, which all processes of a machine share.

    `answer` is the body (None while it is under way, or where the connection was broken or never answered); `done` says
    whether the world was changed by it, also where the bot was not told; `fault` names the trouble that it met.
    """

    number: int
    method: str
    given: JSON
    files: dict[str, File] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)
    ended: float | None = None
    status: int | None = None
    answer: JSON | None = None
    done: bool = False
    fault: str = ""

    @property
    def ok(self) -> bool:
        """Whether it was answered with what was asked."""
        return bool(self.answer and self.answer.get("ok"))

    @property
    def result(self) -> Any:
        """The answer's result; None where there is none."""
        return (self.answer or {}).get("result")

    def json(self) -> JSON:
        """For the control face."""
        rest = {f.name: getattr(self, f.name) for f in fields(self)}
        return rest | {"files": {name: file.name for name, file in self.files.items()}}


class Calls(list[Call]):
    """All calls, in the order in which they came."""

    def of(self, *methods: str) -> list[Call]:
        """Those of these methods."""
        return [call for call in self if call.method in methods]

    def done(self, *methods: str) -> list[Call]:
        """Those that changed the world."""
        return [call for call in self.of(*methods) if call.done]

    def begin(self, method: str, given: JSON, files: dict[str, File]) -> Call:
        """Write down that a call came."""
        call = Call(len(self), method, given, files)
        self.append(call)
        return call
