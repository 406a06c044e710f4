"""Words of ordinary English work chat, the most usual first (`common.txt`).

They serve twice: a word that stands here is never read as a slip of a trigger word, and a phrase is looked for by the
word of it that is used least. `python -m nlp.common` writes the list anew from the project's own labelled messages.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from pathlib import Path

from nlp.labelled import NEAR_MISS, read_corpus, voices

_FILE = Path(__file__).with_name("common.txt")
_CORPUS = Path(__file__).with_name("corpus")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_SLIPS = frozenset({"offical", "pasword", "photod"})
"""Slips that several messages make; they are to be read as what they stand for."""
_UNKNOWN = 1e-5
"""How often a word that is not on the list is taken to be used, as a share of all words."""


@cache
def common_words() -> dict[str, float]:
    """Each word with the share of all words that it makes, by Zipf's law from its place on the list."""
    words = _FILE.read_text(encoding="utf-8").split()
    return {word: max(_UNKNOWN, 0.1 / (place + 2)) for place, word in enumerate(words)}


@lru_cache(maxsize=16_384)
def share(words: frozenset[str]) -> float:
    """How often one of the words is used, as a share of all words."""
    known = common_words()
    return sum(known.get(word, _UNKNOWN) for word in words)


def main() -> None:
    """Write the list anew: words that at least two ordinary messages use, then those of at least three others."""
    ordinary: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for row in (*voices(_CORPUS), *(row for path in sorted(_CORPUS.glob("*.jsonl")) for row in read_corpus(path))):
        words = {word.replace("'", "") for word in _WORD.findall(row.text.lower().replace("\u2019", "'"))} - _SLIPS
        if not row.rules and row.kind != NEAR_MISS and row.difficulty != "noisy":
            ordinary.update(words)
        elif row.difficulty != "noisy":
            others.update(words)
    usual = sorted((word for word in ordinary if ordinary[word] > 1), key=lambda word: (-ordinary[word], word))
    rest = sorted(
        (word for word, count in others.items() if count > 2 and ordinary[word] < 2),
        key=lambda word: (-others[word], word),
    )
    _FILE.write_text("\n".join([*usual, *rest]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
