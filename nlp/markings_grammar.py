"""Finding the parts of protective markings among the words of a message, and joining them to markings.

Nothing is judged here: `nlp.markings_sense` decides which of the markings found are evidence. Every step looks at a
bounded number of words round one word, so that the work is proportional to the length of the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nlp.markings_forms import FORMS, Alone, Form, Part, anchors_of
from nlp.markings_words import SPELLINGS, MarkingWords, grammar_word
from nlp.words import Words, listed

_MOST_PARTS = 8
"""Parts of one marking; the policy's longest has six."""
_MOST_SEEN = 256
"""Parts looked at in one text; a page of ordinary prose has a handful."""
_LONGEST_OWNER = 4
"""Words that may name the organisation before USE ONLY: HOME OFFICE, MOJ, HMT."""

_NOT_OWNERS = listed(
    "staff police single office bus disabled emergency public visitor visitors customer customers"
    " resident residents external members one personal own everyday outdoor indoor adult adults cash card"
    " cycle bike keyboard test drill"
)
"""Before USE ONLY these make a door sign or an instruction, not a handling instruction."""

_TIER_WORDS = listed("official offsen sensitive secret topsecret ts o s top restricted confidential")
_US_CONTROLS = listed("noforn nf rel si sci tk hcs orcon fouo les sp sp-prvcy relido nofor")
_US_TIERS = listed("secret topsecret ts s c u cui confidential unclassified sbu offsen")
_US_PORTIONS = frozenset({"ts", "s", "cui"})
_SIZES = frozenset({"a", "b", "m", "l", "xl", "d", "e", "n", "w"})
"""In brackets these show that (S) counts, measures or points south."""

_SOURCE_GRADES, _INTEL_GRADES = frozenset("abcde"), frozenset("12345")
_GRADING_CUES = listed("graded grading intel evaluated nominal informant")

_SEPARATED = {
    "o s": Form(Part.TIER, "OFFICIAL-SENSITIVE", Alone.FIXED),
    "o/s": Form(Part.TIER, "OFFICIAL-SENSITIVE", Alone.CUE),
}


@dataclass(frozen=True, slots=True)
class Found:
    """A part of a marking: words `first` to `last` (not included), what they are, and whether all are in capitals."""

    first: int
    last: int
    form: Form
    capitals: bool


@dataclass(frozen=True, slots=True)
class Chain:
    """Parts that stand together, and so make one marking."""

    parts: tuple[Found, ...]

    @property
    def first(self) -> int:
        """The first word of the marking."""
        return self.parts[0].first

    @property
    def last(self) -> int:
        """The word after the marking."""
        return self.parts[-1].last

    def has(self, part: Part) -> bool:
        """Whether any part of the marking is of that kind."""
        return any(found.form.part is part for found in self.parts)

    def values(self) -> frozenset[str]:
        """The common names of the parts."""
        return frozenset(found.form.value for found in self.parts)


class Grammar:
    """The forms of an organisation, ready to be looked for: the general ones and its own."""

    def __init__(self, words: MarkingWords) -> None:
        forms = dict(FORMS)
        for phrase in words.handling:
            _add(forms, phrase, Part.HANDLING)
        for phrase in words.descriptors:
            _add(forms, phrase, Part.DESCRIPTOR)
        by_first: dict[str, list[tuple[tuple[str, ...], Form]]] = {}
        for spelt, form in forms.items():
            by_first.setdefault(spelt[0], []).append((spelt, form))
        for entries in by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        self._by_first = by_first
        self._heads = frozenset(by_first) | _US_TIERS | {"top", "o", "sensitive"}
        self.anchors = anchors_of(forms)

    def chains(self, words: Words) -> Iterator[Chain]:
        """The markings of the text in their order, each as long as it can be; most are prose still to be weighed."""
        spelt = [SPELLINGS.get(word, word) for word in words.lower]
        owned = _use_only(words, spelt) if "use" in spelt else {}
        parts: list[Found] = []
        here = seen = 0
        while here < len(spelt) and seen < _MOST_SEEN:
            word = spelt[here]
            if word not in self._heads and here not in owned and not (len(word) == 3 and not word.isalpha()):
                here += 1
                continue
            found = self._part(words, spelt, here)
            owner = owned.get(here)
            if owner is not None and (found is None or found.last <= owner.first or found.form.part is not Part.TIER):
                found = owner
            if found is None:
                here += 1
                continue
            if parts and not (len(parts) < _MOST_PARTS and _continues(words, parts[-1], found)):
                yield Chain(tuple(parts))
                parts = []
            parts.append(found)
            seen += 1
            here = found.last
        if parts:
            yield Chain(tuple(parts))

    def _part(self, words: Words, spelt: list[str], here: int) -> Found | None:
        word = spelt[here]
        found = _us_banner(words, spelt, here)
        if found is None and word == "o":
            found = _shorthand(words, spelt, here)
        if found is None and word == "sensitive":
            found = _suffix_alone(words, here)
        if found is None and len(word) == 3 and not word.isalpha():
            found = _grading(spelt, here)
        if found is not None:
            return found
        for phrase, form in self._by_first.get(word, ()):
            last = here + len(phrase)
            if (last == here + 1 or tuple(spelt[here:last]) == phrase) and _close(words, here, last):
                return Found(here, last, form, all(words.capitals(at) for at in range(here, last)))
        return None


