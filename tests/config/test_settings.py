"""Settings: read once, refused in one sentence, secrets never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.faults import SettingsFault
from config.settings import Secret, Settings, describe, read_settings, require_for_running

TOKEN = "123456789:AAEexampleexampleexampleexample_ex"
CONTRACT_DEFAULTS = {
    "TELEGRAM_API_URL": "https://api.telegram.org",
    "DATABASE_URL": "sqlite:///remembrancer.db",
    "POLICY": "uk-government",
    "PORT": "8080",
    "HOST": "127.0.0.1",
    "LOG_LEVEL": "info",
    "LOG_FORMAT": "console",
}


def read(**variables: str) -> Settings:
    return read_settings(variables, env_file=None)


def test_the_defaults_are_the_contracts() -> None:
    """An empty environment gives what contract.md promises."""
    shown = {variable: default for variable, _, default in describe() if default}
    assert shown == CONTRACT_DEFAULTS


@pytest.mark.parametrize(
    ("variable", "value", "good"),
    [
        ("TELEGRAM_BOT_TOKEN", "hunter2", "123456789:AAE"),
        ("TELEGRAM_API_URL", "api.telegram.org", "https://api.telegram.org"),
        ("DATABASE_URL", "mysql://db", "sqlite:///PATH"),
        ("POLICY", ",", "uk-government"),
        ("WEBHOOK_URL", "http://bot.example.gov.uk", "https://bot.example.gov.uk"),
        ("WEBHOOK_SECRET", "short", "16 to 256"),
        ("PORT", "http", "8080"),
        ("PORT", "70000", "8080"),
        ("LOG_LEVEL", "loud", "info"),
        ("LOG_FORMAT", "xml", "json"),
    ],
)
def test_a_wrong_value_is_one_sentence_with_the_variable_and_a_good_value(variable: str, value: str, good: str) -> None:
    """Whoever set it can put it right without reading code."""
    with pytest.raises(SettingsFault) as caught:
        read(**{variable: value})
    sentence = str(caught.value)
    assert sentence.startswith(variable)
    assert good in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize("variable", ["TELEGRAM_BOT_TOKEN", "WEBHOOK_SECRET", "DATABASE_URL"])
def test_a_wrong_secret_is_not_repeated(variable: str) -> None:
    """A token with a slip in it is still a token."""
    with pytest.raises(SettingsFault) as caught:
        read(**{variable: "s3cr:et"})
    assert "s3cr" not in str(caught.value)


def test_a_secret_is_not_shown() -> None:
    """Neither by itself nor as part of the settings."""
    settings = read(TELEGRAM_BOT_TOKEN=TOKEN, WEBHOOK_SECRET="k" * 20)
    assert TOKEN not in repr(settings) + str(settings.telegram_bot_token)
    assert "k" * 20 not in repr(settings)
    assert settings.telegram_bot_token == Secret(TOKEN)


def test_port_opens_the_service_to_the_platform() -> None:
    """Where PORT is set, something outside routes to us; HOST still wins."""
    assert read().host == "127.0.0.1"
    assert read(PORT="5000").host == "0.0.0.0"
    assert read(PORT="5000", HOST="127.0.0.1").host == "127.0.0.1"


def test_an_env_file_fills_in_and_the_environment_wins(tmp_path: Path) -> None:
    """A `.env` file is for what the environment leaves out."""
    file = tmp_path / ".env"
    file.write_text('ORGANISATION="From file"\nCONTACT=file@example.gov.uk\n')
    settings = read_settings({"ORGANISATION": "From environment"}, env_file=file)
    assert (settings.organisation, settings.contact) == ("From environment", "file@example.gov.uk")


@pytest.mark.parametrize("missing", ["TELEGRAM_BOT_TOKEN", "ORGANISATION", "CONTACT"])
def test_running_needs_a_token_and_somebody_to_ask(missing: str) -> None:
    """A bot that cannot say who runs it does not start."""
    variables = {"TELEGRAM_BOT_TOKEN": TOKEN, "ORGANISATION": "Example Council", "CONTACT": "records@example.gov.uk"}
    del variables[missing]
    with pytest.raises(SettingsFault, match=missing):
        require_for_running(read(**variables))
