"""The columns of the exports, in one place: what each is called, what it holds, and in which order they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain import AcknowledgementRecord, ReminderRecord

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the name in every format, one sentence, and how its cell is got from a record."""

    name: str
    holds: str
    cell: Callable[[Any], Cell]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of export: its name on the command line and its columns."""

    name: str
    columns: tuple[Column, ...]

    def cells(self, record: object) -> list[Cell]:
        """A record's cells in the columns' order."""
        return [column.cell(record) for column in self.columns]


def _field(name: str, holds: str) -> Column:
    def cell(record: Any) -> Cell:
        value = getattr(record, name)
        return rfc3339(value) if isinstance(value, dt.datetime) else value

    return Column(name, holds, cell)


def rfc3339(moment: dt.datetime) -> str:
    """An aware time as RFC 3339 in UTC, "Z" at its end; as many digits of the second as there are."""
    return moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


_CHAT = _field("chat_id", "Telegram's present number of the group")
_USER = _field("user_id", "Telegram's number of the person")
_REMINDED = (
    _field("rule", "the rule, by its id in the pack"),
    _field("pack", "the policy pack"),
    _field("pack_version", "the pack's version when the reminder was made"),
    _field("pack_digest", "the fingerprint of the pack's content at that time"),
    _field("message_id", "the message that it was about, by number; empty for an event without one"),
    _field("message_chat_id", "the group's number when that message was written; message numbers count within it"),
    _field("reminded_at", "when the reminder was made"),
)

ACKNOWLEDGEMENTS = Kind(
    "acknowledgements",
    (
        _CHAT,
        _USER,
        *_REMINDED,
        _field("acknowledged_at", "when the person pressed the button"),
        _field("answer", "which button: acknowledged means seen, not agreed"),
    ),
)
REMINDERS = Kind(
    "reminders",
    (
        _CHAT,
        _USER,
        *_REMINDED,
        _field("state", "due, sending, sent, or dropped"),
        _field("channel", "how it was sent: ephemeral, reply, group or private"),
        _field("sent_at", "when Telegram took it"),
        _field("acknowledged_at", "when the person pressed the button; empty while nobody has"),
    ),
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (ACKNOWLEDGEMENTS, REMINDERS)}
"""What can be exported, by name."""

RECORDS: Mapping[str, type] = {"acknowledgements": AcknowledgementRecord, "reminders": ReminderRecord}
"""The record that each kind takes; a test holds the columns to its fields."""
