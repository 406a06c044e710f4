"""Numbers that stand for a person and are made of figures only: NHS, bank, card, passport, phone, social security.

The check digits are those of python-stdnum, the numbering plans those of phonenumbers; both are loaded when a
number first needs them. The numbers that Ofcom keeps for drama are nobody's, and are treated as real so that
they can be used in tests.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from config.policy import IdentifierKind
from nlp.identifiers_cues import (
    ACCOUNT,
    BANK,
    CARDS,
    HEALTH_SERVICE,
    MEMBERSHIP,
    NUMBER_WORDS,
    OFFICES,
    PASSPORT,
    PERSON,
    REFERENCES,
    SOCIAL_SECURITY,
    around,
    named,
    own,
)
from nlp.words import Words

_MOST_GROUPS = 6
_DIGIT_JOINTS = frozenset({" ", "-", ".", "  ", " - ", ") ", ")", "/"})
_DRAMA = (
    "07700900",
    "01632960",
    "02079460",
    "01134960",
    "01214960",
    "01414960",
    "01514960",
    "01614960",
    "02890180",
    "02920180",
)


_NOBODYS = OFFICES | MEMBERSHIP
_NOT_OWNERS = frozenset({"it's", "that's", "here's", "what's", "there's", "today's", "tomorrow's", "number's"})


@dataclass(frozen=True, slots=True)
class Hit:
    """Words `first` to `last` (not included) are an identifier of that kind; `why` is one sentence for people."""

    kind: IdentifierKind
    first: int
    last: int
    why: str


@dataclass(frozen=True, slots=True)
class Figures:
    """A number as written: its words, all its digits, and the lengths of its groups."""

    first: int
    last: int
    digits: str
    groups: tuple[int, ...]
    plus: bool


def number_at(words: Words, at: int) -> Hit | None:
    """The identifier that begins with the figures of word `at`, the longest first; None if they are none."""
    if not words.lower[at].isdecimal():
        return None
    for figures in reversed(_readings(words, at)):
        for judge in _JUDGES.get(len(figures.digits), ()):
            hit = judge(words, figures)
            if hit is not None:
                return hit
    return None


def _readings(words: Words, at: int) -> list[Figures]:
    readings: list[Figures] = []
    digits, groups = "", []
    plus = words.gap(at).endswith(("+", "(+")) or (words.lower[at].startswith("00") and len(words.lower[at]) <= 5)
    for end in range(at, min(at + _MOST_GROUPS, len(words))):
        word = words.lower[end]
        if not word.isdecimal() or (end > at and words.gap(end) not in _DIGIT_JOINTS and words.gap(end) != " ("):
            break
        digits += word
        groups.append(len(word))
        if len(digits) > 19:
            break
        readings.append(Figures(at, end + 1, digits, tuple(groups), plus))
    return readings


def _reference(words: Words, figures: Figures) -> bool:
    return not REFERENCES.isdisjoint(words.lower[max(0, figures.first - 3) : figures.first])


def _nhs(words: Words, figures: Figures) -> Hit | None:
    before = words.lower[max(0, figures.first - 4) : figures.first]
    cue = not HEALTH_SERVICE.isdisjoint(before) and (
        not NUMBER_WORDS.isdisjoint(before) or before[-1] in HEALTH_SERVICE
    )
    spaced = not (HEALTH_SERVICE | {"patient", "pt"}).isdisjoint(
        around(words, figures.first, figures.last, before=10, after=5)
    )
    if figures.digits.startswith(("03", "08")):
        return None
    from stdnum.gb import nhs

    valid = bool(nhs.is_valid(figures.digits))
    shaped = figures.groups == (3, 3, 4) and figures.digits[0] != "0" and words.gap(figures.first + 1) == " "
    if cue or (valid and (spaced or shaped) and not _reference(words, figures)):
        return Hit(
            IdentifierKind.NHS_NUMBER,
            figures.first,
            figures.last,
            "Ten figures with the check digit of an NHS number, or called one.",
        )
    return None


def _passport(words: Words, figures: Figures) -> Hit | None:
    if (
        _reference(words, figures)
        or PASSPORT.isdisjoint(around(words, figures.first, figures.last, before=6, after=3))
        or own(words, figures.first, figures.last)
    ):
        return None
    return Hit(IdentifierKind.PASSPORT_NUMBER, figures.first, figures.last, "Nine figures beside the word passport.")


def _social_security(words: Words, figures: Figures) -> Hit | None:
    cue = not SOCIAL_SECURITY.isdisjoint(words.lower[max(0, figures.first - 5) : figures.first])
    dashed = figures.groups == (3, 2, 4) and words.gap(figures.first + 1) == "-"
    if not cue:
        from stdnum.us import ssn

        if not dashed or _reference(words, figures) or not ssn.is_valid(figures.digits):
            return None
    why = "Nine figures grouped as a US social security number, or called one."
    return Hit(IdentifierKind.US_SOCIAL_SECURITY_NUMBER, figures.first, figures.last, why)


def _account(words: Words, figures: Figures) -> Hit | None:
    """Eight figures: an account number if it is called one, or if a sort code stands near."""
    before = words.lower[max(0, figures.first - 4) : figures.first]
    if len(figures.groups) > 2 or (len(figures.groups) == 2 and figures.groups != (4, 4)):
        return None
    if "code" in before and "sort" not in before:
        return None
    if ACCOUNT.isdisjoint(before) and not (
        _sort_code_near(words, figures)
        and not BANK.isdisjoint(words.lower[max(0, figures.first - 20) : figures.last + 20])
    ):
        return None
    return Hit(
        IdentifierKind.BANK_ACCOUNT,
        figures.first,
        figures.last,
        "Eight figures called an account, or beside a sort code.",
    )


def _sort_code_near(words: Words, figures: Figures) -> bool:
    return any(
        [len(word) for word in words.lower[at : at + 3]] == [2, 2, 2]
        and all(word.isdecimal() for word in words.lower[at : at + 3])
        for at in range(max(0, figures.first - 8), min(figures.last + 6, max(0, len(words) - 2)))
    )


def _sort_code(words: Words, figures: Figures) -> Hit | None:
    if figures.groups not in {(2, 2, 2), (6,)}:
        return None
    cues = around(words, figures.first, figures.last, before=5, after=5)
    called = "sortcode" in cues or {"sort", "code"} <= cues
    if not called and not (figures.groups == (2, 2, 2) and not (BANK - {"sort"}).isdisjoint(cues)):
        return None
    return Hit(IdentifierKind.BANK_ACCOUNT, figures.first, figures.last, "Six figures called a sort code.")


def _card(words: Words, figures: Figures) -> Hit | None:
    from stdnum import luhn

    if not luhn.is_valid(figures.digits) or len(set(figures.digits)) < 2:
        return None
    cue = not CARDS.isdisjoint(around(words, figures.first, figures.last, before=6, after=4))
    if not cue and (figures.groups != (4, 4, 4, 4) or _reference(words, figures)):
        return None
    return Hit(IdentifierKind.BANK_ACCOUNT, figures.first, figures.last, "A card number with its check digit.")


def _phone(words: Words, figures: Figures) -> Hit | None:
    """A person's phone: a mobile that is not the speaker's nor an office's, or any number with a person beside it."""
    if not (figures.plus or figures.digits[0] == "0" or figures.groups == (3, 3, 4)):
        return None
    if own(words, figures.first, figures.last) or _reference(words, figures):
        return None
    near = around(words, figures.first, figures.last, before=10, after=6)
    person = not PERSON.isdisjoint(near) or named(words, figures.first, figures.last) or _possessive(words, figures)
    office = not _NOBODYS.isdisjoint(around(words, figures.first, figures.last, before=6, after=4))
    mobile_like = figures.digits.startswith(("07", "447", "00447", "4407"))
    if (not person and (office or not mobile_like)) or (office and not mobile_like):
        return None
    line = _line(figures)
    if line is None or (line != "mobile" and not person):
        return None
    return Hit(IdentifierKind.PHONE_NUMBER, figures.first, figures.last, f"A {line} number that is somebody's.")


