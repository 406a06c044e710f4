"""The built-in shapes of the notation: <number>, <money>, <time>, <date>, <name>, <file>. Each is judged on one word of a
message, with the words round it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from nlp.tokens import Words

_COUNTED = frozenset(
    [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "hundred",
        "thousand",
        "million",
        "billion",
        "dozen",
        "couple",
        "half",
    ]
)
_MONTHS = frozenset(
    [
        "jan",
        "january",
        "feb",
        "february",
        "mar",
        "march",
        "apr",
        "april",
        "may",
        "jun",
        "june",
        "jul",
        "july",
        "aug",
        "august",
        "sep",
        "sept",
        "september",
        "oct",
        "october",
        "nov",
        "november",
        "dec",
        "december",
    ]
)
_DAYS = frozenset(
    [
        "mon",
        "monday",
        "tue",
        "tues",
        "tuesday",
        "wed",
        "weds",
        "wednesday",
        "thu",
        "thur",
        "thurs",
        "thursday",
        "fri",
        "friday",
        "sat",
        "saturday",
        "sun",
        "sunday",
        "today",
        "tomorrow",
        "tmrw",
        "tmr",
        "tonight",
        "yesterday",
    ]
)
_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "prof",
        "sir",
        "dame",
        "lord",
        "lady",
        "cllr",
        "councillor",
        "pc",
        "dc",
        "ds",
        "di",
        "dci",
        "sgt",
        "insp",
        "pcso",
        "judge",
    ]
)
_NAME_STOPS = frozenset(
    [
        "i",
        "im",
        "ive",
        "ill",
        "id",
        "the",
        "a",
        "an",
        "and",
        "or",
        "but",
        "ok",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "foi",
        "sar",
        "nhs",
        "uk",
        "us",
    ]
)
_DIGITS = re.compile(r"\d")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?:st|nd|rd|th|k|m|bn|%)?\Z")
_MONEY = re.compile(r"[£$€]?\d+(?:[.,]\d+)*(?:k|m|bn|mil|million|grand|quid|p)?\Z")
_TIME = re.compile(r"(?:[01]?\d|2[0-3])[:.]?[0-5]\d(?:am|pm|hrs|hr|h)?\Z|\d{1,2}(?:am|pm)\Z")
_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\Z|\d{4}-\d{2}-\d{2}\Z|\d{1,2}(?:st|nd|rd|th)\Z")
_BIG = frozenset(
    [
        "k",
        "m",
        "bn",
        "grand",
        "quid",
        "thousand",
        "million",
        "mil",
        "billion",
        "pounds",
        "pound",
        "euros",
        "euro",
        "dollars",
    ]
)


def _number(words: Words, at: int) -> bool:
    return words.plain[at] in _COUNTED or _NUMBER.match(words.plain[at]) is not None


def _money(words: Words, at: int) -> bool:
    plain = words.plain[at]
    if _MONEY.match(plain) is None:
        return plain in _COUNTED and at + 1 < len(words) and words.plain[at + 1] in _BIG
    if plain[-1] in "kmnd" or plain[0] in "£$€" or plain.endswith(("mil", "million", "grand", "quid")):
        return True
    before = words.folded.cased[max(0, words.starts[at] - 2) : words.starts[at]].rstrip()
    return before.endswith(("£", "$", "€")) or (at + 1 < len(words) and words.plain[at + 1] in _BIG)


def _time(words: Words, at: int) -> bool:
    plain = words.plain[at]
    if _TIME.match(plain):
        return True
    return plain in {"noon", "midday", "midnight"} or (
        plain.isdigit() and len(plain) <= 2 and at + 1 < len(words) and words.plain[at + 1] in {"am", "pm", "oclock"}
    )


def _date(words: Words, at: int) -> bool:
    plain = words.plain[at]
    return plain in _DAYS or (plain in _MONTHS and plain != "may") or _DATE.match(plain) is not None


def _name(words: Words, at: int) -> bool:
    cased, plain = words.cased[at], words.plain[at]
    if plain in _NAME_STOPS or not cased[0].isalpha():
        return False
    if at > 0 and words.plain[at - 1] in _TITLES:
        return True
    return cased[0].isupper() and words.breaks[at] < 2 and len(cased) > 1 and cased[1:2].islower()


def _file(words: Words, at: int) -> bool:
    return at in words.files


SHAPES: dict[str, Callable[[Words, int], bool]] = {
    "number": _number,
    "money": _money,
    "time": _time,
    "date": _date,
    "name": _name,
    "file": _file,
}
DIGIT_SIGN = "0"
"""What stands for any word with a figure in it among the words that the gate knows."""
FILE_ENDINGS = frozenset(
    [
        "pdf",
        "doc",
        "docx",
        "xls",
        "xlsx",
        "ppt",
        "pptx",
        "csv",
        "txt",
        "jpg",
        "jpeg",
        "png",
        "heic",
        "zip",
        "eml",
        "msg",
        "mp4",
        "mov",
        "m4a",
        "mp3",
        "rtf",
        "odt",
        "ods",
    ]
)
GATES: dict[str, frozenset[str] | None] = {
    "number": _COUNTED | {DIGIT_SIGN},
    "money": _COUNTED | {DIGIT_SIGN},
    "time": frozenset({DIGIT_SIGN, "noon", "midday", "midnight"}),
    "date": _DAYS | _MONTHS | {DIGIT_SIGN},
    "name": None,
    "file": FILE_ENDINGS,
}
"""The words without which a shape cannot stand; None where any word may be it."""


def has_digit(word: str) -> bool:
    """Whether a word has a figure in it."""
    return _DIGITS.search(word) is not None
