"""`remembrancer run`: the bot by polling or by webhook, and a clean stop on SIGTERM and SIGINT."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import secrets
import signal
import sys
from collections.abc import Awaitable
from urllib.parse import urlsplit

import uvicorn
from telegram import Bot
from telegram.error import RetryAfter, TelegramError

from bot.app import App, build, introduce_commands
from bot.errors import TelegramRefusal
from bot.policies import compile_policy
from bot.store.base import Store
from bot.store.opening import open_store
from bot.telegram.polling import ALLOWED_UPDATES
from bot.telegram.refusals import refusal_of, seconds_to_wait
from bot.web.service import create_service
from config.settings import Settings, require_for_running

log = logging.getLogger(__name__)

WATCH_EVERY = 15.0
DEAF_TOO_LONG = 600.0
"""Seconds without Telegram after which ending is better than hoping: the supervisor starts us anew."""


async def run(settings: Settings) -> None:
    """Run until told to stop.

    Raises:
        RemembrancerFault: a setting, the policy, the database or Telegram stands in the way; one sentence.
    """
    require_for_running(settings)
    policy, detector = compile_policy(settings.policy)
    store = await open_store(settings.database_url)
    try:
        polling = settings.webhook_url is None
        async with build(settings, policy=policy, detector=detector, store=store, polling=polling) as app:
            await serve(app, settings, store)
    finally:
        await store.close()


async def serve(app: App, settings: Settings, store: Store) -> None:
    """Take updates, send what is due and answer over HTTP until a signal comes or one of them fails."""
    path, secret = await _webhook(app, settings, store)
    service = create_service(app.intake, app.facts, webhook_path=path, secret=secret)
    server = Server(
        uvicorn.Config(service, settings.host, settings.port, log_config=None, access_log=False, lifespan="off")
    )
    await introduce_commands(app)
    work: list[Awaitable[None]] = [server.serve()]
    work += [app.sender.run()] if path is not None else [_send_as_leader(app), app.poller.run(), _watch(app)]
    log.info("Remembrancer takes updates by %s.", "polling" if path is None else "webhook")
    print(f"Listening on http://{settings.host}:{settings.port}", file=sys.stderr)
    await until_stopped(work, server)
    log.info("Remembrancer has stopped.")


async def until_stopped(work: list[Awaitable[None]], server: Server) -> None:
    """Run all of it until a signal, or until one of them ends or fails, which ends the others."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    tasks = [asyncio.ensure_future(part) for part in work]
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait([*tasks, stopped], return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    for task in [*tasks[1:], stopped]:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, asyncio.CancelledError):
            raise result


class Server(uvicorn.Server):
    """uvicorn without its own signal handlers: ours end the whole program in order."""

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def] # the signature is uvicorn's
        yield


async def _webhook(app: App, settings: Settings, store: Store) -> tuple[str | None, str | None]:
    """Tell Telegram where updates go; the path and secret, or None for both while polling."""
    bot = app.application.bot
    try:
        if settings.webhook_url is None:
            await bot.delete_webhook(drop_pending_updates=False)
            return None, None
        given = settings.webhook_secret.reveal() if settings.webhook_secret else None
        secret = given or await store.keep("webhook_secret", secrets.token_urlsafe(32))
        path = f"/telegram/{hashlib.sha256(secret.encode()).hexdigest()[:32]}"
        address = f"{settings.webhook_url}{path}"
        try:
            await _set_webhook(bot, address, secret)
        except RetryAfter as error:  # a replica has just set the same
            await asyncio.sleep(seconds_to_wait(error))
            await _set_webhook(bot, address, secret)
    except TelegramError as error:
        raise TelegramRefusal(f"Telegram did not take the webhook setting ({refusal_of(error).value}).") from None
    return urlsplit(address).path, secret


async def _set_webhook(bot: Bot, address: str, secret: str) -> None:
    await bot.set_webhook(
        address, secret_token=secret, allowed_updates=list(ALLOWED_UPDATES), drop_pending_updates=False
    )


async def _send_as_leader(app: App) -> None:
    """Send once this process leads: before, what looks left over from a crash may be another process's to confirm."""
    await app.poller.leads.wait()
    await app.sender.run()


async def _watch(app: App) -> None:
    """End the program when Telegram has been silent for too long, so that a supervisor can start it anew."""
    while app.pulse.age() < DEAF_TOO_LONG:  # noqa: ASYNC110 - an age grows without anybody to set an event
        await asyncio.sleep(WATCH_EVERY)
    raise TelegramRefusal(f"No answer from Telegram for {DEAF_TOO_LONG:.0f} seconds; ending, so as to be started anew.")
