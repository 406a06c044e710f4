"""Phrases on messages."""

from __future__ import annotations

import pytest

from config.faults import PolicyFaults
from config.policy import Within, WordClass
from nlp.compiling import Compiler
from nlp.detector import Detector
from tests.nlp.policies import CLASSES, phrase, policy, rule, word_class


def fires(notation: str, text: str, *, classes: tuple[WordClass, ...] = CLASSES, **more: object) -> bool:
    """Whether a phrase alone fires on a text."""
    return bool(Detector.compile(policy(rule("RET-01", phrase(notation, **more)), classes=classes)).find(text))


@pytest.mark.parametrize(
    ("notation", "text", "expected"),
    [
        ("delete~ the chat", "DELETING the chat", True),
        ("delete~ the chat", "delete that chat", False),
        ("delete~ [the | <chat>] chat", "delete chat", True),
        ("delete ... chat", "delete this old boring chat", True),
        ("delete ... chat", "delete this very old boring chat", False),
        ("delete ...4 chat", "delete this very old boring chat", True),
        ("delete ... chat", "I will delete it. Chat later", False),
        ("delete ... chat", "I will delete it\nchat later", False),
        ("<delete> & <chat>", "that thread needs binning", True),
        ("<delete> & <chat>", "that thread we had on friday about the new office really needs binning", False),
        ("<delete> &15 <chat>", "that thread we had on friday about the new office really needs binning", True),
        ("<delete> & <chat>", "get rid of what we wrote", True),
        ("<chat> & <chat>", "one thread", False),
        ("<chat> & <chat>", "one thread and a chat", True),
        ("^ agreed", "agreed then", True),
        ("^ agreed", "we agreed then", False),
        ("^ agreed", "Fine. Agreed then", True),
        ("approved $", "that is approved", True),
        ("approved $", "approved by nobody", False),
        ("don't panic", "dont panic", True),
        ("dont panic", "don’t panic", True),
        ("pre-action letter", "a preaction letter came", True),
        ("pre-action letter", "a pre action letter came", True),
        ("pre-action letter", "a pre-action letter came", True),
        ("pay <money>", "pay £10m", True),
        ("pay <money>", "pay 3 million", True),
        ("pay <money>", "pay 50k", True),
        ("pay <money>", "pay attention", False),
        ("room <number>", "room 14", True),
        ("room <number>", "room twelve", True),
        ("at <time>", "at 14:30", True),
        ("at <time>", "at 5am", True),
        ("born <date>", "born 12/03/1981", True),
        ("by <date>", "by tomorrow", True),
        ("ask <name>", "please ask Priya", True),
        ("ask <name>", "please ask nicely", False),
        ("ask pc <name>", "ask pc jones", True),
        ("open <file>", "open report.pdf", True),
        ("open <file>", "open sesame", False),
    ],
)
def test_the_notation_means_what_it_says(notation: str, text: str, expected: bool) -> None:
    """Each sign of the notation, on messages that it should and should not match."""
    assert fires(notation, text) is expected


def test_a_clause_is_narrower_and_a_message_wider_than_a_sentence() -> None:
    """`within` says how far a phrase may stretch."""
    assert not fires("delete ... chat", "delete that, chat soon", within=Within.CLAUSE)
    assert fires("delete ... chat", "delete that, chat soon")
    assert fires("delete ... chat", "delete it. the chat i mean", within=Within.MESSAGE)


@pytest.mark.parametrize(
    ("notation", "said"),
    [
        ("delete <nothing such>", "there is no class <nothing such>"),
        ("...", "asks for no word at all"),
        ("[delete] [chat]", "asks for no word at all"),
        ("the of", "very common words"),
        ("delete & [chat]", "one side of & asks for no word"),
        ("<round>", "refers to itself (<round> -> <about> -> <round>)"),
        ("<gappy>", "fault of its own"),
    ],
)
def test_a_phrase_that_cannot_work_is_a_fault_with_its_line(notation: str, said: str) -> None:
    """Unknown classes, circles and phrases for nothing or everything are refused with file and line."""
    classes = (word_class("round", "<about>", "x"), word_class("about", "<round>"), word_class("gappy", "a ... b"))
    with pytest.raises(PolicyFaults) as faults:
        Detector.compile(policy(rule("RET-01", phrase(notation, line=31)), classes=classes))
    assert any(said in str(fault) for fault in faults.value.faults)
    assert all(str(fault).startswith("pack.yaml:") for fault in faults.value.faults)


def test_every_bad_phrase_is_reported_at_once() -> None:
    """An author mends a pack in one round."""
    with pytest.raises(PolicyFaults) as faults:
        Detector.compile(policy(rule("RET-01", phrase("(a", line=1), phrase("b)", line=2), phrase("<c>", line=3))))
    assert [fault.place.line for fault in faults.value.faults] == [1, 2, 3]


def test_faults_do_not_spread_to_sound_phrases() -> None:
    """What a bad phrase leaves behind never spoils a later one."""
    compiler = Compiler({each.name: each for each in CLASSES})
    for _ in range(50):
        compiler.compile(phrase("delete & [chat] [it]"))
        assert compiler.compile(phrase("<delete> & (<chat> | <request> | <name>)")) is not None


def test_optional_parts_do_not_multiply() -> None:
    """Thirty optional words and gaps are one pass over the message, not a thousand million."""
    notation = "start " + "[a | b] ...12 " * 30 + "end"
    assert fires(notation, "start " + "a b " * 100 + "end")
    assert not fires(notation, "start " + "a b " * 100)
