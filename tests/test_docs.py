"""What is written for people is true: settings, commands, tables and links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.__main__ import _parser
from bot.store.tables import HELD
from config.settings import describe

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
PRIVACY = (ROOT / "docs" / "privacy.md").read_text()
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("setting", describe(), ids=lambda setting: setting[0])
def test_every_setting_is_in_the_readme(setting: tuple[str, str, str]) -> None:
    """With its sentence and its default."""
    variable, sentence, default = setting
    (row,) = [line for line in README.splitlines() if line.startswith(f"| `{variable}`")]
    meaning = row.split("|")[2].replace("`", "").strip()
    assert meaning == sentence
    assert default in row


def test_every_command_is_in_the_readme() -> None:
    """A newcomer finds each without reading code."""
    (commands,) = [action for action in _parser()._actions if action.dest == "==SUPPRESS==" and action.choices]
    assert [name for name in commands.choices or () if f"`remembrancer {name}" not in README] == []


@pytest.mark.parametrize("table", HELD)
def test_every_table_and_column_is_on_the_privacy_page(table: str) -> None:
    """What can be held on a person is said, word for word."""
    assert f"### `{table}`: {HELD[table].why}" in PRIVACY
    for column, holds in HELD[table].columns.items():
        assert f"| `{column}` | {holds} |" in PRIVACY


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every file that a page points to is there."""
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text())
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_page_of_changes_names_this_version() -> None:
    """Or says that it is not yet released."""
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text()
