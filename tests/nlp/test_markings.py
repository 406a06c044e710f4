"""What the marking grammar finds, and what it leaves alone (section D of the policy brief)."""

from __future__ import annotations

import pytest

from config.policy import MarkingKind
from nlp.markings import Grammar, Marking, find_markings
from nlp.markings_words import MarkingWords
from nlp.text import fold

OS, S, TS = MarkingKind.OFFICIAL_SENSITIVE, MarkingKind.SECRET, MarkingKind.TOP_SECRET
HANDLING, DESCRIPTOR, CAVEAT = MarkingKind.HANDLING, MarkingKind.DESCRIPTOR, MarkingKind.CAVEAT
LEGACY, US, POLICE = MarkingKind.LEGACY, MarkingKind.US_CLASSIFIED, MarkingKind.POLICE_GRADING
IMPOSSIBLE = MarkingKind.IMPOSSIBLE


def markings(text: str) -> list[Marking]:
    folded = fold(text)
    return find_markings(folded.cased, folded.origins)


def names(text: str) -> set[MarkingKind]:
    return {name for marking in markings(text) for name in marking.names}


@pytest.mark.parametrize(
    "text",
    [
        "OFFICIAL-SENSITIVE: rota gaps at the depot",
        "Official Sensitive table pasted below",
        "official – sensitive deck coming over",
        "OFFICIAL—SENSITIVE",
        "OFFICIAL:SENSITIVE",
        "OFFICIAL / SENSITIVE readout",
        "[OFFICIAL-SENSITIVE] first draft",
        "(O-S) the shortlist",
        "the o-s paper is below",
        "offsen version on its way",
        "OFF-SENS plan",
        "its off sen but only just",
        "O-SENS note",
        "O-S_minutes_v2.docx",
        "Official_Sensitive_minutes.pdf",
        "minutes (OFFICIAL-SENSITIVE).pdf",
        "Classification: OFFICIAL-SENSITIVE",
        "*OFFICIAL-SENSITIVE* list",
        "marked O/S but fine",
        "the OS brief, have a look",
        "the header says O, dash, S",
        "official hyphen sensitive brief comma please read",
        "it has the -SENSITIVE tag on it",
        "someone marked sensitive on it, here goes",
    ],
)
def test_official_sensitive_in_every_form(text: str) -> None:
    """The additional marking is found however people write, shorten, bracket or separate it."""
    assert OS in names(text)


@pytest.mark.parametrize(
    "text",
    [
        "offical-senstive note",
        "officail sensitve figures",
        "ＯＦＦＩＣＩＡＬ－ＳＥＮＳＩＴＩＶＥ plan",
        "𝐎𝐅𝐅𝐈𝐂𝐈𝐀𝐋-𝐒𝐄𝐍𝐒𝐈𝐓𝐈𝐕𝐄 plan",
        "OFFI\u200bCIAL\u00a0SENSI\u200dTIVE plan",
        "ОFFIСIАL-SENSITIVE plan",
        "O F F I C I A L - S E N S I T I V E plan",
        "official_sensitive plan",
    ],
)
def test_misspelt_and_disguised_letters(text: str) -> None:
    """One slip in a word, look-alike letters, hidden characters and spaced letters do not hide a marking."""
    assert OS in names(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SECRET", {S}),
        ("TOP SECRET", {TS}),
        ("TOP-SECRET annex", {TS}),
        ("T O P S E C R E T slide", {TS}),
        ("its only SECRET not top secret so its ok", {S}),
        ("UK SECRET readout below", {S}),
        ("the paper is marked secret but here it is", {S}),
        ("top secret doc came over, i'll type out para 3", {TS}),
        ("got a TS annex here", {TS}),
        ("DOC IS CLASSIFIED SECRET BUT HERE IT IS", {S}),
        ("SECRET - RECIPIENTS ONLY - COMMERCIAL", {S, HANDLING, DESCRIPTOR}),
        ("HMG USE ONLY", {HANDLING}),
        ("OFFICIAL - MoJ USE ONLY", {HANDLING}),
        ("OFFICIAL-SENSITIVE - HO, CPS USE ONLY", {OS, HANDLING}),
        ("EMBARGOED UNTIL 22:30", {HANDLING}),
        ("embargoed press notice attached", {HANDLING}),
        ("TLP:AMBER+STRICT advisory", {HANDLING}),
        ("LPP - they think we lose", {DESCRIPTOR}),
        ("commercial-in-confidence quote below", {DESCRIPTOR}),
        ("HR / MANAGEMENT: names of those at risk", {DESCRIPTOR}),
        ("OFFICIAL [LEGAL] note", {DESCRIPTOR}),
        ("OFFICIAL-SENSITIVE - PERSONAL DATA list", {OS}),
        ("UK EYES ONLY", {CAVEAT}),
        ("five eyes only slide", {CAVEAT}),
        ("drop the ukeo bit", {CAVEAT}),
        ("UK OFFICIAL-SENSITIVE REL EU", {OS, CAVEAT}),
        ("NATO RESTRICTED agenda", {CAVEAT}),
        ("COSMIC TOP SECRET", {CAVEAT, S}),
        ("RESTREINT UE annex", {CAVEAT}),
        ("CONFIDENTIAL memo from 2006", {LEGACY}),
        ("PROTECT - COMMERCIAL paper", {LEGACY}),
        ("RESTRICTED (when complete)", {LEGACY}),
        ("old confidential memo attached", {LEGACY}),
        ("SECRET//NOFORN", {US, CAVEAT, S}),
        ("(S) The second paragraph gives the date", {US, CAVEAT, S}),
        ("U//FOUO roster", {US, CAVEAT}),
        ("its CUI but its fine", {US, CAVEAT}),
        ("graded E41, he keeps it in the shed", {POLICE}),
        ("5x5x5 for tonight attached", {POLICE}),
        ("3x5x2 is in, handling code P", {POLICE}),
    ],
)
def test_families(text: str, expected: set[MarkingKind]) -> None:
    """Each marking is told by the families that rules know it by, and by no other."""
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "OFFICIAL-SENSITIVE - FOR PUBLIC RELEASE",
        "OFFICIAL - RECIPIENTS ONLY",
        "OFFICIAL - UK EYES ONLY",
        "TOP SECRET - HMG USE ONLY",
        "SECRET - LEGAL",
        "SECRET-SENSITIVE",
    ],
)
def test_impossible_combinations(text: str) -> None:
    """What the validity table forbids is found, and said as something to check with the creator."""
    (marking,) = markings(text)
    assert IMPOSSIBLE in marking.names
    assert "check with the creator" in marking.why


