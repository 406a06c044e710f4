"""The benchmarks run: each measures something in its smallest size. How fast is no test's business."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from bench import __main__ as command
from bench import detector, reply, start, store, update
from bench.figures import Figure, alternate, table

SMALL = str(Path(__file__).parent / "journeys" / "policy.yaml")


def test_the_detector() -> None:
    """Every figure comes out of one short round."""
    figures = detector.measure(rounds=1, packs=SMALL, many=100, messages=10)
    assert all(len(figure.values) == 1 for figure in figures)


@pytest.mark.skipif(importlib.util.find_spec("tornado") is None, reason="The compared bot's webhook needs tornado.")
def test_an_ordinary_update() -> None:
    """Both ways in are measured on real processes."""
    polling, webhook = update.measure(rounds=1, polled=100, posted=20, policy=SMALL)
    assert polling.values[0] > 0
    assert webhook.values[0] > 0


def test_a_reply() -> None:
    """Our bot and the bare one both send what they owe."""
    (figure,) = reply.measure(rounds=1, updates=2, policy=SMALL)
    assert figure.values[0] > 0


def test_the_start() -> None:
    """Time and memory, both beside the bare import."""
    assert len(start.measure(rounds=1, policies=(SMALL,))) == 3


def test_the_store() -> None:
    """Each way beside a commit each."""
    assert store.measure(rounds=1, presses=4)


def test_the_ways_take_turns() -> None:
    """A ratio a round, whoever goes first."""
    assert alternate(3, lambda: 1.0, lambda: 4.0) == (0.25, 0.25, 0.25)


def test_the_table_says_median_range_and_aim() -> None:
    """One line a figure."""
    line = table([Figure("update", (0.2, 0.3, 0.1), "another", "0.25")]).splitlines()[-1]
    assert line.split() == ["update", "0.20", "0.10", "to", "0.30", "0.25", "another"]


def test_an_unknown_subject_is_refused() -> None:
    """Before anything is measured."""
    with pytest.raises(SystemExit):
        command.main(["weather"])
