"""Details that are words as much as figures: where somebody lives, when they were born, how to write to them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from config.policy import IdentifierKind
from nlp.identifiers_cues import (
    BIRTH,
    FLATS,
    LIVING_AT,
    MONTHS,
    NOT_A_BIRTH,
    OFFICES,
    OUTINGS,
    PERSON,
    PRIVATE_MAIL,
    SPOKEN_NUMBERS,
    STREETS,
    TITLES,
    WELSH_STREETS,
    around,
    named,
    own,
)
from nlp.identifiers_numbers import Hit
from nlp.words import Words, listed

_REACH = 6
_MOST_MAIL = 32
_POSTCODE_OUT = re.compile(r"[a-z]{1,2}[0-9][0-9a-z]?")
_POSTCODE_IN = re.compile(r"[0-9][abd-hjlnp-uw-z]{2}")
_POSTCODE = re.compile(r"[a-z]{1,2}[0-9][0-9a-z]?[0-9][abd-hjlnp-uw-z]{2}")
_HOUSE = re.compile(r"[1-9][0-9]{0,3}[a-h]?")
_NOT_STREET_NAMES = listed("at in on of to and for a an by from with new more minutes mins hours days people per")
_DWELLING = listed("lives live living lived address addr shes she's hes he's theyre they're staying stays resides")
"""Before a mere number or flat these say that somebody lives there."""
_LOCAL_PART = re.compile(r"[A-Za-z0-9._%+\-]{1,64}$")
_DOMAIN = re.compile(r"[A-Za-z0-9\-]{1,63}(\.[A-Za-z0-9\-]{1,63}){1,4}")
_TO_PERSON = PERSON - {"home", "family", "named", "name", "ex", "el", "hi", "ei"}


def birth_at(words: Words, at: int) -> Hit | None:
    """A date of birth that word `at` announces: DOB, date of birth, born, and a date within a few words."""
    word = words.lower[at]
    start = at + 1
    if word == "birth" and (at == 0 or words.lower[at - 1] in {"of", "date"}):
        cue = at
    elif word == "d" and words.lower[at : at + 3] == ["d", "o", "b"]:
        cue, start = at, at + 3
    elif word in BIRTH:
        cue = at
    else:
        return None
    if words.lower[max(0, cue - 4) : cue].count("my") or words.lower[max(0, cue - 2) : cue] == ["i", "was"]:
        return None
    for here in range(start, min(start + _REACH, len(words))):
        if words.lower[here] in NOT_A_BIRTH:
            return None
        end = _date(words, here, year_needed=word == "born")
        if end:
            return Hit(IdentifierKind.DATE_OF_BIRTH, cue, end, "A date behind a word for somebody's birth.")
    return None


def _date(words: Words, at: int, *, year_needed: bool) -> int:
    """The word after a date that begins at word `at`; 0 if none does."""
    here = words.lower[at : at + 3]
    figures = [word.rstrip("stndrh") if word[:1].isdigit() else word for word in here]
    if len(here) == 3 and all(word.isdecimal() and len(word) <= 4 for word in figures):
        gap = words.gap(at + 1).strip()
        if (gap in {"/", "-", "."} or (gap == "" and not year_needed)) and words.gap(at + 2).strip() == gap:
            return at + 3
    if len(here) == 1 and not year_needed and len(here[0]) in {6, 8} and here[0].isdecimal():
        return at + 1
    if here[0].isdecimal() and len(here[0]) in {6, 8} and not year_needed:
        return at + 1
    if here[0] in MONTHS or (len(here) > 1 and here[1] in MONTHS and figures[0].isdecimal()):
        tail = words.lower[at : at + 5]
        year = any(word.isdecimal() and len(word) in {2, 4} for word in tail[1:]) or "nineteen" in tail
        return min(at + 3, len(words)) if year or not year_needed else 0
    if here[0].isdecimal() and len(here[0]) == 4 and here[0].startswith(("19", "20")):
        return at + 1
    return 0


def place_at(words: Words, at: int) -> Hit | None:
    """A home address that begins with word `at`, beside somebody who lives there: house and street, flat,
    postcode.
    """
    last = _street(words, at) or _flat(words, at) or _postcode(words, at)
    if not last:
        return None
    near = around(words, at, last, before=8, after=6)
    if not OFFICES.isdisjoint(near) and PERSON.isdisjoint(near) and not _titled(words, at):
        return None
    if not OUTINGS.isdisjoint(near) and LIVING_AT.isdisjoint(near) and not _titled(words, at):
        return None
    if own(words, at, last) or not _lived_in(words, at, near):
        return None
    return Hit(IdentifierKind.POSTAL_ADDRESS, at, last, "A place that is said to be where somebody lives.")


def _lived_in(words: Words, first: int, near: set[str]) -> bool:
    if words.lower[first] in FLATS:
        return not _DWELLING.isdisjoint(words.lower[max(0, first - 4) : first])
    home = not LIVING_AT.isdisjoint(near)
    person = not PERSON.isdisjoint(near)
    at_home = first > 0 and words.lower[first - 1] in {"at", "in"}
    detailed = _street(words, first) > 0
    return (
        home
        or (person and (at_home or detailed))
        or (detailed and (_titled(words, first) or named(words, first, first + 1)))
    )


def _titled(words: Words, at: int) -> bool:
    return not TITLES.isdisjoint(words.lower[max(0, at - 6) : at])


def _street(words: Words, at: int) -> int:
    """The word after `14 elm rd`, `twelve Orchard View`, `3 Heol y Bont`; 0 if it is no such thing."""
    word = words.lower[at]
    if not (_HOUSE.fullmatch(word) or word in SPOKEN_NUMBERS):
        return 0
    if at + 1 < len(words) and words.lower[at + 1] in WELSH_STREETS and words.gap(at + 1) in {" ", ", "}:
        return min(at + 4, len(words))
    for end in range(at + 2, min(at + 5, len(words))):
        if words.gap(end) != " " or words.lower[end - 1] in _NOT_STREET_NAMES or words.gap(at + 1) not in {" ", ", "}:
            return 0
        if words.lower[end] in STREETS:
            return end + 1
    return 0


def _flat(words: Words, at: int) -> int:
    """The word after `flat 3`, `number 22`, `no 9`."""
    if words.lower[at] not in FLATS or at + 1 >= len(words):
        return 0
    if not _HOUSE.fullmatch(words.lower[at + 1]) or words.gap(at + 1).strip() not in {"", "."}:
        return 0
    if words.lower[at] in {"no", "number"} and (at == 0 or words.lower[at - 1] not in {"at", "in", "from"}):
        return 0
    return at + 2


def _postcode(words: Words, at: int) -> int:
    word = words.lower[at]
    if _POSTCODE.fullmatch(word) and 5 <= len(word) <= 7:
        return at + 1
    if at + 1 < len(words) and words.gap(at + 1) == " " and _POSTCODE_OUT.fullmatch(word):
        return at + 2 if _POSTCODE_IN.fullmatch(words.lower[at + 1]) else 0
    return 0


def mail_addresses(words: Words) -> Iterator[tuple[Hit, int, int]]:
    """Every e-mail address of somebody else, with its place in the comparable text."""
    text = words.text
    at = text.find("@")
    looked_at = 0
    while at != -1 and looked_at < _MOST_MAIL:
        looked_at += 1
        local = _LOCAL_PART.search(text[max(0, at - 64) : at])
        domain = _DOMAIN.match(text, at + 1, at + 200)
        if local is not None and domain is not None:
            start, end = at - len(local.group()), domain.end()
            hit = _somebodys(words, start, end, domain.group().lower())
            if hit is not None:
                yield hit, start, end
        at = text.find("@", at + 1)


def _somebodys(words: Words, start: int, end: int, domain: str) -> Hit | None:
    first, last = bisect_right(words.ends, start), bisect_left(words.starts, end)
    if own(words, first, last) or words.lower[max(0, first - 2) : first].count("my"):
        return None
    if domain.endswith(
        (".gov.uk", ".police.uk", ".nhs.uk", ".nhs.net", ".gov", ".mil", ".mod.uk", ".parliament.uk")
    ) or domain in {"nhs.net", "parliament.uk"}:
        return None
    private = not PRIVATE_MAIL.isdisjoint(domain.split("."))
    person = not _TO_PERSON.isdisjoint(around(words, first, last, before=6, after=4))
    if not (private or person):
        return None
    return Hit(IdentifierKind.EMAIL_ADDRESS, first, last, "An e-mail address of somebody outside.")
