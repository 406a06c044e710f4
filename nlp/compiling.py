"""Phrases in the packs' notation -> trees of steps. Every fault is gathered, with file and line, instead of raised."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from config.faults import Fault
from config.policy import Phrase, Within, WordClass
from nlp.forms import forms
from nlp.notation import Choice, Edge, Gap, Named, Node, NotationError, Sequence, Word, parse
from nlp.phrases import Compiled, Way
from nlp.shapes import SHAPES
from nlp.steps import ChoiceStep, EdgeStep, GapStep, Leaf, SequenceStep, ShapeStep, Step
from nlp.ways import Ways

MOST_WORDS = 60_000
"""The most word forms that one phrase may stand for."""
_BREAK_OF = {Within.SENTENCE: 2, Within.CLAUSE: 1, Within.MESSAGE: 3, Within.MATCH: 2}

COMMON = frozenset(
    [
        "a",
        "an",
        "the",
        "this",
        "that",
        "these",
        "those",
        "it",
        "its",
        "i",
        "im",
        "me",
        "my",
        "you",
        "your",
        "u",
        "ur",
        "we",
        "us",
        "our",
        "they",
        "them",
        "their",
        "he",
        "she",
        "his",
        "her",
        "him",
        "and",
        "or",
        "but",
        "so",
        "if",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "am",
        "do",
        "does",
        "did",
        "have",
        "has",
        "had",
        "will",
        "would",
        "can",
        "could",
        "not",
        "no",
        "just",
        "all",
        "any",
        "some",
        "up",
        "out",
        "off",
        "over",
        "now",
        "then",
        "there",
        "here",
        "what",
        "which",
        "who",
        "when",
        "how",
        "get",
        "got",
        "go",
        "one",
    ]
)


@contextmanager
def without_collecting() -> Iterator[None]:
    """Keep Python's garbage collector at rest: what is compiled stays, and looking through it again and again as it
    grows took a third of the time (measured).
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(slots=True)
class Compiler:
    """Compiles phrases against the classes of a policy; gathers faults instead of raising them."""

    classes: Mapping[str, WordClass]
    faults: list[Fault] = field(default_factory=list)
    _leaves: dict[frozenset[str], Leaf] = field(default_factory=dict)
    _named: dict[tuple[str, str], Step | None] = field(default_factory=dict)
    _ways: Ways = field(default_factory=Ways)
    _open: list[tuple[str, str]] = field(default_factory=list)

    def compile(self, phrase: Phrase) -> Compiled | None:
        """The phrase, ready; None (and a fault) where it cannot be."""
        try:
            pattern = parse(phrase.text)
            parts = tuple(self._step(part, phrase.language) for part in pattern.parts)
            ways = self._check(parts)
        except NotationError as wrong:
            self.faults.append(Fault(phrase.place, f"The phrase {_short(phrase.text)} cannot be used: {wrong}."))
            return None
        return Compiled(phrase, parts, pattern.distance, ways, _weight(parts), _BREAK_OF[phrase.within])

    def check_classes(self) -> None:
        """Find the faults of classes that no phrase uses."""
        for name, named in self.classes.items():
            try:
                self._class(name, "en", 1)
            except NotationError as wrong:
                self.faults.append(Fault(named.place, f"The class <{name}> cannot be used: {wrong}."))

    def vocabulary(self) -> frozenset[str]:
        """Every word form that the compiled phrases know."""
        return frozenset().union(*self._leaves) if self._leaves else frozenset()

    def _check(self, parts: tuple[Step, ...]) -> tuple[Way, ...]:
        if len(parts) > 1 and any(map(_nullable, parts)):
            raise NotationError("one side of & asks for no word at all")
        ways = self._ways.of_all(parts)
        if not all(ways):
            raise NotationError("it asks for no word at all, so it would match nearly everything")
        for way in ways:
            if len(way) < 3 and all(need <= COMMON for need in way):
                raise NotationError("it asks only for very common words, so it would match nearly everything")
        return tuple(ways)

    def _leaf(self, words: frozenset[str]) -> Leaf:
        leaf = self._leaves.get(words)
        if leaf is None:
            leaf = self._leaves[words] = Leaf(words, len(self._leaves))
        return leaf

    def _step(self, node: Node, language: str) -> Step:
        match node:
            case Word(text, with_forms):
                return self._leaf(forms(text, language=language) if with_forms else frozenset({text}))
            case Gap(most):
                return GapStep(most)
            case Edge(begins):
                return EdgeStep(begins=begins)
            case Named(name, column):
                if name in self.classes:
                    return self._class(name, language, column)
                if name in SHAPES:
                    return ShapeStep(name)
                raise NotationError(f"there is no class <{name}> (column {column})")
            case Sequence(items):
                return SequenceStep(tuple(self._step(item, language) for item in items))
            case Choice(options, optional):
                return self._choice([self._step(option, language) for option in options], optional=optional)

    def _choice(self, options: list[Step], *, optional: bool) -> Step:
        """A choice, with its single words in one set and choices within choices laid open."""
        single: set[str] = set()
        longer: list[Step] = []
        for option in _flat(options):
            if isinstance(option, Leaf):
                single |= option.words
            else:
                longer.append(option)
        if single:
            longer.insert(0, self._leaf(frozenset(single)))
        if len(longer) == 1 and not optional:
            return longer[0]
        firsts: set[str] = set()
        for option in longer:
            if option.first is None:
                return ChoiceStep(tuple(longer), optional=optional, starters=None)
            firsts |= option.first.words
        if sum(map(len, (option.first.words for option in longer if option.first))) > MOST_WORDS:
            raise NotationError(f"it stands for more than {MOST_WORDS:,} words")
        return ChoiceStep(tuple(longer), optional=optional, starters=self._leaf(frozenset(firsts)))

    def _class(self, name: str, language: str, column: int) -> Step:
        key = (name, language)
        if key in self._open:
            circle = " -> ".join(f"<{opened}>" for opened, _ in [*self._open[self._open.index(key) :], key])
            raise NotationError(f"the class <{name}> refers to itself ({circle})")
        if key in self._named:
            step = self._named[key]
            if step is None:
                raise NotationError(f"the class <{name}> (column {column}) has a fault of its own")
            return step
        self._open.append(key)
        try:
            options = [
                option
                for entry in self.classes[name].entries
                if (option := self._entry(entry, name, language)) is not None
            ]
        finally:
            self._open.pop()
        self._named[key] = self._choice(options, optional=False) if options else None
        return self._class(name, language, column)

    def _entry(self, entry: Phrase, name: str, language: str) -> Step | None:
        try:
            pattern = parse(entry.text)
            if len(pattern.parts) > 1:
                raise NotationError("an entry of a class cannot hold &")
            if _holds_gap(pattern.parts[0]):
                raise NotationError("an entry of a class cannot hold gaps, ^ or $")
            step = self._step(pattern.parts[0], entry.language if entry.language != "en" else language)
            if _nullable(step):
                raise NotationError("it asks for no word at all")
        except NotationError as wrong:
            self.faults.append(
                Fault(entry.place, f"The entry {_short(entry.text)} of <{name}> cannot be used: {wrong}.")
            )
            return None
        return step


