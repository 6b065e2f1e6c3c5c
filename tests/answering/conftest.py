"""A tiny deterministic retriever, so that the judge is tested without a model."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from qanswer.answering.draft import Drafter
from qanswer.answering.words import STOPWORDS, split_words
from qanswer.core.answer import DraftAnswer
from qanswer.core.passage import Passage, PassageKind, RankedPassage, Source, make_passage_id
from qanswer.core.question import Question
from qanswer.core.status import read_status

SOURCE = Source("policy", "Policy", "policy.md", "md", "0" * 64)


class WordRetriever:
    """Ranks passages by the share of a question's words that they hold."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        """Take the passages."""
        self.passages = tuple(passages)
        self._stems = [_stems(passage.embed_text) for passage in self.passages]

    def search(self, questions: Sequence[str], limit: int) -> list[tuple[RankedPassage, ...]]:
        """Give, for each question, at most `limit` passages by falling score."""
        return [self._rank(_stems(question), limit) for question in questions]

    def _rank(self, asked: set[str], limit: int) -> tuple[RankedPassage, ...]:
        shares = [len(asked & held) / max(1, len(asked)) for held in self._stems]
        order = sorted(range(len(shares)), key=lambda at: (-shares[at], at))[:limit]
        return tuple(RankedPassage(self.passages[at], 0.3 + 0.6 * shares[at], n) for n, at in enumerate(order, 1))


def _stems(text: str) -> set[str]:
    return {token.stem for token in split_words(text) if token.text.casefold() not in STOPWORDS}


def make_passage(text: str, *headings: str, kind: PassageKind = PassageKind.PARAGRAPH, question: str = "") -> Passage:
    """Make a passage of one source."""
    path = headings or ("Policy",)
    identity = make_passage_id(SOURCE.path, path, text)
    return Passage(identity, SOURCE, path, text, "L1", kind, read_status(text), question)


def ask_all(passages: Sequence[Passage], questions: Sequence[str]) -> list[DraftAnswer]:
    """Draft each question by itself, so that one does not settle another."""
    drafter = Drafter(WordRetriever(passages))
    return [drafter.draft([Question("1", "1", question)])[0] for question in questions]


Ask = Callable[[str, str], DraftAnswer]


@pytest.fixture
def ask() -> Ask:
    """Draft one question on one sentence of policy."""
    return lambda sentence, question: ask_all([make_passage(sentence)], [question])[0]
