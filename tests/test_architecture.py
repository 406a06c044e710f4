"""The house's walls: which room may import what, and which library is known in which room only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "config": set(),
    "nlp": {"config"},
    "bot.domain": {"config"},
    "bot.errors": {"config"},
    "bot.logs": {"config"},
    "bot.store": {"bot.domain", "bot.errors", "config"},
    "bot.service": {"bot.domain", "bot.errors", "bot.store.base", "config", "nlp"},
    "bot.render": {"bot.domain", "bot.errors", "config"},
    "bot.policies": {"config", "nlp"},
    "bot.telegram": {"bot.domain", "bot.errors", "bot.store.base", "bot.service", "bot.render", "config", "nlp.text"},
    "bot.web": {"bot.errors", "bot.telegram.intake", "bot.web"},
    "bot.playground": set(),
}
"""What a room may import besides itself; rooms that are not named here wire the others together."""
ONLY_IN = {
    "spacy": "nlp",
    "ahocorasick_rs": "nlp",
    "sqlalchemy": "bot.store",
    "aiosqlite": "bot.store",
    "alembic": "bot.store",
    "asyncpg": "bot.store",
    "yaml": "config",
    "dotenv": "config",
}
TELEGRAM_ROOMS = ("bot.telegram", "bot.app", "bot.run", "bot.commands")
"""Rooms that may know python-telegram-bot: the one that speaks it, and those that start it."""


def modules() -> Iterator[tuple[str, Path]]:
    for room in ("config", "nlp", "bot"):
        for path in sorted((ROOT / room).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            yield name, path


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}:{node.lineno} uses a relative import; name the module in full"
            yield node.lineno, node.module


def within(name: str, room: str) -> bool:
    return name == room or name.startswith(room + ".")


def test_a_room_imports_only_from_the_rooms_above_it() -> None:
    """No arrow points down the page."""
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {target}"
        for name, path in modules()
        for room, allowed in MAY_IMPORT.items()
        if within(name, room)
        for line, target in imports(path)
        if target.split(".")[0] in {"config", "nlp", "bot"}
        and not within(target, room)
        and not any(within(target, other) for other in allowed)
    ]
    assert wrong == []


@pytest.mark.parametrize(("library", "room"), ONLY_IN.items())
def test_a_library_is_known_in_one_room(library: str, room: str) -> None:
    """Changing a library changes one room."""
    wrong = [
        f"{path.relative_to(ROOT)}:{line}"
        for name, path in modules()
        if not within(name, room)
        for line, target in imports(path)
        if within(target, library)
    ]
    assert wrong == []


def test_telegram_is_known_to_few() -> None:
    """Another platform would be another folder."""
    wrong = [
        f"{path.relative_to(ROOT)}:{line}"
        for name, path in modules()
        if not any(within(name, room) for room in TELEGRAM_ROOMS)
        for line, target in imports(path)
        if within(target, "telegram")
    ]
    assert wrong == []


def test_only_settings_read_the_environment() -> None:
    """A variable is read in one place; the command line hands the environment over."""
    readers = [
        str(path.relative_to(ROOT))
        for _, path in modules()
        if "os.environ" in path.read_text() or "getenv" in path.read_text()
    ]
    assert readers == ["bot/__main__.py"]


def test_files_can_be_read_in_one_sitting() -> None:
    """Nobody has to hold more than 400 lines in mind."""
    long = {
        str(path.relative_to(ROOT)): lines
        for _, path in modules()
        if (lines := len(path.read_text().splitlines())) > 400
    }
    assert long == {}
