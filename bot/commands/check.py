"""`remembrancer check`: is everything in order? One line a finding, before anything is put to work."""

from __future__ import annotations

from collections.abc import AsyncIterator

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.errors import StoreError
from bot.policies import compile_policy
from bot.store.opening import Age, schema_state
from bot.telegram.refusals import refusal_of
from bot.telegram.request import AiohttpRequest
from config.faults import PolicyFaults, SettingsFault
from config.settings import Settings, require_for_running

WELL, FINDING = 0, 1


async def check(settings: Settings) -> int:
    """Print what is in order and what is not; 1 where something is not."""
    findings = 0
    async for is_well, sentence in _findings(settings):
        print(f"{'ok' if is_well else 'to mend'}: {sentence}")
        findings += not is_well
    return FINDING if findings else WELL


async def _findings(settings: Settings) -> AsyncIterator[tuple[bool, str]]:
    try:
        require_for_running(settings)
        yield True, "Settings: the bot can say who runs it and whom to ask."
    except SettingsFault as fault:
        yield False, f"Settings: {fault}"
    try:
        policy, _ = compile_policy(settings.policy)
        examples = sum(len(rule.examples) for rule in policy.rules)
        for stamp in policy.packs:
            yield True, f"Policy: {stamp.name} {stamp.version}, digest {stamp.digest[:16]}."
        yield True, f"Policy: {len(policy.rules)} rules, and all {examples} examples come out as they should."
    except PolicyFaults as faults:
        for each in faults.faults:
            yield False, f"Policy: {each}"
    yield await _database(settings.database_url)
    if settings.telegram_bot_token:
        async for finding in _telegram(settings, settings.telegram_bot_token.reveal()):
            yield finding


async def _database(url: str) -> tuple[bool, str]:
    try:
        state = await schema_state(url)
    except StoreError as error:
        return False, f"Database: {error}"
    return state.age not in {Age.NEWER, Age.FOREIGN}, f"Database: {state.sentence}"


async def _telegram(settings: Settings, token: str) -> AsyncIterator[tuple[bool, str]]:
    """What Telegram says of the bot; its rights in a group are told to the one who adds it there."""
    bot = Bot(token, base_url=f"{settings.telegram_api_url}/bot", request=AiohttpRequest())
    try:
        async with bot:
            me = await bot.get_me()
            yield True, f"Telegram: this is @{me.username}."
            if me.can_read_all_group_messages:
                yield True, "Telegram: privacy mode is off, so the bot can read messages in every group."
            else:
                yield (
                    False,
                    "Telegram: privacy mode is on, so the bot reads messages only where it is an administrator;"
                    " write /setprivacy to @BotFather, choose Disable, and add the bot to its groups again.",
                )
            if not me.can_join_groups:
                yield False, "Telegram: the bot may not join groups; write /setjoingroups to @BotFather, choose Enable."
            hook = await bot.get_webhook_info()
            if hook.last_error_message:
                yield (
                    False,
                    f"Telegram: its last try to reach the webhook failed at {hook.last_error_date:%Y-%m-%d %H:%M} UTC.",
                )
    except InvalidToken:
        yield False, "Telegram: it does not know TELEGRAM_BOT_TOKEN; copy the token again from BotFather."
    except TelegramError as error:
        yield (
            False,
            f"Telegram: it cannot be reached ({refusal_of(error).value}); see TELEGRAM_API_URL and the network.",
        )
