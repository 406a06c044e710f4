"""What the first look goes by: how single words foretell the network's answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.neural_network import MLPClassifier

from nlp.features import as_heard
from nlp.first_look import MOST, SIXTEENTHS, plain_words
from nlp.learning.network import BATCH, SEED

TALK = "~talk"
"""The class of all messages that the network would not believe a phrase in."""
OFTEN = 3
"""Messages that a word, or letters of one, must be in for the first look to know it."""
STEP, DECAY = 0.01, 3e-3
VALUE = 0.5
"""What one word counts for while it is learned from."""


class ByWords:
    """What single words tell of the network's answer: a multinomial logistic regression over words and their letters.

    Args:
        texts: messages that are looked at as one.
        answers: the rule that the network believes in, or TALK.
        rules: all rules that may be answered, in order.
        rounds: how often every message is learned from.
    """

    def __init__(self, texts: Sequence[str], answers: NDArray[np.str_], rules: Sequence[str], *, rounds: int) -> None:
        spread = Counter(number for text in texts for number in set(word_features(text)))
        self.features = np.array(sorted(number for number, seen in spread.items() if seen >= OFTEN), np.uint32)
        heard_well = self._matrix(texts)
        chance = np.random.default_rng(SEED)
        self._model = MLPClassifier(
            (), alpha=DECAY, batch_size=min(BATCH, len(texts)), learning_rate_init=STEP, random_state=SEED
        )
        for _ in range(rounds):
            order = chance.permutation(len(texts))
            self._model.partial_fit(heard_well[order], answers[order], classes=np.array([*rules, TALK]))

    def _matrix(self, texts: Sequence[str]) -> Any:
        """Messages as rows; a column for each feature, and a last one for words that nobody knows."""
        known = {number: at for at, number in enumerate(self.features.tolist())}
        rows, columns = [], []
        for row, text in enumerate(texts):
            for word in plain_words(text):
                its = as_heard(word)
                here = [known[number] for number in (its.number, *its.letters) if number in known]
                if its.number not in known and word[0] != "0":
                    here.append(len(known))
                columns += here
                rows += [row] * len(here)
        values = np.full(len(rows), VALUE, np.float32)
        made = sparse.csr_matrix((values, (rows, columns)), shape=(len(texts), len(known) + 1))
        made.sum_duplicates()
        return made

    @property
    def weights(self) -> NDArray[np.float64]:
        """A row for each feature and one for unknown words, a column for each rule: logarithms of odds against talk."""
        return self._against_talk(self._model.coefs_[0]) * VALUE

    @property
    def biases(self) -> NDArray[np.float64]:
        """The same for a message without words."""
        return self._against_talk(self._model.intercepts_[0][np.newaxis]).ravel()

    def _against_talk(self, columns: NDArray[np.float64]) -> NDArray[np.float64]:
        if columns.shape[1] == 1:  # of two classes only the second is told
            return -columns
        talk = self._model.classes_ == TALK
        return np.asarray(columns[:, ~talk] - columns[:, talk], np.float64)

    def whole(self) -> tuple[NDArray[np.int8], NDArray[np.int16]]:
        """Weights and biases in whole parts of one, as the program has them."""
        weights = np.clip(np.rint(self.weights * SIXTEENTHS), -MOST, MOST).astype(np.int8)
        return weights, np.rint(self.biases * SIXTEENTHS).astype(np.int16)

    def odds(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """For each message the logarithm of the odds of its likeliest rule against talk."""
        weights, biases = self.whole()
        sums = self._matrix(texts) / VALUE @ weights.astype(np.float64) + biases
        return np.asarray(sums.max(axis=1) / SIXTEENTHS, np.float64)


def word_features(text: str) -> list[int]:
    """The features of the single words of a message, by number."""
    return [number for word in map(as_heard, plain_words(text)) for number in (word.number, *word.letters)]
