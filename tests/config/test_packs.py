"""Packs: what is wrong is said at once, with file and line; overlays tighten and never loosen."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.faults import PolicyFaults
from config.packs import built_in_names, load_packs, load_policy
from config.policy import Severity

GOOD = """\
pack: example
version: "1"
title: Example
summary: One rule to test with.
classes:
  chat: [chat~, thread~]
rules:
  - id: RET-01
    title: Keep it
    category: retention
    severity: prompt
    basis: policy
    sources:
      - name: A source
        url: https://example.gov.uk/source
        checked: 2026-11-23
        verified: read
    reminder: Records are kept.
    why: Somebody may need them.
    instead: File it first.
    file_within: 2 days
    phrases: ["delete~ ... <chat>"]
    examples:
      fires: ["delete the chat"]
      silent: ["good morning"]
"""
OVERLAY = """\
pack: stricter
version: "1"
title: Stricter
summary: Tightens the example.
extends: {base}
changes:
  - rule: RET-01
    {change}
"""


def write(folder: Path, text: str | bytes, name: str = "pack.yaml") -> str:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def faults(*names: str) -> list[str]:
    with pytest.raises(PolicyFaults) as caught:
        load_policy(names)
    return [str(fault).replace(str(Path(names[0]).parent) + "/", "") for fault in caught.value.faults]


def test_a_good_pack_is_what_its_file_says(tmp_path: Path) -> None:
    """Every value arrives, each with its place."""
    rule = load_policy([write(tmp_path, GOOD)]).rule("RET-01")
    assert (rule.severity, rule.file_within, rule.pack) == (Severity.PROMPT, dt.timedelta(days=2), "example")
    assert rule.phrases[0].place.line == 22
    assert [example.fires for example in rule.examples] == [True, False]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("severity: prompt", "severity: loud", 11, "nudge, prompt, stop"),
        ("basis: policy", "bases: policy", 12, "did you mean 'basis'"),
        ("    title: Keep it\n", "", 8, "'title' is missing"),
        ('phrases: ["delete~ ... <chat>"]', "phrases: []", 22, "empty"),
        ("checked: 2026-11-23", "checked: yesterday", 16, "2026-11-23"),
        ("https://", "ftp://", 15, "https://"),
        ("file_within: 2 days", "file_within: soon", 21, "1 day"),
        ("id: RET-01", "id: first", 8, "RET-01"),
        ('fires: ["delete the chat"]', "fires: []", 24, "empty"),
        ('silent: ["good morning"]', 'silence: ["x"]', 25, "silence"),
        ("reminder: Records are kept.", f"reminder: {'x' * 300}", 18, "280"),
        ("chat: [chat~, thread~]", "Chat!: [chat~]", 6, "small letters"),
        ("verified: read", "verified: [read]", 17, "one line of text"),
    ],
)
def test_a_fault_names_its_line_and_a_good_value(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    """An author can go straight to it."""
    assert old in GOOD
    found = faults(write(tmp_path, GOOD.replace(old, new, 1)))
    assert any(fault.startswith(f"pack.yaml:{line}: ") and says in fault for fault in found), found


def test_every_fault_is_said_at_once(tmp_path: Path) -> None:
    """An author does not have to run it ten times."""
    broken = GOOD.replace("severity: prompt", "severity: loud").replace("verified: read", "verified: maybe")
    assert len(faults(write(tmp_path, broken))) == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe\x00binary\x00", "UTF-8"),
        (b"pack: [unclosed", "not YAML"),
        (b"a: &x [1]\nb: *x\n", "alias"),
        (b"a: " + b"[" * 40 + b"]" * 40, "levels deep"),
        (b"--- {a: 1}\n--- {a: 1}\n", "several documents"),
        (b"- just\n- a list\n", "key: value"),
        (b"", "key: value"),
        (b"x" * 2_000_001, "larger"),
        (b"pack: a\npack: b\nversion: '1'\ntitle: t\nsummary: s\n", "twice"),
    ],
)
def test_a_hostile_file_is_refused_in_one_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    """Broken, huge, deep, aliased and binary files harm nobody."""
    found = faults(write(tmp_path, content))
    assert any(says in fault for fault in found), found
    assert all(fault.startswith("pack.yaml:") for fault in found)


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_no_bytes_do_more_than_be_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """Whatever a file holds, the answer is a fault, never another error."""
    with pytest.raises(PolicyFaults):
        load_policy([write(tmp_path_factory.mktemp("pack"), content)])


def test_a_missing_pack_is_named_with_those_there_are() -> None:
    """A slip in POLICY is easy to mend."""
    assert "uk-government" in faults("uk-goverment")[0]


def test_ids_are_once(tmp_path: Path) -> None:
    """A second rule of the same name is refused where it stands."""
    rule = GOOD[GOOD.index("  - id:") :]
    assert any("already at" in fault for fault in faults(write(tmp_path, GOOD + rule)))


def test_the_digest_is_of_what_is_said_not_how_it_is_laid_out(tmp_path: Path) -> None:
    """A comment changes nothing; a word does."""
    digests = [
        load_packs([write(tmp_path, text, f"{number}.yaml")])[0].digest
        for number, text in enumerate([GOOD, "# a note\n" + GOOD.replace("\n", "\r\n"), GOOD.replace("kept", "held")])
    ]
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize(
    ("change", "says"),
    [("severity: nudge", "severity lower"), ("enabled: false", "it off"), ("file_within: 3 days", "clock longer")],
)
def test_an_overlay_cannot_loosen_what_binds(tmp_path: Path, change: str, says: str) -> None:
    """One standard: a department may ask for more, never for less."""
    base = write(tmp_path, GOOD)
    overlay = write(tmp_path, OVERLAY.format(base="example", change=change), "overlay.yaml")
    found = faults(base, overlay)
    assert any("overlay.yaml:7" in fault and says in fault for fault in found), found


def test_a_reminder_changed_by_an_overlay_still_fits(tmp_path: Path) -> None:
    """The limit holds for what members read in the end."""
    base = write(tmp_path, GOOD)
    overlay = write(tmp_path, OVERLAY.format(base="example", change=f"reminder: {'x' * 250}"), "overlay.yaml")
    assert any("overlay.yaml:7" in fault and "280" in fault for fault in faults(base, overlay))


def test_an_overlay_tightens(tmp_path: Path) -> None:
    """A stricter severity, a shorter clock and more triggers are in force, and say whose they are."""
    base = write(tmp_path, GOOD)
    change = 'severity: stop\n    file_within: 1 day\n    phrases: ["wipe~ ... <chat>"]\n    events: [auto-delete-on]'
    overlay = write(tmp_path, OVERLAY.format(base="example", change=change), "overlay.yaml")
    rule = load_policy([base, overlay]).rule("RET-01")
    assert (rule.severity, rule.file_within, len(rule.phrases)) == (Severity.STOP, dt.timedelta(days=1), 2)
    assert rule.tightened_by == ("stricter",)


def test_an_overlays_exceptions_excuse_only_its_own_rules(tmp_path: Path) -> None:
    """Otherwise an overlay could silence the base."""
    base = write(tmp_path, GOOD)
    own = GOOD.replace("pack: example", 'pack: own\nexceptions: ["anything"]')
    own = (
        own.replace("RET-01", "OWN-01")
        .replace("  chat: [chat~, thread~]", "  talk: [talk~]")
        .replace("<chat>", "<talk>")
    )
    policy = load_policy([base, write(tmp_path, own, "own.yaml")])
    assert policy.exceptions == ()
    assert policy.rule("RET-01").exceptions == ()
    assert len(policy.rule("OWN-01").exceptions) == 1


def test_a_pack_is_named_once(tmp_path: Path) -> None:
    """One sentence, not one for each of its rules and classes."""
    base = write(tmp_path, GOOD)
    (found,) = faults(base, base)
    assert "named twice" in found


def test_an_overlay_asks_for_its_base(tmp_path: Path) -> None:
    """Loaded alone it says how to load it."""
    found = faults(write(tmp_path, OVERLAY.format(base="uk-government", change="severity: stop")))
    assert any("POLICY=uk-government,stricter" in fault for fault in found)


@pytest.mark.parametrize("name", built_in_names())
def test_the_packs_that_come_along_can_be_read(name: str) -> None:
    """Each built-in pack is sound by itself."""
    assert load_packs([name])[0].name == name
