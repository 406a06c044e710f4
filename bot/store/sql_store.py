"""The store on SQL: each verb hands its job to the writer, or reads on a connection of its own."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Row, Select

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
from bot.errors import StoreError
from bot.store import groups, housekeeping, outbox, records, reminding
from bot.store.hands import Hands, Job
from bot.store.trouble import TROUBLE
from bot.store.writer import Writer

PORTION = 500
"""Rows of an export that are fetched at once; the event loop gets its turn in between."""

T = TypeVar("T")


class SqlStore:
    """bot.store.base.Store on SQLite or PostgreSQL; made by bot.store.opening.open_store.

    Every verb may raise StoreError, whose text is one sentence for the operator.
    """

    def __init__(
        self,
        *,
        hands: Hands,
        explain: Callable[[Exception], StoreError],
        clock: Callable[[], dt.datetime],
        patience: float,
    ) -> None:
        self._hands = hands
        self._explain = explain
        self._clock = clock
        self._closed = False
        self._run = secrets.token_hex(8)
        self._writer = Writer(hands, explain=explain, patience=patience)

    async def reminded_rules(self, chat_id: int, message_id: int) -> frozenset[str]:
        return await self._read(
            partial(reminding.reminded_rules_of, chat_id=chat_id, message_id=message_id)
        )  # fmt: skip

    async def reminded_since(self, chat_id: int, member_id: int, since: dt.datetime) -> frozenset[str]:
        return await self._read(
            partial(reminding.reminded_since, chat_id=chat_id, member_id=member_id, since=since)
        )  # fmt: skip

    async def record_reminder(self, new: NewReminder) -> Delivery | None:
        return await self._write(partial(reminding.record_reminder, new=new, now=self._clock()))

    async def record_delivery(self, new: NewDelivery) -> Delivery | None:
        return await self._write(partial(outbox.record_delivery, new=new, now=self._clock()))

    async def due(self, *, now: dt.datetime, limit: int, chats_not: Sequence[int] = ()) -> list[Delivery]:
        return await self._read(
            partial(outbox.due, now=now, limit=limit, chats_not=chats_not, run=self._run)
        )  # fmt: skip

    async def sending(self, delivery_id: int, at: dt.datetime) -> bool:
        return await self._write(partial(outbox.sending, delivery_id=delivery_id, at=at, run=self._run))

    async def sent(self, delivery_id: int, receipt: Receipt) -> None:
        await self._write(partial(outbox.sent, delivery_id=delivery_id, receipt=receipt))

    async def put_off(self, delivery_id: int, *, until: dt.datetime, reason: str) -> None:
        await self._write(partial(outbox.put_off, delivery_id=delivery_id, until=until, reason=reason))

    async def drop(self, delivery_id: int, *, reason: str) -> None:
        await self._write(partial(outbox.drop, delivery_id=delivery_id, reason=reason))

    async def acknowledge(self, press: Press) -> PressResult:
        return await self._write(partial(reminding.acknowledge, press=press))

    async def chat(self, chat_id: int) -> Chat:
        return await self._read(partial(groups.chat, chat_id=chat_id))

    async def set_standing(self, chat_id: int, standing: Standing) -> None:
        await self._write(
            partial(groups.set_standing, chat_id=chat_id, standing=standing, now=self._clock())
        )  # fmt: skip

    async def set_ephemeral(self, chat_id: int, use: EphemeralUse) -> None:
        await self._write(partial(groups.set_ephemeral, chat_id=chat_id, use=use, now=self._clock()))

    async def migrate_chat(self, old_id: int, new_id: int) -> None:
        await self._write(partial(groups.migrate_chat, old_id=old_id, new_id=new_id, now=self._clock()))

    async def set_aside(self, update_id: int, kind: str, error: str, at: dt.datetime) -> None:
        await self._write(
            partial(housekeeping.note_set_aside, update_id=update_id, kind=kind, error=error, at=at)
        )  # fmt: skip

    async def set_aside_count(self) -> int:
        return await self._read(housekeeping.count_set_aside)

    async def keep(self, name: str, value: str) -> str:
        return await self._write(partial(housekeeping.keep, key=name, value=value))

    async def take_lease(self, name: str, holder: str, *, now: dt.datetime, until: dt.datetime) -> bool:
        return await self._write(
            partial(housekeeping.take_lease, key=name, holder=holder, now=now, until=until)
        )  # fmt: skip

    async def lease_holder(self, name: str) -> str | None:
        return await self._read(partial(housekeeping.lease_holder, key=name))

    async def drop_lease(self, name: str, holder: str) -> None:
        await self._write(partial(housekeeping.drop_lease, key=name, holder=holder))

    def acknowledgements(self, span: Span) -> AsyncIterator[AcknowledgementRecord]:
        return self._stream(records.acknowledgements_in(span), records.acknowledgement)

    def reminders(self, span: Span) -> AsyncIterator[ReminderRecord]:
        return self._stream(records.reminders_in(span), records.reminder)

    async def of_member(self, user_id: int) -> list[ReminderRecord]:
        query = records.reminders_in(Span(), member_id=user_id)
        return [each async for each in self._stream(query, records.reminder)]

    async def counts(self) -> dict[str, int]:
        return await self._read(housekeeping.counts)

    async def ping(self) -> None:
        await self._read(housekeeping.count_set_aside)
        await self._write(partial(housekeeping.ping, now=self._clock()))

    async def close(self) -> None:
        if not self._closed:
            self._closed = True
            await self._writer.close()
            await self._hands.close()

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise StoreError("The store is closed.")

    async def _write(self, job: Job[T]) -> T:
        try:
            return await self._writer.run(job)
        except TROUBLE as error:
            raise self._explain(error) from None

    async def _read(self, job: Job[T]) -> T:
        self._refuse_when_closed()
        try:
            return await self._hands.read(job)
        except TROUBLE as error:
            raise self._explain(error) from None

    async def _stream(self, query: Select[Any], shape: Callable[[Row[Any]], T]) -> AsyncIterator[T]:
        """The rows of a query as they were when it began, a portion in memory at a time."""
        self._refuse_when_closed()
        try:
            async for portion in self._hands.stream(query, PORTION):
                for row in portion:
                    yield shape(row)
        except TROUBLE as error:
            raise self._explain(error) from None