def _add(forms: dict[tuple[str, ...], Form], phrase: str, part: Part) -> None:
    spelt = tuple(grammar_word(word) for word in Words(phrase).lower)
    if spelt:
        forms[spelt] = Form(part, phrase, Alone.CAPITALS)


def _close(words: Words, first: int, last: int) -> bool:
    """Whether the words of one part stand close enough, and none is set off by a comma in small letters."""
    spoken = not {"dash", "hyphen"}.isdisjoint(words.lower[first:last])
    for at in range(first + 1, last):
        gap = words.gap(at)
        if gap in {" ", "-"} or (spoken and gap.strip() == ","):
            continue
        if not words.joined(at) or "\n" in gap:
            return False
        if not {",", ".", ":"}.isdisjoint(gap) and not (words.capitals(at) and words.capitals(at - 1)):
            return False
    return True


def _shorthand(words: Words, spelt: list[str], here: int) -> Found | None:
    """O-S with a hyphen or full stop, O/S with a slash; O S with a space is too common a slip to mean anything."""
    if here + 1 >= len(spelt) or spelt[here + 1] != "s":
        return None
    gap = words.gap(here + 1)
    form = _SEPARATED["o s"] if gap in {"-", " - ", "_"} else _SEPARATED["o/s"] if gap in {"/", " / ", "."} else None
    if form is None:
        return None
    return Found(here, here + 2, form, words.capitals(here) and words.capitals(here + 1))


def _suffix_alone(words: Words, here: int) -> Found | None:
    """`the -SENSITIVE tag`: the additional marking named by itself, with its hyphen and its capitals."""
    gap = words.gap(here)
    if gap[-1:] != "-" or not words.capitals(here) or gap[-2:-1].strip() or (here and len(gap) == 1):
        return None
    return Found(here, here + 1, Form(Part.TIER, "OFFICIAL-SENSITIVE", Alone.FIXED), capitals=True)


def _us_banner(words: Words, spelt: list[str], here: int) -> Found | None:
    """`SECRET//NOFORN`, `TS//SI`, `U//FOUO`, and portion marks such as (S) or (CUI) before a paragraph."""
    word = spelt[here]
    if word not in _US_TIERS and word != "top":
        return None
    tier_end = here + 1
    if word == "top":
        if here + 1 >= len(spelt) or spelt[here + 1] != "secret":
            return None
        tier_end = here + 2
    value = {"ts": "TOP SECRET", "topsecret": "TOP SECRET", "top": "TOP SECRET", "secret": "SECRET", "s": "SECRET"}.get(
        word, "US"
    )
    if tier_end < len(spelt):
        gap = words.gap(tier_end).strip()
        if gap == "//" and (words.capitals(here) or spelt[tier_end] in _US_CONTROLS):
            return Found(here, tier_end + 1, Form(Part.US, value, Alone.FIXED), capitals=True)
        if spelt[tier_end : tier_end + 2] == ["slash", "slash"]:
            return Found(here, min(tier_end + 3, len(spelt)), Form(Part.US, value, Alone.FIXED), capitals=True)
    if word in _US_PORTIONS and words.capitals(here) and _portion(words, spelt, here):
        return Found(here, here + 1, Form(Part.US, value, Alone.FIXED), capitals=True)
    return None


