"""A labelled corpus against a detector: precision, recall and false alarms, in all, by rule, category and difficulty.

Scoring is the contract's: a message that deserves a reminder is found if any predicted rule is one of `rules` or
`also_ok`; it is exact if the first one predicted is the first of `rules`. A prediction on a message with neither is a
false alarm. A message that has `also_ok` alone counts for nothing.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.faults import Fault, Place, PolicyFaults
from nlp.detector import Detector
from nlp.match import Match

_KNOWN = frozenset({"positive", "near-miss", "benign"})


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


@dataclass(slots=True)
class Tally:
    """So many of so many."""

    hits: int = 0
    total: int = 0

    def add(self, hit: bool) -> None:
        self.hits += hit
        self.total += 1

    @property
    def share(self) -> float | None:
        """The share, or None of nothing."""
        return self.hits / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the share."""
        if not self.total:
            return 0.0, 1.0
        z, n, p = 1.96, self.total, self.hits / self.total
        middle, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        scale = 1 + z * z / n
        return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)

    def __str__(self) -> str:
        if not self.total:
            return "none"
        low, high = self.interval
        return f"{self.hits}/{self.total} = {self.hits / self.total:.3f} ({low:.3f} to {high:.3f})"

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"hits": self.hits, "total": self.total, "share": self.share, "interval": list(self.interval)}


@dataclass(frozen=True, slots=True)
class Finding:
    """A row that went wrong, with what was predicted."""

    row: Row
    matches: tuple[Match, ...]


@dataclass(slots=True)
class Report:
    """What came out."""

    recall: dict[str, Tally] = field(default_factory=dict)
    exact: Tally = field(default_factory=Tally)
    precision: dict[str, Tally] = field(default_factory=dict)
    near_misses: Tally = field(default_factory=Tally)
    ordinary: Tally = field(default_factory=Tally)
    misses: list[Finding] = field(default_factory=list)
    false_alarms: list[Finding] = field(default_factory=list)
    left_out: int = 0

    def as_dict(self, *, listing: bool = False) -> dict[str, Any]:
        """For JSON."""
        figures: dict[str, Any] = {
            "recall": {key: tally.as_dict() for key, tally in self.recall.items()},
            "precision": {key: tally.as_dict() for key, tally in self.precision.items()},
            "exact": self.exact.as_dict(),
            "false_alarms": {"near-misses": self.near_misses.as_dict(), "ordinary": self.ordinary.as_dict()},
            "left_out": self.left_out,
        }
        if listing:
            figures["misses"] = [_listed(finding) for finding in self.misses]
            figures["raised"] = [_listed(finding) for finding in self.false_alarms]
        return figures

    def as_text(self, *, listing: bool = False) -> str:
        """For people."""
        lines = [f"recall     {key:<24} {tally}" for key, tally in self.recall.items()]
        lines += [f"precision  {key:<24} {tally}" for key, tally in self.precision.items()]
        lines += [
            f"exact      {'first rule right':<24} {self.exact}",
            f"alarms     {'on near-misses':<24} {self.near_misses}",
            f"alarms     {'on ordinary messages':<24} {self.ordinary}",
        ]
        if self.left_out:
            lines.append(f"{self.left_out} rows ask only for rules that are not loaded, and are left out.")
        if listing:
            lines += list(told_misses(self.misses)) + list(told_alarms(self.false_alarms))
        return "\n".join(lines)


def told_misses(findings: Iterable[Finding]) -> Iterator[str]:
    """Each miss in a line."""
    for finding in findings:
        row = finding.row
        got = ", ".join(match.rule for match in finding.matches) or "nothing"
        yield f"miss   {row.place} [{row.difficulty}] wanted {'/'.join(row.rules)}, got {got}: {row.text}"


