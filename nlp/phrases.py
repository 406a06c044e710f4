"""Trigger phrases, compiled and matched.

A phrase becomes a tree of steps. A step takes a set of places at which it may begin and gives the set of places at which
it may end; a set of places is one Python integer with a bit for each place, so a step over the whole message is a few
operations on integers and the time is (size of the phrase) x (length of the message), whatever they say: no step ever
goes back.

Places are word numbers with one empty place wherever a sentence ends (or a clause, or nowhere, by the phrase's
`within`), so that neither neighbours nor gaps reach across.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from config.faults import Fault
from config.policy import Phrase, Within, WordClass
from nlp.common import share
from nlp.forms import forms
from nlp.notation import Choice, Edge, Gap, Named, Node, NotationError, Pattern, Sequence, Word, parse
from nlp.shapes import GATES, SHAPES
from nlp.tokens import Words

MOST_WORDS = 60_000
"""The most word forms that one phrase may stand for."""
MOST_WAYS = 4
"""Ways of one phrase that are told apart before it is looked at; beyond that they are taken together."""
FEW = 6
"""Options that are tried one after the other rather than looked up."""
RARE = 1e-3
"""A set of words that makes less than this share of what people write is telling enough by itself."""
MOST_SPANS = 12
"""How many places of a phrase in one message are weighed before the rest is let go."""
_BREAK_OF = {Within.SENTENCE: 2, Within.CLAUSE: 1, Within.MESSAGE: 3, Within.MATCH: 2}


class Places(Protocol):
    """A message's words as bits of an integer, one a place."""

    all: int
    begins: int
    ends: int
    masks: dict[str, int]

    def of_set(self, leaf: Leaf) -> int:
        """The places where a word of the set stands."""
        ...

    def of_shape(self, name: str) -> int:
        """The places where a word has the shape."""
        ...


class View:
    """A message's words as places, for one reach (sentence, clause or message)."""

    def __init__(self, words: Words, readings: list[frozenset[str]], reach: int) -> None:
        self.words = words
        self.slots: list[int] = []
        self.word_at: dict[int, int] = {}
        begins = ends = 0
        slot = -1
        for index in range(len(words)):
            if index and words.breaks[index] >= reach:
                ends |= 1 << (slot + 1)
                slot += 1
                begins |= 1 << (slot + 1)
            slot += 1
            self.slots.append(slot)
            self.word_at[slot] = index
        ends |= 1 << (slot + 1)
        self.begins = begins | 1
        self.ends = ends
        self.all = 0
        masks: dict[str, int] = {}
        for index, place in enumerate(self.slots):
            bit = 1 << place
            self.all |= bit
            for reading in readings[index]:
                masks[reading] = masks.get(reading, 0) | bit
        self.masks = masks
        self._shapes: dict[str, int] = {}
        self._sets: dict[int, int] = {}

    def of_set(self, leaf: Leaf) -> int:
        """The places where a word of the set stands."""
        known = self._sets.get(leaf.number)
        if known is None:
            masks = self.masks
            known = 0
            for word in leaf.words.intersection(masks):
                known |= masks[word]
            self._sets[leaf.number] = known
        return known

    def of_shape(self, name: str) -> int:
        """The places where a word has the shape."""
        known = self._shapes.get(name)
        if known is None:
            shape = SHAPES[name]
            known = 0
            for index, place in enumerate(self.slots):
                if shape(self.words, index):
                    known |= 1 << place
            self._shapes[name] = known
        return known


class QuickView:
    """Plain words as places, sentences and the shapes of words ignored: for the second question of the gate."""

    def __init__(self, readings: list[frozenset[str]]) -> None:
        masks: dict[str, int] = {}
        for place, meant in enumerate(readings):
            bit = 1 << place
            for reading in meant:
                masks[reading] = masks.get(reading, 0) | bit
        self.masks = masks
        self.all = (1 << len(readings)) - 1
        self.begins = self.ends = (self.all << 1) | 1
        self._sets: dict[int, int] = {}

    def of_set(self, leaf: Leaf) -> int:
        """The places where a word of the set stands."""
        known = self._sets.get(leaf.number)
        if known is None:
            masks = self.masks
            known = 0
            for word in leaf.words.intersection(masks):
                known |= masks[word]
            self._sets[leaf.number] = known
        return known

    def of_shape(self, name: str) -> int:  # noqa: ARG002 - asked for as of a View
        """Any word may have the shape."""
        return self.all


class Step:
    """One element of a compiled phrase."""

    first: Leaf | None = None
    """The words one of which must stand where the step begins; None where that cannot be said."""

    def forward(self, view: Places, starts: int) -> int:
        """Places after the step, for the places at which it may begin."""
        raise NotImplementedError

    def backward(self, view: Places, ends: int) -> int:
        """Places at which the step may begin, for the places after it."""
        raise NotImplementedError


