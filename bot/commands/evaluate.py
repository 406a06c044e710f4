"""`remembrancer evaluate FILE`: precision and recall of the packs on a labelled corpus."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from bot.policies import compile_policy
from nlp.evaluate import evaluate as judge
from nlp.labelled import read_corpus

WELL = 0


def evaluate(file: str, names: Sequence[str], *, as_json: bool, listing: bool) -> int:
    """Print the figures, as text or JSON; with `listing` also every miss and false alarm."""
    rows = read_corpus(Path(file))
    _, detector = compile_policy(names)
    report = judge(rows, detector)
    shown = (
        json.dumps(report.as_dict(listing=listing), ensure_ascii=False) if as_json else report.as_text(listing=listing)
    )
    print(shown)
    return WELL