def _flat(options: list[Step]) -> Iterator[Step]:
    for option in options:
        if isinstance(option, ChoiceStep) and not option.optional:
            yield from option.options
        else:
            yield option


def _holds_gap(node: Node) -> bool:
    match node:
        case Gap() | Edge():
            return True
        case Sequence(items):
            return any(map(_holds_gap, items))
        case Choice(options, _):
            return any(map(_holds_gap, options))
        case _:
            return False


def _nullable(step: Step) -> bool:
    """Whether the step can be satisfied by no word at all."""
    match step:
        case Leaf() | ShapeStep():
            return False
        case SequenceStep(steps=steps):
            return all(map(_nullable, steps))
        case ChoiceStep(options=options, optional=optional):
            return optional or any(map(_nullable, options))
        case _:
            return True


def _weight(parts: tuple[Step, ...]) -> int:
    return sum(map(_heavy, parts))


def _heavy(step: Step) -> int:
    if isinstance(step, Leaf):
        return 0 if step.words <= COMMON else 1
    if isinstance(step, SequenceStep):
        return sum(map(_heavy, step.steps))
    if isinstance(step, ChoiceStep):
        return 0 if step.optional else min(map(_heavy, step.options))
    return 1 if isinstance(step, ShapeStep) else 0


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")
