"""A press of a button: stored first, answered second, marked third."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging

from telegram import Bot, CallbackQuery, Message
from telegram.error import TelegramError

from bot.domain import Press, PressOutcome, PressResult
from bot.errors import StoreError
from bot.render.pages import Pages, in_words
from bot.service.acknowledge import Acknowledge
from bot.service.clock import Clock
from bot.telegram.limits import Limits
from bot.telegram.refusals import Refusal, refusal_of

log = logging.getLogger(__name__)

LONGEST_TOKEN = 64


class Buttons:
    """Answers every press, whoever's and whatever it is: an unanswered button spins on somebody's screen."""

    def __init__(self, bot: Bot, acknowledge: Acknowledge, pages: Pages, limits: Limits, *, clock: Clock) -> None:
        self._bot, self._acknowledge, self._pages = bot, acknowledge, pages
        self._limits, self._clock = limits, clock

    async def pressed(self, query: CallbackQuery) -> None:
        """One press. A StoreError is passed on after the presser was told, so that the update is not confirmed."""
        try:
            result = await self._judge(query)
        except StoreError:
            await self._answer(query, self._pages.words.say("press.trouble"), alert=True)
            raise
        said = self._answer(query, self._say(result), alert=result.outcome is not PressOutcome.ACKNOWLEDGED)
        await asyncio.gather(said, self._mark(query, result))

    async def _judge(self, query: CallbackQuery) -> PressResult:
        token = query.data or ""
        if query.message is None or not 0 < len(token) <= LONGEST_TOKEN:
            return PressResult(PressOutcome.UNKNOWN)
        # the person is Telegram's word for who pressed, even of an anonymous administrator; never the message's author
        return await self._acknowledge.press(Press(token, query.message.chat.id, query.from_user.id, self._clock()))

    def _say(self, result: PressResult) -> str:
        match result.outcome:
            case PressOutcome.ACKNOWLEDGED:
                return self._pages.words.say("press.thanks")
            case PressOutcome.ALREADY:
                time = in_words(result.acknowledged_at or self._clock())
                return self._pages.words.say("press.already", time=time)
            case PressOutcome.NOT_YOURS:
                return self._pages.words.say("press.not_yours")
            case PressOutcome.UNKNOWN:
                return self._pages.words.say("press.unknown")

    async def _answer(self, query: CallbackQuery, text: str, *, alert: bool) -> None:
        try:
            await self._bot.answer_callback_query(query.id, text, show_alert=alert)
        except TelegramError as error:
            refusal = refusal_of(error)
            level = logging.DEBUG if refusal is Refusal.QUERY_OLD else logging.WARNING
            log.log(level, "A press could not be answered: %s.", refusal.value)

    async def _mark(self, query: CallbackQuery, result: PressResult) -> None:
        """Let the reminder itself say that it was noted. A courtesy: the record is already made."""
        message = query.message
        chat_id = message.chat.id if message else 0
        if result.outcome is not PressOutcome.ACKNOWLEDGED or not message or self._limits.wait(chat_id) > 0:
            return
        self._limits.took(chat_id)
        text = self._pages.done(result.acknowledged_at or dt.datetime.now(dt.UTC))
        with contextlib.suppress(TelegramError):
            if ephemeral_id := _ephemeral_id(message):
                await self._bot.do_api_request(
                    "editEphemeralMessageText",
                    api_kwargs={
                        "chat_id": chat_id,
                        "receiver_user_id": query.from_user.id,
                        "ephemeral_message_id": ephemeral_id,
                        "text": text,
                    },
                )
            elif message.message_id:
                await self._bot.edit_message_text(text, chat_id=chat_id, message_id=message.message_id)


def _ephemeral_id(message: object) -> int | None:
    if not isinstance(message, Message):
        return None
    value = message.api_kwargs.get("ephemeral_message_id")
    return int(value) if value is not None else None
