"""The errors of this room and of `nlp`: something that a person wrote (a pack, a setting, a word) is wrong.

RemembrancerFault
├── SettingsFault   one setting; names the variable and a good value
└── PolicyFaults    every fault of the packs at once, each with file and line
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a thing stands: a file's name as the author knows it, and a line that counts from one."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong: the place, and one sentence that says what and what a good value looks like."""

    place: Place
    sentence: str

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}"


class RemembrancerFault(Exception):
    """The parent of everything that is a person's to put right; `str()` is fit to be shown to that person."""


class SettingsFault(RemembrancerFault):
    """A setting is missing or wrong."""


class PolicyFaults(RemembrancerFault):
    """The packs cannot be used. Holds every fault found, in the order of the files."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))
