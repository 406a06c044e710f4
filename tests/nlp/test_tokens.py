"""The tokens of a text, cut word by word, are those that spaCy cuts."""

from __future__ import annotations

import spacy
from hypothesis import given
from hypothesis import strategies as st

from nlp.text import fold
from nlp.tokens import Tokenizer

SPACY = spacy.blank("en").tokenizer
OURS = Tokenizer()
WRITTEN = st.lists(
    st.sampled_from(
        ["don't", "I'll", "e.g.", "10.30am", "(see", "below)", "a/b", "o-s", "minutes.pdf", "...", "\n", "\n\n", "it's.", ":-)",
         "U.K.", "£5m,", "Mr.", "can't,", "ana@example.org", "gonna", "--", "\"quoted\"", "4th", "1,000", "'cause", "\U0001f44d", "'"]
    ),
    max_size=25,
).map(" ".join)  # fmt: skip


@given(WRITTEN | st.text(max_size=120))
def test_tokens_are_spacys(text: str) -> None:
    """Whatever stands beside a word does not change how it is cut."""
    cased = fold(text).cased
    whole = [(token.idx, token.text) for token in SPACY(cased) if not token.is_space]
    assert [its for its in OURS._tokens(cased, 0, len(cased)) if its[1][0] != "\n"] == whole
