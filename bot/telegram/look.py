"""The first look: an update as the JSON it came in, before any object is built for it.

Nearly everything said in a group is ordinary. Building python-telegram-bot's objects for it and dispatching them to
nobody costs six times what it takes to see that nobody needs to (performance.md of the house), so this one step of
the intake lets only three kinds of update on: what the detector finds something in, what is an event or a command, and
what we must answer. What it finds is not handed on: the few messages that hold something are looked at once more when
they are considered, and everything else is cheaper for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.telegram.incoming import not_spoken
from config.policy import Surface

Raw = Mapping[str, Any]
"""An update as JSON; see https://core.telegram.org/bots/api#update."""

SPOKEN = ("message", "edited_message")
ALWAYS = frozenset({"callback_query", "my_chat_member", "chat_member"})
ORDINARY = frozenset(
    {
        "message_id", "from", "chat", "date", "edit_date", "text", "entities", "caption", "caption_entities",
        "message_thread_id", "is_topic_message", "reply_to_message", "quote", "link_preview_options", "media_group_id",
        "sender_tag", "sender_boost_count", "has_protected_content", "show_caption_above_media", "effect_id",
        "sticker", "animation", "dice", "is_from_offline", "paid_star_count", "via_bot", "author_signature",
    }
)  # fmt: skip
"""Fields of a message that is words, a sticker, or nothing at all; any other field makes it worth decoding."""


class Find(Protocol):
    """What the detector finds in words."""

    def __call__(
        self, text: str, *, surface: Surface = Surface.MESSAGE, not_spoken: Sequence[tuple[int, int]] = ()
    ) -> Sequence[object]:
        """The matches; see nlp/detector.py."""
        ...


class Look:
    """Decides from the JSON alone whether an update is anybody's business."""

    def __init__(self, find: Find, *, edits: bool = False) -> None:
        """
        Args:
            find: the detector.
            edits: whether some rule asks about every edit.
        """
        self._find, self._edits = find, edits

    def __call__(self, update: Raw) -> bool:
        """Whether the update must be decoded and handled."""
        if self._edits and "edited_message" in update:
            return True
        for kind in SPOKEN:
            if (message := update.get(kind)) is not None:
                return self._message(message)
        return not ALWAYS.isdisjoint(update)

    def _message(self, message: Raw) -> bool:
        if "sender_chat" in message or message.get("is_automatic_forward"):
            # nobody whom we could address; but a group's change of id is the group's own business
            return "migrate_to_chat_id" in message or "migrate_from_chat_id" in message
        if message.get("from", {}).get("is_bot"):
            return False
        if message["chat"]["type"] == "private" or not ORDINARY.issuperset(message):
            return True
        text: str = message.get("text") or message.get("caption") or ""
        if not text or text[0] == "/":
            return bool(text)
        is_text = "text" in message
        surface = Surface.MESSAGE if is_text else Surface.CAPTION
        if entities := message.get("entities" if is_text else "caption_entities"):
            units = ((its["type"], its["offset"], its["length"]) for its in entities)
            return bool(self._find(text, surface=surface, not_spoken=not_spoken(text, units)))
        return bool(self._find(text, surface=surface))
