"""What a member asked for with a command -> an answer in the outbox, for that member alone."""

from __future__ import annotations

from bot.domain import NewDelivery, Purpose
from bot.store.base import Store


class Answers:
    """Puts the pages that members ask for in the outbox: durable like everything that goes out."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def asked(
        self, page: str, *, chat_id: int, member_id: int, request: str, reply_to: int | None, thread_id: int | None
    ) -> None:
        """A member asked for a page (a key of config/words); `request` tells this request from the next."""
        await self._store.record_delivery(
            NewDelivery(
                f"answer:{chat_id}:{request}",
                Purpose.ANSWER,
                chat_id,
                member_id,
                page,
                reply_to=reply_to,
                thread_id=thread_id,
            )
        )
