"""Reading YAML from people: every value keeps its file and line, every fault is collected, nothing is guessed.

Made for files that anybody may hand us, so a file is refused before it is understood when it is too large, not text,
too deep, or uses aliases (an alias bomb grows in memory even in a safe loader).
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import TypeVar

import yaml

from config.faults import Fault, Place

LARGEST_FILE = 2_000_000
"""Bytes; the largest pack we ship is a tenth of this."""
DEEPEST = 12
"""Levels of nesting; a pack needs five."""

Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
E = TypeVar("E", bound=Enum)
T = TypeVar("T")


class Faults(list[Fault]):
    """The faults found so far; reading goes on after each so that an author sees all of them at once."""

    def add(self, place: Place, sentence: str) -> None:
        self.append(Fault(place, sentence))


class Section:
    """One YAML mapping, read key by key; what nobody asked for is reported as unknown by `done`."""

    def __init__(self, node: yaml.MappingNode, file: str, faults: Faults) -> None:
        self.file, self.faults = file, faults
        self.place = Place(file, node.start_mark.line + 1)
        self.nodes: dict[str, yaml.Node] = {}
        self.asked: set[str] = set()
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name in self.nodes:
                faults.add(_place(key, file), f"The key '{name}' stands twice; keep one.")
            self.nodes[name] = value

    def place_of(self, key: str) -> Place:
        """Where the key's value stands, or the section itself where the key is missing."""
        node = self.nodes.get(key)
        return _place(node, self.file) if node is not None else self.place

    def has(self, key: str) -> bool:
        return key in self.nodes

    def text(self, key: str, *, default: str | None = None) -> str:
        """The text under `key`; a missing one is a fault unless a default is given."""
        node = self._take(key, required=default is None)
        if node is None:
            return default or ""
        return self._scalar(node, f"'{key}'") or ""

    def optional_text(self, key: str) -> str | None:
        """The text under `key`, or None where the key is not there."""
        self.asked.add(key)
        return self.text(key) if self.has(key) else None

    def texts(self, key: str) -> list[tuple[str, Place]]:
        """A list of texts with their places; missing means empty, an empty list is a fault."""
        return [
            (self._scalar(node, f"each entry of '{key}'") or "", _place(node, self.file)) for node in self.items(key)
        ]

    def flag(self, key: str, *, default: bool) -> bool:
        node = self._take(key, required=False)
        if node is None:
            return default
        word = (self._scalar(node, f"'{key}'") or "").lower()
        if word not in {"true", "false", "yes", "no"}:
            self.faults.add(_place(node, self.file), f"'{key}' is true or false, not '{word}'.")
        return word in {"true", "yes"}

    def choice(
        self, key: str, choices: type[E], *, default: E | None = None, named: Callable[[E], str] | None = None
    ) -> E:
        """One member of an enumeration by the word that packs use for it."""
        node = self._take(key, required=default is None)
        fallback = default if default is not None else next(iter(choices))
        if node is None:
            return fallback
        return self._choose(node, f"'{key}'", choices, named) or fallback

    def choices(self, key: str, choices: type[E]) -> frozenset[E]:
        """A list of members of an enumeration."""
        chosen = (self._choose(node, f"each entry of '{key}'", choices, None) for node in self.items(key))
        return frozenset(member for member in chosen if member is not None)

    def date(self, key: str) -> dt.date:
        node = self._take(key, required=True)
        if node is not None:
            word = self._scalar(node, f"'{key}'") or ""
            try:
                return dt.date.fromisoformat(word)
            except ValueError:
                self.faults.add(_place(node, self.file), f"'{key}' is a date such as 2026-11-23, not '{word}'.")
        return dt.date.min

    def items(self, key: str) -> list[yaml.Node]:
        """The nodes of a list; missing means empty, an empty list is a fault, since it looks like a promise."""
        node = self._take(key, required=False)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.faults.add(_place(node, self.file), f"'{key}' is a list, one entry a line, each after a dash.")
            return []
        if not node.value:
            self.faults.add(_place(node, self.file), f"'{key}' is empty; give it an entry or leave the key out.")
        return list(node.value)

    def sections(self, key: str) -> Iterator[Section]:
        """A list of mappings."""
        for node in self.items(key):
            if isinstance(node, yaml.MappingNode):
                yield Section(node, self.file, self.faults)
            else:
                self.faults.add(_place(node, self.file), f"Each entry of '{key}' is a set of 'key: value' lines.")

    def section(self, key: str) -> Section | None:
        """A mapping under `key`, or None where there is none."""
        node = self._take(key, required=False)
        if node is None:
            return None
        if not isinstance(node, yaml.MappingNode):
            self.faults.add(_place(node, self.file), f"'{key}' is a set of 'key: value' lines.")
            return None
        return Section(node, self.file, self.faults)

    def phrases(self, key: str, make: Callable[[str, Place, Section | None], T]) -> tuple[T, ...]:
        """A list whose entries are a text, or a mapping with `phrase:` and more."""
        made: list[T] = []
        for node in self.items(key):
            place = _place(node, self.file)
            if isinstance(node, yaml.MappingNode):
                section = Section(node, self.file, self.faults)
                made.append(make(section.text("phrase"), place, section))
                section.done()
            else:
                made.append(make(self._scalar(node, f"each entry of '{key}'") or "", place, None))
        return tuple(made)

    def done(self) -> None:
        """Report the keys that nobody asked for, with the nearest known one."""
        for name in self.nodes.keys() - self.asked:
            near = difflib.get_close_matches(name, self.asked, n=1)
            hint = f"did you mean '{near[0]}'?" if near else f"known here are {', '.join(sorted(self.asked))}."
            self.faults.add(self.place_of(name), f"Nothing is called '{name}' here; {hint}")

    def _take(self, key: str, *, required: bool) -> yaml.Node | None:
        self.asked.add(key)
        node = self.nodes.get(key)
        if node is None and required:
            self.faults.add(self.place, f"'{key}' is missing here.")
        return node

    def _scalar(self, node: yaml.Node, what: str) -> str | None:
        if not isinstance(node, yaml.ScalarNode):
            self.faults.add(
                _place(node, self.file), f"{what} is one line of text; put it in double quotes.".capitalize()
            )
            return None
        value = str(node.value).strip()
        if not value:
            self.faults.add(_place(node, self.file), f"{what} is empty.".capitalize())
            return None
        return value

    def _choose(self, node: yaml.Node, what: str, choices: type[E], named: Callable[[E], str] | None) -> E | None:
        word = self._scalar(node, what)
        if word is None:
            return None
        by_name = {(named(member) if named else str(member.value)): member for member in choices}
        if word not in by_name:
            self.faults.add(_place(node, self.file), f"{what} is one of {', '.join(by_name)}; not '{word[:60]}'.")
        return by_name.get(word)


