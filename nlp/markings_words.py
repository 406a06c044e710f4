"""The words of the marking grammar: what is written on papers, what people make of it, and what tells the two
apart.

Everything here is a table to read and to extend; `nlp.markings_grammar` joins the parts and `nlp.markings_sense`
weighs them. The forms are those of the Government Security Classifications Policy (August 2024), the scheme before
April 2014, the markings of partners and of the United States, the traffic light protocol and police intelligence
grading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_lowercase

from nlp.words import listed


@dataclass(frozen=True, slots=True)
class MarkingWords:
    """What an organisation adds to the grammar: its own handling instructions and descriptors, as they are
    written.
    """

    handling: tuple[str, ...] = ()
    descriptors: tuple[str, ...] = ()


_MISSPELT = (
    "official",
    "sensitive",
    "secret",
    "restricted",
    "confidential",
    "recipients",
    "embargoed",
    "commercial",
    "classified",
    "privilege",
)
"""Words people misspell by one letter: dropped, doubled, swapped, wrong or one too many."""

_OTHER_WORDS = frozenset(
    {"secrets", "secrete", "officials", "commercials", "confidentials", "declassified", "privileged"}
)
"""One letter away, and words of their own."""

_ALIASES = {
    "offishal": "official",
    "sensative": "sensitive",
    "sensetive": "sensitive",
    "classfied": "classified",
    "classed": "classified",
    "markd": "marked",
    "makred": "marked",
    "stamped": "marked",
    "labelled": "marked",
    "labeled": "marked",
    "eyez": "eyes",
    "eyse": "eyes",
    "onli": "only",
    "olny": "only",
    "til": "until",
    "till": "until",
    "sens": "sen",
    "offsens": "offsen",
    "offsensitive": "offsen",
    "osens": "offsen",
    "osen": "offsen",
    "osensitive": "offsen",
    "officialsen": "offsen",
    "officialsens": "offsen",
    "officialsensitive": "offsen",
    "topsecret": "topsecret",
    "5eyes": "fiveeyes",
    "fvey": "fiveeyes",
    "embargo'd": "embargoed",
    "embargod": "embargoed",
    "nofor": "noforn",
    "nofrn": "noforn",
}


def _one_letter_out(word: str) -> set[str]:
    """Every spelling one slip away from `word`."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    dropped = {head + tail[1:] for head, tail in cuts if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    wrong = {head + letter + tail[1:] for head, tail in cuts if tail for letter in ascii_lowercase}
    added = {head + letter + tail for head, tail in cuts for letter in ascii_lowercase}
    return (dropped | swapped | wrong | added) - {word}


def _spellings() -> dict[str, str]:
    known = {
        slip: word
        for word in _MISSPELT
        for slip in _one_letter_out(word)
        if slip not in _OTHER_WORDS and slip not in _MISSPELT
    }
    for joined in ("officialsensitive", "topsecret"):
        known |= dict.fromkeys(_one_letter_out(joined), _ALIASES[joined])
    known |= _ALIASES
    return known


SPELLINGS: Mapping[str, str] = _spellings()
"""A written word in small letters -> the word of the grammar that it stands for; others stand for themselves."""


PAPERS = listed(
    "annex annexe annexes appendix attachment board box brief briefing briefings copy deck doc docs"
    " document documents draft email emails extract file files folder form handout header heading footer"
    " label letter list marking markings material memo memos minute minutes note notes pack packs page"
    " pages paper papers para paras paragraph paragraphs pdf photo plan powerpoint readout register report"
    " reports scan screenshot section sheet side slide slides spreadsheet stamp statement sub submission"
    " submissions summary system table telegram terminal transcript version watermark workbook bit bits"
    " stuff network content info information assessment cable bulletin"
)
"""Things that carry a marking."""

CUES = PAPERS | listed(
    "banner caveat tag sticker marked classified classification level tier protectively attached attachd atached"
    " handling"
)
"""A word of these within a few words makes capitals or a shorthand believable (D.5 of the brief)."""

PROSE_AFTER: Mapping[str, frozenset[str]] = {
    "secret": listed(
        "santa santas service services garden gardens cinema recipe recipes ballot ballots shopper shoppers"
        " menu ingredient ingredients weapon weapons admirer sauce agent agents life lives diary society stash"
        " squirrel identity handshake birthday party parties mission passage passages door room millionaire"
        " crush talent spot place beach history wish formula lair base bar pub garden to of is s millionaire"
        " lunch fan fans hideaway supper valentine race clearance clearances vetting keeper cupboard plans"
        " plan location messages chat chats mode message"
    ),
    "confidential": listed(
        "waste bin bins sack sacks bag bags helpline line phone number service counselling counsellor support"
        " advice hotline reporting listening eap chat conversation ear space shredding disposal"
    ),
    "restricted": listed(
        "parking duties duty dutys view views access area areas zone zones byway hours opening space hour"
        " entry diet procedure airspace permissions library items licence mobility height width speed movement"
        " menu service numbers mode period to drugs use free growth field fields folder permission turning"
        " visibility users user seating ticket tickets"
    ),
    "official": listed(
        "visit party launch secrets receiver solicitor report portrait sponsor sickness statistics opening"
        " website photo car residence languages documents"
    ),
    "protect": listed("yourself your our the and duty prepare against from us them people it training strand"),
    "os": listed("map maps update updates grid ref version patch upgrade x licence license data and"),
    "ts": listed("and cs"),
    "5x5x5": listed("workout workouts sets reps cm mm m metres ft box boxes squat squats stretch gym programme cube"),
    "prejudice": listed("or to"),
    "strap": listed("line lines in on"),
}
"""Words that make prose of the word before them: Secret Santa, confidential waste, restricted duties."""

PARTY = listed(
    "birthday party santa surprise cake recipe quiz netflix itv itv4 bbc2 bake baking gift gifts"
    " presents hen stag pie raffle 21st 30th 40th 50th 60th 65th 70th wedding baby"
    " christmas xmas"
)
"""Where one of these stands in the sentence, a secret is a game."""


def grammar_word(word: str) -> str:
    """The word of the grammar that a written word (in small letters) stands for."""
    return SPELLINGS.get(word, word)
