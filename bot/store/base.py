"""The verbs of memory. Each is one transaction, durable when it returns, and safe to repeat.

What must be once is unique in the schema: a rule for a message, an acknowledgement of a reminder by a person, a
delivery's key. A verb that finds its work already done says so instead of failing. Times are aware and in UTC.
No verb takes or gives what anybody said: names (rules, pages, keys, reasons) are short and have no blanks.

Every verb may raise StoreError, one sentence for the operator; a database that another program has locked is waited
for first. A caller that is cancelled has had its work done whole or not at all. Chats are known by every number that
they ever had, and answered for with the present one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from bot.domain import (
    AcknowledgementRecord,
    Chat,
    Delivery,
    EphemeralUse,
    NewDelivery,
    NewReminder,
    Press,
    PressResult,
    Receipt,
    ReminderRecord,
    Span,
    Standing,
)


class Store(Protocol):
    """What the services may ask of a database; tests/contract runs one suite over every kind."""

    async def reminded_rules(self, chat_id: int, message_id: int) -> frozenset[str]:
        """The rules that this message has already brought up."""

    async def reminded_since(self, chat_id: int, member_id: int, since: dt.datetime) -> frozenset[str]:
        """The rules that the member was reminded of in that chat at `since` or later."""

    async def record_reminder(self, new: NewReminder) -> Delivery | None:
        """Record a reminder and put it in the outbox, leaving out rules already recalled for that message.

        A reminder without a message is once for its `occasion` ("update:123"), and not once at all without one.
        Returns the delivery that is now due, or None where every rule of it was there before.
        """

    async def record_delivery(self, new: NewDelivery) -> Delivery | None:
        """Put something else in the outbox; None where its key was there before."""

    async def due(self, *, now: dt.datetime, limit: int, chats_not: Sequence[int] = ()) -> list[Delivery]:
        """The deliveries that are due or were being sent when the program stopped, oldest first.

        The latter may have arrived: an unread reminder is worse than a doubled one, and either's button counts. So
        are those that have been on the wire for ten minutes, which nobody could confirm.
        `chats_not` are chats that are paused; a delivery put off to later than `now` is not due.
        """

    async def sending(self, delivery_id: int, at: dt.datetime) -> bool:
        """Mark that the delivery goes on the wire now; False where it is no longer due (sent, or dropped)."""

    async def sent(self, delivery_id: int, receipt: Receipt) -> None:
        """Confirm that the server took it."""

    async def put_off(self, delivery_id: int, *, until: dt.datetime, reason: str) -> None:
        """The server asked to wait or could not be reached; due again at `until`."""

    async def drop(self, delivery_id: int, *, reason: str) -> None:
        """It cannot be delivered; `reason` is the name of the refusal, never its text."""

    async def acknowledge(self, press: Press) -> PressResult:
        """Store the acknowledgement if the token is of this chat and this member; the second time changes nothing.

        What was answered has arrived: its delivery counts as sent from then on.
        """

    async def chat(self, chat_id: int) -> Chat:
        """What is known of a chat; a fresh `Chat` where nothing is."""

    async def set_standing(self, chat_id: int, standing: Standing) -> None:
        """Note the bot's standing. On GONE, what was due there is dropped.

        A number that the chat had before it became a supergroup changes nothing: the bot stays behind in the old group.
        """

    async def set_ephemeral(self, chat_id: int, use: EphemeralUse) -> None:
        """Note whether ephemeral messages work there."""

    async def migrate_chat(self, old_id: int, new_id: int) -> None:
        """A group became a supergroup: everything of the old id belongs to the new one. Safe in any order and twice."""

    async def set_aside(self, update_id: int, kind: str, error: str, at: dt.datetime) -> None:
        """Note an update that could not be decoded: its id, its kind and the error's class, nothing else."""

    async def set_aside_count(self) -> int:
        """How many updates were set aside."""

    async def keep(self, name: str, value: str) -> str:
        """Keep a value of this installation (the webhook's secret); returns the one kept first.

        It stands in the database as it is; one kept value is the time of the last `ping`.
        """

    async def take_lease(self, name: str, holder: str, *, now: dt.datetime, until: dt.datetime) -> bool:
        """Take or prolong a lease; False while another holder's has not run out."""

    async def lease_holder(self, name: str) -> str | None:
        """Who holds a lease, whether or not it has run out; None where nobody does."""

    async def drop_lease(self, name: str, holder: str) -> None:
        """Give a lease back early."""

    def acknowledgements(self, span: Span) -> AsyncIterator[AcknowledgementRecord]:
        """The acknowledgements, oldest reminder first, read in portions."""

    def reminders(self, span: Span) -> AsyncIterator[ReminderRecord]:
        """The reminders with their state, oldest first, read in portions."""

    async def of_member(self, user_id: int) -> list[ReminderRecord]:
        """Everything held on a person."""

    async def counts(self) -> dict[str, int]:
        """How many reminders, acknowledgements, due deliveries, chats there are; for health and metrics."""

    async def ping(self) -> None:
        """Raise StoreError unless the database can be read and written."""

    async def close(self) -> None:
        """Finish what was begun and close. Twice is once; a program that never does still ends."""
