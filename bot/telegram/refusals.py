"""What Telegram's refusals mean, in one table.

The Bot API gives a code and a sentence; python-telegram-bot folds most of them into BadRequest and Forbidden, so the
sentence decides. The sentences are those of the official server (tdlib/telegram-bot-api, Client.cpp); each row has a
test.
"""

from __future__ import annotations

from enum import StrEnum

from telegram.error import ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError


class Refusal(StrEnum):
    """Why something could not be sent, and so what to do about it."""

    WAIT = "wait"  # 429: this chat, later
    NETWORK = "network"  # nobody answered, or nonsense: later
    MIGRATED = "migrated"  # the chat has another id
    GONE = "gone"  # the bot is out of the chat, or the chat is no more
    BLOCKED = "blocked"  # the person does not want, or never began, a private chat
    NO_RIGHTS = "no-rights"  # the bot may not write there
    REPLY_GONE = "reply-gone"  # the message to reply to is not there any more
    TOPIC_CLOSED = "topic-closed"  # the topic is closed or gone
    NOT_MODIFIED = "not-modified"  # it is already so
    QUERY_OLD = "query-old"  # the press waited too long to be answered
    NO_EPHEMERAL = "no-ephemeral"  # this server, or this chat, has no ephemeral messages for us
    OTHER = "other"  # anything else: not to be tried again


BY_SENTENCE: tuple[tuple[str, Refusal], ...] = (
    ("bot was kicked", Refusal.GONE),
    ("bot is not a member", Refusal.GONE),
    ("the group chat was deleted", Refusal.GONE),
    ("chat not found", Refusal.GONE),
    ("bot was blocked by the user", Refusal.BLOCKED),
    ("can't initiate conversation", Refusal.BLOCKED),
    ("user is deactivated", Refusal.BLOCKED),
    ("message to be replied not found", Refusal.REPLY_GONE),
    ("message to reply not found", Refusal.REPLY_GONE),
    ("replied message not found", Refusal.REPLY_GONE),
    ("message thread not found", Refusal.TOPIC_CLOSED),
    ("topic_closed", Refusal.TOPIC_CLOSED),
    ("topic_deleted", Refusal.TOPIC_CLOSED),
    ("message is not modified", Refusal.NOT_MODIFIED),
    ("query is too old", Refusal.QUERY_OLD),
    ("query id is invalid", Refusal.QUERY_OLD),
    ("ephemeral", Refusal.NO_EPHEMERAL),
    ("not enough rights", Refusal.NO_RIGHTS),
    ("have no rights to send", Refusal.NO_RIGHTS),
    ("chat_write_forbidden", Refusal.NO_RIGHTS),
)


def refusal_of(error: TelegramError) -> Refusal:
    """What an error of a call means."""
    if isinstance(error, RetryAfter):
        return Refusal.WAIT
    if isinstance(error, ChatMigrated):
        return Refusal.MIGRATED
    sentence = error.message.lower()
    for part, refusal in BY_SENTENCE:
        if part in sentence:
            return refusal
    if isinstance(error, Forbidden):
        return Refusal.GONE
    # BadRequest is a NetworkError to python-telegram-bot; only a true one is worth another try
    if type(error).__name__ in {"NetworkError", "TimedOut"} and isinstance(error, NetworkError):
        return Refusal.NETWORK
    return Refusal.OTHER


def seconds_to_wait(error: RetryAfter) -> float:
    """How long the server asks us to wait."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, int | float) else wait.total_seconds()
