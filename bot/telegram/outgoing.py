"""A delivery -> a message that arrives, and its receipt.

The ladder, for what is for one person: an ephemeral message where the bot is an administrator and the server honours
it; otherwise a reply to the person's message (a reminder) or a private message (an answer). What the server refuses
is told apart in refusals.py; what to do about each refusal is decided here, once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.error import ChatMigrated, RetryAfter, TelegramError

from bot.domain import Channel, Delivery, EphemeralUse, Purpose, Receipt, Standing
from bot.render.pages import Pages, Rights
from bot.service.clock import Clock
from bot.store.base import Store
from bot.telegram.refusals import Refusal, refusal_of, seconds_to_wait

log = logging.getLogger(__name__)

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
FOR_ONE = frozenset({Purpose.REMINDER, Purpose.WELCOME, Purpose.SETUP, Purpose.ANSWER})


@dataclass(frozen=True, slots=True)
class Sent:
    """The server took it."""

    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now; again after so many seconds. `chat_wide`: nothing else for this chat either."""

    seconds: float
    reason: Refusal
    chat_wide: bool = False


@dataclass(frozen=True, slots=True)
class Drop:
    """Never; the refusal says why."""

    reason: Refusal


Outcome = Sent | Wait | Drop
NETWORK_WAIT = 5.0


