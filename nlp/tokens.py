"""A message as words: spaCy's tokens, joined where one word was cut (do n't), cut where several were glued, with the
sentences and clauses they stand in.

spaCy keeps every new string for ever, so its tokenizer lives in a memory zone that is given up after so many messages.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import cache
from typing import TYPE_CHECKING

from nlp.kept import Kept
from nlp.text import Folded

if TYPE_CHECKING:
    from spacy.language import Language

_PIECE = re.compile(r"[^\W_]+(?:['`][^\W_]+)*['`]?|[^\w\s]|_")
_SENTENCE_ENDS = frozenset(".!?\n;")
_CLAUSE_ENDS = frozenset(',:()"-–—[]*|/+…')
_NOT_CLAUSE = frozenset("/*+'`_&#%$£€@~^=<>\\|{}")
_NUMERIC = re.compile(r"[£$€]?\d+(?:[.,:/-]\d+)*(?:st|nd|rd|th|k|m|bn|am|pm|hrs|hr|mil|%)?\Z", re.IGNORECASE)
_FILE = re.compile(
    r"[\w()+-]+\.(?:pdf|docx?|xlsx?|pptx?|csv|txt|jpe?g|png|heic|zip|eml|msg|mp4|mov|m4a|mp3|rtf|odt|ods|key|pages|numbers)\Z",
    re.IGNORECASE,
)
SPELLED_FROM = 4
"""So many single letters in a row are a word that was spaced out."""


_ABBREVIATION = re.compile(r"(?:[^\W\d_]{1,8}\.)+\Z")
_CHUNK = re.compile(r"\n+|\S+")
_LETTERS_AND_FIGURES = re.compile(r"[^\W_]+")


class Words:
    """The words of a folded text, in its order.

    `plain[i]` is word i in small letters without apostrophes; `cased[i]` as it was written; `starts[i]`, `ends[i]` its
    place in `folded.cased`. `breaks[i]` says what stands before word i: 0 nothing, 1 the end of a clause, 2 the end of
    a sentence. `questions` holds the numbers of sentences that end with a question mark.
    """

    __slots__ = ("breaks", "cased", "ends", "files", "folded", "plain", "question_ends", "starts")

    def __init__(self, folded: Folded) -> None:
        self.folded = folded
        self.plain: list[str] = []
        self.cased: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.breaks: list[int] = []
        self.files: set[int] = set()
        self.question_ends: set[int] = set()

    def __len__(self) -> int:
        return len(self.plain)


class Tokenizer:
    """spaCy's blank English tokenizer, with bounded memory.

    It cuts what stands between two spaces without regard to the rest of the text (spacy.io/usage/linguistic-features,
    "How spaCy's tokenizer works"), so that is what is kept. `looked_at` counts the characters it was asked for, so that
    tests can hold the work to a bound.
    """

    ZONE = 500
    """Chunks after which the strings of one zone are given up."""

    def __init__(self) -> None:
        self._language: Language | None = None
        self._zone = ExitStack()
        self._chunks = 0
        self._lock = threading.Lock()
        self._tokens_of = Kept(self._cut)
        self.looked_at = 0

    def words(self, folded: Folded, ranges: Iterable[tuple[int, int]]) -> Words:
        """The words in these ranges of a folded text, which are in order and do not overlap."""
        words = Words(folded)
        with self._lock:
            for start, end in ranges:
                self.looked_at += end - start
                _add_words(words, self._tokens(folded.cased, start, end))
        return _close_up(words)

    def strings(self) -> int:
        """How many strings spaCy holds now."""
        return len(self._language.vocab.strings) if self._language is not None else 0

    def _tokens(self, text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
        """The tokens, each with its place; of white space only line breaks."""
        for found in _CHUNK.finditer(text, start, end):
            chunk, place = found.group(), found.start()
            if chunk[0] == "\n":
                yield place, chunk
            else:
                for at, token in self._tokens_of[chunk]:
                    yield place + at, token

    def _cut(self, chunk: str) -> list[tuple[int, str]]:
        if self._language is None:
            import spacy

            self._language = spacy.blank("en")
            # only where tokens begin and end is asked for: what spaCy works out for each new word is left out
            self._language.vocab.lex_attr_getters = {}  # type: ignore[attr-defined]
        if self._chunks % self.ZONE == 0:
            self._zone.close()
            self._zone.enter_context(self._language.memory_zone())
        self._chunks += 1
        return [(token.idx, token.text) for token in self._language.tokenizer(chunk)]


@cache
def shared_tokenizer() -> Tokenizer:
    """The tokenizer of this process: spaCy takes a fifth of a second to be made, and once is enough."""
    return Tokenizer()


def _add_words(words: Words, tokens: Iterable[tuple[int, str]]) -> None:
    pending = 2
    glued = False  # whether the next piece may belong to the word before it
    for start, text in tokens:
        if text.isalpha():
            pending = _add(words, text, start, pending, glued=glued and bool(words.ends) and words.ends[-1] == start)
            glued = True
            continue
        if _FILE.match(text):
            for found in _LETTERS_AND_FIGURES.finditer(text):
                pending = _add(words, found.group(), start + found.start(), pending, glued=False)
                words.files.add(len(words) - 1)
            glued = True
            continue
        if _NUMERIC.match(text) or _ABBREVIATION.match(text):
            pending = _add(words, text, start, pending, glued=glued and bool(words.ends) and words.ends[-1] == start)
            # a letter with a full stop ends a sentence more often than it stands for a name: we take option B.
            pending, glued = (2, False) if len(text) == 2 and text[1] == "." else (pending, True)
            continue
        for found in _PIECE.finditer(text):
            piece = found.group()
            place = start + found.start()
            if piece[0].isalnum() or (len(piece) > 1 and piece[-1].isalpha()):
                pending = _add(
                    words, piece, place, pending, glued=glued and bool(words.ends) and words.ends[-1] == place
                )
                glued = True
            elif piece in "'`":
                if glued and words.ends and words.ends[-1] == place:
                    words.ends[-1] = place + 1
            else:
                glued = False
                pending = max(pending, _break(piece, text, words))
        if "\n" in text:
            pending, glued = 2, False


def _break(sign: str, token: str, words: Words) -> int:
    if sign == "." and token.startswith(".."):
        return 1
    if sign in _SENTENCE_ENDS:
        if sign == "?" and words.plain:
            words.question_ends.add(len(words) - 1)
        return 1 if sign == ";" else 2
    if sign in _NOT_CLAUSE:
        return 0
    if sign == "-":
        return 0
    return 1


def _add(words: Words, text: str, start: int, pending: int, *, glued: bool) -> int:
    plain = text.lower().replace("'", "").replace("`", "")
    if plain[-1:] == ".":
        plain = plain.replace(".", "")
    if glued and pending == 0 and words.plain:
        words.plain[-1] += plain
        words.cased[-1] += text
        words.ends[-1] = start + len(text)
        return 0
    if not plain:
        return pending
    words.plain.append(plain)
    words.cased.append(text)
    words.starts.append(start)
    words.ends.append(start + len(text))
    words.breaks.append(pending)
    return 0


def _close_up(words: Words) -> Words:
    """Join letters that were spaced out (d e l e t e), and end sentences where somebody dictated "full stop"."""
    if sum(map(len, words.plain)) > 2 * len(words.plain) and "stop" not in words.plain and not has_spelled(words.plain):
        return words
    joined = Words(words.folded)
    here, count, pending = 0, len(words), 0
    while here < count:
        end = here
        while (
            end < count
            and len(words.plain[end]) == 1
            and words.plain[end].isalpha()
            and (end == here or words.breaks[end] == 0)
        ):
            end += 1
        end = end if end - here >= SPELLED_FROM else here + 1
        if words.plain[here] == "full" and here + 1 < count and words.plain[here + 1] == "stop" and here > 0:
            pending, here = 2, here + 2
            continue
        joined.plain.append("".join(words.plain[here:end]))
        joined.cased.append("".join(words.cased[here:end]))
        joined.starts.append(words.starts[here])
        joined.ends.append(words.ends[end - 1])
        joined.breaks.append(max(pending, words.breaks[here]))
        pending = 0
        if any(index in words.files for index in range(here, end)):
            joined.files.add(len(joined) - 1)
        if end - 1 in words.question_ends:
            joined.question_ends.add(len(joined) - 1)
        here = end
    return joined


def has_spelled(plain: Iterable[str]) -> bool:
    """Whether letters by themselves stand in a row, as many as may spell a word."""
    run = 0
    for word in plain:
        run = run + 1 if len(word) == 1 and word.isalpha() else 0
        if run >= SPELLED_FROM:
            return True
    return False