@pytest.mark.parametrize(
    "text",
    [
        "OFFICIAL",
        "OFFICIAL - rota attached",
        "OFFICIAL - FOR PUBLIC RELEASE leaflet",
        "Secret Santa names are out",
        "SECRET SANTA IS ON FRIDAY",
        "TOP SECRET BIRTHDAY PLANS FOR JO",
        "its no secret i hate mondays",
        "Secretary of State at 10",
        "the secretariat will circulate it",
        "Official Secrets Act briefing",
        "Official Receiver rang",
        "Restricted byway closed",
        "restricted duties until friday",
        "confidential waste bin is full",
        "this email is confidential and intended for the addressee",
        "protect the scene please",
        "PROTECT YOURSELF FROM THE SUN",
        "TS = the new DCI",
        "OS update tonight",
        "o/s wing damage, n/s fine",
        "any o/s actions from last week",
        "staff use only door is stuck",
        "SINGLE USE ONLY GLOVES ARE IN THE BOX",
        "eyes only mascara",
        "EMBARGO LIFTED, GO AHEAD",
        "TLP:GREEN note",
        "personal data course on friday",
        "(s) plural",
        "(S) 36 (M) 38 fleece sizes",
        "room E41 is free",
        "5x5x5 workout at lunch",
        "#official @secret_bot",
        "https://www.gov.uk/official-sensitive-papers",
        "u/fouo is his name there",
        "SECRET clearance takes ten weeks",
    ],
)
def test_not_markings(text: str) -> None:
    """Job titles, idiom, door signs, addresses and the ordinary tier are nobody's leak (D.5 and D.6)."""
    assert markings(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "dont post OFFICIAL-SENSITIVE in here",
        "please keep OFFICIAL-SENSITIVE off this chat",
        "Reminder: nothing SECRET or above in here",
        "we hold nothing above OFFICIAL-SENSITIVE",
        "NO O-S IN THIS GROUP THANKS",
        "If it's OFFICIAL-SENSITIVE use the secure link",
        "Anything marked SECRET stays on the high side",
        "Reported the SECRET paper to security",
        "Moved the O-S pack to the library",
        "Declassified TOP SECRET files are open at Kew",
        "-SENSITIVE isn't a separate tier",
        "OFFICIAL-SENSITIVE refresher is on Monday",
        "The O-S submission is on SharePoint, link in the invite",
        "I've emailed the OFFICIAL-SENSITIVE pack by secure email",
        "Please mark it OFFICIAL-SENSITIVE before it goes to the board",
        "are we allowed to share OFFICIAL-SENSITIVE on here?",
        "the SECRET system is down again",
        "it was embargoed until 9.30 but its public now",
        "Put a 5x5x5 in please",
        "What does OFFICIAL-SENSITIVE mean again",
        "Blank RESTRICTED (when complete) form is on the intranet",
    ],
)
def test_advice_and_negation(text: str) -> None:
    """A prohibition that governs the marking, a stated rule and a thing put right are silent."""
    assert markings(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "official sensitive, dont share beyond here",
        "dont worry its only official sensitive",
        "I dont have the O-S version, can someone send it",
        "not supposed to but here's the OFFICIAL-SENSITIVE table",
        "this is O-S so keep it in this group",
        "can i put official sensitive stuff on here",
        "sending off-sens cos email is down",
        "here's the O-S table from sharepoint",
        "what do you think of the OFFICIAL-SENSITIVE options? close Leeds or Hull",
    ],
)
def test_a_leak_with_a_caveat_still_speaks(text: str) -> None:
    """Negation behind the marking, or that forbids something else, does not hush it (rule 7 of D.5)."""
    assert OS in names(text)


def test_whole_message_in_capitals_is_weaker() -> None:
    """In a shouted message capitals are no evidence, and the same words in an ordinary one are."""
    assert markings("THE SECRET IS IN THE GRAVY EVERYBODY") == []
    (marking,) = markings("whole thing is SECRET btw")
    assert marking.strength == "strong"
    (weaker,) = markings("whole thing was marked secret btw")
    assert weaker.strength == "medium"


def test_own_handling_words() -> None:
    """An organisation's own handling instruction and descriptor are found when it configures them."""
    own = Grammar(MarkingWords(handling=("BOARD EYES",), descriptors=("TRIBUNAL",)))
    assert find_markings("OFFICIAL - TRIBUNAL bundle, BOARD EYES", grammar=own)
    assert not find_markings("OFFICIAL - TRIBUNAL bundle")


def test_positions_are_of_the_text_as_given() -> None:
    """The range of a marking covers its characters as the speaker typed them, hidden ones included."""
    text = "👀 see OFFI\u200bCIAL-SENSITIVE plan"
    (marking,) = markings(text)
    assert text[marking.start : marking.end] == "OFFI\u200bCIAL-SENSITIVE"
