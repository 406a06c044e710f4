"""What the detector costs beside spaCy's blank tokenizer on the same texts."""

from __future__ import annotations

import datetime as dt
import random
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import spacy

from bench.figures import Figure, alternate
from bench.processes import ALL_PACKS
from bench.talk import ordinary
from config.faults import Place
from config.packs import load_policy
from config.policy import Basis, Negation, Phrase, Policy, Questions, Rule, Severity, Source, Verified, Within
from nlp.detector import Detector

LONG = 4096
HOSTILE = (
    "!", "?!", "a", "a ", "\U0001f44d", "\u200b", '"', "\n", "e\u0301", "don't ", "1", "delete ", "delete the chat. ",
    "official-", "a.b.c.", "http://", "@a ", "\u0430", "not ", "7 ",
)  # fmt: skip
"""What somebody could repeat to keep the detector busy."""
VERBS = ("delete", "remove", "wipe", "share", "forward", "post", "send", "print", "copy", "leak")
HERE = Place("bench.yaml", 1)
SOURCE = Source("A guide", "https://example.org", dt.date(2026, 11, 1), Verified.READ)


def _seconds(look: Callable[[str], object], texts: Sequence[str]) -> float:
    began = time.process_time()
    for text in texts:
        look(text)
    return time.process_time() - began


def _phrases(number: int) -> Policy:
    """A policy with so many phrases of three words; the words are made up, so each phrase is its own."""
    some = random.Random(3)
    made = ["".join(some.choices("bdfgklmnprstvz", k=3)) + some.choice("aeiou") * 2 for _ in range(number)]
    phrases = tuple(
        Phrase(
            f"{VERBS[at % len(VERBS)]} the {word}",
            HERE,
            within=Within.SENTENCE,
            negation=Negation.BLOCKS,
            questions=Questions.FIRE,
        )
        for at, word in enumerate(made)
    )
    rule = Rule(
        id="BEN-01",
        title="Bench",
        category="retention",
        severity=Severity.PROMPT,
        basis=Basis.POLICY,
        sources=(SOURCE,),
        reminder="Keep it.",
        why="It is a record.",
        instead="File it.",
        pack="bench",
        place=HERE,
        phrases=phrases,
    )
    return Policy(rules=(rule,), classes={}, exceptions=(), packs=())


def _build(policy: Policy) -> float:
    began = time.process_time()
    Detector.compile(policy)
    return time.process_time() - began


def _new_tokenizer() -> Callable[[str], object]:
    """A tokenizer that has not kept what it made of words, as a bot meets them that was just started."""
    return spacy.blank("en").tokenizer


def _held() -> float:
    """Megabytes of memory held now; where the system does not tell (outside Linux), the most held so far."""
    pages = Path("/proc/self/statm")
    if pages.exists():
        return int(pages.read_text().split()[1]) * resource.getpagesize() / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def measure(*, rounds: int = 5, packs: str = ALL_PACKS, many: int = 10_000, messages: int = 150_000) -> list[Figure]:
    """Ordinary, long and hostile messages; few and many phrases; building; memory."""
    texts = ordinary()
    policy = load_policy(tuple(packs.split(",")))
    detector = Detector.compile(policy)
    tokenizer = spacy.blank("en").tokenizer
    everything = " ".join(texts)
    long = everything[:LONG]
    hostile = [(piece * LONG)[:LONG] for piece in HOSTILE]
    few, lots = Detector.compile(_phrases(many // 100)), Detector.compile(_phrases(many))
    for look in (tokenizer, detector.find, few.find, lots.find):
        _seconds(look, texts)
    tokens = "spaCy's blank tokenizer"
    figures = [
        Figure(
            "an ordinary message, all packs",
            alternate(rounds, lambda: _seconds(detector.find, texts), lambda: _seconds(tokenizer, texts)),
            tokens,
            "0.1",
        ),
        Figure(
            "the same, words that the tokenizer has not met",
            alternate(rounds, lambda: _seconds(detector.find, texts), lambda: _seconds(_new_tokenizer(), texts)),
            f"{tokens}, new each time",
            "0.1",
        ),
        Figure(
            f"{many} phrases",
            alternate(rounds, lambda: _seconds(lots.find, texts), lambda: _seconds(few.find, texts)),
            f"{many // 100} phrases",
            "1.5",
        ),
        Figure(
            f"{LONG} characters of ordinary talk",
            alternate(rounds, lambda: _seconds(detector.find, [long]), lambda: _seconds(tokenizer, texts) / len(texts)),
            f"{tokens}, a short message",
            "28",
        ),
        Figure(
            f"the worst of {len(hostile)} hostile {LONG} characters",
            alternate(
                rounds,
                lambda: max(_seconds(detector.find, [text]) for text in hostile),
                lambda: _seconds(detector.find, [long]),
            ),
            f"{LONG} characters of ordinary talk",
            "10",
        ),
        Figure("building it, all packs", tuple(_build(policy) for _ in range(min(rounds, 3))), aim="1", unit="s"),
    ]
    before = _held()
    for number in range(messages):
        detector.find(f"{texts[number % len(texts)]} w{number}x")
    return [*figures, Figure(f"memory after {messages} messages with new words", (_held() - before,), unit="MB more")]
