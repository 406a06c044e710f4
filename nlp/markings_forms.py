"""The forms of protective markings: every way in which a part of one is written, in the spelling of the grammar.

Sources: the Government Security Classifications Policy (August 2024) with its pictures of formats; the Government
Protective Marking Scheme before April 2014; what partners, the United States, the traffic light protocol and police
intelligence grading write. A form is a row: what it is, its common name, what it is worth alone, and the words,
alternatives between bars.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from nlp.markings_words import SPELLINGS
from nlp.words import listed


class Part(Enum):
    """What a part of a marking is."""

    TIER = "tier"
    HANDLING = "handling"
    DESCRIPTOR = "descriptor"
    CAVEAT = "caveat"
    LEGACY = "legacy"
    US = "us"
    POLICE = "police"
    TAIL = "tail"


class Alone(Enum):
    """What a part is worth when nothing else of a marking stands beside it."""

    FIXED = "fixed"  # in capitals or not: nobody writes it by chance
    CAPITALS = "capitals"  # in capitals, unless everything is; else it needs a cue
    CUE = "cue"  # it needs a cue even in capitals: too many other meanings
    NEVER = "never"  # only as a part of a longer marking


@dataclass(frozen=True, slots=True)
class Form:
    """One part of a marking: what it is, its common name, and what it is worth alone."""

    part: Part
    value: str
    alone: Alone


_ROWS: tuple[tuple[Part, str, Alone, str], ...] = (
    (Part.TIER, "OFFICIAL", Alone.NEVER, "official"),
    (
        Part.TIER,
        "OFFICIAL-SENSITIVE",
        Alone.FIXED,
        "official sensitive | official sen | official hyphen sensitive | official dash sensitive | offsen | "
        "off sen | off sensitive | o sen | o sensitive | o dash s | o hyphen s | marked sensitive | sensitive "
        "marked | classified "
        "sensitive",
    ),
    (Part.TIER, "OFFICIAL-SENSITIVE", Alone.CUE, "os"),
    (Part.TIER, "OFFICIAL-SENSITIVE", Alone.FIXED, "swyddogol sensitif | swyddogol sensitive"),
    (Part.TIER, "SECRET", Alone.CAPITALS, "cyfrinachol"),
    (Part.TIER, "TOP SECRET", Alone.CAPITALS, "tra chyfrinachol"),
    (Part.TIER, "SECRET", Alone.CAPITALS, "secret"),
    (Part.TIER, "TOP SECRET", Alone.CAPITALS, "top secret | topsecret"),
    (Part.TIER, "TOP SECRET", Alone.CUE, "ts"),
    (
        Part.TAIL,
        "WHEN COMPLETE",
        Alone.NEVER,
        "when complete | when completed | when filled in | once complete",
    ),
    (Part.TAIL, "FOR PUBLIC RELEASE", Alone.NEVER, "for public release | cleared for public release"),
    (
        Part.HANDLING,
        "RECIPIENTS ONLY",
        Alone.CAPITALS,
        "recipients only | recipient only | named recipients only",
    ),
    (Part.HANDLING, "HMG USE ONLY", Alone.FIXED, "hmg use only | uk government use only"),
    (
        Part.HANDLING,
        "EMBARGOED",
        Alone.FIXED,
        "embargoed until | under embargo until | strictly embargoed | embargo until",
    ),
    (Part.HANDLING, "EMBARGOED", Alone.CAPITALS, "embargoed"),
    (Part.HANDLING, "EMBARGOED", Alone.FIXED, "under embargo | under strict embargo"),
    (Part.HANDLING, "TLP", Alone.FIXED, "tlp red | tlp amber | tlp amber strict"),
    (
        Part.DESCRIPTOR,
        "LPP",
        Alone.FIXED,
        "legal professional privilege | legally privileged | privileged and confidential",
    ),
    (Part.DESCRIPTOR, "LPP", Alone.FIXED, "lpp"),
    (Part.DESCRIPTOR, "MARKET SENSITIVE", Alone.CAPITALS, "market sensitive"),
    (Part.DESCRIPTOR, "HR/MANAGEMENT", Alone.CAPITALS, "hr management"),
    (
        Part.DESCRIPTOR,
        "IN CONFIDENCE",
        Alone.FIXED,
        "commercial in confidence | commercially in confidence | staff in confidence | management in "
        "confidence | policy in confidence | council in confidence | in commercial confidence",
    ),
    (Part.DESCRIPTOR, "IN CONFIDENCE", Alone.CAPITALS, "in confidence | in strict confidence"),
    (Part.DESCRIPTOR, "WITHOUT PREJUDICE", Alone.FIXED, "without prejudice"),
    (Part.DESCRIPTOR, "LOCSEN", Alone.CAPITALS, "locsen"),
    (Part.DESCRIPTOR, "COMMERCIAL", Alone.NEVER, "commercial"),
    (Part.DESCRIPTOR, "COMMERCIAL", Alone.CAPITALS, "commercial sensitive | commercially sensitive"),
    (Part.DESCRIPTOR, "LEGAL", Alone.NEVER, "legal"),
    (Part.DESCRIPTOR, "PERSONAL DATA", Alone.NEVER, "personal data | personal"),
    (
        Part.DESCRIPTOR,
        "POLICY",
        Alone.NEVER,
        "policy | investigations | medical | honours | appointments | budget",
    ),
    (Part.DESCRIPTOR, "HR/MANAGEMENT", Alone.NEVER, "staff | management | hr"),
    (
        Part.CAVEAT,
        "EYES ONLY",
        Alone.FIXED,
        "uk eyes only | us eyes only | uk us eyes only | us uk eyes only | can eyes only | canukus eyes only "
        "| ausuk eyes only | aus eyes only | nz eyes only | five eyes only | fiveeyes eyes only | 5 eyes only "
        "| uk can us eyes only | aus can uk eyes only | can uk us eyes only",
    ),
    (Part.CAVEAT, "EYES ONLY", Alone.CAPITALS, "eyes only"),
    (
        Part.CAVEAT,
        "EYES ONLY",
        Alone.FIXED,
        "ukeo | uk eo | auscannzukus | aus can nz uk us eyes only | uk eyesonly",
    ),
    (
        Part.CAVEAT,
        "REL",
        Alone.CAPITALS,
        "rel eu | rel uk | rel nato | rel fiveeyes | rel to eu | rel to uk | uk rel eu | rel to usa | rel to "
        "fiveeyes | rel to nato | releasable to fiveeyes",
    ),
    (Part.CAVEAT, "STRAP", Alone.CAPITALS, "strap | strap1 | strap2 | strap3 | strap 1 | strap 2 | strap 3"),
    (
        Part.CAVEAT,
        "STRAP",
        Alone.FIXED,
        "strap material | strap level | strap annex | strap paper | strap report | strap para",
    ),
    (Part.CAVEAT, "codeword", Alone.FIXED, "codeword material | codeword report | codeword reporting"),
    (Part.CAVEAT, "partner", Alone.CAPITALS, "nato restricted | nato confidential | nato unclassified"),
    (
        Part.CAVEAT,
        "partner secret",
        Alone.CAPITALS,
        "nato secret | cosmic top secret | eu secret | secret ue | tres secret ue",
    ),
    (
        Part.CAVEAT,
        "partner",
        Alone.CAPITALS,
        "eu restricted | eu confidential | ue eu restricted | vs nfd | protected b",
    ),
    (
        Part.CAVEAT,
        "partner",
        Alone.FIXED,
        "restreint ue | ue restreint | confidentiel ue | diffusion restreinte",
    ),
    (Part.LEGACY, "RESTRICTED", Alone.CAPITALS, "restricted"),
    (Part.LEGACY, "CONFIDENTIAL", Alone.CAPITALS, "confidential"),
    (Part.LEGACY, "PROTECT", Alone.CUE, "protect"),
    (Part.LEGACY, "NPM", Alone.CUE, "npm"),
    (Part.LEGACY, "NPM", Alone.CAPITALS, "not protectively marked"),
    (Part.US, "NOFORN", Alone.FIXED, "noforn | no forn | orcon | relido | noforn orcon"),
    (Part.US, "FOUO", Alone.FIXED, "fouo | u fouo | for official use only"),
    (
        Part.US,
        "LES",
        Alone.FIXED,
        "law enforcement sensitive | sensitive but unclassified | unclassified controlled",
    ),
    (Part.US, "LES", Alone.CUE, "les"),
    (Part.US, "CUI", Alone.CUE, "cui"),
    (Part.US, "CUI", Alone.FIXED, "controlled unclassified information"),
    (
        Part.POLICE,
        "5x5x5",
        Alone.FIXED,
        "5x5x5 | 3x5x2 | 5by5by5 | 3by5by2 | 555 intel | 352 intel",
    ),
)

FORMS: Mapping[tuple[str, ...], Form] = {
    tuple(phrase.split()): Form(part, value, alone)
    for part, value, alone, phrases in _ROWS
    for phrase in phrases.split("|")
}
"""The words of a part, in the grammar's spelling -> what it is."""

