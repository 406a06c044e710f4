"""The measure: corpora read, scored as the contract says, told in words and JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from config.faults import PolicyFaults
from nlp.detector import Detector
from nlp.evaluate import Tally, evaluate
from nlp.labelled import read_corpus
from tests.nlp.policies import EVERYDAY

ROWS = [
    {"text": "delete the chat", "rules": ["RET-03"], "kind": "positive", "difficulty": "plain"},
    {"text": "delete the chat", "rules": ["RET-01"], "also_ok": ["RET-03"], "difficulty": "noisy"},
    {"text": "hello", "rules": ["RET-03"], "difficulty": "plain"},
    {"text": "bin the thread", "rules": [], "also_ok": [], "kind": "near-miss"},
    {"text": "delete the chat", "rules": [], "also_ok": [], "kind": "benign"},
    {"text": "hello", "rules": [], "also_ok": []},
    {"text": "delete the chat", "rules": [], "also_ok": ["RET-03"]},
    {"text": "hello", "rules": ["XYZ-01"]},
]


def corpus(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "corpus.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_scores_follow_the_contract(tmp_path: Path) -> None:
    """Hits, exactness, false alarms by kind, what is left out and what counts for nothing."""
    rows = read_corpus(corpus(tmp_path, *map(json.dumps, ROWS)))
    report = evaluate(rows, Detector.compile(EVERYDAY))
    assert (report.recall["all"].hits, report.recall["all"].total) == (2, 3)
    assert (report.exact.hits, report.exact.total) == (1, 3)
    assert (report.near_misses["all"].hits, report.near_misses["all"].total) == (1, 1)
    assert (report.ordinary["all"].hits, report.ordinary["all"].total) == (1, 2)
    assert report.near_misses["RET-03"].total == 1
    assert report.ordinary["category retention"].total == 2
    assert (report.precision["all"].hits, report.precision["all"].total) == (2, 4)
    assert report.left_out == 1
    assert report.recall["difficulty plain"].total == 2
    assert report.recall["RET-03"].total == 2
    assert len(report.misses) == 1
    assert len(report.false_alarms) == 2


def test_the_report_is_told_in_words_and_json(tmp_path: Path) -> None:
    """Both forms name misses and false alarms on request and hold no surprise for a parser."""
    report = evaluate(read_corpus(corpus(tmp_path, *map(json.dumps, ROWS))), Detector.compile(EVERYDAY))
    told = report.as_text(listing=True)
    assert "miss   corpus.jsonl:3" in told
    assert "alarm  corpus.jsonl:4" in told
    figures = json.loads(json.dumps(report.as_dict(listing=True)))
    assert figures["recall"]["all"]["total"] == 3
    assert figures["false_alarms"]["ordinary"]["by"]["category retention"]["total"] == 2
    assert len(figures["raised"]) == 2


def test_intervals_are_wilsons() -> None:
    """8 of 10 lies between 0.49 and 0.94; nothing of nothing says nothing."""
    tally = Tally(8, 10)
    low, high = tally.interval
    assert (round(low, 2), round(high, 2)) == (0.49, 0.94)
    assert Tally().interval == (0.0, 1.0)
    assert Tally().share is None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "is not JSON"),
        ("[1]", "not an object"),
        ('{"text": 3, "rules": []}', "not an object with a text"),
        ('{"rules": []}', "lacks text or rules"),
        ('{"text": "a"}', "lacks text or rules"),
        ('{"text": "a", "rules": "RET-01"}', "lists of rule ids"),
        ("[" * 5000, "is not JSON"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, said: str) -> None:
    """Every wrong line is refused in one sentence with its number."""
    good = '{"text": "a", "rules": []}'
    with pytest.raises(PolicyFaults) as faults:
        read_corpus(corpus(tmp_path, good, line, good, line))
    assert [fault.place.line for fault in faults.value.faults] == [2, 4]
    assert said in str(faults.value)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """Missing and binary files are refused in a sentence."""
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00\x80")
    for path in (binary, tmp_path / "missing"):
        with pytest.raises(PolicyFaults):
            read_corpus(path)
