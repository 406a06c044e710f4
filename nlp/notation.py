"""The packs' phrase notation, read into a tree. What it means is told in docs/policies.md; what it does is in
`nlp.phrases`.

    phrase   = part {"&" [number] part}
    part     = {item}
    item     = word ["~"] | "<" name ">" | "(" choice ")" | "[" choice "]" | "..." [number] | "^" | "$"
    choice   = part {"|" part}

The reader is a hand-written descent over a list of signs. Brackets nest at most `DEEPEST` deep, so a hostile pack can't
exhaust the stack.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from nlp.text import fold

DEEPEST = 12
LONGEST_GAP = 12
USUAL_GAP = 3
USUAL_DISTANCE = 6
LONGEST_DISTANCE = 40


class NotationError(ValueError):
    """A phrase that cannot be read; `str()` is a clause for the author, with the column."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word; with `forms`, any form of it."""

    text: str
    forms: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A class of words, or a built-in shape, by name."""

    name: str
    column: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to `most` words that do not matter."""

    most: int


@dataclass(frozen=True, slots=True)
class Edge:
    """The beginning or the end of the sentence."""

    begins: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several; with `optional`, or none."""

    options: tuple[Node, ...]
    optional: bool = False


Node = Word | Named | Gap | Edge | Sequence | Choice


@dataclass(frozen=True, slots=True)
class Pattern:
    """A whole phrase: one part, or several that stand near each other in any order."""

    parts: tuple[Node, ...]
    distance: int = USUAL_DISTANCE


_SIGN = re.compile(r"\s*(?:(<[^<>()\[\]|&]*>)|(\.\.\.\d*|…\d*)|(&\d*)|([()\[\]|^$])|([^\s<>()\[\]|&^$~]+~?)|(.))")


def parse(text: str) -> Pattern:
    """The tree of a phrase.

    Raises:
        NotationError: with the column (from one) at which the phrase cannot be read.
    """
    return _Reader(text).pattern()


class _Reader:
    def __init__(self, text: str) -> None:
        self._signs: list[tuple[str, int]] = []
        for found in _SIGN.finditer(text.rstrip()):
            group = found.lastindex or 6
            if group == 6:
                raise NotationError(f"the sign {found.group(6)!r} at column {found.start(6) + 1} means nothing here")
            self._signs.append((found.group(group), found.start(group) + 1))
        self._here = 0
        self._depth = 0

    def pattern(self) -> Pattern:
        if not self._signs:
            raise NotationError("it is empty")
        parts = [self._part()]
        distances = []
        while self._peek().startswith("&"):
            sign, _ = self._take()
            distances.append(self._number(sign[1:], USUAL_DISTANCE, LONGEST_DISTANCE))
            parts.append(self._part())
        if self._here < len(self._signs):
            sign, column = self._signs[self._here]
            raise NotationError(
                f"{sign!r} at column {column} closes nothing"
                if sign in ")]"
                else f"{sign!r} at column {column} stands outside brackets"
            )
        for part in parts:
            if isinstance(part, Sequence) and not part.items:
                raise NotationError("one side of & is empty" if len(parts) > 1 else "it is empty")
        return Pattern(tuple(parts), max(distances, default=USUAL_DISTANCE))

    def _peek(self) -> str:
        return self._signs[self._here][0] if self._here < len(self._signs) else ""

    def _take(self) -> tuple[str, int]:
        sign = self._signs[self._here]
        self._here += 1
        return sign

    def _part(self) -> Node:
        items: list[Node] = []
        while (sign := self._peek()) and sign not in {")", "]", "|"} and not sign.startswith("&"):
            items.append(self._item())
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def _item(self) -> Node:
        sign, column = self._take()
        if sign in {"(", "["}:
            return self._choice(sign, column)
        if sign.startswith("<"):
            name = " ".join(sign[1:-1].split())
            if not name:
                raise NotationError(f"the class at column {column} has no name")
            return Named(name, column)
        if sign.startswith(("...", "…")):
            return Gap(self._number(sign.lstrip(".…"), USUAL_GAP, LONGEST_GAP))
        if sign in {"^", "$"}:
            return Edge(begins=sign == "^")
        return _word(sign, column)

    def _choice(self, opening: str, column: int) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise NotationError(f"the brackets at column {column} are nested more than {DEEPEST} deep")
        closing = ")" if opening == "(" else "]"
        options = [self._part()]
        while self._peek() == "|":
            self._take()
            options.append(self._part())
        if self._peek() != closing:
            wrong = self._peek()
            if wrong.startswith("&"):
                raise NotationError(
                    f"& at column {self._signs[self._here][1]} stands inside brackets; it joins whole parts of a phrase"
                )
            raise NotationError(f"the {opening!r} at column {column} is never closed with {closing!r}")
        self._take()
        self._depth -= 1
        for option in options:
            if isinstance(option, Sequence) and not option.items:
                raise NotationError(f"an alternative in the brackets at column {column} is empty")
        return Choice(tuple(options), optional=opening == "[")

    def _number(self, digits: str, usual: int, most: int) -> int:
        if not digits:
            return usual
        if len(digits) > 3 or not 1 <= int(digits) <= most:
            raise NotationError(f"a distance of {digits[:6]} words is out of reach; use 1 to {most}")
        return int(digits)


_PIECES = re.compile(r"[^\W_]+")


@lru_cache(maxsize=16_384)
def _pieces_of(sign: str) -> tuple[str, tuple[str, ...]]:
    """A word of the notation as words of messages are: small letters, no apostrophes; and its parts at hyphens."""
    folded = fold(sign).lower.replace("'", "").replace("`", "")
    return folded, tuple(_PIECES.findall(folded))


def _word(sign: str, column: int) -> Node:
    """A word, or several where it has hyphens."""
    forms = sign.endswith("~")
    folded, pieces = _pieces_of(sign.rstrip("~"))
    if not pieces:
        raise NotationError(f"{sign!r} at column {column} is not a word")
    if len(pieces) == 1:
        return Word(pieces[0], forms)
    apart: Node = Sequence((*(Word(piece) for piece in pieces[:-1]), Word(pieces[-1], forms)))
    if "-" in folded and all(map(str.isalpha, pieces)):
        return Choice((apart, Word("".join(pieces), forms)))
    return apart
