"""Sentences of policy English."""

from __future__ import annotations

import time

import pytest

from qanswer.core.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "n_sentences"),
    [
        ("We encrypt data. Keys are rotated.", 2),
        ("We use TLS 1.2. HSTS is on.", 2),
        ("We host abroad, e.g. Ireland, with Dr. Smith.", 1),
        ("No. We do not.", 2),
        ("See policy no. 5 and Sec. 12 of it.", 1),
        ("We hold SOC 2 Type I. Type II follows.", 2),
        ("We are Acme Inc. Data stays here.", 2),
        ("Logs, alerts, etc. Access is reviewed.", 2),
        ("Version 1.2 is used by U.S. staff.", 1),
        ("We scan (weekly. All of it) and fix.", 1),
        ("A bracket (never closed. Two here. Three here.", 3),
        ("**Summary.** Two layers. `id` is checked.", 3),
        ("“It is safe.” Then more! Really? Yes.", 4),
        ("No stop at the end", 1),
        ("", 0),
    ],
)
def test_sentence_ends(text: str, n_sentences: int) -> None:
    """Abbreviations, versions and brackets end no sentence; marks and quotes around an end do not hide it."""
    assert len(split_sentences(text)) == n_sentences


def test_long_text_takes_no_time() -> None:
    """The work grows with the text, not with its square."""
    start = time.process_time()
    split_sentences("(a. B" * 20_000 + ")")
    assert time.process_time() - start < 5.0
