"""A press of a button -> an acknowledgement on record, or a polite no."""

from __future__ import annotations

from bot.domain import Press, PressResult
from bot.store.base import Store


class Acknowledge:
    """Stores what a member answered. Returns only when it is durable, so that "noted" is never said too early."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def press(self, press: Press) -> PressResult:
        """What became of the press: acknowledged, already so, a colleague's, or of no button of ours."""
        return await self._store.acknowledge(press)
