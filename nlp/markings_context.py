"""Whether a prohibition stands before a marking and reaches it: rule 7 of D.5."""

from __future__ import annotations

from nlp.markings_grammar import Chain
from nlp.markings_sense import REACH
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
