"""What the speaker wrote, made comparable, with a map back to where each character stood.

`fold` takes any text. Letters that look alike become one letter (Cyrillic, Greek, full-width, mathematical), accents
and invisible characters go, runs of one symbol are cut short, and what is not the speaker's own (links, code, quoted
lines, ranges that Telegram says are quotes) is blanked; an e-mail address stays, since it may be somebody's. Every step
takes time in proportion to the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

_LOOK_ALIKES = {
    "CYRILLIC": ("авсԁеһіјкӏмнорԛѕтухԝүгп", "abcdehijklmhopqstyxwyrn"),
    "CYRILLIC CAPITALS": ("АВСЕНІЈКМОРЅТУХԚԜҮ", "ABCEHIJKMOPSTYXQWY"),
    "GREEK": ("αβγεικνορτυχω", "abyeiknoptuxw"),
    "GREEK CAPITALS": ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"),
    "OTHER": ("ɑɡɩııłøđℓ", "agiiilodl"),
    "APOSTROPHES": ("‘’‛ʼʹ′´＇ʻ", "'" * 9),
    "DASHES": ("‐‑‒–—―−﹣－⁃", "-" * 10),
    "QUOTES": ("“”„‟«»″＂", '"' * 8),
    "SPACES": ("\u00a0\u2007\u202f\u3000\t\r\f\v", " " * 8),
    "LINES": ("\u2028\u2029\u0085", "\n" * 3),
    "FULL STOPS": ("。．｡", "..."),
    "SLASHES": ("⁄∕／", "///"),
}
_LETTERS: dict[str, str] = {
    look: letter for looks, letters in _LOOK_ALIKES.values() for look, letter in zip(looks, letters, strict=True)
}
_LONGEST_SYMBOL_RUN = 3
_LONGEST_LETTER_RUN = 3
_LONGEST_CHUNK = 100
_LINK = re.compile(r"(?:https?://|www\.|t\.me/)[^\s]{1,4096}|(?<![\w.+-])@\w{3,64}", re.IGNORECASE)
_CODE = re.compile(r"```[^`]{1,4096}```|`[^`\n]{1,400}`")
_QUOTED_LINE = re.compile(r"^[ ]{0,8}>[^\n]*", re.MULTILINE)
_SPEECH = re.compile(
    r"(?:\b(?:said|says|saying|wrote|writes|states|stated|reads|read|policy|guidance|rule|rules|poster|slide|quote|quoting|message|notice|sign|email|headline|titled|called|article|line)\b[^\"\n]{0,24})\"([^\"\n]{8,400})\""
)
_RUN = re.compile(r"([^\w\s])\1{3,}|([^\W\d_])\2{3,}|[^\w\s]{9,}|[^\S\n]{2,}|\n{3,}")
_CHUNK = re.compile(r"\S{100,}")
_FOUR = re.compile(r"([!-~])\1\1\1")
_SIGNS = re.compile(r"[!-/:-@\[-`{-~]{9}")


def _fold_character(character: str) -> str:
    """The comparable characters of one; empty for what cannot be seen."""
    if (letter := _LETTERS.get(character)) is not None:
        return letter
    category = unicodedata.category(character)
    if category in {"Cf", "Cc", "Cs", "Co", "Cn", "Me"} and character != "\n":
        return ""
    folded = "".join(
        _LETTERS.get(part, part)
        for part in unicodedata.normalize("NFKD", character)
        if unicodedata.category(part) not in {"Mn", "Me", "Cf"}
    )
    return folded if len(folded) <= 4 else folded[:4]


class _Letters(dict[int, str]):
    """Folded characters by code point, worked out when first seen; at most so many are kept."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        if len(self) < 8192:
            self[code] = folded
        return folded


_FOLDED = _Letters({code: chr(code) for code in range(32, 127)} | {10: "\n"})