def read_yaml(path: Path, name: str, faults: Faults) -> Section | None:
    """The mapping at the top of a YAML file, or None with the fault added.

    Args:
        path: the file.
        name: what the author calls it; stands in every fault.
        faults: where faults are collected.
    """
    top = Place(name, 1)
    try:
        if path.stat().st_size > LARGEST_FILE:
            faults.add(top, f"The file is larger than {LARGEST_FILE:,} bytes; split the pack into several files.")
            return None
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        faults.add(top, "The file is not plain text in UTF-8; save it as that.")
        return None
    except OSError as error:
        faults.add(top, f"The file cannot be read ({error.strerror}); give the path of a YAML file.")
        return None
    try:
        if not _is_plain(yaml.parse(text, Loader=Loader), name, faults):
            return None
        node = yaml.compose(text, Loader=Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        problem = getattr(error, "problem", None) or "a character that YAML does not allow"
        faults.add(Place(name, line), f"This is not YAML: {problem}.")
        return None
    if not isinstance(node, yaml.MappingNode):
        faults.add(top, "The file holds no 'key: value' lines; start from an example in docs/policies.md.")
        return None
    return Section(node, name, faults)


def _is_plain(events: Iterable[yaml.Event], name: str, faults: Faults) -> bool:
    """Whether the file keeps to one document of moderate depth without aliases or tags."""
    depth = documents = 0
    for event in events:
        place = Place(name, event.start_mark.line + 1 if event.start_mark else 1)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        if documents > 1:
            faults.add(place, "The file holds several documents ('---'); keep one a file.")
            return False
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            faults.add(place, "Anchors and aliases ('&' and '*') are not used in packs; write it out or use a class.")
            return False
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            faults.add(place, f"This is nested more than {DEEPEST} levels deep; a pack needs five.")
            return False
    return True


def _place(node: yaml.Node, file: str) -> Place:
    return Place(file, node.start_mark.line + 1)