class Outgoing:
    """Sends deliveries through one bot. Knows how, not when: when is the sender's."""

    def __init__(self, bot: Bot, store: Store, pages: Pages, *, clock: Clock) -> None:
        self._bot, self._store, self._pages, self._clock = bot, store, pages, clock

    async def deliver(self, delivery: Delivery) -> Outcome:
        """Try to deliver; never raises for what Telegram may answer."""
        try:
            return Sent(await self._send(delivery))
        except RetryAfter as error:
            return Wait(seconds_to_wait(error), Refusal.WAIT, chat_wide=True)
        except ChatMigrated as error:
            await self._store.migrate_chat(delivery.chat_id, error.new_chat_id)
            return Wait(0.0, Refusal.MIGRATED)
        except TelegramError as error:
            refusal = refusal_of(error)
            if refusal is Refusal.NETWORK:
                return Wait(NETWORK_WAIT * min(2**delivery.attempts, 60), refusal)
            if refusal is Refusal.GONE:
                await self._store.set_standing(delivery.chat_id, Standing.GONE)
            return Drop(refusal)

    async def _send(self, delivery: Delivery) -> Receipt:
        text, keyboard = await self._content(delivery)
        chat = await self._store.chat(delivery.chat_id)
        is_group = delivery.chat_id < 0
        if delivery.receiver_id is None or not is_group:
            channel = Channel.GROUP if is_group else Channel.PRIVATE
            return await self._plain(delivery, delivery.chat_id, text, keyboard, channel, reply_to=None)
        standing = chat.standing
        if standing is Standing.UNKNOWN:
            standing = await self._ask_standing(delivery.chat_id)
        if standing is Standing.ADMINISTRATOR and chat.ephemeral is not EphemeralUse.REFUSED:
            receipt = await self._ephemeral(delivery, text, keyboard, chat.ephemeral)
            if receipt is not None:
                return receipt
        if delivery.purpose in {Purpose.ANSWER, Purpose.SETUP}:
            return await self._privately(delivery, text, keyboard)
        return await self._plain(delivery, delivery.chat_id, text, keyboard, Channel.REPLY, reply_to=delivery.reply_to)

    async def _content(self, delivery: Delivery) -> tuple[str, InlineKeyboardMarkup | None]:
        pages = self._pages
        if delivery.purpose is Purpose.REMINDER:
            return pages.reminder(delivery.rules), self._buttons(delivery)
        if delivery.purpose is Purpose.SETUP:
            return pages.setup(await self._rights(delivery.chat_id)), None
        if delivery.page == "mydata" and delivery.receiver_id is not None:
            return pages.my_data(await self._store.of_member(delivery.receiver_id)), None
        return pages.page(delivery.page), None

    def _buttons(self, delivery: Delivery) -> InlineKeyboardMarkup:
        row = [InlineKeyboardButton(self._pages.words.say("reminder.acknowledge"), callback_data=delivery.token)]
        if (source := self._pages.source(delivery.rules)) is not None:
            row.append(InlineKeyboardButton(self._pages.words.say("reminder.source"), url=source))
        return InlineKeyboardMarkup([row])

    async def _rights(self, chat_id: int) -> Rights:
        me = await self._bot.get_me()
        standing = await self._ask_standing(chat_id)
        return Rights(bool(me.can_read_all_group_messages), standing is Standing.ADMINISTRATOR)

    async def _ask_standing(self, chat_id: int) -> Standing:
        """Ask Telegram for the bot's standing and remember it."""
        member = await self._bot.get_chat_member(chat_id, self._bot.id)
        standing = standing_of(member.status)
        await self._store.set_standing(chat_id, standing)
        return standing

    async def _ephemeral(
        self, delivery: Delivery, text: str, keyboard: InlineKeyboardMarkup | None, known: EphemeralUse
    ) -> Receipt | None:
        """Show it to its addressee alone; None where that does not work here, noted so that nobody tries again."""
        parameters = {"ephemeral_message_parameters": {"receiver_user_id": delivery.receiver_id}}
        try:
            message = await self._bot.send_message(
                delivery.chat_id,
                text,
                message_thread_id=delivery.thread_id,
                reply_markup=keyboard,
                link_preview_options=NO_PREVIEW,
                api_kwargs=parameters,
            )
        except TelegramError as error:
            if refusal_of(error) is Refusal.NO_EPHEMERAL:
                await self._store.set_ephemeral(delivery.chat_id, EphemeralUse.REFUSED)
                return None
            if refusal_of(error) is Refusal.TOPIC_CLOSED or _no_longer_administrator(error):
                await self._ask_standing(delivery.chat_id)
                return None
            raise
        if (ephemeral_id := ephemeral_id_of(message)) is None:
            await self._take_back(message)
            await self._store.set_ephemeral(delivery.chat_id, EphemeralUse.REFUSED)
            return None
        if known is EphemeralUse.UNTRIED:
            await self._store.set_ephemeral(delivery.chat_id, EphemeralUse.WORKS)
        return Receipt(Channel.EPHEMERAL, self._clock(), ephemeral_message_id=ephemeral_id)

    async def _take_back(self, message: Message) -> None:
        """The server took no notice of the parameter and showed it to all: remove it at once."""
        log.warning("The server does not honour ephemeral messages; using replies there from now on.")
        try:
            await self._bot.delete_message(message.chat_id, message.message_id)
        except TelegramError as error:
            log.warning("What became public could not be removed: %s.", refusal_of(error).value)

    async def _privately(self, delivery: Delivery, text: str, keyboard: InlineKeyboardMarkup | None) -> Receipt:
        """To the person's private chat; where they never opened one, a public page as a reply, a personal one not."""
        assert delivery.receiver_id is not None  # noqa: S101 - the caller has looked
        try:
            return await self._plain(delivery, delivery.receiver_id, text, keyboard, Channel.PRIVATE, reply_to=None)
        except TelegramError as error:
            if refusal_of(error) not in {Refusal.BLOCKED, Refusal.GONE, Refusal.OTHER}:
                raise
        if delivery.page == "mydata":
            text, keyboard = self._pages.words.say("mydata.private"), self._open_private_chat()
        return await self._plain(delivery, delivery.chat_id, text, keyboard, Channel.REPLY, reply_to=delivery.reply_to)

    def _open_private_chat(self) -> InlineKeyboardMarkup:
        label = self._pages.words.say("mydata.open_chat")
        return InlineKeyboardMarkup(
            [[InlineKeyboardButton(label, url=f"https://t.me/{self._bot.username}?start=mydata")]]
        )

    async def _plain(
        self,
        delivery: Delivery,
        chat_id: int,
        text: str,
        keyboard: InlineKeyboardMarkup | None,
        channel: Channel,
        *,
        reply_to: int | None,
    ) -> Receipt:
        """An ordinary message; to the main topic where the delivery's own is closed."""
        reply = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None
        send: Callable[..., Any] = self._bot.send_message
        keywords: dict[str, Any] = {
            "reply_parameters": reply,
            "reply_markup": keyboard,
            "link_preview_options": NO_PREVIEW,
        }
        thread = delivery.thread_id if chat_id == delivery.chat_id else None
        try:
            message = await send(chat_id, text, message_thread_id=thread, **keywords)
        except TelegramError as error:
            refusal = refusal_of(error)
            if refusal is Refusal.REPLY_GONE or (refusal is Refusal.TOPIC_CLOSED and thread is not None):
                keywords["reply_parameters"] = None
                message = await send(chat_id, text, **keywords)
            else:
                raise
        return Receipt(channel, self._clock(), message_id=message.message_id)


def ephemeral_id_of(message: Message) -> int | None:
    """The id of an ephemeral message; None for an ordinary one (python-telegram-bot 22.8 does not know the field)."""
    value = message.api_kwargs.get("ephemeral_message_id")
    return int(value) if value is not None and message.message_id == 0 else None


def standing_of(status: str) -> Standing:
    """The bot's standing from a chat member's status."""
    if status in {"administrator", "creator"}:
        return Standing.ADMINISTRATOR
    return Standing.GONE if status in {"left", "kicked", "banned"} else Standing.MEMBER


def _no_longer_administrator(error: TelegramError) -> bool:
    """Whether an ephemeral message may have been refused because the bot's standing is not what we thought."""
    return refusal_of(error) is Refusal.NO_RIGHTS or "administrator" in error.message.lower()
