"""The bots that are measured, each a process of its own: `python -m bench.bots NAME`, settings in the environment.

A line on its standard input asks for what it has cost so far: seconds of processor time, and the peak of its memory.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sys
import time

NAMES = ("ours", "silent", "replying")
"""Remembrancer whole; python-telegram-bot as its tutorial has it, doing nothing; the same, replying to each message."""


def _cost() -> None:
    if not sys.stdin.readline():
        raise SystemExit
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(time.process_time(), peak, flush=True)


def _ours() -> None:
    from bot.logs import set_up_logs
    from bot.run import run
    from config.settings import read_settings

    async def main() -> None:
        asyncio.get_running_loop().add_reader(sys.stdin, _cost)
        await run(read_settings(os.environ))

    set_up_logs("info", form="text")
    asyncio.run(main())


def _stock(*, replies: bool) -> None:
    from telegram import Update
    from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters

    async def nothing(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        pass

    async def reply(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message:
            await update.message.reply_text("Please keep what somebody may have asked for.")

    async def listen(_: Application) -> None:  # type: ignore[type-arg]
        asyncio.get_running_loop().add_reader(sys.stdin, _cost)

    builder = ApplicationBuilder().token(os.environ["TELEGRAM_BOT_TOKEN"])
    application = builder.base_url(f"{os.environ['TELEGRAM_API_URL']}/bot").post_init(listen).build()
    application.add_handler(MessageHandler(filters.ALL, reply if replies else nothing))
    if "WEBHOOK_URL" not in os.environ:
        application.run_polling(timeout=20, bootstrap_retries=0)
        return
    application.run_webhook(
        "127.0.0.1",
        int(os.environ["PORT"]),
        "telegram",
        webhook_url=f"{os.environ['WEBHOOK_URL']}/telegram",
        secret_token=os.environ["WEBHOOK_SECRET"],
    )


def main(name: str) -> None:
    """Run one of NAMES until killed."""
    if name == "ours":
        _ours()
    else:
        _stock(replies=name == "replying")


if __name__ == "__main__":
    main(sys.argv[1])
