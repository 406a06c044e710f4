"""The bot's life in groups: being added, promoted and removed, newcomers, and groups that change their id."""

from __future__ import annotations

from bot.domain import NewDelivery, Purpose, Standing
from bot.store.base import Store


class Groups:
    """Notes where the bot stands, and sees that everybody is told what it does."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def stands(self, chat_id: int, standing: Standing) -> None:
        """The bot's standing in a group became known or changed."""
        await self._store.set_standing(chat_id, standing)

    async def added(self, chat_id: int, *, by: int | None, when: str, standing: Standing) -> None:
        """The bot was added: introduce it to all, and tell the one who added it what it lacks.

        Args:
            chat_id: the group.
            by: who added it; None for an anonymous administrator, who cannot be told anything privately.
            when: what tells this time from another (the update's moment); a repeated update changes nothing.
            standing: as what it was added.
        """
        await self._store.set_standing(chat_id, standing)
        await self._store.record_delivery(
            NewDelivery(f"introduction:{chat_id}:{when}", Purpose.INTRODUCTION, chat_id, None, "introduction")
        )
        if by is not None:
            await self._store.record_delivery(
                NewDelivery(f"setup:{chat_id}:{when}", Purpose.SETUP, chat_id, by, "setup")
            )

    async def joined(self, chat_id: int, member_id: int, *, message_id: int, thread_id: int | None) -> None:
        """Somebody joined: they are told what this bot is, as everybody was when it came."""
        await self._store.record_delivery(
            NewDelivery(
                f"welcome:{chat_id}:{message_id}:{member_id}",
                Purpose.WELCOME,
                chat_id,
                member_id,
                "welcome",
                reply_to=message_id,
                thread_id=thread_id,
            )
        )

    async def migrated(self, old_id: int, new_id: int) -> None:
        """A group became a supergroup; its evidence and settings move along."""
        await self._store.migrate_chat(old_id, new_id)
