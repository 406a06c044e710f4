"""Labelled messages: which rules each deserves to be reminded of.

Two forms. A corpus is the contract's JSON Lines, to judge a detector by. Voices are plain text that people can write
and read, to teach the second look: a heading, then a message a line.

    ## RET-01 paraphrase
    Treasury folded. We get the lot
    Rip it up and start with the cheaper one => RET-08

A heading names the rule that its messages deserve, and how they are put: plain, paraphrase or noisy. `near-plain` and
`near-proper` are messages that only look as if they did: another sense of the words, or proper talk of the subject.
`## near` are such of any rule, `## ordinary` is talk that touches none. `=>` names further rules that would be right
too, `\\n` is a line break.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.faults import Fault, Place, PolicyFaults

POSITIVE, NEAR_MISS, BENIGN = "positive", "near-miss", "benign"
_HEADING = re.compile(r"## (?:(?P<plain>ordinary|near)|(?P<rule>[A-Z]{2,8}-\d{2}) (?P<how>[a-z-]+))\s*\Z")
_ALSO = re.compile(r"\s+=>\s*(?P<rules>[A-Z]{2,8}-\d{2}(?:\s*,\s*[A-Z]{2,8}-\d{2})*)\s*\Z")
_HOW = frozenset({"plain", "paraphrase", "noisy", "near-plain", "near-proper"})


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled message."""

    text: str
    rules: tuple[str, ...]
    also_ok: frozenset[str]
    place: Place
    kind: str = ""
    difficulty: str = ""
    register: str = ""
    about: str = ""
    """The rule that a near-miss nearly touches, where that is known."""


def read_corpus(path: Path) -> list[Row]:
    """The rows of a corpus in JSON Lines.

    Raises:
        PolicyFaults: every wrong line, with its number; or the file that cannot be read.
    """
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise PolicyFaults([Fault(Place(str(path), 1), "The corpus cannot be read as a text file in UTF-8.")]) from None
    rows: list[Row] = []
    faults: list[Fault] = []
    for number, line in enumerate(content.split("\n"), 1):
        if line.strip():
            row = _row(line, Place(path.name, number))
            (rows.append(row) if isinstance(row, Row) else faults.append(row))
    if faults:
        raise PolicyFaults(faults)
    return rows


def _row(line: str, place: Place) -> Row | Fault:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return Fault(place, "The line is not JSON; each line is one object with text, rules and also_ok.")
    if not isinstance(said, dict) or not isinstance(said.get("text", "" if "rules" in said else None), str | None):
        return Fault(place, "The line is not an object with a text.")
    if "text" not in said or "rules" not in said:
        return Fault(
            place, 'The line lacks text or rules; a good line is {"text": "…", "rules": ["RET-01"], "also_ok": []}.'
        )
    rules, also_ok = said["rules"], said.get("also_ok", [])
    if not all(isinstance(names, list) and all(isinstance(name, str) for name in names) for names in (rules, also_ok)):
        return Fault(place, 'rules and also_ok are lists of rule ids, such as ["RET-01"].')
    extra = {key: value for key in ("kind", "difficulty", "register") if isinstance(value := said.get(key), str)}
    return Row(said["text"] or "", tuple(rules), frozenset(also_ok), place, **extra)


def read_voices(path: Path) -> list[Row]:
    """The messages of a text in the form above.

    Raises:
        PolicyFaults: every heading that cannot be read, and every message that stands before the first one.
    """
    rows: list[Row] = []
    faults: list[Fault] = []
    heading: re.Match[str] | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("##"):
            heading = _HEADING.match(line)
            if heading is None or (heading["how"] or "plain") not in _HOW:
                faults.append(Fault(Place(path.name, number), "A heading is like '## RET-01 noisy' or '## ordinary'."))
        elif line.strip() and heading is not None:
            rows.append(_voice(line, heading, Place(path.name, number)))
        elif line.strip():
            faults.append(Fault(Place(path.name, number), "This message stands under no heading."))
    if faults:
        raise PolicyFaults(faults)
    return rows


def _voice(line: str, heading: re.Match[str], place: Place) -> Row:
    found = _ALSO.search(line)
    also = frozenset(re.split(r"\s*,\s*", found["rules"])) if found else frozenset()
    text = (line[: found.start()] if found else line).strip().replace("\\n", "\n")
    if heading["plain"]:
        return Row(text, (), also, place, kind=BENIGN if heading["plain"] == "ordinary" else NEAR_MISS)
    if heading["how"].startswith("near-"):
        return Row(text, (), also, place, kind=NEAR_MISS, difficulty=heading["how"], about=heading["rule"])
    return Row(text, (heading["rule"],), also, place, kind=POSITIVE, difficulty=heading["how"])


def voices(folder: Path) -> Iterator[Row]:
    """The messages of all texts in a folder, in the order of their names."""
    for path in sorted(folder.glob("*.txt")):
        yield from read_voices(path)
