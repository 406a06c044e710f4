"""`remembrancer match`: what would each line of standard input trigger, and why. Nothing is kept."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from bot.policies import compile_policy
from nlp.detector import Detector

WELL = 0


def match(names: Sequence[str], *, as_json: bool, with_considered: bool) -> int:
    """Print the matches of every line.

    Args:
        names: the packs.
        as_json: one JSON object a line, as contract.md has it.
        with_considered: also what an exception or a manner of speaking kept silent.
    """
    _, detector = compile_policy(names)
    for line in sys.stdin:
        text = line.rstrip("\n")
        print(_as_json(detector, text) if as_json else _as_words(detector, text, with_considered=with_considered))
    return WELL


def _as_json(detector: Detector, text: str) -> str:
    matches = [
        {"rule": match.rule, "start": match.start, "end": match.end, "why": match.why} for match in detector.find(text)
    ]
    return json.dumps({"text": text, "matches": matches}, ensure_ascii=False)


def _as_words(detector: Detector, text: str, *, with_considered: bool) -> str:
    explanation = detector.explain(text)
    lines = [text]
    lines += [
        f"  {match.rule}  '{text[match.start : match.end]}'  {match.why}"
        + (f"  [{match.place}]" if with_considered and match.place else "")
        + "".join(f"\n    considered: {reason}" for reason in match.considered if with_considered)
        for match in explanation.matches
    ] or ["  nothing"]
    if with_considered:
        lines += [f"  silent: {reason}" for reason in explanation.silenced]
    return "\n".join(lines)
