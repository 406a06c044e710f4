"""Telling a marking from prose, and a leak from advice: the strength rules of section D.5 of the policy brief.

A marking speaks when it is unmistakable by its form, when it stands in capitals that mean something, or when words
round it say that a paper carries it. It is silent when a prohibition before it governs it, when the sentence states a
rule, tells of what was put right, or plays with the word.
"""

from __future__ import annotations

from nlp.markings_forms import Alone, Part
from nlp.markings_grammar import Chain, Found
from nlp.markings_words import CUES, PAPERS, PARTY, PROSE_AFTER, grammar_word
from nlp.words import Words, listed

REACH = 30
"""Words of the sentence to either side that are looked at."""
CUE_REACH = 6
_WRITTEN = listed("marked classified graded protectively classification marking tier watermarked headed")
_MARKED_FILLERS = listed("as at for up to it its is was only just now still all the a in not been even") | _WRITTEN

LEAKS = listed(
    "attached attaching atached attachd below heres here's sending sent forwarding fwding posting posted"
    " pasting pasted dropping sharing shared snap snapped screenshot screenshotted photo photographed"
    " photos pic pics pasting reading summary copied copying popping sticking scan scanned uploading"
    " whatsapped snippet gist anyway"
)
"""Words that say that the thing itself comes over: they outweigh a rule that is quoted."""

_EMBARGOABLE = listed("press release releases figures stats statistics speech story notice announcement copy for at")
_ACRONYMS = frozenset({"NPM", "LES", "TOP SECRET"})
"""Values whose shorthand (npm, les, ts) means nothing in small letters."""
_STRAPPED = listed("watch bra bag shoulder chin bike new the camera guitar leather")


def strong_alone(words: Words, chain: Chain) -> bool:
    """Whether the form itself is evidence: rule 1 of D.5."""
    if _joined_strength(chain):
        return True
    shouting = _shouting(words, chain)
    for found in chain.parts:
        if found.form.alone is Alone.FIXED:
            return True
        if found.form.alone is Alone.CAPITALS and found.capitals and not (shouting and not _set_off(words, chain)):
            return True
    return False


def _set_off(words: Words, chain: Chain) -> bool:
    """Whether the marking has a line or a pair of brackets to itself."""
    before, after = words.gap(chain.first), words.gap(chain.last)
    own_start = chain.first == 0 or "\n" in before
    own_end = chain.last == len(words) or "\n" in after
    return (own_start and own_end) or (before.endswith(("[", "(")) and after.startswith(("]", ")")))


def _joined_strength(chain: Chain) -> bool:
    """A tier with a handling instruction, descriptor or caveat behind it is a marking in any case."""
    kinds = {found.form.part for found in chain.parts}
    tiers = kinds & {Part.TIER, Part.LEGACY}
    others = kinds & {Part.HANDLING, Part.DESCRIPTOR, Part.CAVEAT}
    return bool(tiers and others) and (
        chain.parts[0].capitals or all(found.form.alone is not Alone.NEVER for found in chain.parts)
    )


def _shouting(words: Words, chain: Chain) -> bool:
    """Whether capitals mean nothing because the other words are in capitals too; a marking by itself is not
    shouting.
    """
    upper, total = words.upper_words
    inside = [at for at in range(chain.first, chain.last) if len(words.cased(at)) > 1]
    upper -= sum(words.capitals(at) for at in inside)
    total -= len(inside)
    return total >= 2 and upper >= 0.7 * total


def cued(words: Words, chain: Chain) -> bool:
    """Whether the words round a weak form say that a paper carries it: rule 2 of D.5, by what people write."""
    first, last = words.sentence(chain.first, chain.last, reach=CUE_REACH)
    before = [grammar_word(words.lower[at]) for at in range(first, chain.first)]
    after = list(words.lower[chain.last : last])
    if _said_to_be_marked(before):
        return True
    head = chain.parts[0]
    if head.form.alone is Alone.NEVER:
        return False
    if head.form.value == "EMBARGOED":
        return bool(after) and (after[0] in _EMBARGOABLE or after[0] in PAPERS)
    if head.form.alone is Alone.CUE:
        after = words.lower[chain.last : chain.last + 3]
        if head.form.value in _ACRONYMS and not head.capitals:
            return False
        return not CUES.isdisjoint(before[-3:] + after) or (
            head.capitals and (_predicate(before) or after[:2] == ["do", "not"])
        )
    if after and _paper_follows(after) and not words.breaks_clause(chain.last):
        return (
            head.form.part is not Part.LEGACY
            or _carried(words, chain)
            or after[0] in {"marking", "markings", "stamp", "header"}
        )
    return _paper_is(before)


