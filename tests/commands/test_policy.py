"""`remembrancer policy`: what is in force, what differs, and whether a pack does what it says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from config.packs import built_in_names

PACK = """\
pack: ours
version: "1"
title: Ours
summary: One rule to check.
rules:
  - id: TEAM-01
    title: Keep the chat
    category: retention
    severity: prompt
    basis: policy
    sources: [{name: Policy, url: "https://example.gov.uk/p", checked: 2026-11-23, verified: read}]
    reminder: Please keep this chat.
    why: Somebody may need it.
    instead: File it first.
    file_within: 36 hours
    phrases:
      - "delete~ ... chat"
    examples:
      fires: ["let's delete this chat"]
      silent: ["good morning"]
"""
OVERLAY = """\
pack: stricter
version: "1"
title: Stricter
summary: Tightens ours.
extends: ours
changes:
  - rule: TEAM-01
    severity: stop
    file_within: 1 day
    phrases: ["wipe~ ... chat"]
    examples: {fires: ["wipe the chat"]}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with one good pack."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ours.yaml").write_text(PACK)
    return tmp_path


@pytest.mark.usefixtures("here")
def test_a_good_pack_passes(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0 and one line of counts."""
    assert main(["policy", "check", "ours.yaml"]) == 0
    assert capsys.readouterr().out == (
        "ours 1: 1 rule, 2 examples, no wrong examples, no triggers without an example.\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "let's delete this chat",
            "burn it",
            ["ours.yaml:19: This example should recall TEAM-01, and nothing does.", "1 wrong example"],
        ),
        (
            "good morning",
            "delete the chat",
            ["ours.yaml:20: This example should not recall TEAM-01, and the trigger 'delete~ ... chat'"],
        ),
        (
            "let's delete this chat",
            "don't delete the chat",
            ["nothing does; silenced: TEAM-01 'delete~ ... chat' (ours.yaml:17): it is negated"],
        ),
        (
            '      - "delete~ ... chat"\n',
            '      - "delete~ ... chat"\n      - "shred it"\n      - "burn it"\n      - "cook it"\n',
            [
                "ours.yaml:18: No example of TEAM-01 tries this trigger; write one that it fires on."
                " The same for 2 more, on lines 19-20.",
                "3 triggers without an example",
            ],
        ),
        (
            "    examples:",
            "    markings: [secret]\n    identifiers: [nhs-number]\n    examples:",
            ["No example of TEAM-01 tries secret", "No example of TEAM-01 tries nhs-number"],
        ),
    ],
)
def test_what_a_pack_does_not_keep_is_a_finding(
    here: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, says: list[str]
) -> None:
    """Exit 1; wrong examples and untried triggers, each with file and line."""
    (here / "ours.yaml").write_text(PACK.replace(old, new))
    assert main(["policy", "check", "ours.yaml"]) == 1
    out = capsys.readouterr().out
    assert [sentence for sentence in says if sentence not in out] == []


def test_a_rule_that_is_off_is_tried_too(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody may switch it on."""
    (here / "ours.yaml").write_text(PACK.replace("let's delete", "let's keep") + "    enabled: false\n")
    assert main(["policy", "check", "ours.yaml"]) == 1
    assert "should recall TEAM-01" in capsys.readouterr().out


def test_an_overlay_is_checked_on_its_base(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The base stands before it; only the overlay is judged."""
    (here / "stricter.yaml").write_text(OVERLAY)
    (here / "ours.yaml").write_text(PACK.replace('chat"\n', 'chat"\n      - "untried words"\n'))
    assert main(["policy", "check", "ours.yaml,stricter.yaml"]) == 0
    assert capsys.readouterr().out.startswith("stricter 1: 1 rule, 3 examples")


BAD = {
    "not YAML": (b'pack: "x\n', 2),
    "tabs": (b"pack: x\n\tversion: 1\n", 2),
    "not text": (b"\x00\xff\xfe\x80", 1),
    "empty": (b"", 1),
    "only a list": (b"- a\n- b\n", 1),
    "several documents": (b"pack: x\n---\npack: y\n", 2),
    "aliases": (b"pack: &x y\ntitle: *x\n", 1),
    "deep": (b"pack: " + b"[" * 500 + b"]" * 500, 1),
    "huge": (b"# " + b"x" * 2_000_001, 1),
    "an unknown class": (PACK.replace("... chat", "... <chit>").encode(), 17),
    "an open bracket": (PACK.replace("delete~ ...", "(delete~ ...").encode(), 17),
    "a phrase for everything": (PACK.replace("delete~ ... chat", "the ... it").encode(), 17),
    "a wrong severity": (PACK.replace("severity: prompt", "severity: loud").encode(), 9),
    "a wrong key": (PACK.replace("    file_within", "    file_wihtin").encode(), 15),
    "an unknown base": (PACK.replace("title: Ours", "title: Ours\nextends: theirs", 1).encode(), 1),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_refused_in_one_sentence(here: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Exit 2, nothing on standard output, one line with the file and the line."""
    content, line = BAD[name]
    (here / "ours.yaml").write_bytes(content)
    assert main(["policy", "check", "ours.yaml"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1, err
    assert err.startswith(f"ours.yaml:{line}: "), err
    assert err.endswith((".\n", "?\n"))
    assert len(err) < 300


@pytest.mark.usefixtures("here")
def test_a_pack_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    """The names that would do are told."""
    assert main(["policy", "check", "nowhere.yaml"]) == 2
    assert "nowhere.yaml:1: There is no such pack" in capsys.readouterr().err


def test_show_tells_where_each_rule_comes_from(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Edition, ground, place, and who tightened it."""
    (here / "stricter.yaml").write_text(OVERLAY)
    assert main(["policy", "show", "--policy", "ours.yaml,stricter.yaml"]) == 0
    out = capsys.readouterr().out
    assert "TEAM-01  Keep the chat  [stop]" in out
    assert "from ours (ours.yaml:6), tightened by stricter" in out
    assert "time to file: 1 day" in out
    assert "source (policy): Policy; https://example.gov.uk/p; read, 2026-11-23" in out


def test_diff_is_in_words(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is stricter now, and by whom; the other way round it is gone."""
    (here / "stricter.yaml").write_text(OVERLAY)
    assert main(["policy", "diff", "ours.yaml", "ours.yaml,stricter.yaml"]) == 0
    assert capsys.readouterr().out == (
        "No rules added, none gone, 1 changed.\n\n"
        "Changed  TEAM-01  Keep the chat, by stricter\n"
        "         severity: was prompt, now stop\n"
        "         time to file: was 36 hours, now 1 day\n"
        "         new trigger: wipe~ ... chat\n"
    )
    assert main(["policy", "diff", "ours.yaml,stricter.yaml", "ours.yaml"]) == 0
    assert "trigger gone: wipe~ ... chat" in capsys.readouterr().out


def test_diff_sees_rules_words_and_exceptions(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rules added and gone, and what changes beneath a rule that reads the same."""
    classes = "classes: {chat: [chat]}\nexceptions: [training video]\nrules:"
    (here / "ours.yaml").write_text(PACK.replace("rules:", classes))
    other = PACK.replace("rules:", classes.replace("[chat]", "[chat, thread]").replace("training", "drama"))
    (here / "next.yaml").write_text(other.replace("TEAM-01", "TEAM-02"))
    assert main(["policy", "diff", "ours.yaml", "next.yaml"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("1 rule added, 1 gone, none changed.\n")
    assert "Added    TEAM-02  Keep the chat  [prompt, policy], from ours\n         Please keep this chat.\n" in out
    assert "Gone     TEAM-01  Keep the chat\n" in out
    assert "new word of <chat>: thread\n" in out
    assert "new exception for every rule: drama video\n" in out
    assert "exception for every rule gone: training video\n" in out


@pytest.mark.usefixtures("here")
def test_no_difference(capsys: pytest.CaptureFixture[str]) -> None:
    """A policy does not differ from itself."""
    assert main(["policy", "diff", "ours.yaml", "ours.yaml"]) == 0
    assert capsys.readouterr().out == "No difference.\n"


@pytest.mark.parametrize("name", [name for name in built_in_names() if name != "scot-gov"])
def test_built_in_packs_keep_their_examples(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every example comes out as it should; triggers that none tries are counted, and are a finding."""
    status = main(["policy", "check", name])
    counts = capsys.readouterr().out.splitlines()[-1]
    assert "no wrong examples" in counts
    assert status == (0 if "no triggers without" in counts else 1)


def test_the_pack_that_refuses_says_why(tmp_path: Path) -> None:
    """As a process: exit 2, one sentence with the rule that stands against it."""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "bot", "policy", "check", "scot-gov"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(root), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("scot-gov.yaml:2: SCO-01: ")
    assert done.stderr.count("\n") == 1