class Leaf(Step):
    """One word out of a set."""

    __slots__ = ("first", "number", "words")

    def __init__(self, words: frozenset[str], number: int) -> None:
        self.words = words
        self.number = number
        self.first = self

    def forward(self, view: Places, starts: int) -> int:
        return (starts & view.of_set(self)) << 1

    def backward(self, view: Places, ends: int) -> int:
        return (ends >> 1) & view.of_set(self)


class ShapeStep(Step):
    """One word of a built-in shape; a sum of money or a date may be two words."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def forward(self, view: Places, starts: int) -> int:
        return (starts & view.of_shape(self.name)) << 1

    def backward(self, view: Places, ends: int) -> int:
        return (ends >> 1) & view.of_shape(self.name)


class GapStep(Step):
    """Up to so many words."""

    __slots__ = ("most",)

    def __init__(self, most: int) -> None:
        self.most = most

    def forward(self, view: Places, starts: int) -> int:
        reached = starts
        for _ in range(self.most):
            starts = (starts & view.all) << 1
            reached |= starts
        return reached

    def backward(self, view: Places, ends: int) -> int:
        reached = ends
        for _ in range(self.most):
            ends = (ends >> 1) & view.all
            reached |= ends
        return reached


class EdgeStep(Step):
    """The beginning or the end of the sentence."""

    __slots__ = ("begins",)

    def __init__(self, *, begins: bool) -> None:
        self.begins = begins

    def forward(self, view: Places, starts: int) -> int:
        return starts & (view.begins if self.begins else view.ends)

    def backward(self, view: Places, ends: int) -> int:
        return ends & (view.begins if self.begins else view.ends)


class SequenceStep(Step):
    """Steps one after the other."""

    __slots__ = ("first", "steps")

    def __init__(self, steps: tuple[Step, ...]) -> None:
        self.steps = steps
        self.first = steps[0].first if steps else None

    def forward(self, view: Places, starts: int) -> int:
        for step in self.steps:
            if not starts:
                return 0
            starts = step.forward(view, starts)
        return starts

    def backward(self, view: Places, ends: int) -> int:
        for step in reversed(self.steps):
            if not ends:
                return 0
            ends = step.backward(view, ends)
        return ends


class ChoiceStep(Step):
    """One of several steps, or none where it is optional.

    Where every option begins with a word of a set, only those options are tried whose first word the message has.
    """

    __slots__ = ("_by_word", "first", "optional", "options", "starters")

    def __init__(self, options: tuple[Step, ...], *, optional: bool, starters: Leaf | None) -> None:
        self.options = options
        self.optional = optional
        self.starters = starters
        self.first = None if optional else starters
        self._by_word: dict[str, list[Step]] = {}

    def forward(self, view: Places, starts: int) -> int:
        reached = starts if self.optional else 0
        if self.starters is None or starts & view.of_set(self.starters):
            for option in self._possible(view, starts):
                reached |= option.forward(view, starts)
        return reached

    def backward(self, view: Places, ends: int) -> int:
        reached = ends if self.optional else 0
        if self.starters is None or view.of_set(self.starters):
            for option in self._possible(view, view.all):
                reached |= option.backward(view, ends)
        return reached

    def _possible(self, view: Places, starts: int) -> Iterable[Step]:
        if self.starters is None or len(self.options) < FEW:
            return self.options
        if not self._by_word:
            for option in self.options:
                for word in option.first.words if option.first is not None else ():
                    self._by_word.setdefault(word, []).append(option)
        masks = view.masks
        return dict.fromkeys(
            option
            for word in self.starters.words.intersection(masks)
            if masks[word] & starts
            for option in self._by_word[word]
        )


Way = tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Where a phrase stands: word numbers, the last one not included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A phrase that is ready to be matched.

    `ways` are the ways in which it can stand: for each, the sets of words of each of which the message must hold one.
    `weight` counts the words that carry the
    meaning, so that the more telling of two phrases wins.
    """

    source: Phrase
    parts: tuple[Step, ...]
    distance: int
    ways: tuple[Way, ...]
    weight: int
    reach: int

    def may_stand(self, view: Places) -> bool:
        """Whether each part of the phrase stands somewhere, near each other or not."""
        everywhere = view.all | view.begins
        return all(part.forward(view, everywhere) for part in self.parts)

    def spans(self, view: View) -> list[Span]:
        """The places of the phrase in a message, in order, at most `MOST_SPANS`."""
        found = _spans(self.parts[0], view)
        if len(self.parts) == 1 or not found:
            return found
        others = [_spans(part, view) for part in self.parts[1:]]
        return _near([found, *others], self.distance, view) if all(others) else []


def _spans(part: Step, view: View) -> list[Span]:
    starts = part.backward(view, _ends(part, view))
    spans: list[Span] = []
    while starts and len(spans) < MOST_SPANS:
        start = starts & -starts
        starts ^= start
        reached = part.forward(view, start)
        end = reached & -reached
        first = start.bit_length() - 1
        last = end.bit_length() - 1
        if last > first and (span := _span(view, first, last)) is not None:
            spans.append(span)
    return spans