def _said_to_be_marked(before: list[str]) -> bool:
    for word in reversed(before[-4:]):
        if word in _WRITTEN:
            return True
        if word not in _MARKED_FILLERS:
            return False
    return False


def _predicate(before: list[str]) -> bool:
    """`its CUI`, `this is only TS`."""
    trimmed = [word for word in before if word not in {"only", "just", "now", "technically", "actually", "all"}]
    return bool(trimmed) and trimmed[-1] in {"its", "it's", "is", "was", "theyre", "are"}


def _paper_follows(after: list[str]) -> bool:
    if after[0] in PAPERS or after[0] == "stuff":
        return True
    return len(after) > 1 and after[0] in {"level", "tier", "marked", "strategy", "risk"} and after[1] in PAPERS


def _paper_is(before: list[str]) -> bool:
    """`the annex is secret`, `paper was only secret`."""
    trimmed = [
        word for word in before if word not in {"only", "just", "now", "technically", "actually", "the", "still"}
    ]
    return len(trimmed) > 1 and trimmed[-1] in {"is", "was", "are", "were", "its"} and trimmed[-2] in PAPERS


def _carried(words: Words, chain: Chain) -> bool:
    first, last = words.sentence(chain.first, chain.last, reach=REACH)
    return not LEAKS.isdisjoint(words.lower[first:last]) or "old" in words.lower[first : chain.first]


def prose(words: Words, chain: Chain) -> bool:
    """Whether the word is not a marking at all: Secret Santa, confidential waste, a secret birthday, TS = Tom
    Shaw.
    """
    tail = chain.parts[-1]
    after = words.lower[chain.last] if chain.last < len(words) else ""
    gap = words.gap(chain.last)
    attached = bool(after) and gap.strip(" '\"_-*") == "" and "\n" not in gap
    if len(chain.parts) == 1 and attached and after in PROSE_AFTER.get(_key(tail, words), ()):
        return True
    if chain.parts[0].form.alone is Alone.CUE and "=" in gap:
        return True
    if gap == "-" and chain.last - chain.first > 1 and words.gap(chain.last - 1) == " " and after not in PAPERS:
        return True
    before = words.lower[chain.first - 1] if chain.first else ""
    if _part_of_address(words, chain) or (tail.form.value == "STRAP" and not tail.capitals and before in _STRAPPED):
        return True
    if chain.has(Part.LEGACY) and _disclaimed(words, chain):
        return True
    if chain.parts[0].form.part in {Part.TIER, Part.LEGACY} and chain.parts[0].form.alone is not Alone.FIXED:
        return _playful(words, chain, after if attached else "")
    return False


def _key(found: Found, words: Words) -> str:
    return grammar_word(words.lower[found.last - 1]) if found.form.value != "TOP SECRET" else _top(found, words)


def _top(found: Found, words: Words) -> str:
    return "ts" if words.lower[found.last - 1] == "ts" else "secret"


def _part_of_address(words: Words, chain: Chain) -> bool:
    """`#official`, `@secret`, `u/fouo`, or a word of a web address."""
    start = words.starts[chain.first]
    lead = words.text[max(0, start - 200) : start]
    chunk = lead[max(lead.rfind(" "), lead.rfind("\n")) + 1 :]
    if words.text.startswith(("u/", "r/"), start):
        return True
    return chunk.startswith(("@", "#", "http", "www.", "/")) or chunk.lower() in {"u/", "r/"} or "://" in chunk


def _disclaimed(words: Words, chain: Chain) -> bool:
    """`confidential and intended for the addressee only`, `access is RESTRICTED`."""
    first, last = words.sentence(chain.first, chain.last, reach=REACH)
    return (
        "intended" in words.lower[chain.last : last]
        or "access" in words.lower[max(first, chain.first - 3) : chain.first]
    )


def _playful(words: Words, chain: Chain, after: str) -> bool:
    first, last = words.sentence(chain.first, chain.last, reach=REACH)
    if after == "level" or (after in PAPERS and (chain.parts[0].capitals or PARTY.isdisjoint(words.lower[first:last]))):
        return False
    if not PARTY.isdisjoint(words.lower[first:last]):
        return not chain.has(Part.HANDLING)
    before = words.lower[chain.first - 1] if chain.first else ""
    return (
        before in {"a", "no", "big", "little", "dirty", "kept", "open", "in", "worst", "trade"}
        and len(chain.parts) == 1
    )
