"""The cheap first look, which lets nearly every message go.

Three questions, each asked only where the one before said yes:

1. Are all the words there that some phrase asks for? Each word of a message brings one integer, with a bit for every
   set of words that it is in; the bits of the message are held against those that the phrases of its least usual word
   ask for. No phrase is looked at that has no such word in the message, so the time does not grow with their number.
2. Do they stand in the phrase's order and near enough? The phrase's own steps, over the plain words, sentences ignored.
3. Only then spaCy's tokens and the whole judgement (nlp/detector.py).

The first two never say no where the third would find something; they may say yes where it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import or_

from nlp.common import share
from nlp.phrases import Compiled, QuickView
from nlp.readings import Readings
from nlp.shapes import DIGIT_SIGN, has_digit
from nlp.text import comparable
from nlp.tokens import SPELLED_FROM

_ANCHOR = 1
"""The lowest bit of a word's integer: the least usual word of some phrase."""

_SMALL = bytes(ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else 32 for code in range(256))
_SHAPE = bytes(97 if code < 128 and chr(code).isalpha() else 32 for code in range(256))
_SPELLED = b"a a a a"
_DROPPED = b"'`"
_UNSPOKEN = frozenset('"@/`>')
"""Signs of links, names, code and quotes, which are blanked before the words are judged: neighbours may change."""
_DIGIT = DIGIT_SIGN.encode()


class Gate:
    """Which phrases a message can hold, by its words alone.

    Args:
        phrases: the compiled phrases; their numbers are their places in this list.
        readings: what a written word may stand for.
    """

    def __init__(self, phrases: Sequence[Compiled], readings: Readings) -> None:
        self._phrases = phrases
        self._readings = readings
        bits: dict[frozenset[str], int] = {}
        masks: dict[str, int] = {}
        anchored: dict[str, dict[int, set[int]]] = {}
        for number, phrase in enumerate(phrases):
            for way in phrase.ways:
                for need in way:
                    if need not in bits:
                        bits[need] = bit = 1 << (len(bits) + 1)
                        for word in need:
                            masks[word] = masks.get(word, 0) | bit
                wanted = reduce(or_, (bits[need] for need in way))
                for word in min(way, key=share):
                    anchored.setdefault(word, {}).setdefault(wanted, set()).add(number)
        for word in anchored:
            masks[word] |= _ANCHOR
        known = {DIGIT_SIGN: 0} | dict.fromkeys(readings.known, 0) | masks
        for word in known:
            if has_digit(word) and word != DIGIT_SIGN:
                known[word] |= known[DIGIT_SIGN]
                anchored.setdefault(word, {}).update(anchored.get(DIGIT_SIGN, {}))
        for short, meant in readings.shortened():
            known[short] = known.get(short, 0) | known.get(meant, 0)
            anchored.setdefault(short, {}).update(anchored.get(meant, {}))
        self._known = {word.encode(): mask for word, mask in known.items()}
        self._anchored = {
            word.encode(): (reduce(or_, wanted) & ~masks.get(word, 0), min(w & ~masks.get(word,0) for w in wanted) == 0, tuple(wanted.items())) for word, wanted in anchored.items() if wanted
        }

    def opens(self, text: str) -> bool:
        """Whether the text may hold a phrase."""
        return next(self.candidates(text), None) is not None

    def candidates(self, text: str) -> Iterator[int]:
        """Numbers of the phrases that the text may hold, each once, in no order."""
        raw = (text if text.isascii() else comparable(text)).encode()
        words = raw.translate(_SMALL, _DROPPED).split()
        if _SPELLED in raw.translate(_SHAPE):
            words = joined(words)
        masks = list(map(self._known.get, words))
        meant = words
        if None in masks:
            meant = [*words, *self._unknown(words, masks)]
            masks = [self._known.get(word, 0) for word in meant]
        here: int = reduce(or_, masks, 0)  # type: ignore[arg-type]
        if not here & _ANCHOR:
            return
        seen: set[int] = set()
        spoken = _UNSPOKEN.isdisjoint(text)
        quick: QuickView | None = None
        for word in meant:
            entry = self._anchored.get(word)
            if entry is None or not (entry[1] or here & entry[0]):
                continue
            for wanted, numbers in entry[2]:
                if here & wanted == wanted and not numbers <= seen:
                    for number in numbers - seen:
                        if spoken and quick is None:
                            quick = QuickView([self._readings.of(each.decode()) for each in words])
                        if quick is None or self._phrases[number].may_stand(quick):
                            yield number
                    seen |= numbers

    def _unknown(self, words: list[bytes], masks: list[int | None]) -> Iterator[bytes]:
        """What the words that nobody knows may stand for."""
        for word, mask in zip(words, masks, strict=True):
            if mask is None:
                plain = word.decode()
                if plain.isalpha():
                    yield from (slip.encode() for slip in self._readings.slips(plain))
                elif has_digit(plain):
                    yield _DIGIT


def joined(words: list[bytes]) -> list[bytes]:
    """The words, with every run of four single letters or more made one word."""
    made: list[bytes] = []
    run: list[bytes] = []
    for word in [*words, b""]:
        if len(word) == 1 and word.isalpha():
            run.append(word)
            continue
        made += [b"".join(run)] if len(run) >= SPELLED_FROM else run
        run = []
        made.append(word)
    return made[:-1]
