"""Approved answers held in memory: found by the likeness of their questions, the same way as passages are."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from qanswer.answering.words import STOPWORDS, split_words
from qanswer.core.answer import ApprovedAnswer, Match
from qanswer.core.protocols import Encoder

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_LEXICAL_SHARE = 0.5


class MemoryBank:
    """An answer bank of approved answers; with an encoder likeness is words and meaning in equal parts, else words."""

    def __init__(self, answers: Sequence[ApprovedAnswer], encoder: Encoder | None = None) -> None:
        """Take the answers; each is found by its question and by each alternate wording."""
        self._answers = tuple(answers)
        self._encoder = encoder
        self._entries = [
            (wording, answer) for answer in self._answers for wording in (answer.question_text, *answer.alternates)
        ]

    def match(self, questions: Sequence[str]) -> list[tuple[Match, ...]]:
        """Give, for each question, the approved answers by falling likeness (0 to 1), each once."""
        if not self._entries:
            return [() for _ in questions]
        meanings = self._compare_meanings(questions)
        return [
            self._rank(question, meanings[at] if meanings is not None else None)
            for at, question in enumerate(questions)
        ]

    def _rank(self, question: str, meaning: npt.NDArray[np.float32] | None) -> tuple[Match, ...]:
        words = _count(question)
        best: dict[str, Match] = {}
        for at, (_, answer) in enumerate(self._entries):
            score = self._compare_words(words, self._counts[at])
            if meaning is not None:
                score = _LEXICAL_SHARE * score + (1 - _LEXICAL_SHARE) * max(0.0, float(meaning[at]))
            if answer.id not in best or score > best[answer.id].score:
                best[answer.id] = Match(answer, min(1.0, score))
        return tuple(sorted(best.values(), key=lambda match: (-match.score, match.answer.id)))

    def _compare_words(self, left: Counter[str], right: Counter[str]) -> float:
        """Give the share of weighted words that two questions have in common."""
        both = sum(self._weigh(word) for word in left.keys() & right.keys())
        either = sum(self._weigh(word) for word in left.keys() | right.keys())
        return both / either if either else 0.0

    def _weigh(self, word: str) -> float:
        n = len(self._entries)
        return math.log(1 + (n + 1) / (self._frequencies[word] + 0.5))

    def _compare_meanings(self, questions: Sequence[str]) -> npt.NDArray[np.float32] | None:
        if self._encoder is None:
            return None
        return self._encoder.encode(list(questions)) @ self._vectors.T

    @cached_property
    def _vectors(self) -> npt.NDArray[np.float32]:
        assert self._encoder is not None
        return self._encoder.encode([wording for wording, _ in self._entries])

    @cached_property
    def _counts(self) -> list[Counter[str]]:
        return [_count(wording) for wording, _ in self._entries]

    @cached_property
    def _frequencies(self) -> Counter[str]:
        return Counter(word for count in self._counts for word in count)


def _count(text: str) -> Counter[str]:
    return Counter(token.stem for token in split_words(text) if token.text.casefold() not in STOPWORDS)
