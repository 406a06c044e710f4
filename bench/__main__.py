"""`python -m bench [SUBJECT…]`: measure, and print one table. Nothing passes or fails by it: machines differ."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from bench import detector, reply, start, store, update
from bench.figures import Figure, table

SUBJECTS: dict[str, Callable[[], list[Figure]]] = {
    "detector": detector.measure,
    "update": update.measure,
    "reply": reply.measure,
    "start": start.measure,
    "store": store.measure,
}


def main(words: Sequence[str] | None = None) -> None:
    """Measure the subjects that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="What the bot costs, beside something known.")
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=f"{', '.join(SUBJECTS)}; all if none is named")
    named = parser.parse_args(words).subjects or list(SUBJECTS)
    if unknown := [name for name in named if name not in SUBJECTS]:
        parser.error(f"{unknown[0]!r} is no subject; the subjects are {', '.join(SUBJECTS)}")
    print(table([figure for name in named for figure in SUBJECTS[name]()]))


if __name__ == "__main__":
    main()
