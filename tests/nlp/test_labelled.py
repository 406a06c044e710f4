"""Voices: the labelled messages that people write as plain text."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.faults import PolicyFaults
from nlp.labelled import read_voices, voices

TEXT = """## RET-01 paraphrase
Treasury folded. We get the lot
Rip it up and start again => RET-08, CON-01

## RET-01 near-proper
the decision\\nis on file
## near
whatever
## ordinary
morning all
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "ret-01.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_headings_say_what_messages_deserve(tmp_path: Path) -> None:
    """Rule, manner, further rules, near-misses with what they nearly touch, line breaks, and where each stands."""
    first, second, near, any_near, ordinary = read_voices(written(tmp_path, TEXT))
    assert (first.text, first.rules, first.difficulty) == ("Treasury folded. We get the lot", ("RET-01",), "paraphrase")
    assert (second.text, second.also_ok) == ("Rip it up and start again", {"RET-08", "CON-01"})
    assert (near.text, near.rules, near.kind, near.about) == ("the decision\nis on file", (), "near-miss", "RET-01")
    assert (any_near.kind, any_near.about) == ("near-miss", "")
    assert (ordinary.kind, str(ordinary.place)) == ("benign", "ret-01.txt:10")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("hello\n", 1),
        ("## ordinary\nhi\n## RET-01 loud\n", 3),
        ("## RET-1 plain\n", 1),
        ("## RET-01\n", 1),
        ("##\n", 1),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, text: str, line: int) -> None:
    """File and line, nothing half-read."""
    with pytest.raises(PolicyFaults, match=rf"ret-01\.txt:{line}: "):
        read_voices(written(tmp_path, text))


def test_all_texts_of_the_project_can_be_read() -> None:
    """Every message stands under a heading and says something."""
    rows = list(voices(Path(__file__).parents[2] / "nlp" / "corpus"))
    assert len(rows) > 10_000
    assert all(row.text.strip() for row in rows)
