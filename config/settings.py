"""Settings: one frozen object from the environment (or a `.env` file), each field with its sentence.

The table in contract.md and `remembrancer check` both follow this list. A secret is never shown: not by repr, not by
an error, not in a log.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from config.faults import SettingsFault

TOKEN = re.compile(r"[0-9]{3,20}:[A-Za-z0-9_-]{20,64}\Z")
SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}\Z")
LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}


class Secret:
    """A value that must not be shown; ask for it with `reveal()`."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash((Secret, self._value))


def _setting(sentence: str, **more: object) -> dict[str, object]:
    return {"sentence": sentence, **more}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the operator decided. Fields are the variables of contract.md in small letters."""

    telegram_bot_token: Secret | None = field(default=None, metadata=_setting("the token from BotFather"))
    telegram_api_url: str = field(
        default="https://api.telegram.org", metadata=_setting("the Bot API server, if self-hosted")
    )
    database_url: str = field(
        default="sqlite:///remembrancer.db",
        metadata=_setting("where to remember: sqlite:///PATH or postgresql://…", secret=True),
    )
    policy: tuple[str, ...] = field(
        default=("uk-government",), metadata=_setting("policy packs, comma-separated: built-in names or paths")
    )
    organisation: str = field(default="", metadata=_setting("who runs the bot; shown by /privacy"))
    contact: str = field(default="", metadata=_setting("whom a member can ask; shown by /privacy"))
    webhook_url: str | None = field(
        default=None, metadata=_setting("the public address of this service; chooses the webhook")
    )
    webhook_secret: Secret | None = field(
        default=None, metadata=_setting("Telegram's secret token; made and kept if unset")
    )
    port: int = field(default=8080, metadata=_setting("where the service listens"))
    host: str = field(default="127.0.0.1", metadata=_setting("the address it listens on"))
    log_level: str = field(default="info", metadata=_setting("debug, info, warning or error"))
    log_format: str = field(default="console", metadata=_setting("console or json"))


def read_settings(environment: Mapping[str, str], *, env_file: Path | None = Path(".env")) -> Settings:
    """The settings of an environment; a `.env` file fills in what the environment leaves out.

    Raises:
        SettingsFault: the first value that is wrong, with the variable's name and a good value.
    """
    from_file = {key: value or "" for key, value in dotenv_values(env_file).items()} if env_file else {}
    given = {key: value.strip() for key, value in {**from_file, **environment}.items() if value.strip()}
    values: dict[str, object] = {}
    for setting in dataclasses.fields(Settings):
        variable = setting.name.upper()
        if variable in given:
            values[setting.name] = _READERS.get(setting.name, _text)(variable, given[variable])
    if "PORT" in given and "HOST" not in given:
        values["host"] = "0.0.0.0"  # noqa: S104 - contract.md: where PORT is set, a platform routes to us from outside
    return Settings(**values)  # type: ignore[arg-type] # each reader returns its field's type


def require_for_running(settings: Settings) -> None:
    """Refuse to run without what members are owed: a bot that can say who runs it and whom to ask.

    Raises:
        SettingsFault: the first of TELEGRAM_BOT_TOKEN, ORGANISATION and CONTACT that is missing.
    """
    if not settings.telegram_bot_token:
        raise SettingsFault("TELEGRAM_BOT_TOKEN is not set; a good value is the token that BotFather gave you.")
    if not settings.organisation:
        raise SettingsFault("ORGANISATION is not set; a good value is the body that runs this bot: Example Council.")
    if not settings.contact:
        raise SettingsFault("CONTACT is not set; a good value is whom members can ask: records@example.gov.uk.")


def describe() -> list[tuple[str, str, str]]:
    """Every setting as variable, sentence and default, for the README and its test."""
    return [
        (setting.name.upper(), str(setting.metadata["sentence"]), _shown(setting.default))
        for setting in dataclasses.fields(Settings)
    ]


def _shown(default: object) -> str:
    return ",".join(default) if isinstance(default, tuple) else str(default or "")


def _text(_variable: str, value: str) -> str:
    return value


def _token(variable: str, value: str) -> Secret:
    if not TOKEN.match(value):
        raise SettingsFault(f"{variable} is not a bot token; a good value is like 123456789:AAE…, from BotFather.")
    return Secret(value)


def _web_address(variable: str, value: str) -> str:
    address = urlsplit(value)
    is_local = address.scheme == "http" and address.hostname in LOCAL_HOSTS
    if not (address.scheme == "https" or is_local) or not address.hostname:
        raise SettingsFault(f"{variable} is not a web address; a good value is https://bot.example.gov.uk.")
    return value.rstrip("/")


def _api_address(variable: str, value: str) -> str:
    address = urlsplit(value)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise SettingsFault(f"{variable} is not a web address; a good value is https://api.telegram.org.")
    return value.rstrip("/")


def _database(variable: str, value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise SettingsFault(f"{variable} is not a database; good values are sqlite:///PATH and postgresql://….")
    return value


def _names(variable: str, value: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in value.split(",") if name.strip())
    if not names:
        raise SettingsFault(f"{variable} names no pack; a good value is uk-government.")
    return names


def _secret(variable: str, value: str) -> Secret:
    if not SECRET.match(value):
        raise SettingsFault(f"{variable} is not usable; a good value is 16 to 256 letters, digits, - and _.")
    return Secret(value)


def _port(variable: str, value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 0 < int(value) < 65536:
        raise SettingsFault(f"{variable} is not a port; a good value is 8080.")
    return int(value)


def _one_of(*choices: str):  # type: ignore[no-untyped-def] # a reader like the others
    def read(variable: str, value: str) -> str:
        if value.lower() not in choices:
            raise SettingsFault(f"{variable} is not known; a good value is one of {', '.join(choices)}.")
        return value.lower()

    return read


_READERS = {
    "telegram_bot_token": _token,
    "telegram_api_url": _api_address,
    "database_url": _database,
    "policy": _names,
    "webhook_url": _web_address,
    "webhook_secret": _secret,
    "port": _port,
    "log_level": _one_of("debug", "info", "warning", "error"),
    "log_format": _one_of("console", "json"),
}
