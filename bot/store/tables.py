"""What the bot remembers: every table and column, and for each the sentence that says why.

There is no column for what anybody said, nor for names of people or titles of groups. The migrations build the same
tables; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, MetaData, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from bot.store.columns import Moment, Number, column, names_only

CONVENTION = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
"""Every constraint has a name, so that a later migration can speak of it."""

metadata = MetaData(naming_convention=CONVENTION)


def _table(name: str, *parts: Any, why: str, counted: bool = False) -> Table:
    """A STRICT table; `counted` ones never give an id out twice, even after rows are erased."""
    return Table(
        name, metadata, *parts, info={"why": why}, sqlite_strict=True, sqlite_autoincrement=counted
    )  # fmt: skip


def _id() -> Column[Any]:
    return column("id", Number, primary_key=True, why="our own number of the row")


chats = _table(
    "chats",
    _id(),
    column("telegram_id", Number, unique=True, why="the chat's present number at Telegram"),
    column("standing", Text, why="whether the bot is a member, an administrator or gone"),
    column("ephemeral", Text, why="whether private reminders were seen to work there"),
    column("since", Moment, why="when the bot first met the chat"),
    *names_only("standing", "ephemeral"),
    why="a chat that the bot met, without its title",
    counted=True,
)

chat_ids = _table(
    "chat_ids",
    column("telegram_id", Number, primary_key=True, autoincrement=False, why="a number that Telegram knew it by"),
    column("chat", Number, ForeignKey("chats.id"), why="the chat that it is", index=True),
    why="every number that a chat has had: a group that becomes a supergroup gets a new one",
)

reminders = _table(
    "reminders",
    _id(),
    column("chat", Number, ForeignKey("chats.id"), why="where it was due"),
    column("member_id", Number, index=True, why="whom it reminds: Telegram's number of the person"),
    column("said_in", Number, why="the chat's number when the message was written; message numbers count within it"),
    column("message_id", Number, empty=True, why="which message, by number; nothing of what it said"),
    column("thread_id", Number, empty=True, why="the topic of the group"),
    column("reminded_at", Moment, why="when the reminder became due"),
    column("token", Text, unique=True, why="what its buttons carry, so that a press can be told from a forgery"),
    Index(None, "chat", "reminded_at"),
    Index(None, "reminded_at"),
    *names_only("token"),
    why="a reminder to one person",
    counted=True,
)

reminded_rules = _table(
    "reminded_rules",
    column("reminder", Number, ForeignKey("reminders.id"), why="the reminder that recalled it"),
    column("position", Number, why="the place of the rule in the reminder"),
    column("said_in", Number, why="as in reminders; part of what makes it once"),
    column("occasion", Text, why="the message or update that it is once for, by number"),
    column("rule", Text, why="which rule"),
    column("pack", Text, why="the policy pack that the rule is of"),
    column("pack_version", Text, why="the pack's version at the time"),
    column("pack_digest", Text, why="the pack's fingerprint at the time"),
    PrimaryKeyConstraint("reminder", "position"),
    UniqueConstraint("said_in", "occasion", "rule"),
    *names_only("occasion", "rule"),
    why="the rules that a reminder recalled, as they stood then",
)

acknowledgements = _table(
    "acknowledgements",
    _id(),
    column("reminder", Number, ForeignKey("reminders.id"), why="the reminder that was answered"),
    column("member_id", Number, index=True, why="who answered: Telegram's number of the person"),
    column("answer", Text, why="which button"),
    column("acknowledged_at", Moment, why="when"),
    UniqueConstraint("reminder", "member_id"),
    *names_only("answer"),
    why="a person's answer to a reminder",
    counted=True,
)

deliveries = _table(
    "deliveries",
    _id(),
    column("key", Text, unique=True, why="what makes it once, made of numbers"),
    column("purpose", Text, why="a reminder, an introduction, an answer …"),
    column("chat", Number, ForeignKey("chats.id"), why="where it goes"),
    column("receiver_id", Number, empty=True, index=True, why="for whom: Telegram's number of the person"),
    column("page", Text, why="which of our texts, by its name"),
    column("reply_to", Number, empty=True, why="the message that it replies to, by number"),
    column("thread_id", Number, empty=True, why="the topic of the group"),
    column("reminder", Number, ForeignKey("reminders.id"), empty=True, unique=True, why="the reminder that it carries"),
    column("state", Text, why="due, sending, sent or dropped"),
    column("attempts", Number, why="how often it was tried"),
    column("due_at", Moment, why="when it may be sent, or tried again"),
    column("tried_at", Moment, empty=True, why="when it was last put on the wire"),
    column("run", Text, empty=True, why="which start of the program was sending it"),
    column("reason", Text, empty=True, why="the name of the refusal for which it was put off or dropped"),
    column("channel", Text, empty=True, why="how it reached its addressee"),
    column("sent_at", Moment, empty=True, why="when the server took it"),
    column("message_id", Number, empty=True, why="the number of our own message"),
    column("ephemeral_message_id", Number, empty=True, why="the number of our own private message"),
    *names_only("key", "purpose", "page", "state", "run", "reason", "channel"),
    why="something that the bot has to send or has sent, by the name of its text",
    counted=True,
)
Index(
    "ix_deliveries_waiting",
    deliveries.c.id,
    sqlite_where=deliveries.c.state.in_(("due", "sending")),
    postgresql_where=deliveries.c.state.in_(("due", "sending")),
)
Index(None, deliveries.c.chat)

set_aside = _table(
    "set_aside",
    column("update_id", Number, primary_key=True, autoincrement=False, why="Telegram's number of the update"),
    column("kind", Text, why="what kind of update it was"),
    column("error", Text, why="the kind of error, without its text"),
    column("at", Moment, why="when"),
    *names_only("kind", "error"),
    why="an update that could not be read, without its content",
)

kept = _table(
    "kept",
    column("name", Text, primary_key=True, why="the name of the value"),
    column("value", Text, why="a value of this installation, such as the webhook's secret"),
    why="what this installation made for itself",
)

leases = _table(
    "leases",
    column("name", Text, primary_key=True, why="what may be done by one at a time"),
    column("holder", Text, why="which start of the program does it"),
    column("until", Moment, why="until when, unless it is prolonged"),
    *names_only("name", "holder"),
    why="who of several programs may ask Telegram for updates",
)


@dataclass(frozen=True, slots=True)
class Held:
    """What a table holds: one sentence for the table, and one for each column."""

    why: str
    columns: Mapping[str, str]


HELD: Mapping[str, Held] = {
    table.name: Held(table.info["why"], {each.name: each.info["why"] for each in table.columns})
    for table in metadata.sorted_tables
}
"""Everything that the database holds, for the privacy page and for the test that nothing else creeps in."""
