"""`python -m nlp.learning`: learns from the messages in nlp/corpus and writes nlp/second-look.npz."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from nlp.learning.lessons import CORPUS, gather
from nlp.learning.teaching import learn
from nlp.second_look import FILE


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn and write the file."""
    reader = argparse.ArgumentParser(prog="python -m nlp.learning", description=__doc__)
    reader.add_argument("--corpus", type=Path, default=CORPUS, help="the folder of labelled messages")
    reader.add_argument("--out", type=Path, default=FILE, help="the file to write")
    chosen_options = reader.parse_args(arguments)
    learn(gather(chosen_options.corpus), tell=sys.stderr.write).save(chosen_options.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
