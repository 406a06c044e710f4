"""Whether the words round a marking forbid it, state the rule, or tell what was put right (rule 7 of D.5)."""

from __future__ import annotations

from nlp.markings_grammar import Chain
from nlp.markings_sense import LEAKS, REACH
from nlp.markings_words import PAPERS
from nlp.words import Words, listed

_GOVERNED = 8
"""Words over which a prohibition reaches forward."""
_PROHIBITIONS = listed("dont don't never nothing mustnt mustn't avoid stop wont won't nobody peidiwch byth")
_OFF = listed("off out away elsewhere")
_NOT_PROHIBITED = listed("forget worry mind have know see get like hesitate need shoot panic even care if")
"""After don't, these do not forbid what follows."""
_ABSENT = listed("isnt isn't wasnt wasn't hasnt hasn't havent haven't arent aren't without neither unless")
_CANNOT = listed("cant can't cannot shouldnt shouldn't mustnt mustn't")
_SHARING = listed("post share put send paste discuss forward use have talk copy drop upload show be")
_CHANNEL = listed("here chat chats group groups telegram whatsapp signal phone phones mobile mobiles channel")
_CONDITIONS = listed("when whenever if anything any whatever all every where wherever everything")
_RULES = listed("reminder remember guidance rule rules training course module refresher poster elearning quiz webinar")
_DUTIES = listed("must should stays stay goes go belongs belong use never lives live")
_HOMES = listed("folder folders library estate network cabinet laptop laptops storage template")
"""Behind a marking these are where such papers belong."""
_TRAINING_AFTER = listed(
    "training course module refresher guidance clearance clearances vetting workshop poster quiz"
    " elearning webinar rules awareness session"
)
_PUT_RIGHT = listed(
    "reported moved left saved filed stored uploaded logged handed returned locked shredded put kept"
    " collected destroyed"
)
_PROPER_PLACES = listed(
    "library sharepoint shared system edrms registry safe vault security secure cabinet storage drive"
    " repository records rosa"
)
_OPENED = listed("declassified kew archives archive historic historical museum released tna")
_NEWS = listed("guardian bbc telegraph netflix podcast documentary film movie novel itv4")
_MERELY = listed("separate tier classification marking label isnt isn't means aint")
_BLANK = listed("blank empty template unfilled unused uncompleted")
_MEANINGS = listed("does is counts makes means are do should would")
_FORMS = listed("form forms template templates copies copy")
_ASKING = listed("what which is does how who where whats")
_DEFINING = (["is"], ["isnt"], ["isn't"], ["means"], ["are"])


def governed(words: Words, chain: Chain) -> bool:
    """Whether a prohibition stands before the marking and reaches it: rule 7 of D.5."""
    at = chain.first
    lower = words.lower
    if "keep" in lower[max(0, at - 4) : at] and not _OFF.isdisjoint(lower[chain.last : chain.last + 3]):
        return True
    while at > 0 and chain.first - at < _GOVERNED and not words.breaks_clause(at):
        at -= 1
        word = lower[at]
        following = lower[at + 1] if at + 1 < len(lower) else ""
        distance = chain.first - at
        if word in {"but", "so", "because", "cos", "as"}:
            return False
        if word in _PROHIBITIONS or (
            word == "not" and at and lower[at - 1] in {"do", "does", "must", "should", "will", "to"}
        ):
            return following not in _NOT_PROHIBITED and not (at and lower[at - 1] == "why")
        if (
            word in {"no", "not", "non"}
            and distance <= 2
            and following not in {"problem", "worries", "idea", "one", "need"}
        ):
            return True
        if word in _ABSENT and distance <= 4:
            return True
        if (word in _CANNOT or (word == "not" and at and lower[at - 1] == "can")) and following in _SHARING:
            _, last = words.sentence(chain.first, chain.last, reach=REACH)
            return not _CHANNEL.isdisjoint(lower[chain.last : last]) and "but" not in lower[chain.last : last]
    return False


def advice(words: Words, chain: Chain) -> str | None:
    """What makes the sentence a rule, a report or history rather than a leak; None when nothing does."""
    first, last = words.sentence(chain.first, chain.last, reach=REACH)
    before, after = words.lower[first : chain.first], words.lower[chain.last : last]
    sentence = {*before, *words.lower[chain.first : chain.last], *after}
    if _put_right(before, after, sentence):
        return "what was put right"
    if not LEAKS.isdisjoint(sentence):
        return None
    if not _OPENED.isdisjoint(sentence):
        return "history"
    if _training(after):
        return "training or clearance"
    if _rule(before, after, asked="?" in words.gap(last)):
        return "a rule"
    if not _NEWS.isdisjoint(sentence):
        return "news"
    if not _BLANK.isdisjoint(sentence) and not _FORMS.isdisjoint(sentence):
        return "an empty form"
    return None


def _training(after: list[str]) -> bool:
    if not after:
        return False
    second = after[1] if len(after) > 1 and after[0] in {"level", "marking", "handling"} else after[0]
    return second in _TRAINING_AFTER or after[0] in _HOMES


def _rule(before: list[str], after: list[str], *, asked: bool) -> bool:
    """Whether the words round the marking speak of papers like it in general: when, anything, or above, is a tier."""
    if after[:2] in (["or", "above"], ["and", "above"], ["or", "higher"], ["and", "upwards"]):
        return True
    if before[-1:] == ["above"] or not _RULES.isdisjoint(before):
        return True
    if "policy" in before and not {"says", "states", "is"}.isdisjoint(before):
        return True
    if not _CONDITIONS.isdisjoint(before[-6:]) and (not _DUTIES.isdisjoint(after[:8]) or _asked(after)):
        return True
    if len(before) > 1 and len(before) < 8 and before[0] in {"what", "how", "whats"} and before[1] in _MEANINGS:
        return True
    if before[:1] and before[0] in _ASKING and asked and PAPERS.isdisjoint(before) and PAPERS.isdisjoint(after):
        return True
    if any(
        word in _CANNOT and at + 1 < len(after) and after[at + 1] in {"go", "be", "come"}
        for at, word in enumerate(after[:5])
    ):
        return True
    return after[:1] in _DEFINING and not _MERELY.isdisjoint(after[:6])


def _asked(after: list[str]) -> bool:
    """`please leave it in the library`, but not `please dont share`."""
    at = after.index("please") + 1 if "please" in after[:4] else len(after)
    return at < len(after) and after[at] in {"leave", "use", "keep", "send", "ask", "store", "put", "mark", "tell"}


def _put_right(before: list[str], after: list[str], sentence: set[str]) -> bool:
    """`moved the O-S pack to the library`: a deed before the marking, a proper place after it, nothing shown here."""
    if _PUT_RIGHT.isdisjoint(before[-8:]) or not sentence.isdisjoint(("here", "heres", "below", "attached")):
        return False
    return "reported" in before or not _PROPER_PLACES.isdisjoint(after)