def _portion(words: Words, spelt: list[str], here: int) -> bool:
    """Whether word `here` is a portion mark: in brackets, first in its line, prose after it, and no list or size."""
    before, after = words.gap(here), words.gap(here + 1)
    if not before.endswith("(") or not after.startswith(")") or here + 2 >= len(spelt) or len(after) < 2:
        return False
    lead = before[:-1]
    if (here and "\n" not in lead) or lead.strip() or spelt[here + 1].isdigit():
        return False
    return not any(
        spelt[at] in _SIZES and words.gap(at).endswith("(") and words.gap(at + 1).startswith(")")
        for at in range(max(0, here - 40), min(len(spelt), here + 40))
    )


def _grading(spelt: list[str], here: int) -> Found | None:
    """A graded report's code, with a word of intelligence near: E41 (5x5x5), 2BP (3x5x2), or 352 named outright."""
    code = spelt[here]
    five = code[0] in _SOURCE_GRADES and _INTEL_GRADES.issuperset(code[1:])
    three = code[0] in "123" and code[1] in _SOURCE_GRADES and code[2] in "pc"
    if not (five or three or code in {"352", "555"}):
        return None
    cues = _GRADING_CUES if five or three else {"intel", "graded", "grading"}
    if cues.isdisjoint(spelt[max(0, here - 4) : here + 5]):
        return None
    return Found(here, here + 1, Form(Part.POLICE, "grading", Alone.FIXED), capitals=True)


def _use_only(words: Words, spelt: list[str]) -> dict[int, Found]:
    """Every owner's USE ONLY of the text, by the first word of the longest way to read it."""
    found: dict[int, Found] = {}
    for at, word in enumerate(spelt):
        if word == "use" and spelt[at + 1 : at + 2] == ["only"]:
            for here in range(max(0, at - _LONGEST_OWNER), at):
                owner = _owned(words, spelt, here)
                if owner is not None:
                    found[here] = owner
                    break
    return found


def _owned(words: Words, spelt: list[str], here: int) -> Found | None:
    """`MOJ USE ONLY`, `HOME OFFICE, CPS USE ONLY` from word `here` on: an owner in capitals, then USE ONLY."""
    if spelt[here] == "use" or not _owner_like(words.cased(here)):
        return None
    at = here
    while at < len(spelt) and at - here <= _LONGEST_OWNER and spelt[at] != "use":
        if at > here and not words.joined(at):
            return None
        if not _owner_like(words.cased(at)) and spelt[at] not in {"of", "for", "and"}:
            return None
        at += 1
    if at == here or at + 1 >= len(spelt) or spelt[at : at + 2] != ["use", "only"] or not _close(words, at - 1, at + 2):
        return None
    owners = [word for word in spelt[here:at] if word not in {"for", "of", "and", "the"}]
    if not owners or (
        spelt[at - 1] in _NOT_OWNERS and owners[0] not in {"home", "foreign", "cabinet", "war", "northern"}
    ):
        return None
    capitals = words.capitals(at) and words.capitals(at + 1)
    if not _TIER_WORDS.isdisjoint(owners):
        return None
    if owners == ["hmg"]:
        return Found(here, at + 2, Form(Part.HANDLING, "HMG USE ONLY", Alone.FIXED), capitals)
    alone = Alone.CAPITALS if capitals else Alone.CUE
    return Found(here, at + 2, Form(Part.HANDLING, "USE ONLY", alone), capitals)


def _owner_like(cased: str) -> bool:
    """HMT, MOJ, MoJ, DfE, Defra's DEFRA: two capitals at least, or any single capital letter word in capitals."""
    return sum(letter.isupper() for letter in cased) >= 2


def _continues(words: Words, before: Found, after: Found) -> bool:
    """Whether two parts make one marking: side by side, only joints between them, and the case does not change."""
    if after.first != before.last or not words.joined(after.first):
        return False
    gap = words.gap(after.first)
    if "\n" in gap:
        return False
    if after.form.alone is Alone.NEVER and after.form.part is not Part.TIER:
        return after.capitals == before.capitals or (bool(set(gap) & set("-[(/")) and after.capitals)
    return True
