"""What a written word may stand for: itself, its textspeak, and where nobody knows the word, a trigger word that is one
edit away.

The rule about typos: only a word that is in no pack and not common English is read as a slip, only of a word of at least
five letters, and only over one edit (a letter dropped, added, changed, or two turned round). Found by deleting one
letter on both sides and comparing, so that the time does not depend on how many words the packs know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

SHORTEST = 5
"""Letters that a trigger word must have before a slip in it is forgiven."""
LONGEST = 30
"""Letters beyond which nothing is read as a slip."""

TEXTSPEAK: dict[str, str] = {
    "u": "you", "ur": "your", "r": "are", "y": "why", "pls": "please", "plz": "please", "plse": "please", "pl": "please",
    "thx": "thanks", "tks": "thanks", "ta": "thanks", "tmrw": "tomorrow", "tmr": "tomorrow", "tomoz": "tomorrow", "tom": "tomorrow", "2moro": "tomorrow",
    "2nite": "tonight", "tdy": "today", "yday": "yesterday", "msg": "message", "msgs": "messages", "mssg": "message", "mssgs": "messages", "mesg": "message",
    "mesgs": "messages", "grp": "group", "grps": "groups", "govt": "government", "gov": "government", "b4": "before", "w": "with", "wth": "with",
    "wout": "without", "abt": "about", "bc": "because", "cos": "because", "coz": "because", "cuz": "because", "bcos": "because", "2": "to", "4": "for",
    "n": "and", "nd": "and", "da": "the", "ppl": "people", "peeps": "people", "ppls": "people", "mtg": "meeting", "mtgs": "meetings", "appt": "appointment",
    "dept": "department", "depts": "departments", "min": "minister", "mins": "minutes", "pic": "picture", "pics": "pictures", "pix": "pictures",
    "fone": "phone", "fones": "phones", "ph": "phone", "fwd": "forward", "fwded": "forwarded", "fwding": "forwarding", "fw": "forward", "del": "delete",
    "dlt": "delete", "dleted": "deleted", "txt": "text", "txts": "texts", "txted": "texted", "txting": "texting", "wanna": "want", "gonna": "going",
    "gunna": "going", "gna": "going", "wud": "would", "cud": "could", "shud": "should", "shld": "should", "cld": "could", "wld": "would", "dnt": "dont",
    "dunt": "dont", "cnt": "cant", "wnt": "wont", "hav": "have", "hv": "have", "havin": "having", "wiv": "with", "wid": "with", "dis": "this", "dat": "that",
    "gud": "good", "rly": "really", "bn": "been", "bin": "been", "ive": "ive", "knw": "know", "kno": "know", "evry": "every", "evryone": "everyone", "evry1": "everyone",
    "every1": "everyone", "any1": "anyone", "some1": "someone", "sum1": "someone", "no1": "noone", "sumthing": "something", "sth": "something",
    "gettin": "getting", "goin": "going", "doin": "doing", "sendin": "sending", "deletin": "deleting", "leavin": "leaving", "movin": "moving", "takin": "taking",
    "usin": "using", "puttin": "putting", "postin": "posting", "sharin": "sharing", "keepin": "keeping", "info": "information", "pw": "password",
    "pwd": "password", "pword": "password", "passwrd": "password", "acct": "account", "accts": "accounts", "addr": "address", "no": "number",
    "num": "number", "tel": "telephone", "doc": "document", "docs": "documents", "atm": "now", "rn": "now", "asap": "now", "defo": "definitely",
    "deffo": "definitely", "approx": "approximately", "agrd": "agreed", "apprvd": "approved", "appvd": "approved", "mgr": "manager", "sec": "secretary",
    "cttee": "committee", "cmte": "committee", "ctte": "committee", "cllrs": "councillors", "cllr": "councillor", "pt": "patient", "pts": "patients",
    "hosp": "hospital", "ofc": "office", "sup": "supervisor", "wen": "when", "wot": "what", "wat": "what", "wats": "whats", "whos": "whos", "nite": "night",
    "thru": "through", "tho": "though", "altho": "although", "yr": "your", "yrs": "years", "wk": "week", "wks": "weeks", "hr": "hour", "hrs": "hours",
    "screenie": "screenshot", "screenies": "screenshots", "sceenshot": "screenshot", "telegramme": "telegram", "wapp": "whatsapp", "wattsapp": "whatsapp", "watsapp": "whatsapp", "whatsap": "whatsapp",
}  # fmt: skip
"""What people type for a word; the word as typed stays possible beside it."""

_NOT_ALONE = frozenset(
    {"no", "bin", "min", "tom", "y", "w", "sup", "pt", "sec", "ta", "gov", "da", "asap", "rn", "atm"}
)
"""Shortenings that are words of their own too often to be read as anything else."""

REPEATED = re.compile(r"(.)\1{2,}")
"""A letter that is held down."""
_KEYS = {"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t", "$": "s"}


class Readings:
    """Reads the words of messages against the words that the packs know.

    Args:
        vocabulary: every word form of the packs.
        common: words of ordinary English, which are never slips.
    """

    def __init__(self, vocabulary: Iterable[str], common: Iterable[str] = ()) -> None:
        self._vocabulary = frozenset(vocabulary)
        self.known = self._vocabulary | frozenset(common) | TEXTSPEAK.keys()
        self._near: dict[str, list[str]] = {}
        for word in sorted(self._vocabulary):
            if len(word) >= SHORTEST and word.isalpha():
                for place in range(len(word)):
                    self._near.setdefault(word[:place] + word[place + 1 :], []).append(word)

    def of(self, plain: str) -> frozenset[str]:
        """Every word that `plain` may stand for, itself among them."""
        if (meant := TEXTSPEAK.get(plain)) is not None and plain not in _NOT_ALONE:
            return frozenset({plain, meant})
        if plain in self.known:
            return frozenset({plain})
        return frozenset({plain, *self.slips(plain)})

    def shortened(self) -> Iterator[tuple[str, str]]:
        """What people type, and what it stands for."""
        return ((short, meant) for short, meant in TEXTSPEAK.items() if short not in _NOT_ALONE)

    def slips(self, plain: str) -> set[str]:
        """The words of the packs of which an unknown word may be a slip."""
        if not SHORTEST - 1 <= len(plain) <= LONGEST * 2:
            return set()
        found: set[str] = set()
        if REPEATED.search(plain):
            for keep in (r"\1", r"\1\1"):
                short = REPEATED.sub(keep, plain)
                if short in self._vocabulary:
                    return {short}
                found |= self._one_edit(short)
            return found
        return self._one_edit(plain) if len(plain) <= LONGEST else found

    def _one_edit(self, plain: str) -> set[str]:
        near, vocabulary = self._near, self._vocabulary
        found = set(near.get(plain, ()))  # a letter was dropped
        for place in range(len(plain)):
            less = plain[:place] + plain[place + 1 :]
            if len(less) >= SHORTEST and less in vocabulary:  # a letter was added
                found.add(less)
            for word in near.get(less, ()):
                if len(word) == len(plain) and _one_change(plain, word):
                    found.add(word)
        return found


def _one_change(a: str, b: str) -> bool:
    """Whether words of one length differ in one letter, or in two neighbours turned round."""
    wrong = [place for place in range(len(a)) if a[place] != b[place]]
    if len(wrong) == 1:
        return True
    return len(wrong) == 2 and wrong[1] == wrong[0] + 1 and a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]]
