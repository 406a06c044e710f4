"""Telegram's limits: kept per chat, so that one busy group never holds up another."""

from __future__ import annotations

import pytest

from bot.telegram.limits import Limits

GROUP, OTHER, PERSON = -1001, -1002, 7


class Watch:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def limits(watch: Watch) -> Limits:
    return Limits(watch)


def test_a_group_gets_twenty_a_minute(limits: Limits, watch: Watch) -> None:
    """The twenty-first waits until the first is a minute old; another group does not."""
    for _ in range(20):
        assert limits.wait(GROUP) == 0
        limits.took(GROUP)
        watch.time += 1
    assert limits.wait(GROUP) == pytest.approx(40)
    assert limits.wait(OTHER) == 0
    watch.time += 40
    assert limits.wait(GROUP) == 0


def test_thirty_a_second_in_all(limits: Limits, watch: Watch) -> None:
    """However many chats there are."""
    for number in range(30):
        assert limits.wait(-number - 1) == 0
        limits.took(-number - 1)
    assert limits.wait(-99) == pytest.approx(1)
    watch.time += 1
    assert limits.wait(-99) == 0


def test_a_person_gets_one_a_second(limits: Limits, watch: Watch) -> None:
    """A private chat has its own limit."""
    limits.took(PERSON)
    assert limits.wait(PERSON) == pytest.approx(1)
    watch.time += 1
    assert limits.wait(PERSON) == 0


def test_a_429_pauses_its_chat_alone(limits: Limits, watch: Watch) -> None:
    """And the longer of two pauses counts."""
    limits.pause(GROUP, 30)
    limits.pause(GROUP, 5)
    assert limits.wait(GROUP) == pytest.approx(30)
    assert limits.wait(OTHER) == 0
    assert limits.paused() == [GROUP]
    watch.time += 31
    assert limits.paused() == []


def test_chats_that_fell_silent_are_forgotten(limits: Limits, watch: Watch) -> None:
    """Memory follows the last minute's chats, not all chats ever met."""
    for number in range(3000):
        watch.time += 1
        limits.took(-number - 1)
    assert len(limits._chats) <= 1002
