"""BM25 over the passages, as a share of the best score that any text could reach for the question."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_K1, _B = 0.5, 0.3
"""Low, as passages are short: a word said twice says little more, and length says little about weight.

Measured against the usual 1.2 and 0.75: recall@3 +.03, AUROC +.01, no set worse (docs/decisions.md)."""
_TOKEN = re.compile(r"[^\W_]+(?:[.'\u2019-][^\W_]+)*")
_STOP_TEXT = """
a about above after again all also am an and any are as at be been before being below between both but by can could
did do does doing down during each else etc few for from further had has have having he her here hers him his how i if
in into is it its itself just may me might more most must my no nor not now of off on once only or other our ours out
over own please provide describe same shall she should so some such than that the their theirs them then there these
they this those through to too under until up upon us very via was we were what when where whether which while who
whom why will with within would you your yours yes
"""
_STOP_WORDS = frozenset(_STOP_TEXT.split())
"""English function words, and the words that questions are put with."""


def tokenize(text: str) -> list[str]:
    """Cut a text into stemmed words without stop words; "1.2" stays whole, "sub-processor" gives two words."""
    return [token for word in _TOKEN.findall(text.lower().replace("\u2019", "'")) for token in _stem(word)]


@lru_cache(maxsize=65536)
def _stem(word: str) -> tuple[str, ...]:
    if word in _STOP_WORDS:
        return ()
    word = word.removesuffix("'s")
    parts = [word] if word[0].isdigit() else re.split(r"[.'-]", word)
    stem = _stemmer().stemWord
    return tuple(stem(part) for part in parts if part and part not in _STOP_WORDS)


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


class LexicalIndex:
    """BM25 (Lucene's variant) by bm25s."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Index the texts."""
        import bm25s
        import numpy as np

        self._n_texts = len(texts)
        self._frequency: dict[str, int] = {}
        self._index = bm25s.BM25(k1=_K1, b=_B, method="lucene")
        corpus = [tokenize(text) for text in texts]
        if any(corpus):
            self._index.index(corpus, show_progress=False, create_empty_token=False)
            lengths = np.diff(self._index.scores["indptr"])
            self._frequency = {token: int(lengths[number]) for token, number in self._index.vocab_dict.items()}

    def score(self, question: str) -> npt.NDArray[np.float32]:
        """Give each text's BM25 score for the question, divided by the question's best possible score: 0 to 1.

        The bound is the sum of idf over the question's words: the term-frequency factor of this variant stays under 1.
        A word that no text has counts in the bound, so that a question about something else scores low.
        """
        import numpy as np

        tokens = tokenize(question)
        bound = sum(self._idf(token) for token in tokens)
        known = [token for token in tokens if token in self._frequency]
        if not known:
            return np.zeros(self._n_texts, dtype=np.float32)
        scores: npt.NDArray[np.float32] = self._index.get_scores(known) / np.float32(bound)
        return scores

    def _idf(self, token: str) -> float:
        frequency = self._frequency.get(token, 0)
        return math.log(1 + (self._n_texts - frequency + 0.5) / (frequency + 0.5))
