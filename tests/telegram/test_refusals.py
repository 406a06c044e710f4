"""Telegram's refusals are told apart by their sentences."""

from __future__ import annotations

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.telegram.refusals import Refusal, refusal_of

REFUSALS: list[tuple[TelegramError, Refusal]] = [
    (RetryAfter(5), Refusal.WAIT),
    (ChatMigrated(-1005), Refusal.MIGRATED),
    (Forbidden("Forbidden: bot was kicked from the supergroup chat"), Refusal.GONE),
    (Forbidden("Forbidden: bot is not a member of the supergroup chat"), Refusal.GONE),
    (Forbidden("Forbidden: the group chat was deleted"), Refusal.GONE),
    (BadRequest("Bad Request: chat not found"), Refusal.GONE),
    (Forbidden("Forbidden: bot was blocked by the user"), Refusal.BLOCKED),
    (Forbidden("Forbidden: bot can't initiate conversation with a user"), Refusal.BLOCKED),
    (Forbidden("Forbidden: user is deactivated"), Refusal.BLOCKED),
    (BadRequest("Bad Request: message to be replied not found"), Refusal.REPLY_GONE),
    (BadRequest("Bad Request: message thread not found"), Refusal.TOPIC_CLOSED),
    (BadRequest("Bad Request: TOPIC_CLOSED"), Refusal.TOPIC_CLOSED),
    (BadRequest("Bad Request: message is not modified: specified new message content …"), Refusal.NOT_MODIFIED),
    (
        BadRequest("Bad Request: query is too old and response timeout expired or query ID is invalid"),
        Refusal.QUERY_OLD,
    ),
    (BadRequest("Bad Request: not enough rights to send text messages to the chat"), Refusal.NO_RIGHTS),
    (BadRequest("Bad Request: have no rights to send a message"), Refusal.NO_RIGHTS),
    (BadRequest("Bad Request: ephemeral messages can't be sent to the user"), Refusal.NO_EPHEMERAL),
    (NetworkError("Bad Gateway"), Refusal.NETWORK),
    (TimedOut(), Refusal.NETWORK),
    (BadRequest("Bad Request: something new"), Refusal.OTHER),
    (InvalidToken("Unauthorized"), Refusal.OTHER),
]


@pytest.mark.parametrize(("error", "refusal"), REFUSALS, ids=lambda value: str(value)[:50])
def test_each_refusal_is_told_apart(error: TelegramError, refusal: Refusal) -> None:
    """Each of the official server's sentences leads to the one thing to do about it."""
    assert refusal_of(error) is refusal
