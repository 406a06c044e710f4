"""What an event recalls: one reminder, no rule twice for a message, routine posts once a day, and the same for all."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.domain import Delivery, Event, Words
from bot.service.remind import Remind
from bot.store.base import Store
from bot.store.opening import open_store
from config.packs import load_policy
from config.policy import EventKind, Policy, Surface
from nlp.match import Match

POLICY = Path(__file__).parent.parent / "journeys" / "policy.yaml"
GROUP, BEN, CY = -1001, 7, 8
START = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


class Watch:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> dt.datetime:
        return self.time


class Finder:
    """Finds the rules whose ids stand in the text; by their sound alone those with a ~ before them."""

    def find(
        self, text: str, *, surface: Surface = Surface.MESSAGE, not_spoken: Sequence[tuple[int, int]] = ()
    ) -> list[Match]:
        return [
            Match(
                rule=word.lstrip("~"),
                start=0,
                end=0,
                kind="statistical" if word[0] == "~" else "phrase",
                trigger="",
                why="",
            )
            for word in text.split()
            if word.lstrip("~")[3:4] == "-"
        ]


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def policy() -> Policy:
    return load_policy([str(POLICY)])


@pytest.fixture
async def store(tmp_path: Path, watch: Watch) -> AsyncIterator[Store]:
    opened = await open_store(f"sqlite:///{tmp_path}/remind.db", clock=watch)
    yield opened
    await opened.close()


@pytest.fixture
def remind(policy: Policy, store: Store, watch: Watch) -> Remind:
    return Remind(policy, Finder(), store, clock=watch)  # type: ignore[arg-type] # the one verb that it asks of a detector


def did(text: str = "", *kinds: EventKind, number: int | None = 1, who: int = BEN) -> Event:
    words = (Words(text, Surface.MESSAGE),) if text else ()
    return Event(chat_id=GROUP, member_id=who, at=START, message_id=number, happenings=kinds, words=words)


def rules(delivery: Delivery | None) -> tuple[str, ...]:
    return delivery.rules if delivery else ()


async def test_the_gravest_rule_comes_first(remind: Remind) -> None:
    """Whatever the order in which they were found; each once."""
    assert rules(await remind.consider(did("RET-02 CLS-02 RET-02"))) == ("CLS-02", "RET-02")


async def test_nothing_is_due_for_nothing(remind: Remind) -> None:
    """Ordinary words and events that no rule names."""
    assert await remind.consider(did("good morning", EventKind.PHOTO)) is None


async def test_a_rule_is_once_for_a_message(remind: Remind) -> None:
    """An edit brings only what is new."""
    await remind.consider(did("RET-03"))
    assert await remind.consider(did("RET-03")) is None
    assert rules(await remind.consider(did("RET-03 CLS-02"))) == ("CLS-02",)
    assert rules(await remind.consider(did("RET-03", number=2))) == ("RET-03",)


async def test_everybody_gets_the_same(remind: Remind) -> None:
    """Another member's number changes the addressee and nothing else."""
    first = await remind.consider(did("RET-03 RET-02", number=1, who=BEN))
    second = await remind.consider(did("RET-03 RET-02", number=2, who=CY))
    assert first
    assert second
    assert (first.rules, first.purpose, first.page) == (second.rules, second.purpose, second.page)
    assert first.token != second.token


async def test_a_setting_of_the_chat_is_told_each_time(remind: Remind) -> None:
    """The timer is not routine."""
    assert rules(await remind.consider(did("", EventKind.AUTO_DELETE_ON, number=1))) == ("RET-02",)
    assert rules(await remind.consider(did("", EventKind.AUTO_DELETE_ON, number=2))) == ("RET-02",)


async def test_routine_posts_recall_a_rule_once_a_day(store: Store, watch: Watch) -> None:
    """A member who posts ten photos is reminded once, an album counts once, and words still count each time."""
    nhs = load_policy(["uk-government", "nhs"])
    remind = Remind(nhs, Finder(), store, clock=watch)  # type: ignore[arg-type] # as above
    touched = {rule.id for rule in nhs.for_event(EventKind.PHOTO)}
    assert touched
    assert set(rules(await remind.consider(did("", EventKind.PHOTO, number=1)))) == touched
    assert await remind.consider(did("", EventKind.PHOTO, number=2)) is None
    assert set(rules(await remind.consider(did("", EventKind.PHOTO, number=3, who=CY)))) == touched
    assert rules(await remind.consider(did("RET-03", EventKind.PHOTO, number=4))) == ("RET-03",)
    watch.time += dt.timedelta(days=1, seconds=1)
    assert set(rules(await remind.consider(did("", EventKind.PHOTO, number=5)))) == touched


def test_the_finder_is_shaped_like_the_detector() -> None:
    """The fake would notice if the real one's verb changed its words."""
    detector = importlib.import_module("nlp.detector").Detector
    assert list(detector.find.__annotations__) == list(Finder.find.__annotations__)


async def test_what_only_sounds_so_only_nudges(remind: Remind) -> None:
    """A match by sound alone weighs as a nudge, however grave its rule; a phrase for the same rule bears it out."""
    assert rules(await remind.consider(did("~RET-03 RET-02"))) == ("RET-02", "RET-03")
    assert rules(await remind.consider(did("~RET-03 RET-02 RET-03", number=2))) == ("RET-03", "RET-02")
