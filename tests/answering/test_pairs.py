"""Minimal pairs: the same passage, a question changed in a word or two, and a verdict that must follow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from answering.conftest import Ask

_ENTRIES: list[dict[str, Any]] = yaml.load(  # every scalar stays a string: "yes" is a verdict here, not a truth
    (Path(__file__).parent / "pairs.yaml").read_text("utf-8"), Loader=yaml.BaseLoader
)
_CASES = [(entry["say"], question, verdicts) for entry in _ENTRIES for question, verdicts in entry["ask"].items()]


def test_there_are_enough_pairs() -> None:
    """At least 150 pairs stand in the file."""
    assert sum(len(entry["ask"]) - 1 for entry in _ENTRIES) >= 150


@pytest.mark.parametrize(("sentence", "question", "verdicts"), _CASES)
def test_pair_gets_the_verdict_that_follows(ask: Ask, sentence: str, question: str, verdicts: str) -> None:
    """A changed word changes the verdict, or leaves nothing to be said."""
    draft = ask(sentence, question)
    assert draft.verdict in verdicts.split("|"), (sentence, question, draft.text, draft.reasons)
