"""Small policies for the tests of the engine: made of the shapes, without YAML."""

from __future__ import annotations

import datetime as dt

from config.faults import Place
from config.policy import (
    Basis,
    Example,
    ExceptionPhrase,
    Negation,
    PackStamp,
    Phrase,
    Policy,
    Questions,
    Rule,
    Severity,
    Source,
    Surface,
    Verified,
    Within,
    WordClass,
)

HERE = Place("pack.yaml", 7)
SOURCE = Source("A guide", "https://example.org", dt.date(2026, 11, 1), Verified.READ)


def phrase(text: str, *, line: int = 7, **more: object) -> Phrase:
    """A phrase at a line."""
    known = {
        "within": Within.SENTENCE,
        "negation": Negation.BLOCKS,
        "questions": Questions.FIRE,
        "surfaces": frozenset[Surface](),
    }
    return Phrase(text, Place("pack.yaml", line), **{**known, **more})  # type: ignore[arg-type]


def word_class(name: str, *entries: str) -> WordClass:
    """A class of words."""
    return WordClass(name, tuple(phrase(entry, line=3) for entry in entries), Place("pack.yaml", 3))


def rule(rule_id: str, *phrases: str | Phrase, severity: Severity = Severity.PROMPT, **more: object) -> Rule:
    """A rule with these triggers."""
    return Rule(
        id=rule_id,
        title=rule_id,
        category=str(more.pop("category", "retention")),
        severity=severity,
        basis=Basis.POLICY,
        sources=(SOURCE,),
        reminder="Keep it.",
        why="It is a record.",
        instead="File it.",
        pack="test",
        place=HERE,
        phrases=tuple(each if isinstance(each, Phrase) else phrase(each) for each in phrases),
        **more,  # type: ignore[arg-type]
    )


def exception(text: str, within: Within = Within.SENTENCE, **more: object) -> ExceptionPhrase:
    """An exception."""
    return ExceptionPhrase(text, HERE, within, **more)  # type: ignore[arg-type]


def example(text: str, *, fires: bool, line: int = 20) -> Example:
    """An example."""
    return Example(text, fires, Place("pack.yaml", line))


def policy(*rules: Rule, classes: tuple[WordClass, ...] = (), exceptions: tuple[ExceptionPhrase, ...] = ()) -> Policy:
    """A policy of these rules."""
    return Policy(rules, (PackStamp("test", "1", "0" * 64),), {each.name: each for each in classes}, exceptions)


CLASSES = (
    word_class("delete", "delete~", "bin~", "get~ rid of", "wipe~"),
    word_class("chat", "chat~", "thread~", "[group] message~", "what we (said | wrote)"),
    word_class("request", "foi", "subject access request~", "(freedom of information) [act] [request~]"),
)
EVERYDAY = policy(
    rule("RET-03", "<delete> & <chat>", "<request> ...6 <chat>", severity=Severity.STOP),
    rule("RET-01", "(agreed | approved) ... option (a | b)", "we go with <chat>"),
    classes=CLASSES,
)
