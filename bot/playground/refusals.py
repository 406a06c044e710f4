"""How the simulated server says no: the codes and sentences of the official one.

The sentences are those of the official Bot API server (tdlib/telegram-bot-api, Client.cpp) and of Telegram's own
servers behind it. Those about ephemeral messages are ours: Telegram's wording is not published.
"""

from __future__ import annotations

from typing import Any

JSON = dict[str, Any]


class Refused(Exception):
    """A request that Telegram would refuse.

    Args:
        code: the HTTP status, which is the answer's `error_code` too.
        description: the sentence.
        parameters: what a program can act on (`retry_after`, `migrate_to_chat_id`).
    """

    def __init__(self, code: int, description: str, parameters: JSON | None = None) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters

    def answer(self) -> JSON:
        """The body of the answer."""
        body: JSON = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


def bad(what: str, parameters: JSON | None = None) -> Refused:
    """400: the request cannot be carried out."""
    return Refused(400, f"Bad Request: {what}", parameters)


def forbidden(what: str) -> Refused:
    """403: the bot may not."""
    return Refused(403, f"Forbidden: {what}")


def conflict(what: str) -> Refused:
    """409: somebody else fetches the updates."""
    return Refused(409, f"Conflict: {what}")


def too_many(seconds: int) -> Refused:
    """429: later."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_IS_SET = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
WEBHOOK_CAME = "terminated by setWebhook request"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
QUERY_OLD = "query is too old and response timeout expired or query ID is invalid"
MIGRATED = "group chat was upgraded to a supergroup chat"
NO_EPHEMERAL_HERE = "ephemeral messages can be sent to groups and supergroups only"
NO_EPHEMERAL_RECEIVER = "ephemeral message receiver must be a member of the chat and not a bot"
NO_EPHEMERAL_RIGHT = (
    "ephemeral message can't be sent: not an administrator, and no action of the receiver within 15 seconds is named"
)
EPHEMERAL_GONE = "ephemeral message not found"
