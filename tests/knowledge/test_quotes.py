"""Quotes that others took from real policies stand in our passages to the letter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qanswer.knowledge.library import load_library


def fold(text: str) -> str:
    """Fold white space and case."""
    return " ".join(text.split()).casefold()


@pytest.mark.parametrize("name", ["smalt", "sourcegraph", "wayfarer", "sentimetrx"])
def test_labelled_quotes_stand_in_one_passage(shared: Path, name: str) -> None:
    """Each labelled quote lies within one passage; a quote of two words may stand in several."""
    passages = load_library(shared / "bench" / name / "corpus").passages
    rows = [json.loads(line) for line in (shared / "bench" / name / "qa.jsonl").read_text("utf-8").splitlines()]
    quotes = {(gold["file"], gold["quote"]) for row in rows for gold in row["gold_sources"]}
    counts = {
        quote: sum(passage.source.path == quote[0] and fold(quote[1]) in fold(passage.text) for passage in passages)
        for quote in quotes
    }
    assert {quote: n for quote, n in counts.items() if n != 1 and (n == 0 or len(quote[1].split()) > 2)} == {}


@pytest.mark.parametrize("name", ["smalt", "wayfarer", "sentimetrx"])
def test_passages_stand_in_their_file(shared: Path, name: str) -> None:
    """Each passage's text is found in its file, white space and case folded; rows of HTML tables cell by cell."""
    folder = shared / "bench" / name / "corpus"
    library = load_library(folder)
    texts = {source.path: fold((folder / source.path).read_text("utf-8")) for source in library.sources}
    assert [passage.text for passage in library.passages if fold(passage.text) not in texts[passage.source.path]] == []