def told_alarms(findings: Iterable[Finding]) -> Iterator[str]:
    """Each false alarm, with what fired."""
    for finding in findings:
        row = finding.row
        yield f"alarm  {row.place} [{row.kind or 'benign'}] {row.text}"
        for match in finding.matches:
            yield f"         {match.rule} {match.trigger!r} ({match.place}) on {row.text[match.start : match.end]!r}"


def _listed(finding: Finding) -> dict[str, Any]:
    row = finding.row
    return {
        "place": str(row.place),
        "text": row.text,
        "rules": list(row.rules),
        "difficulty": row.difficulty,
        "predicted": [
            {"rule": match.rule, "trigger": match.trigger, "start": match.start, "end": match.end}
            for match in finding.matches
        ],
    }


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


def evaluate(rows: Iterable[Row], detector: Detector) -> Report:
    """Judge a detector by labelled rows. Rows that ask only for rules that it does not have are left out."""
    report = Report()
    report.recall["all"] = Tally()
    report.precision["all"] = Tally()
    categories = detector.categories
    by_rule: dict[str, Tally] = {}
    by_kind: dict[str, Tally] = {}
    precise: dict[str, Tally] = {}
    for row in rows:
        wanted = [rule for rule in row.rules if rule in categories]
        if row.rules and not wanted:
            report.left_out += 1
            continue
        if not row.text or (not row.rules and row.also_ok):
            continue
        matches = tuple(detector.find(row.text))
        right = {*row.rules, *row.also_ok}
        for match in matches:
            good = match.rule in right
            precise.setdefault(match.rule, Tally()).add(good)
            report.precision["all"].add(good)
        if row.rules:
            found = any(match.rule in right for match in matches)
            report.recall["all"].add(found)
            report.exact.add(bool(matches) and matches[0].rule == row.rules[0])
            for key in _keys(row, categories[wanted[0]]):
                by_kind.setdefault(key, Tally()).add(found)
            by_rule.setdefault(wanted[0], Tally()).add(found)
            if not found:
                report.misses.append(Finding(row, matches))
        else:
            (report.near_misses if row.kind == "near-miss" else report.ordinary).add(bool(matches))
            if matches:
                report.false_alarms.append(Finding(row, matches))
    report.recall |= dict(sorted(by_kind.items())) | dict(sorted(by_rule.items()))
    report.precision |= dict(sorted(precise.items()))
    return report


def _keys(row: Row, category: str) -> Iterator[str]:
    if row.difficulty:
        yield f"difficulty {row.difficulty}"
    yield f"category {category}"


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m nlp.evaluate FILE… [--packs NAMES] [--misses] [--alarms] [--rule ID]`, for the authors of packs."""
    from config.packs import load_policy

    reader = argparse.ArgumentParser(prog="python -m nlp.evaluate")
    reader.add_argument("file", nargs="+", type=Path)
    reader.add_argument("--packs", default="uk-government")
    reader.add_argument("--misses", action="store_true")
    reader.add_argument("--alarms", action="store_true")
    reader.add_argument(
        "--rule", action="append", default=[], help="only rows and alarms of this rule (or a beginning of its id)"
    )
    chosen = reader.parse_args(arguments)
    try:
        faults_found: list[Fault] = []
        detector = Detector.compile(load_policy(chosen.packs.split(",")), tolerated=faults_found)
        sys.stderr.writelines(f"{fault} (left out)\n" for fault in faults_found)
        rows = [row for file in chosen.file for row in read_corpus(file)]
    except PolicyFaults as faults:
        sys.stderr.write(f"{faults}\n")
        return 2
    wanted = tuple(chosen.rule)
    if wanted:
        rows = [row for row in rows if not row.rules or row.rules[0].startswith(wanted)]
    report = evaluate(rows, detector)
    lines = [report.as_text()]
    if chosen.misses:
        lines += told_misses(report.misses)
    if chosen.alarms:
        alarms = [
            finding
            for finding in report.false_alarms
            if not wanted or any(match.rule.startswith(wanted) for match in finding.matches)
        ]
        lines += told_alarms(alarms)
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
