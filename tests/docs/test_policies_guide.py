"""The authoring guide: each pack, command, sign and name in it is tried, so that an author can trust it."""

from __future__ import annotations

import ast
import datetime as dt
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from config.faults import Place
from config.policy import (
    Basis,
    EventKind,
    Example,
    IdentifierKind,
    MarkingKind,
    Phrase,
    Policy,
    Rule,
    Severity,
    Source,
    Surface,
    Verified,
    WordClass,
)
from nlp.detector import Detector
from nlp.examples import check_examples

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"(?<!\\)\|")


def table(head: str) -> list[list[str]]:
    """The rows of the guide's table whose first column is called so, without the signs of Markdown."""
    _, _, rest = GUIDE.partition(f"\n| {head} |")
    assert rest, head
    rows = []
    for line in rest.split("\n")[2:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip().replace("\\|", "|") for cell in ROW.split(line)[1:-1]])
    return rows


def run(line: str, folder: Path) -> str:
    """What a `$ …` line of the guide prints in a folder, errors included."""
    said, command = "", line
    if line.startswith("echo "):
        echo, _, command = line.partition(" | ")
        said = shlex.split(echo)[1] + "\n"
    program, *words = shlex.split(command)
    assert program == "remembrancer"
    done = subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        input=said,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


def agrees(shown: str, printed: str) -> bool:
    """Whether the guide shows what was printed; `…` stands for anything."""
    pattern = ".*".join(re.escape(part.strip("\n")) for part in shown.strip().split("…"))
    return re.fullmatch(pattern, printed.strip(), re.DOTALL) is not None


def detector(phrase: str, *examples: Example) -> list[str]:
    """The faults of one rule with one phrase, with the class that the guide's tables use."""
    place = Place("guide", 1)
    chat = WordClass("chat", tuple(Phrase(text, place) for text in ("chat~", "thread~", "message~")), place)
    source = Source("Guide", "https://example.gov.uk", dt.date(2026, 11, 23), Verified.READ)
    rule = Rule(
        id="TEAM-01",
        title="",
        category="retention",
        severity=Severity.PROMPT,
        basis=Basis.POLICY,
        sources=(source,),
        reminder="",
        why="",
        instead="",
        pack="guide",
        place=place,
        phrases=(Phrase(phrase, place),),
        examples=examples,
    )
    policy = Policy(rules=(rule,), packs=(), classes={"chat": chat})
    return [f"{fault.sentence}" for fault in check_examples(policy, Detector.compile(policy))]


def test_every_command_prints_what_the_guide_shows(tmp_path: Path) -> None:
    """Packs are written out in the guide's order, commands run between them, outputs compared."""
    commands = 0
    for kind, name, content in BLOCK.findall(GUIDE):
        if kind == "yaml":
            (tmp_path / content.split("\n", 1)[0].removeprefix("# ")).write_text(content, encoding="utf-8")
        elif kind == "jsonl":
            (tmp_path / name).write_text(content, encoding="utf-8")
        else:
            line, _, shown = content.partition("\n")
            printed = run(line.removeprefix("$ "), tmp_path)
            assert agrees(shown, printed), f"{line}\n{printed}"
            commands += 1
    assert commands >= 12


@pytest.mark.parametrize("row", table("Sign"), ids=lambda row: row[0])
def test_every_sign_does_what_its_row_says(row: list[str]) -> None:
    """Each sign fires on its one message and stays silent on the other."""
    _, _, phrase, fires, silent = row
    place = Place("guide", 1)
    assert detector(phrase.strip("`"), Example(fires, True, place), Example(silent, False, place)) == []


@pytest.mark.parametrize("row", table("A message"), ids=lambda row: row[0])
def test_the_engine_understands_what_the_guide_says(row: list[str]) -> None:
    """Negation, advice, quoting, compliance, typos and textspeak."""
    assert row[1] in {"fires", "silent"}
    assert detector("delete~ ... <chat>", Example(row[0], row[1] == "fires", Place("guide", 1))) == []


@pytest.mark.parametrize(
    ("head", "names"), [("`markings`", MarkingKind), ("`identifiers`", IdentifierKind), ("`events`", EventKind)]
)
def test_every_name_is_listed(head: str, names: type[MarkingKind | IdentifierKind | EventKind]) -> None:
    """The tables hold each name that a rule may use, and no other."""
    assert [row[0].strip("`") for row in table(head)] == [member.value for member in names]


def test_every_place_of_words_is_named() -> None:
    """The values of `in` are the surfaces, all of them."""
    (row,) = [row for row in table("Key") if row[0] == "`in`"]
    assert re.findall(r"`([^`]+)`", row[1]) == [surface.value for surface in Surface]


def test_every_key_of_a_pack_is_in_the_table() -> None:
    """What config/packs.py reads, and nothing that it does not."""
    readers = {"text", "optional_text", "texts", "choice", "choices", "flag", "date", "section", "sections", "phrases"}
    tree = ast.parse((ROOT / "config" / "packs.py").read_text(encoding="utf-8"))
    read = {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in readers
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }
    read |= {"phrases", "phrase", "fires", "silent"}  # read by way of a variable, or in config/reading.py
    _, _, last = GUIDE.partition("## Every key")
    assert set(re.findall(r"^\| `([a-z_]+)` \|", last, re.MULTILINE)) == read
