"""What makes a sentence with a marking a rule, a report, a pointer or history rather than a leak.

Each manner of speaking is one small question about the words before and after the marking. Where the sentence also
says that the thing itself comes over (attached, below, here it is), only what lies in its proper place is silent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nlp.markings_forms import Part
from nlp.markings_grammar import Chain
from nlp.markings_sense import LEAKS, REACH
from nlp.markings_words import PAPERS
from nlp.words import Words, listed

_PUT_RIGHT = listed(
    "reported moved left saved filed stored uploaded logged handed returned locked shredded put kept"
    " collected destroyed emailed sent shared issued circulated sending emailing"
)
_PLACES = listed(
    "library sharepoint shared system edrms registry safe vault security secure cabinet storage drive"
    " repository records rosa portal folder intranet link email e-mail egress invite server pigeonhole"
)
_TO_A_PLACE = listed("on in to via by through into over with")
_LYING = listed("is are was its it's they're lives sits live goes go went stays stay went")
_SHOWN = listed("here heres here's below attached chat group photo pic screenshot pasted pasting down cant can't")

_CONDITIONS = listed("when whenever if anything any whatever all every where wherever everything")
_DUTIES = listed("must should stays stay goes go belongs belong use never lives live")
_OBLIGED = listed("must should mustnt mustn't shouldnt shouldn't stays stay belongs belong never")
_RULES = listed("reminder remember guidance rule rules training course module refresher poster elearning quiz webinar")
_ASKED_FOR = listed("leave use keep send ask store put mark tell")
_ASKING = listed("what which is does how who where whats")
_MEANING = frozenset(
    {("what", "does"), ("what", "is"), ("what", "counts"), ("what", "makes"), ("how", "do"), ("how", "should")}
)
_MERELY = listed("separate tier classification marking label isnt isn't means aint")
_DEFINING = listed("is isnt isn't means are")
_ALLOWED = listed("allowed permitted")
_TO_BE_MARKED = listed("should needs must will be to need")

_HOMES = listed(
    "folder folders library estate network cabinet laptop laptops storage template account login terminal"
    " terminals phone printer room rooms suite facility facilities server servers machine machines kit"
    " device devices safe access system systems"
)
"""Behind a marking these are what such papers are kept in."""
_TRAINING = listed(
    "training course module refresher guidance clearance clearances vetting workshop poster quiz"
    " elearning webinar rules awareness session markings"
)
_OPENED = listed(
    "declassified kew archives archive historic historical museum released tna ww2 wwii wartime bletchley exhibition"
)
_NEWS = listed("guardian bbc telegraph netflix podcast documentary film movie novel itv4 leaked")
_BLANK = listed("blank empty template unfilled unused uncompleted")
_FORMS = listed("form forms template templates copies copy")
_LIFTED = listed("lifted over ended passed expired published public off out")
_TO_SUBMIT = listed("submit put do complete fill write need needs raise stick get pop")


@dataclass(frozen=True, slots=True)
class Setting:
    """The sentence round a marking: the words before it and after it, all of them, and whether it is a question."""

    chain: Chain
    before: list[str]
    after: list[str]
    all: frozenset[str]
    asked: bool


def advice(words: Words, chain: Chain) -> str | None:
    """Why the sentence is no leak, in a few words; None when it may be one."""
    first, last = words.sentence(chain.first, chain.last, reach=REACH)
    before, after = words.lower[first : chain.first], words.lower[chain.last : last]
    whole = frozenset((*before, *words.lower[chain.first : chain.last], *after))
    setting = Setting(chain, before, after, whole, asked="?" in words.gap(last))
    if _put_right(setting) or _pointed_to(setting):
        return "what is in its proper place"
    if not LEAKS.isdisjoint(whole):
        return None
    return next((reason for reason, holds in _MANNERS if holds(setting)), None)


def _put_right(setting: Setting) -> bool:
    """`moved the O-S pack to the library`: a deed before the marking, a proper place after it, nothing shown here."""
    if _PUT_RIGHT.isdisjoint(setting.before[-8:]) or not _SHOWN.isdisjoint(setting.all):
        return False
    return "reported" in setting.before or _placed(setting.after)


def _pointed_to(setting: Setting) -> bool:
    """`the O-S pack is on the shared drive`: a pointer to where it belongs is what the rules ask for."""
    return _SHOWN.isdisjoint(setting.all) and not _LYING.isdisjoint(setting.after[:4]) and _placed(setting.after)


def _placed(after: list[str]) -> bool:
    return any(
        word in _PLACES and not _TO_A_PLACE.isdisjoint(after[max(0, at - 4) : at]) for at, word in enumerate(after)
    )


def _trained(setting: Setting) -> bool:
    after = setting.after
    if not after:
        return False
    noun = after[1] if len(after) > 1 and after[0] in {"level", "marking", "handling"} else after[0]
    return noun in _TRAINING or after[0] in _HOMES


def _in_general(setting: Setting) -> bool:
    """When, anything, or above, must: papers like it, not this one."""
    before, after = setting.before, setting.after
    if after[:2] in (["or", "above"], ["and", "above"], ["or", "higher"], ["and", "upwards"]) or before[-1:] == [
        "above"
    ]:
        return True
    if not _CONDITIONS.isdisjoint(before[-6:]) and (not _DUTIES.isdisjoint(after[:8]) or _requested(after)):
        return True
    return any(
        word in _OBLIGED
        or (word in {"cant", "can't", "cannot"} and after[at + 1 : at + 2] in (["go"], ["be"], ["come"]))
        for at, word in enumerate(after[:4])
    )


def _requested(after: list[str]) -> bool:
    """`please leave it in the library`, but not `please dont share`."""
    return (
        "please" in after[:4]
        and after[after.index("please") + 1 : after.index("please") + 2] != []
        and (after[after.index("please") + 1] in _ASKED_FOR)
    )


def _rule_told(setting: Setting) -> bool:
    """A reminder, what the policy says, what a marking is."""
    before, after = setting.before, setting.after
    if not _RULES.isdisjoint(before) or ("policy" in before and not {"says", "states", "is"}.isdisjoint(before)):
        return True
    return bool(after) and after[0] in _DEFINING and not _MERELY.isdisjoint(after[:6])


def _rule_asked(setting: Setting) -> bool:
    """What does it mean, is it allowed."""
    before = setting.before
    if not _ALLOWED.isdisjoint(setting.all):
        return True
    if not before or len(before) >= 8:
        return False
    if tuple(before[:2]) in _MEANING:
        return True
    return (
        setting.asked
        and len(before) <= 4
        and before[0] in _ASKING
        and PAPERS.isdisjoint(before)
        and PAPERS.isdisjoint(setting.after)
    )


def _to_be_marked(setting: Setting) -> bool:
    """`please mark it OFFICIAL-SENSITIVE`, `should be marked`: the marking is being put on, as it ought to be."""
    near = setting.before[-6:]
    return "mark" in near or ("marked" in near and not _TO_BE_MARKED.isdisjoint(near))


def _report_asked_for(setting: Setting) -> bool:
    """`put a 5x5x5 in`: an intelligence report is to be made where it belongs."""
    return setting.chain.has(Part.POLICE) and not _TO_SUBMIT.isdisjoint(setting.before[-5:])


def _embargo_over(setting: Setting) -> bool:
    return "EMBARGOED" in setting.chain.values() and not _LIFTED.isdisjoint(setting.all)


_MANNERS: tuple[tuple[str, Callable[[Setting], bool]], ...] = (
    ("history", lambda setting: not _OPENED.isdisjoint(setting.all)),
    ("training, clearance or equipment", _trained),
    ("papers in general", _in_general),
    ("a rule", _rule_told),
    ("a question about the rule", _rule_asked),
    ("a paper to be marked", _to_be_marked),
    ("a report to be made", _report_asked_for),
    ("an embargo that is over", _embargo_over),
    ("news", lambda setting: not _NEWS.isdisjoint(setting.all)),
    ("an empty form", lambda setting: not (_BLANK.isdisjoint(setting.all) or _FORMS.isdisjoint(setting.all))),
)
"""Manners of speaking of a marking that leak nothing, each with its name."""
