"""A language model as a writer: what its text may say, and what not."""

from __future__ import annotations

import pytest

from qanswer.answering.language_model.wording import find_wording_fault, parse_wording
from qanswer.answering.rules import AnsweringRules
from qanswer.core.passage import Passage, PassageKind, Source
from qanswer.core.statement import Statement, read_statements

SOURCE = Source("s", "Security policy", "security.md", "markdown", "0" * 64)
RULES = AnsweringRules(company_name="Northwind")
QUESTION = "Is customer data encrypted, in transit too?"


def statements(*texts: str) -> list[Statement]:
    """Read passages, each under the same heading, into statements."""
    passages = [Passage(text, SOURCE, ("Encryption",), text, "line 1", PassageKind.BULLET) for text in texts]
    return [statement for passage in passages for statement in read_statements(passage)]


def find_fault(text: str, *passages: str) -> str:
    """Check a text against passages that are cited whole."""
    return find_wording_fault(parse_wording(text), QUESTION, statements(*passages), RULES)


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("Yes. Customer data is encrypted at rest with AES-256.", "Customer data is encrypted at rest with AES-256."),
        ("We encrypt customer data at rest.", "Customer data is encrypted at rest with AES-256."),
        ("No. We do not sell customer data.", "We do not sell customer data."),
        ("Not yet. SAML is planned for 2026.", "SAML is planned for 2026, after the audit."),
        ("At Northwind, backups are kept for 30 days.", "Backups are kept for 30 days. Logs are kept for 90 days."),
        ("Yes. Customer data is encrypted at rest. Not stated: in transit.", "Customer data is encrypted at rest."),
    ],
)
def test_words_of_one_statement_may_be_used(text: str, passage: str) -> None:
    """What a statement says may be said shorter, in another order, with the vendor's name."""
    assert find_fault(text, passage) == ""


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("Backups are kept for 60 days.", "Backups are kept for 30 days."),
        ("All backups are kept for 30 days.", "Backups are kept for 30 days."),
        ("Backups are encrypted and kept for 30 days.", "Backups are kept for 30 days."),
        ("Backups are kept for 30 days at AcmeCloud.", "Backups are kept for 30 days."),
        ("We sell customer data.", "We do not sell customer data."),
        ("We do not encrypt backups.", "We encrypt backups."),
        ("SAML is available.", "SAML is planned for 2026."),
        ("SAML sign-on.", "SAML sign-on is planned for 2026."),
        ("Data is encrypted at rest.", "Customer data is encrypted at rest."),
        ("Customer data is encrypted.", "Customer data is encrypted where feasible."),
        ("Backups are tested.", "Backups are tested only on request."),
        ("MFA is enforced.", "MFA is enforced except for service accounts."),
        ("Visit https://evil.example for the report.", "The report is available."),
        ("Backups are kept. Not stated: insurance.", "Backups are kept for 30 days."),
        ("Yes.", "Backups are kept for 30 days."),
        ("", "Backups are kept for 30 days."),
        ("Backups are kept. " * 60, "Backups are kept for 30 days."),
    ],
)
def test_more_than_the_statement_says_may_not_be_said(text: str, passage: str) -> None:
    """Other values, wider scope, new things, turned negations, left-out limits and empty texts are refused."""
    assert find_fault(text, passage)


def test_two_statements_are_not_made_into_a_third() -> None:
    """Each sentence lies within one statement: words of two passages do not add up to a new claim."""
    passages = ("MFA is required for staff.", "Contractors sign an agreement.")
    assert find_fault("MFA is required for staff. Contractors sign an agreement.", *passages) == ""
    assert find_fault("MFA is required for contractors.", *passages)


def test_a_fault_names_the_word() -> None:
    """The reason shows which word has no cover."""
    assert "60 days" in find_fault("Backups are kept for 60 days.", "Backups are kept for 30 days.")
    assert "tape" in find_fault("Backups are kept on tape for 30 days.", "Backups are kept for 30 days.")
