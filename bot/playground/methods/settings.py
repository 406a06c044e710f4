"""Methods that set the bot up: webhook, commands, names."""

from __future__ import annotations

import json
import re
from typing import Literal

from bot.playground.methods.desk import Desk, Method
from bot.playground.refusals import JSON, WEBHOOK_CAME, bad

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
MOST_COMMANDS = 100


def set_webhook(desk: Desk, given: JSON) -> Literal[True]:
    """Deliver updates to an address; an empty one ends that. Plain http is taken, as a local server takes it."""
    if (secret := given.get("secret_token")) is not None and not SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")
    url: str = given["url"]
    if url and not url.startswith(("http://", "https://")):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if given.get("drop_pending_updates"):
        desk.queue.clear()
    desk.queue.allow(given.get("allowed_updates"))
    if url:
        desk.queue.interrupt(WEBHOOK_CAME)
    desk.webhook.set(url, secret=secret or "", connections=given.get("max_connections") or 40)
    return True


def delete_webhook(desk: Desk, given: JSON) -> Literal[True]:
    """Deliver no more."""
    if given.get("drop_pending_updates"):
        desk.queue.clear()
    desk.webhook.set("", secret="", connections=40)
    return True


def get_webhook_info(desk: Desk, _: JSON) -> JSON:
    """Where updates go, and what went wrong there last."""
    named = desk.queue.named_kinds
    info = {"url": desk.webhook.url, "has_custom_certificate": False}
    info |= {"pending_update_count": len(desk.queue.waiting())} | desk.webhook.facts()
    return info | ({"allowed_updates": named} if named else {})


def set_my_commands(desk: Desk, given: JSON) -> Literal[True]:
    """The menu of commands of one scope and language."""
    if len(given["commands"]) > MOST_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in given["commands"]:
        if not COMMAND.fullmatch(command["command"].removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not command["description"].strip():
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    desk.world.commands[_scope(given)] = given["commands"]
    return True


def get_my_commands(desk: Desk, given: JSON) -> list[JSON]:
    """The same back."""
    return desk.world.commands.get(_scope(given), [])


def delete_my_commands(desk: Desk, given: JSON) -> Literal[True]:
    """No menu for that scope and language."""
    desk.world.commands.pop(_scope(given), None)
    return True


def _scope(given: JSON) -> str:
    scope = json.dumps(given.get("scope") or {"type": "default"}, sort_keys=True)
    return f"{scope} {given.get('language_code') or ''}"


def _kept(name: str) -> Method:
    """A method that only remembers its text, by language."""

    def keep(desk: Desk, given: JSON) -> Literal[True]:
        desk.world.texts[f"{name} {given.get('language_code') or ''}".strip()] = given.get(name) or ""
        return True

    return keep


def _rights(desk: Desk, given: JSON) -> Literal[True]:
    where = "channels" if given.get("for_channels") else "groups"
    desk.world.texts[f"rights in {where}"] = json.dumps(given.get("rights") or {})
    return True


def _yes(_: Desk, __: JSON) -> Literal[True]:
    return True


SETTINGS: dict[str, Method] = {
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyDefaultAdministratorRights": _rights,
    "setMyName": _kept("name"),
    "setMyDescription": _kept("description"),
    "setMyShortDescription": _kept("short_description"),
    "logOut": _yes,
    "close": _yes,
}
