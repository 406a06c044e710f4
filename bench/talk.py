"""What people say in the benchmarks, as Telegram hands it over."""

from __future__ import annotations

import json
import time
from functools import cache
from pathlib import Path
from typing import Any

from config.packs import load_policy
from nlp.detector import Detector

TRIGGER = "Let's delete this chat before the FOI request comes in"
CHATS = Path(__file__).parents[1] / "tests" / "corpus" / "held-back-chats.jsonl"
FIRST_CHAT = -1_001_000_000_000


@cache
def ordinary() -> tuple[str, ...]:
    """Chat messages that recall no rule, from the transcripts that nobody tuned on and nothing was learned from."""
    rows = [json.loads(line) for line in CHATS.read_text(encoding="utf-8").splitlines()]
    return tuple(row["text"] for row in rows if row["text"] and not row["rules"] and not row["event"])


def message(update_id: int, text: str, *, chat: int = 0) -> dict[str, Any]:
    """An update with a group message, with all the fields that a real one has."""
    return {
        "update_id": update_id,
        "message": {
            "message_id": update_id,
            "from": {
                "id": 5_000_000_000 + update_id % 50,
                "is_bot": False,
                "first_name": "Ana",
                "last_name": "Example",
                "username": "ana_example",
                "language_code": "en",
            },
            "chat": {"id": FIRST_CHAT - chat, "title": "Records team", "type": "supergroup"},
            "date": int(time.time()),
            "text": text,
        },
    }


@cache
def unremarked(packs: str) -> tuple[str, ...]:
    """Those of them that bring no reminder: what one costs is a figure of its own."""
    detector = Detector.compile(load_policy(tuple(packs.split(","))))
    return tuple(text for text in ordinary() if not detector.find(text))


def ordinary_updates(first: int, number: int, *, packs: str) -> list[dict[str, Any]]:
    """So many ordinary messages in 20 groups, none of which brings a reminder."""
    texts = unremarked(packs)
    return [message(each, texts[each % len(texts)], chat=each % 20) for each in range(first, first + number)]


def triggering_updates(first: int, number: int) -> list[dict[str, Any]]:
    """So many messages that deserve a reminder, each in a group of its own."""
    return [message(each, TRIGGER, chat=100 + each) for each in range(first, first + number)]
