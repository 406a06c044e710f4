"""Who does what: doing, proposing and announcing speak; forbidding, quoting a rule and telling of what was put right do
not (the brief's section C.0).

Each judgement looks only at the words of the clause before the match, or at the sentence, and answers with the reason in
a clause for people, or None.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from nlp.tokens import Words

REACH = 7
"""Words before a match within which a negation still governs it."""

_NEGATORS = frozenset(
    [
        "dont",
        "not",
        "never",
        "cannot",
        "cant",
        "mustnt",
        "shouldnt",
        "wont",
        "wouldnt",
        "couldnt",
        "didnt",
        "doesnt",
        "havent",
        "hasnt",
        "isnt",
        "arent",
        "wasnt",
        "werent",
        "aint",
        "without",
        "nobody",
        "noone",
        "neither",
        "nor",
        "stop",
        "avoid",
        "refrain",
        "refuse",
        "refused",
        "refusing",
        "donot",
        "dnt",
        "cnt",
        "wnt",
        "doesn",
        "don",
    ]
)
_NO = frozenset({"no"})
_AFFIRMING = re.compile(
    r"(?:\b(?:dont|do not|never|not|dnt|wont) (?:you )?(?:forget|hesitate|worry|mind|bother asking|be shy|be afraid)|\bwhy (?:dont|not|doesnt|didnt|havent|cant|shouldnt)|\b(?:cant|couldnt|can not|cannot) (?:we|you|i|someone|somebody|u)\b"
    r"|\bnot (?:only|just)|\bcant (?:wait|remember|see why|believe|stop)|\bno (?:reason|problem|harm|objections?|issue|issues|worries|probs|prob|need|point|one|rush)\b|\bif (?:you|we|u|i|they|nobody|no one|noone)? ?(?:dont|havent|hasnt|doesnt|cant|wont|not)|\bwhether or not"
    r"|\b(?:shouldnt|dont|wouldnt|isnt|arent|wont|havent|hasnt|didnt|doesnt) (?:we|you|i|it|they|he|she|that|this|there)\b|\bi dont (?:know|think|care|see|get|suppose|understand|remember|want to have)|\bdont (?:know|care|think|see|get|understand|suppose)|\bnot sure|\bnot (?:a|the) (?:problem|issue|big deal)|\bdo (?:not|nt) (?:know|care|think))\b"
)
_ADVICE_BEFORE = re.compile(
    r"\b(?:please avoid|avoid|refrain from|steer clear of|stay away from|be careful not to|remember not to|make sure (?:not|you dont|nobody|no one|we dont|that nobody)|try not to|best not to?|better not|(?:is|are|were|was|am|be|been|im|youre|theyre|its|not) (?:not )?(?:forbidden|prohibited|banned|against policy)|not (?:allowed|permitted|meant|supposed|ok|okay|to be|going to|gonna|to)|(?:arent|isnt|werent|wasnt) (?:we )?(?:allowed|permitted|meant|supposed|going|gonna) to|no longer|must never|should never|nobody should|no one should|noone should|nobody (?:is|has)|nothing (?:is|was|has|to)|none of (?:us|it|this|that)|rather than|instead of|so (?:that )?(?:we|i|you|nobody|it|they) (?:dont|doesnt|do not|never)|forbids?|prohibits?|bans?|warned (?:us |me |everyone )?(?:against|not)|told (?:us |me |them |everyone |him |her |staff )?not|asked (?:us |me |them |everyone |him |her )?not)\b"
)
_REPORTED = re.compile(
    r"\b(?:policy|guidance|the rules?|the handbook|the code|the guide|the poster|the intranet|the training|the trainer|the module|the policy|data protection|infosec|standing orders?|code of conduct) (?:is |are )?(?:clear |quite clear )?(?:says?|said|states?|reads?|tells? us|reminds? us|makes? clear|asks? us|requires?|that|is that|is not|is to|is no|is never|is we)\b"
    r"|(?:^|[.!?:,] ?|\b(?:friendly|quick|polite|gentle|just a|a|daily|weekly|usual|final) )(?:reminder|remember)\b(?! (?:when|the time|last|how|me|him|her|that (?:time|night|day|job|guy)))"
    r"|\bremember,? (?:dont|not|never|no|nothing|we|that we|this|to (?:keep|file|save|never|not))\b|\b(?:we|you|staff|officers|people|everyone) (?:are|were|re) reminded\b|\bwere not allowed\b|\bnot allowed to\b|\bits not ok to\b|\bas per (?:the )?(?:policy|guidance|rules)\b|\brule (?:number )?(?:one|1|of thumb) is\b|\bthe rule is\b|\bits against (?:the )?(?:policy|rules?|code)\b|\b(?:thou shalt not)\b"
)
_COMPLIED = re.compile(
    r"\b(?:ive|i have|weve|we have|has been|have been|been|already|its|is|are|all|now|was|were|just|i|we) (?:already |now |also |all |just |since |been |both |safely |duly )*(?:filed|logged|minuted|uploaded|exported|captured|archived|reported|flagged|raised|declared|referred)"
    r"(?: \w+){0,6} (?:to|on|in|into|onto|with|via|through|as) (?:the |our |my |their |your )?(?:\w+ )?(?:sharepoint|edrm|edrms|case file|case system|file|system|record|records|drive|shared drive|shared folder|niche|epr|psd|dpo|professional standards|line manager|security|siro|data protection|dp team|foi team|legal|info(?:rmation)? (?:gov|governance|security|rights)|it|it security|service desk|register|log|incident|breach|ig|team folder|folder|manager|supervisor|inspector|sergeant|monitoring officer|hr|audit|ico|whistleblowing line|speak up guardian|freedom to speak up|compliance|records team|records)\b"
)


def plain_before(words: Words, first: int, *, reach: int = REACH) -> list[str]:
    """The words of the clause before word `first`, nearest last, at most `reach`."""
    start = first
    while start > 0 and first - start < reach and words.breaks[start] == 0:
        start -= 1
    return words.plain[start:first]


def negated(words: Words, first: int, _last: int) -> str | None:
    """Why the match is forbidden or denied by words before it; None where it is not."""
    before = plain_before(words, first)
    if not before:
        return None
    text = " ".join(before)
    if _ADVICE_BEFORE.search(text) and not _AFFIRMING.search(text):
        return f"it is advised against ({_shown(before)})"
    for distance, word in enumerate(reversed(before)):
        if word in _NEGATORS or (word in _NO and distance == 0):
            lead = " ".join(before[max(0, len(before) - distance - 2) :] + words.plain[first : first + 2])
            if _AFFIRMING.search(lead):
                return None
            if any(
                turn in before[len(before) - distance :]
                for turn in ("but", "so", "just", "because", "then", "unless", "until")
            ):
                return None
            return f"it is negated ({_shown(before[len(before) - distance - 1 :])})"
    return None


def reported(words: Words, first: int, last: int) -> str | None:
    """Why the sentence states a rule rather than breaks one; None where it does not."""
    text = _sentence(words, first, last)
    if (found := _REPORTED.search(text)) is not None:
        return f"it states a rule ({found.group().strip(' .,:!?')})"
    return None


def complied(words: Words, first: int, last: int) -> str | None:
    """Why the sentence tells of what was already put right; None where it does not."""
    text = _sentence(words, first, last)
    if (found := _COMPLIED.search(text)) is not None and not re.search(
        r"\b(?:not|never|havent|hasnt|wont|before|wasnt|isnt)\b", text
    ):
        return f"it was already put right ({_shown(found.group().split())})"
    return None


def asks(words: Words, last: int) -> bool:
    """Whether the sentence of the match is a question."""
    end = last
    while end < len(words) and words.breaks[end] < 2:
        end += 1
    return end - 1 in words.question_ends


_OBEYING = re.compile(
    r"\b(?:am i right|i take it|presumably|just checking|to confirm|its right|is it right|right in thinking|correct in thinking) (?:that )?(?:we|i|you|people)? ?(?:\w+ )?(?:shouldnt|mustnt|cant|dont|arent|not|never)\b"
)


def obeying(words: Words, first: int, last: int) -> str | None:
    """Why it is a question by somebody who means to obey; None where it is not."""
    if _OBEYING.search(_sentence(words, first, last)):
        return "it asks in order to obey"
    return None


def silence(words: Words, first: int, last: int, *, negatable: bool, questions: bool) -> str | None:
    """Why the match of words `first` to `last` does not count, in a clause for people; None where it does.

    Args:
        words: the message.
        first: the first word of the match.
        last: the word after the match.
        negatable: whether the manner of speaking matters to the phrase at all.
        questions: whether a question counts.
    """
    if not questions and asks(words, last):
        return "it is a question"
    if not negatable:
        return None
    for judge in JUDGEMENTS:
        if (reason := judge(words, first, last)) is not None:
            return reason
    return None


JUDGEMENTS: tuple[Callable[[Words, int, int], str | None], ...] = (negated, reported, complied, obeying)
"""What silences a match."""


def _sentence(words: Words, first: int, last: int) -> str:
    start, end = first, last
    while start > 0 and words.breaks[start] < 2 and first - start < 40:
        start -= 1
    while end < len(words) and words.breaks[end] < 2 and end - last < 40:
        end += 1
    return " ".join(words.plain[start:end])


def _shown(words: list[str]) -> str:
    return " ".join(words[-6:])
