"""Wiring: everything is built here, once, and handed what it needs. No other part of the program builds its own."""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from telegram import BotCommand, Update
from telegram.error import TelegramError
from telegram.ext import Application, ApplicationBuilder, CallbackContext
from telegram.warnings import PTBDeprecationWarning, PTBUserWarning

from bot.errors import StoreError, TelegramRefusal
from bot.render.pages import Pages
from bot.service.acknowledge import Acknowledge
from bot.service.answers import Answers
from bot.service.clock import Clock, now
from bot.service.groups import Groups
from bot.service.remind import Remind
from bot.store.base import Store
from bot.telegram.buttons import Buttons
from bot.telegram.handlers import COMMANDS, Handlers
from bot.telegram.holder import this_process
from bot.telegram.intake import Intake
from bot.telegram.limits import Limits
from bot.telegram.look import Look
from bot.telegram.outgoing import Outgoing
from bot.telegram.polling import Poller
from bot.telegram.pulse import Pulse
from bot.telegram.refusals import refusal_of
from bot.telegram.request import AiohttpRequest
from bot.telegram.sender import Sender
from bot.web.service import Facts
from config.policy import EventKind, Policy
from config.settings import Settings
from config.words import load_words
from nlp.detector import Detector

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class App:
    """The running parts that an entry point drives."""

    application: Application  # type: ignore[type-arg] # six type parameters that say nothing here
    intake: Intake
    sender: Sender
    poller: Poller
    pulse: Pulse
    facts: Facts


@asynccontextmanager
async def build(
    settings: Settings, *, policy: Policy, detector: Detector, store: Store, polling: bool, clock: Clock = now
) -> AsyncIterator[App]:
    """The whole bot, known to Telegram and ready to take updates; taken apart again at the end.

    Raises:
        TelegramRefusal: Telegram does not know the token.
    """
    token = settings.telegram_bot_token
    assert token is not None  # noqa: S101 - require_for_running has looked
    fetching = AiohttpRequest(connections=2)
    # every RetryAfter announces a later change of its type; seconds_to_wait takes both
    warnings.filterwarnings("ignore", "Deprecated since version v22.2", PTBDeprecationWarning)
    with warnings.catch_warnings():
        # it advises against leaving out its updater, which is what our own intake is for
        warnings.simplefilter("ignore", PTBUserWarning)
        application = (
            ApplicationBuilder()
            .token(token.reveal())
            .base_url(f"{settings.telegram_api_url}/bot")
            .base_file_url(f"{settings.telegram_api_url}/file/bot")
            .request(AiohttpRequest())
            .get_updates_request(fetching)
            .updater(None)
            .job_queue(None)
            .build()
        )
    bot = application.bot
    pages = Pages(load_words(), policy, settings.organisation, settings.contact)
    limits, pulse = Limits(time.monotonic), Pulse(polling=polling)
    sender = Sender(Outgoing(bot, store, pages, clock=clock), store, limits, clock=clock)
    handlers = Handlers(
        remind=Remind(policy, detector, store, clock=clock),
        groups=Groups(store),
        answers=Answers(store),
        buttons=Buttons(bot, Acknowledge(store), pages, limits, clock=clock),
        sender=sender,
    )
    application.add_handlers(handlers.table())
    application.add_error_handler(_pass_on)
    look = Look(detector.find, edits=bool(policy.for_event(EventKind.MESSAGE_EDITED)))
    intake = Intake(
        look, lambda raw: Update.de_json(raw, bot), lambda update: _dispatch(application, update), store, clock=clock
    )
    try:
        await application.initialize()
    except TelegramError as error:
        raise TelegramRefusal(_why_not_started(error)) from None
    try:
        yield App(
            application=application,
            intake=intake,
            sender=sender,
            poller=Poller(bot, fetching, intake, store, pulse, holder=this_process()),
            pulse=pulse,
            facts=_facts(intake, store, pulse),
        )
    finally:
        await application.shutdown()


def _why_not_started(error: TelegramError) -> str:
    if type(error).__name__ == "InvalidToken":
        return "Telegram does not know TELEGRAM_BOT_TOKEN; a good value is the token that BotFather shows."
    return f"Telegram cannot be reached ({refusal_of(error).value}); see TELEGRAM_API_URL and the network."


async def _dispatch(application: Application, update: Update) -> None:  # type: ignore[type-arg]
    """Hand an update to the handlers, and raise what they raised: the intake decides what that means."""
    await application.process_update(update)
    error = _failures.pop(id(update), None)
    if error is not None:
        raise error


_failures: dict[int, Exception] = {}
"""What a handler raised, by the identity of the update that is being dispatched; the library keeps it to itself."""


async def _pass_on(update: object, context: CallbackContext) -> None:  # type: ignore[type-arg]
    if isinstance(context.error, Exception):
        _failures[id(update)] = context.error


def _facts(intake: Intake, store: Store, pulse: Pulse) -> Facts:
    async def trouble() -> str:
        try:
            await store.ping()
        except StoreError:
            return "the database does not answer"
        return pulse.trouble()

    async def numbers() -> dict[str, int]:
        counted = await store.counts()
        return {
            **counted,
            "seen": intake.seen,
            "handled": intake.handled,
            "waiting": intake.waiting,
            "set_aside": counted.get("set_aside", intake.set_aside),
            "silent_seconds": int(pulse.age()),
        }

    return Facts(trouble, numbers)


async def introduce_commands(app: App) -> None:
    """Give Telegram the command menu; commands are seen by the bot alone where the server can do that."""
    words = load_words()
    commands = [BotCommand(name, words.say(f"commands.{name}"), api_kwargs={"is_ephemeral": True}) for name in COMMANDS]
    try:
        await app.application.bot.set_my_commands(commands)
    except TelegramError as error:
        log.warning("The command menu could not be set: %s.", refusal_of(error).value)