@dataclass(frozen=True)
class Folded:
    """Comparable text and its way back.

    `cased` keeps capitals; `origins[i]` is the place of `cased[i]` in `text`, with one entry more for the end, or None
    where both are the same, character for character.
    """

    text: str
    cased: str
    origins: Sequence[int]

    @cached_property
    def lower(self) -> str:
        """`cased` in small letters, of the same length."""
        small = self.cased.lower()
        return small if len(small) == len(self.cased) else "".join(c.lower()[:1] for c in self.cased)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `cased[start:end]` stands in the text as given."""
        if start >= end:
            return self.origins[start], self.origins[start]
        return self.origins[start], max(self.origins[end], self.origins[end - 1] + 1)


def comparable(text: str) -> str:
    """The folded text alone, without positions and without blanking: what the gate looks at when text is not ASCII."""
    plain = text.replace("\u2019", "'")  # what telephones make of an apostrophe; often all that there is
    return plain if plain.isascii() else plain.translate(_FOLDED)


def fold(text: str, *, not_spoken: Iterable[tuple[int, int]] = ()) -> Folded:
    """Make a text comparable.

    Args:
        text: any text at all.
        not_spoken: ranges of characters of `text` that are not the speaker's words; out-of-range ones are clipped.
    """
    ranges = [(max(0, start), min(len(text), end)) for start, end in not_spoken]
    if text.isascii() and (text.isprintable() or not _ODD.search(text)):
        cased, origins = text, cast("Sequence[int]", range(len(text) + 1))
    else:
        cased, origins = _slow(text)
    if ranges:
        blanked = bytearray(len(text) + 1)
        for start, end in ranges:
            if start < end:
                blanked[start:end] = b"\1" * (end - start)
        cased = "".join(" " if blanked[origins[i]] and c != "\n" else c for i, c in enumerate(cased))
    cased = blank_unspoken(cased)
    return _bounded(text, cased, origins)


_ODD = re.compile(r"[^ -~\n]")


def _slow(text: str) -> tuple[str, Sequence[int]]:
    pieces: list[str] = []
    origins: list[int] = []
    here = 0
    for found in _ODD.finditer(text):
        place = found.start()
        folded = _FOLDED[ord(text[place])]
        pieces += text[here:place], folded
        origins.extend(range(here, place))
        origins.extend([place] * len(folded))
        here = place + 1
    pieces.append(text[here:])
    origins.extend(range(here, len(text) + 1))
    return "".join(pieces), origins


def blank_unspoken(cased: str) -> str:
    """Blank links, code, quoted lines and reported speech; same length."""
    if "/" in cased or "@" in cased or "www." in cased:
        cased = _LINK.sub(lambda found: " " * len(found.group()), cased)
    if "`" in cased:
        cased = _CODE.sub(lambda found: " " * len(found.group()), cased)
    if ">" in cased:
        cased = _QUOTED_LINE.sub(lambda found: " " * len(found.group()), cased)
    if cased.count('"') >= 2:
        cased = _SPEECH.sub(_blank_speech, cased)
    return cased


def _blank_speech(found: re.Match[str]) -> str:
    whole = found.group()
    said = found.group(1)
    if len(said.split()) < 3:
        return whole
    return whole[: -len(said) - 2] + '"' + " " * len(said) + '"'


def _may_run(cased: str) -> bool:
    """A cheaper question first, for plain text: four of one sign, nine signs, or two spaces in a row; endless words."""
    return not (
        cased.isascii()
        and _FOUR.search(cased) is None
        and _SIGNS.search(cased) is None
        and "  " not in cased
        and "\n\n\n" not in cased
        and (len(cased) < _LONGEST_CHUNK or _CHUNK.search(cased) is None)
    )


def _bounded(text: str, cased: str, origins: Sequence[int]) -> Folded:
    """Cut runs of one sign short and break endless words, so that no tokenizer is asked for many of them."""
    if not _may_run(cased) or (_RUN.search(cased) is None and _CHUNK.search(cased) is None):
        return Folded(text, cased, origins)
    kept: list[str] = []
    places: list[int] = []
    here = 0
    for found in _RUN.finditer(cased):
        keep = 1 if found.group()[0].isspace() else _LONGEST_SYMBOL_RUN
        end = found.start() + keep
        kept.append(cased[here:end])
        places.extend(origins[here:end])
        here = found.end()
    kept.append(cased[here:])
    places.extend(origins[here:])
    short = "".join(kept)
    if _CHUNK.search(short) is None:
        return Folded(text, short, places)
    kept, broken = [], []
    run = 0
    for index, character in enumerate(short):
        run = 0 if character.isspace() else run + 1
        if run > _LONGEST_CHUNK:
            kept.append(" ")
            broken.append(places[index])
            run = 1
        kept.append(character)
        broken.append(places[index])
    broken.append(places[-1])
    return Folded(text, "".join(kept), broken)


def to_utf16(text: str, position: int) -> int:
    """Characters of Python to Telegram's UTF-16 units."""
    return position + sum(character > "\uffff" for character in text[:position])


def from_utf16(text: str, units: int) -> int:
    """Telegram's UTF-16 units to characters of Python; past the end is the end, inside a pair is its start."""
    if text.isascii():
        return max(0, min(units, len(text)))
    left = units
    for place, character in enumerate(text):
        left -= 2 if character > "\uffff" else 1
        if left < 0:
            return place
    return len(text)
