"""The words people read: complete, kind, and the same in every language."""

from __future__ import annotations

import pytest

from config.words import FOLDER, load_words

LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
UNKIND = ("violation", "offender", "breach of policy", "you must", "failed", "warning", "illegal", "monitor")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things(language: str) -> None:
    """No key is missing and no placeholder is lost in translation."""
    english, other = load_words(), load_words(language)
    assert other.keys() == english.keys()
    assert {key: other.placeholders(key) for key in other.keys()} == {
        key: english.placeholders(key) for key in english.keys()
    }


@pytest.mark.parametrize("key", sorted(load_words().keys()))
def test_words_are_kind(key: str) -> None:
    """Nobody is told off."""
    words = load_words()
    said = words.say(key, **dict.fromkeys(words.placeholders(key), "x")).lower()
    assert [word for word in UNKIND if word in said] == []


@pytest.mark.parametrize("key", [key for key in load_words().keys() if key.startswith("press.")])
def test_an_answer_to_a_press_fits(key: str) -> None:
    """Telegram shows at most 200 characters over a button."""
    words = load_words()
    assert len(words.say(key, **dict.fromkeys(words.placeholders(key), "31 September 2026, 23:59 UTC"))) <= 200
