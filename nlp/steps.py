"""The steps that phrases are made of, and the places that they step over.

A step takes a set of places at which it may begin and gives the set of places at which it may end. A set of places is
one Python integer with a bit for each place, so a step over the whole message is a few operations on integers, and the
time is (size of the phrase) x (length of the message), whatever they say: no step ever goes back.

Places are word numbers with one empty place wherever a sentence ends (or a clause, or nowhere, by the phrase's
`within`), so that neither neighbours nor gaps reach across.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from nlp.shapes import SHAPES
from nlp.tokens import Words

FEW = 6
"""Options that are tried one after the other rather than looked up."""


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


class _Masks:
    """Where each word stands; sets of words are looked up once."""

    def __init__(self, masks: dict[str, int]) -> None:
        self.masks = masks
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


class View(_Masks):
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
        super().__init__(masks)
        self._shapes: dict[str, int] = {}

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


class QuickView(_Masks):
    """Plain words as places, sentences and the shapes of words ignored: for the second question of the gate."""

    def __init__(self, readings: list[frozenset[str]]) -> None:
        masks: dict[str, int] = {}
        for place, meant in enumerate(readings):
            bit = 1 << place
            for reading in meant:
                masks[reading] = masks.get(reading, 0) | bit
        super().__init__(masks)
        self.all = (1 << len(readings)) - 1
        self.begins = self.ends = (self.all << 1) | 1

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
