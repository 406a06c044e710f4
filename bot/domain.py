"""The values that the program speaks of; frozen, free of Telegram and of SQL, and never holding what was said."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from config.policy import EventKind, Surface


class ChatKind(StrEnum):
    """What a chat is to us: a group to look after, a talk with one person, or neither."""

    GROUP = "group"
    PRIVATE = "private"
    OTHER = "other"


class Standing(StrEnum):
    """The bot's standing in a group."""

    UNKNOWN = "unknown"
    MEMBER = "member"
    ADMINISTRATOR = "administrator"
    GONE = "gone"


class EphemeralUse(StrEnum):
    """Whether a group's server was seen to honour ephemeral messages."""

    UNTRIED = "untried"
    WORKS = "works"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Chat:
    """A group as the store remembers it. Its title is not kept: titles of official groups can be telling."""

    id: int
    standing: Standing = Standing.UNKNOWN
    ephemeral: EphemeralUse = EphemeralUse.UNTRIED


@dataclass(frozen=True, slots=True)
class Words:
    """Something a person wrote, held only while it is looked at.

    `not_spoken` are character ranges that are not the speaker's own: quotes, code, links, mentions.
    """

    text: str = field(repr=False)
    surface: Surface
    not_spoken: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a person did in a group: said something, or one of the happenings a rule may name."""

    chat_id: int
    member_id: int
    at: dt.datetime
    message_id: int | None = None
    thread_id: int | None = None
    occasion: str | None = None
    """What the event is once for where it has no message number, such as "update:123"."""
    happenings: tuple[EventKind, ...] = ()
    words: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleEdition:
    """A rule as it stood when somebody was reminded of it."""

    rule: str
    pack: str
    pack_version: str
    pack_digest: str


@dataclass(frozen=True, slots=True)
class NewReminder:
    """A reminder that is due, before it is recorded. `token` is what its buttons will carry.

    `occasion` is what a reminder that has no message is once for, made of words and numbers ("update:123").
    """

    chat_id: int
    member_id: int
    message_id: int | None
    thread_id: int | None
    rules: tuple[RuleEdition, ...]
    reminded_at: dt.datetime
    token: str = field(repr=False)
    occasion: str | None = None


class Purpose(StrEnum):
    """What a delivery is for; each purpose has its words in config/words."""

    REMINDER = "reminder"
    INTRODUCTION = "introduction"
    WELCOME = "welcome"
    SETUP = "setup"
    ANSWER = "answer"


class DeliveryState(StrEnum):
    """Where a delivery is on its way. SENDING after a crash means: it may or may not have arrived."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"


class Channel(StrEnum):
    """How a delivery reached its addressee."""

    EPHEMERAL = "ephemeral"
    REPLY = "reply"
    GROUP = "group"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """Something to be sent that is not a reminder; `key` makes it once ("introduction:-100123:55")."""

    key: str
    purpose: Purpose
    chat_id: int
    receiver_id: int | None
    page: str
    reply_to: int | None = None
    thread_id: int | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of the outbox, as the sender needs it: whom to tell what, and where."""

    id: int
    purpose: Purpose
    chat_id: int
    receiver_id: int | None
    page: str
    reply_to: int | None
    thread_id: int | None
    rules: tuple[str, ...]
    token: str | None = field(repr=False)
    attempts: int
    state: DeliveryState


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the server said of a message that was sent. `ephemeral_message_id` may be reused by the server later."""

    channel: Channel
    sent_at: dt.datetime
    message_id: int | None = None
    ephemeral_message_id: int | None = None


class Answer(StrEnum):
    """What a member may answer to a reminder. "acknowledged" means seen: no admission, no consent."""

    ACKNOWLEDGED = "acknowledged"


class PressOutcome(StrEnum):
    """What a press of a button came to."""

    ACKNOWLEDGED = "acknowledged"
    ALREADY = "already"
    NOT_YOURS = "not-yours"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Press:
    """A press of one of our buttons, as it came."""

    token: str = field(repr=False)
    chat_id: int
    member_id: int
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class PressResult:
    """What became of a press, and for the addressee the message that it was on."""

    outcome: PressOutcome
    acknowledged_at: dt.datetime | None = None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AcknowledgementRecord:
    """One acknowledged rule, as exports give it (contract.md, Data).

    `message_id` counts in the chat `message_chat_id`, which is another than `chat_id` for a message that was written
    before its group became a supergroup.
    """

    chat_id: int
    user_id: int
    rule: str
    pack: str
    pack_version: str
    pack_digest: str
    message_id: int | None
    message_chat_id: int | None
    reminded_at: dt.datetime
    acknowledged_at: dt.datetime
    answer: str


@dataclass(frozen=True, slots=True)
class ReminderRecord:
    """One reminded rule, as exports give it; unacknowledged ones have no `acknowledged_at`."""

    chat_id: int
    user_id: int
    rule: str
    pack: str
    pack_version: str
    pack_digest: str
    message_id: int | None
    message_chat_id: int | None
    reminded_at: dt.datetime
    state: str
    channel: str | None
    sent_at: dt.datetime | None
    acknowledged_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Span:
    """A filter for exports: one chat or all, from `since` (inclusive) to `until` (exclusive), by reminder time."""

    chat_id: int | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
