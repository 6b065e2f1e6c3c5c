"""BM25 as a share of the question's best possible score."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanswer.retrieval.lexical import LexicalIndex, tokenize

TEXTS = ("Backups are encrypted with AES-256.", "TLS 1.2 protects data in transit.", "SOC 2 Type I audit.")
WORDS = st.lists(st.sampled_from(["backups", "encrypted", "tls", "1.2", "soc", "2", "zebra", "the", ""]), max_size=8)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Backups are backed up", ["backup", "back"]),
        ("TLS 1.2/1.3", ["tls", "1.2", "1.3"]),
        ("SOC 2 Type II", ["soc", "2", "type", "ii"]),
        ("sub-processors' lists", ["sub", "processor", "list"]),
        ("the customer’s data", ["custom", "data"]),
        ("AES-256", ["ae", "256"]),
        ("", []),
    ],
)
def test_words_are_stems(text: str, tokens: list[str]) -> None:
    """Inflections fall together, numbers of versions and types stay, function words go."""
    assert tokenize(text) == tokens


@given(WORDS)
def test_scores_are_shares(words: list[str]) -> None:
    """Whatever is asked, each score lies between 0 and 1."""
    scores = LexicalIndex(TEXTS).score(" ".join(words))
    assert scores.shape == (3,)
    assert float(scores.min()) >= 0.0
    assert float(scores.max()) <= 1.0


def test_best_text_wins() -> None:
    """The text that holds the question's words scores highest."""
    scores = LexicalIndex(TEXTS).score("Are backups encrypted?")
    assert scores.argmax() == 0
    assert float(scores[0]) > 0.6


def test_unknown_words_count_against() -> None:
    """A question that asks for more than the texts know scores lower."""
    index = LexicalIndex(TEXTS)
    assert float(index.score("encrypted backups in zeppelins").max()) < float(index.score("encrypted backups").max())


@pytest.mark.parametrize("texts", [(), ("",), ("the of",)])
def test_nothing_to_find(texts: tuple[str, ...]) -> None:
    """Texts without a word score 0."""
    assert LexicalIndex(texts).score("backups").tolist() == [0.0] * len(texts)


def test_score_is_that_of_the_formula() -> None:
    """One word in one of three texts: its idf cancels, what stays is saturation by count and length."""
    scores = LexicalIndex(("backup backup data", "data", "logs data here")).score("backups")
    length, mean = 3, (3 + 1 + 2) / 3  # "here" is a function word
    assert scores.tolist() == pytest.approx([2 / (2 + 0.5 * (1 - 0.3 + 0.3 * length / mean)), 0, 0])