_SHARED = listed(
    "only use material level paper report reporting annex para management law enforcement marked marking"
    " markings header label policy public release data uk us nz can aus to no in by five fiveeyes 5 x eo u"
    " b o s hyphen dash strict for and classified off until under recipient named controlled information"
    " government"
)
"""Words of forms that are too common to look for; every form has another."""


def anchors_of(forms: Mapping[tuple[str, ...], Form]) -> frozenset[str]:
    """For every form that can stand alone a word that it cannot do without, in each of its spellings.

    The others stand beside a tier: OFFICIAL, since every other tier can stand alone.
    """
    hearts = {"official"}
    for phrase, form in forms.items():
        if form.alone is Alone.NEVER:
            continue
        rare = [word for word in phrase if word not in _SHARED]
        hearts.add(max(rare, key=len) if rare else max(phrase, key=len))
    return frozenset(hearts | {written for written, word in SPELLINGS.items() if word in hearts})


ANCHOR_SIGNS = frozenset(
    {"o-s", "o_s", "o - s", "o/s", "o / s", "o.s", "//", "(s)", "(ts)", "(cui)"}
    | {f"use{gap}{only}" for gap in " -_" for only in ("only", "onli", "olny")}
)
"""Pieces of text that a marking may hang on and that are not words."""

ANCHOR_WORDS = listed("slash graded grading intel evaluated nominal informant")
"""Words, besides those of the forms, that the rest of the grammar hangs on."""
