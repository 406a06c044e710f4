"""What every method needs: the world, and the questions that come before any of them is done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.playground.cast import Chat, Person
from bot.playground.queue import UpdateQueue
from bot.playground.refusals import JSON, MIGRATED, bad, forbidden
from bot.playground.webhook import Webhook
from bot.playground.world import World

LARGEST_ID = 2**52
BUTTON_ACTIONS = frozenset(
    {
        "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay", "disabled",
    }
)  # fmt: skip
MOST_BUTTONS = 100


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a request is worked on. `ephemeral`: "honoured", "ignored" or "refused", as this server plays it."""

    world: World
    queue: UpdateQueue
    webhook: Webhook
    ephemeral: str = "honoured"

    @property
    def bot(self) -> Person:
        return self.world.bot

    def known_chat(self, given: int | str) -> Chat:
        """The chat of that number or @name, whatever the bot may do there."""
        world = self.world
        for chat in world.chats.values():
            if str(given) == str(chat.id):
                return chat
        person = next((p for p in world.people.values() if str(p.id) == str(given)), None)
        if person is None or person.is_bot:
            raise bad("chat not found")
        if not person.started:
            raise forbidden("bot can't initiate conversation with a user")
        return world.private(person)

    def member_chat(self, given: int | str) -> Chat:
        """The same, where the bot is a member still (edits and deletions work in a migrated group)."""
        chat = self.known_chat(given)
        kind = "supergroup" if chat.type == "supergroup" else "group"
        if chat.is_deleted:
            raise forbidden("the group chat was deleted")
        if chat.type == "private":
            self._may_write_to(self.world.people[chat.id])
            return chat
        standing = chat.members.get(self.bot.id)
        if standing is None:
            raise bad("chat not found")
        if standing.status == "kicked":
            raise forbidden(f"bot was kicked from the {kind} chat")
        if not standing.is_in:
            raise forbidden(f"bot is not a member of the {kind} chat")
        return chat

    def writable_chat(self, given: int | str) -> Chat:
        """The same, where the bot may write."""
        chat = self.member_chat(given)
        if chat.migrated_to is not None:
            raise bad(MIGRATED, {"migrate_to_chat_id": chat.migrated_to})
        if not chat.bot_may_write:
            raise bad("not enough rights to send text messages to the chat")
        return chat

    def _may_write_to(self, person: Person) -> None:
        if person.deactivated:
            raise forbidden("user is deactivated")
        if person.blocked:
            raise forbidden("bot was blocked by the user")
        if not person.started:
            raise forbidden("bot can't initiate conversation with a user")


Method = Callable[[Desk, JSON], Any | Awaitable[Any]]


def keyboard(markup: JSON | None, *, inline_only: bool = False) -> JSON:
    """The part of a message that an inline keyboard is; nothing for other keyboards. `Refused` for impossible ones."""
    rows = (markup or {}).get("inline_keyboard")
    if rows is None:
        if markup and inline_only:
            raise bad("inline keyboard expected")
        return {}
    buttons = [button for row in rows for button in row]
    if len(buttons) > MOST_BUTTONS:
        raise bad("REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        actions = BUTTON_ACTIONS & button.keys()
        if not button["text"].strip():
            raise bad("can't parse inline keyboard button: Button text must be non-empty")
        if not actions:
            raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        if len(actions) > 1:
            raise bad("can't parse inline keyboard button: exactly one action must be given")
        if "url" in button and not button["url"].startswith(("http://", "https://", "tg://", "t.me/")):
            raise bad("inline keyboard button URL is invalid: Unsupported URL protocol")
    kept = [row for row in rows if row]
    return {"reply_markup": {"inline_keyboard": kept}} if kept else {}
