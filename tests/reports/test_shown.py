"""Statements as a reader sees them."""

from __future__ import annotations

from typing import Any

import pytest

from qanswer.core.statement import read_statements
from qanswer.reports.shown import show_statement


@pytest.mark.parametrize(
    ("text", "lead", "body"),
    [
        ("**Session tokens:** Session tokens are rotated.", "Session tokens", " are rotated."),
        ("**Backups:** Data is copied daily.", "Backups.", " Data is copied daily."),
        ("**Log:** Logging is on.", "Log.", " Logging is on."),
        ("Keys are rotated yearly", "", "Keys are rotated yearly."),
        ("**Officer:** dpo@acme.example", "Officer.", " dpo@acme.example."),
    ],
)
def test_no_label_is_said_twice(make_source: Any, make_passage: Any, text: str, lead: str, body: str) -> None:
    """Where the text begins with its label, its own first words are the bold ones; an address keeps its letters."""
    (statement,) = read_statements(make_passage(make_source("P"), text))
    shown = show_statement(statement)
    assert (shown.lead, shown.body) == (lead, body)


def test_a_clause_without_its_subject_is_readable(make_source: Any, make_passage: Any) -> None:
    """What is cut from the middle of a sentence does not begin with "Its"; the quote stays as it stands."""
    text = "Acme monitors its servers; its alerting coverage is being expanded in 2026."
    shown = [show_statement(one) for one in read_statements(make_passage(make_source("P"), text))]
    assert [one.text for one in shown] == [
        "Acme monitors its servers.",
        "The alerting coverage is being expanded in 2026.",
    ]
    assert shown[1].quote in text