def _ends(part: Step, view: View) -> int:
    return part.forward(view, view.all | view.begins)


def _span(view: View, first: int, last: int) -> Span | None:
    while first < last and first not in view.word_at:
        first += 1
    if first >= last or last - 1 not in view.word_at:
        return None
    return Span(view.word_at[first], view.word_at[last - 1] + 1)


def _near(found: list[list[Span]], distance: int, view: View) -> list[Span]:
    """Places that hold one span of each part, apart from each other and no further than `distance` words."""
    marked = sorted(
        (view.slots[span.first], view.slots[span.last - 1] + 1, which, span)
        for which, spans in enumerate(found)
        for span in spans
    )
    everything = (1 << len(found)) - 1
    whole: list[Span] = []
    reached: list[list[tuple[int, int, Span]]] = []
    for start, end, which, span in marked:
        bit = 1 << which
        here: dict[int, Span] = {bit: Span(span.first, span.last)}
        for earlier in reached:
            for mask, last, joined in earlier:
                if mask & bit or last > start or start - last > distance or not _unbroken(view, last, start):
                    continue
                here.setdefault(mask | bit, Span(joined.first, span.last))
        reached.append([(mask, end, joined) for mask, joined in here.items()])
        if (joined := here.get(everything)) is not None:
            whole.append(joined)
    return whole[:MOST_SPANS]


def _unbroken(view: View, start: int, end: int) -> bool:
    """Whether no sentence ends between two places."""
    between = ((1 << end) - 1) & ~((1 << start) - 1)
    return between & view.all == between


COMMON = frozenset(
    "a an the this that these those it its i im me my you your u ur we us our they them their he she his her him and or but"
    " so if of to in on at by for from with as is are was were be been am do does did have has had will would can could"
    " not no just all any some up out off over now then there here what which who when how get got go one".split()
)


@dataclass(slots=True)
class Compiler:
    """Compiles phrases against the classes of a policy; gathers faults instead of raising them."""

    classes: Mapping[str, WordClass]
    faults: list[Fault] = field(default_factory=list)
    _leaves: dict[frozenset[str], Leaf] = field(default_factory=dict)
    _named: dict[tuple[str, str], Step | None] = field(default_factory=dict)
    _ways: dict[Step, list[Way]] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)

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
        ways = _all_of([self._ways_of(part) for part in parts])
        if not all(ways):
            raise NotationError("it asks for no word at all, so it would match nearly everything")
        for way in ways:
            if len(way) < 3 and all(need <= COMMON for need in way):
                raise NotationError("it asks only for very common words, so it would match nearly everything")
        return tuple(ways)

    def _ways_of(self, step: Step) -> list[Way]:
        """The ways in which the step can match: for each, sets of words, one of each of which must be there."""
        known = self._ways.get(step)
        if known is None:
            known = self._ways[step] = self._work_out(step)
        return known

    def _work_out(self, step: Step) -> list[Way]:
        match step:
            case Leaf(words=words):
                return [(words,)]
            case ShapeStep(name=name):
                gate = GATES[name]
                return [(gate,)] if gate is not None else [()]
            case SequenceStep(steps=steps):
                return _all_of([self._ways_of(each) for each in steps])
            case ChoiceStep(options=options, optional=False):
                return _any_of([way for option in options for way in self._ways_of(option)])
            case _:
                return [()]

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


def _all_of(each: list[list[Way]]) -> list[Way]:
    """The ways of several steps, all of which must match."""
    while math.prod(map(len, each)) > MOST_WAYS:
        longest = max(range(len(each)), key=lambda index: len(each[index]))
        each = [*each[:longest], [_together(each[longest])], *each[longest + 1 :]]
    return [tuple(dict.fromkeys(need for way in chosen for need in way)) for chosen in itertools.product(*each)]


def _any_of(ways: list[Way]) -> list[Way]:
    """The ways of several steps, one of which must match; those with a telling word each are taken together."""
    if not all(ways):
        return [()]
    telling = [way for way in ways if min(map(share, way)) < RARE]
    others = [way for way in ways if min(map(share, way)) >= RARE]
    made = list(dict.fromkeys(others))
    if telling:
        made.append(_together(telling))
    return made if len(made) <= MOST_WAYS else [_together(made)]


def _together(ways: list[Way]) -> Way:
    """One way that is open wherever one of several is."""
    if len(ways) == 1:
        return ways[0]
    if not all(ways):
        return ()
    ranked = [sorted(way, key=share) for way in ways]
    most = min(3, max(map(len, ranked)))
    return tuple(frozenset().union(*(way[min(rank, len(way) - 1)] for way in ranked)) for rank in range(most))


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
