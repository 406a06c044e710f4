"""`python -m nlp.why`: what lines of standard input trigger and what was kept silent, for the authors of packs."""

from __future__ import annotations

import argparse
import sys

from config.faults import Fault
from config.packs import load_policy
from nlp.detector import Detector


def main() -> int:
    """Explain each line."""
    reader = argparse.ArgumentParser(prog="python -m nlp.why")
    reader.add_argument("--packs", default="uk-government")
    faults: list[Fault] = []
    detector = Detector.compile(load_policy(reader.parse_args().packs.split(",")), tolerated=faults)
    for line in sys.stdin:
        text = line.rstrip("\n")
        explanation = detector.explain(text)
        sys.stdout.write(f"{text}\n")
        sys.stdout.writelines(
            f"  {match.rule} {match.trigger!r} ({match.place}) on {text[match.start : match.end]!r}\n"
            for match in explanation.matches
        )
        sys.stdout.writelines(f"  silent: {reason}\n" for reason in explanation.silenced)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
