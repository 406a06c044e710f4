"""What the bot can ask for: one function a method of the Bot API, and the table of them all."""

from __future__ import annotations

from bot.playground.methods.asking import ASKING
from bot.playground.methods.changing import CHANGING
from bot.playground.methods.desk import Desk, Method
from bot.playground.methods.sending import SENDING
from bot.playground.methods.settings import SETTINGS

METHODS: dict[str, Method] = {**ASKING, **CHANGING, **SENDING, **SETTINGS}

__all__ = ["METHODS", "Desk", "Method"]
