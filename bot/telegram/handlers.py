"""The one table of what the bot reacts to. Order matters: the first row that concerns an update takes it.

Each handler reads like a sentence: what happened, what is due, ring the sender. Commands, their menu and /help follow
from `COMMANDS`, so they cannot drift apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from telegram import Message, Update
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.domain import ChatKind, Standing
from bot.service.answers import Answers
from bot.service.groups import Groups
from bot.service.remind import Remind
from bot.telegram.buttons import Buttons
from bot.telegram.incoming import chat_kind, event, person, thread_of
from bot.telegram.outgoing import standing_of
from bot.telegram.sender import Sender

Context = ContextTypes.DEFAULT_TYPE
COMMANDS = ("rules", "privacy", "mydata", "help")
"""The commands in the menu; each is a page of bot/render/pages.py and a sentence in config/words under `commands`."""


@dataclass(frozen=True, slots=True)
class Handlers:
    """What may be done about an update: these few powers and no others."""

    remind: Remind
    groups: Groups
    answers: Answers
    buttons: Buttons
    sender: Sender

    def table(self) -> list[BaseHandler[Update, Context, Any]]:
        """The rows, in order."""
        new_messages = filters.UpdateType.MESSAGE
        return [
            CallbackQueryHandler(self.on_press),
            ChatMemberHandler(self.on_own_standing, ChatMemberHandler.MY_CHAT_MEMBER),
            CommandHandler(["start", *COMMANDS], self.on_command, filters=new_messages),
            MessageHandler(new_messages & filters.StatusUpdate.MIGRATE, self.on_migration),
            MessageHandler(new_messages & filters.ChatType.PRIVATE, self.on_private_words),
            MessageHandler(new_messages & filters.StatusUpdate.NEW_CHAT_MEMBERS, self.on_join),
            MessageHandler(filters.UpdateType.MESSAGES, self.on_message),
        ]

    async def on_press(self, update: Update, _: Context) -> None:
        """Somebody pressed a button."""
        if update.callback_query is not None:
            await self.buttons.pressed(update.callback_query)

    async def on_message(self, update: Update, _: Context) -> None:
        """Somebody said or did something in a group, or changed what they had said."""
        message = update.effective_message
        if message is None:
            return
        happened = event(message, update_id=update.update_id, edited=update.edited_message is not None)
        if happened is not None and await self.remind.consider(happened):
            self.sender.ring()

    async def on_join(self, update: Update, context: Context) -> None:
        """Somebody joined, or was brought by a member."""
        message = _message(update)
        if chat_kind(message.chat) is not ChatKind.GROUP:
            return
        for member in message.new_chat_members:
            if not member.is_bot:
                await self.groups.joined(
                    message.chat_id, member.id, message_id=message.message_id, thread_id=thread_of(message)
                )
        self.sender.ring()
        await self.on_message(update, context)

    async def on_command(self, update: Update, _: Context) -> None:
        """A member asked for a page; in a group the answer is for them alone."""
        message = _message(update)
        asker = person(message)
        kind = chat_kind(message.chat)
        if asker is None or kind is ChatKind.OTHER:
            return
        page = (message.text or "").split("@")[0].split()[0].lstrip("/").lower()
        if page == "start":
            page = _page_of_start(message) if kind is ChatKind.PRIVATE else "help"
        await self._answer(message, page, asker.id, update.update_id)

    async def on_private_words(self, update: Update, _: Context) -> None:
        """Somebody wrote to the bot itself: say what it can do."""
        message = _message(update)
        if (asker := person(message)) is not None:
            await self._answer(message, "help", asker.id, update.update_id)

    async def _answer(self, message: Message, page: str, asker: int, update_id: int) -> None:
        request = f"{message.message_id or f'update-{update_id}'}:{message.date:%Y-%m-%dT%H:%M:%S}"
        await self.answers.asked(
            page,
            chat_id=message.chat_id,
            member_id=asker,
            request=request,
            reply_to=message.message_id or None,
            thread_id=thread_of(message),
        )
        self.sender.ring()

    async def on_own_standing(self, update: Update, _: Context) -> None:
        """The bot was added, promoted, demoted or removed."""
        change = update.my_chat_member
        if change is None or chat_kind(change.chat) is not ChatKind.GROUP:
            return
        before, after = standing_of(change.old_chat_member.status), standing_of(change.new_chat_member.status)
        if before is Standing.GONE and after is not Standing.GONE:
            by = None if change.from_user.is_bot else change.from_user.id
            await self.groups.added(change.chat.id, by=by, when=f"{change.date:%Y-%m-%dT%H:%M:%S}", standing=after)
            self.sender.ring()
        else:
            await self.groups.stands(change.chat.id, after)

    async def on_migration(self, update: Update, _: Context) -> None:
        """A group became a supergroup; either of its two service messages will do."""
        message = _message(update)
        if message.migrate_to_chat_id:
            await self.groups.migrated(message.chat_id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id:
            await self.groups.migrated(message.migrate_from_chat_id, message.chat_id)


def _message(update: Update) -> Message:
    message = update.effective_message
    assert message is not None  # noqa: S101 - the table's filters let only messages here
    return message


def _page_of_start(message: Message) -> str:
    """/start may carry the page that a button in a group led to."""
    words = (message.text or "").split()
    return words[1] if len(words) > 1 and words[1] in COMMANDS else "start"
