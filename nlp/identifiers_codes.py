"""Numbers with letters in them: National Insurance, driving licence, PNC, prison, passport, hospital, IBAN, number
plates.

Each shape is checked against the rules that its issuer publishes; where the bare shape could be something else,
a word that makes it personal has to stand near.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from config.policy import IdentifierKind
from nlp.identifiers_cues import (
    HOSPITAL,
    KEEPERS,
    NATIONAL_INSURANCE,
    NUMBER_WORDS,
    PASSPORT,
    POLICE_COMPUTER,
    PRISON,
    REFERENCES,
    around,
    named,
    own,
)
from nlp.identifiers_numbers import Hit
from nlp.words import Words

_MOST_PIECES = 6
_LONGEST = 34
_PIECE_JOINTS = frozenset({" ", "-", "  ", "", ".", " - "})

# HMRC, National Insurance Manual NIM39110: which letters a number may begin and end with. QQ is its own specimen.
_NATIONAL_INSURANCE = re.compile(r"([a-ceghj-prstw-z][a-ceghj-nprstw-z]|qq)[0-9]{6}([a-d]?)")
_NEVER_ISSUED = frozenset({"bg", "gb", "nk", "kn", "tn", "nt", "zz"})
# DVLA: five of the surname (9 fills up), decade, month (plus 50 for women), day, year, two initials, three more.
_LICENCE = re.compile(
    r"[a-z]{1,5}9{0,4}[0-9]([05][1-9]|[16][0-2])(0[1-9]|[12][0-9]|3[01])[0-9][a-z9]{2}[a-z0-9][a-z]{2}([0-9]{2})?"
)
_PRISON = re.compile(r"[a-z][0-9]{4}[a-z]{2}")
# DVLA: the current series; before it the prefix (1983 to 2001) and suffix series, which ordinary words resemble.
_PLATE = re.compile(r"[a-z]{2}[0-9]{2}[a-z]{3}")
_OLD_PLATE = re.compile(r"[a-z][0-9]{1,3}[a-z]{3}|[a-z]{3}[0-9]{1,3}[a-z]")
_HOSPITAL = re.compile(r"[a-z]{0,3}[0-9]{5,10}[a-z]?")
_FOREIGN_PASSPORT = re.compile(r"[a-z]{1,2}[0-9]{6,8}")
_IBAN = re.compile(r"(gb|ie|de|fr|es|it|nl|be|pl|ro|pt|at|ch|lt|cy|gr|dk|se|no|fi)[0-9]{2}[a-z0-9]{11,30}")
_PNC_LETTERS = "zabcdefghjklmnpqrtuvwxy"
"""The check letter of a PNC identifier is this letter at (two figures of the year and the seven of the serial)
modulo 23.
"""


def code_at(words: Words, at: int) -> Hit | None:
    """The identifier with letters that begins with word `at`; None if there is none. Looks at six words at most."""
    pnc = _police_computer(words, at)
    if pnc is not None:
        return pnc
    best: Hit | None = None
    for last, code in _readings(words, at):
        if code.isalpha() or (code.isdecimal() and last > at + 1):
            continue
        hit = _judge(words, at, last, code)
        if hit is not None:
            best = hit
    return best


def _readings(words: Words, at: int) -> Iterator[tuple[int, str]]:
    code = ""
    for end in range(at, min(at + _MOST_PIECES, len(words))):
        if end > at and words.gap(end) not in _PIECE_JOINTS:
            return
        code += words.lower[end]
        if len(code) > _LONGEST or not code.isascii():
            return
        yield end + 1, code


def _judge(words: Words, first: int, last: int, code: str) -> Hit | None:
    length = len(code)
    if length in {8, 9} and (hit := _national_insurance(words, first, last, code)) is not None:
        return hit
    if length in {16, 18} and _LICENCE.fullmatch(code):
        return Hit(
            IdentifierKind.DRIVING_LICENCE_NUMBER, first, last, "It has the form of a British driving licence number."
        )
    if length >= 15 and _IBAN.fullmatch(code):
        return _iban(first, last, code)
    if length == 7 and _PRISON.fullmatch(code) and not PRISON.isdisjoint(around(words, first, last, before=6, after=4)):
        return Hit(IdentifierKind.PRISON_NUMBER, first, last, "A prison number beside a word of prisons.")
    if 5 <= length <= 7 and _plate(words, first, last, code) and _kept(words, first, last):
        return Hit(
            IdentifierKind.VEHICLE_REGISTRATION, first, last, "A number plate beside a word about whose car it is."
        )
    return _called(words, first, last, code)


def _called(words: Words, first: int, last: int, code: str) -> Hit | None:
    """Numbers of no certain shape, which are personal by what they are called."""
    if len(code) > 13:
        return None
    before = words.lower[max(0, first - 5) : first]
    if _FOREIGN_PASSPORT.fullmatch(code) and not PASSPORT.isdisjoint(before) and not own(words, first, last):
        return Hit(IdentifierKind.PASSPORT_NUMBER, first, last, "A number behind the word passport.")
    if last == first + 1 and _HOSPITAL.fullmatch(code) and _patient(words, first):
        return Hit(
            IdentifierKind.HOSPITAL_NUMBER, first, last, "A number that is called a patient's or hospital number."
        )
    return None


def _iban(first: int, last: int, code: str) -> Hit | None:
    from stdnum import iban

    if not iban.is_valid(code):
        return None
    return Hit(IdentifierKind.BANK_ACCOUNT, first, last, "An international account number with its check digits.")


def _national_insurance(words: Words, first: int, last: int, code: str) -> Hit | None:
    if _NATIONAL_INSURANCE.fullmatch(code) is None or code[:2] in _NEVER_ISSUED:
        return None
    before = words.lower[max(0, first - 6) : first]
    cue = not NATIONAL_INSURANCE.isdisjoint(before)
    if not cue and (len(code) == 8 or not REFERENCES.isdisjoint(before[-3:])):
        return None
    why = "It has the form of a National Insurance number."
    return Hit(IdentifierKind.NATIONAL_INSURANCE_NUMBER, first, last, why)


def _police_computer(words: Words, at: int) -> Hit | None:
    """`79/123456A`, `2001/2345678B`: a year, a slash, up to seven figures and the check letter."""
    if at + 1 >= len(words) or words.gap(at + 1).strip() != "/" or len(words.lower[at]) not in {2, 4}:
        return None
    year, serial = words.lower[at], words.lower[at + 1]
    figures, letter = serial[:-1], serial[-1:]
    if not (year.isdecimal() and figures.isdecimal() and year.isascii() and figures.isascii()):
        return None
    if not 1 <= len(figures) <= 7 or letter not in _PNC_LETTERS:
        return None
    checked = _PNC_LETTERS[(int(year[-2:]) * 10_000_000 + int(figures)) % 23] == letter
    cue = not POLICE_COMPUTER.isdisjoint(words.lower[max(0, at - 5) : at])
    if not (cue or (checked and len(figures) >= 5)):
        return None
    return Hit(
        IdentifierKind.PNC_ID, at, at + 2, "It has the form and check letter of a PNC identifier, or is called one."
    )


def _plate(words: Words, first: int, last: int, code: str) -> bool:
    if last - first > 3:
        return False
    capitals = all(words.capitals(at) or words.lower[at].isdecimal() for at in range(first, last))
    if _PLATE.fullmatch(code):
        return capitals or not words.lower[first].isalpha()  # "at 14 Elm" is no plate
    return capitals and _OLD_PLATE.fullmatch(code) is not None


def _kept(words: Words, first: int, last: int) -> bool:
    near = around(words, first, last, before=8, after=8)
    if "whoever" in near or "pool" in near or "fleet" in near:
        return False
    return not KEEPERS.isdisjoint(near) or named(words, first, last)


def _patient(words: Words, first: int) -> bool:
    before = words.lower[max(0, first - 4) : first]
    if "mrn" in before or "urn" in before:
        return True
    return any(word in HOSPITAL and following in NUMBER_WORDS for word, following in pairwise(before))