def _possessive(words: Words, figures: Figures) -> bool:
    """`Priya's mobile`, `dans number`."""
    return any(
        word.endswith("'s") and word not in _NOT_OWNERS and word.removesuffix("'s") not in OFFICES
        for word in words.lower[max(0, figures.first - 6) : figures.first]
    )


def _line(figures: Figures) -> str | None:
    """mobile or landline, for a number that a person can have; None for free-phone, non-geographic and made-up
    ones.
    """
    national = figures.digits
    if figures.plus:
        national = national.removeprefix("00")
        if national.startswith("44"):
            national = "0" + national[2:].removeprefix("0")
    british = national.startswith("0")
    if british and national.startswith(_DRAMA):
        return "mobile" if national.startswith("07") else "landline"
    import phonenumbers

    if not british and not figures.plus and figures.groups != (3, 3, 4):
        return None
    try:
        number = phonenumbers.parse(
            national if british else ("+" if figures.plus else "") + national, "GB" if british else "US"
        )
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    kinds = phonenumbers.PhoneNumberType
    kind = phonenumbers.number_type(number)
    if kind in {kinds.MOBILE, kinds.PERSONAL_NUMBER}:
        return "mobile"
    return "landline" if kind in {kinds.FIXED_LINE, kinds.FIXED_LINE_OR_MOBILE} else None


_Judge = Callable[[Words, Figures], Hit | None]
_JUDGES: dict[int, tuple[_Judge, ...]] = {
    6: (_sort_code,),
    8: (_account,),
    9: (_passport, _social_security),
    10: (_nhs, _phone),
    11: (_phone,),
    12: (_phone,),
    13: (_phone,),
    14: (_phone,),
    16: (_card,),
}
