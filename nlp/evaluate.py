"""A labelled corpus against a detector: precision, recall and false alarms, in all, by rule, category and difficulty.

Scoring is the contract's: a message that deserves a reminder is found if any predicted rule is one of `rules` or
`also_ok`; it is exact if the first one predicted is the first of `rules`. A prediction on a message with neither is a
false alarm. A message that has `also_ok` alone counts for nothing.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.faults import Fault, PolicyFaults
from nlp.detector import Detector
from nlp.labelled import NEAR_MISS, Row, read_corpus
from nlp.match import Match


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
    """What came out. Tallies are kept by what they are about: "all", "difficulty plain", "category retention", a rule.

    `recall` counts messages that deserve a reminder; `precision` counts answers; `near_misses` and `ordinary` count
    false alarms among messages of that kind.
    """

    recall: dict[str, Tally] = field(default_factory=dict)
    precision: dict[str, Tally] = field(default_factory=dict)
    near_misses: dict[str, Tally] = field(default_factory=dict)
    ordinary: dict[str, Tally] = field(default_factory=dict)
    exact: Tally = field(default_factory=Tally)
    misses: list[Finding] = field(default_factory=list)
    false_alarms: list[Finding] = field(default_factory=list)
    left_out: int = 0

    def tables(self) -> dict[str, dict[str, Tally]]:
        """Each kind of figure with its tallies, in order: all, then difficulties, categories and rules."""
        return {
            name: dict(sorted(tallies.items(), key=lambda pair: (_ORDER.get(pair[0].split()[0], len(_ORDER)), pair[0])))
            for name, tallies in (
                ("recall", self.recall),
                ("precision", self.precision),
                ("near-misses", self.near_misses),
                ("ordinary", self.ordinary),
            )
        }

    def as_dict(self, *, listing: bool = False) -> dict[str, Any]:
        """For JSON."""
        tables = {
            name: {key: tally.as_dict() for key, tally in tallies.items()} for name, tallies in self.tables().items()
        }
        figures: dict[str, Any] = {
            "recall": tables["recall"],
            "precision": tables["precision"],
            "exact": self.exact.as_dict(),
            "false_alarms": {kind: tables[kind]["all"] | {"by": tables[kind]} for kind in ("near-misses", "ordinary")},
            "left_out": self.left_out,
        }
        if listing:
            figures["misses"] = [_listed(finding) for finding in self.misses]
            figures["raised"] = [_listed(finding) for finding in self.false_alarms]
        return figures

    def as_text(self, *, listing: bool = False) -> str:
        """For people."""
        shown = {
            "recall": "recall",
            "precision": "precision",
            "near-misses": "alarms, near",
            "ordinary": "alarms, ordinary",
        }
        lines = [
            f"{shown[name]:<17} {key:<24} {tally}"
            for name, tallies in self.tables().items()
            for key, tally in tallies.items()
        ]
        lines.append(f"{'first rule right':<17} {'all':<24} {self.exact}")
        if self.left_out:
            lines.append(f"{self.left_out} rows ask only for rules that are not loaded, and are left out.")
        if listing:
            lines += list(told_misses(self.misses)) + list(told_alarms(self.false_alarms))
        return "\n".join(lines)


_SHOWN = {"recall": "recall", "precision": "precision", "near-misses": "alarms, near", "ordinary": "alarms, ordinary"}
_ORDER = {"all": 0, "difficulty": 1, "category": 2}


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


def evaluate(rows: Iterable[Row], detector: Detector) -> Report:
    """Judge a detector by labelled rows. Rows that ask only for rules that it does not have are left out."""
    report = Report({"all": Tally()}, {"all": Tally()}, {"all": Tally()}, {"all": Tally()})
    categories = detector.categories
    for row in rows:
        wanted = [rule for rule in row.rules if rule in categories]
        if row.rules and not wanted:
            report.left_out += 1
        elif row.text and (row.rules or not row.also_ok):
            matches = tuple(detector.find(row.text))
            _count_answers(report.precision, row, matches, categories)
            if row.rules:
                _count_wanted(report, row, wanted[0], matches, categories)
            else:
                _count_unwanted(report, row, matches, categories)
    return report


def _count_answers(
    precision: dict[str, Tally], row: Row, matches: Sequence[Match], categories: Mapping[str, str]
) -> None:
    right = {*row.rules, *row.also_ok}
    for match in matches:
        for key in ("all", *_about(row, match.rule, categories)):
            precision.setdefault(key, Tally()).add(match.rule in right)


def _count_wanted(
    report: Report, row: Row, wanted: str, matches: tuple[Match, ...], categories: Mapping[str, str]
) -> None:
    right = {*row.rules, *row.also_ok}
    found = any(match.rule in right for match in matches)
    for key in ("all", *_about(row, wanted, categories)):
        report.recall.setdefault(key, Tally()).add(found)
    report.exact.add(bool(matches) and matches[0].rule == row.rules[0])
    if not found:
        report.misses.append(Finding(row, matches))


def _count_unwanted(report: Report, row: Row, matches: tuple[Match, ...], categories: Mapping[str, str]) -> None:
    alarms = report.near_misses if row.kind == NEAR_MISS else report.ordinary
    raised = {match.rule for match in matches}
    alarms["all"].add(bool(raised))
    if row.difficulty:
        alarms.setdefault(f"difficulty {row.difficulty}", Tally()).add(bool(raised))
    for category in sorted(set(categories.values())):
        raising = any(categories[rule] == category for rule in raised)
        alarms.setdefault(f"category {category}", Tally()).add(raising)
    for rule in categories:
        alarms.setdefault(rule, Tally()).add(rule in raised)
    if raised:
        report.false_alarms.append(Finding(row, matches))


def _about(row: Row, rule: str, categories: Mapping[str, str]) -> Iterator[str]:
    if row.difficulty:
        yield f"difficulty {row.difficulty}"
    yield f"category {categories[rule]}"
    yield rule


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
