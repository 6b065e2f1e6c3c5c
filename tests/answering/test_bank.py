"""Approved answers are reused for the same question, and for no other however alike it looks."""

from __future__ import annotations

from datetime import date

import pytest

from answering.conftest import WordRetriever
from qanswer.answering.bank import MemoryBank
from qanswer.answering.draft import Drafter
from qanswer.answering.match import find_block
from qanswer.answering.rules import AnsweringRules
from qanswer.core.answer import ApprovedAnswer, Confidence, DraftAnswer, Route, Verdict
from qanswer.core.question import Question

_KNOWN = "Is customer data encrypted at rest?"


def _draft(question: str, answer: ApprovedAnswer, rules: AnsweringRules | None = None) -> DraftAnswer:
    drafter = Drafter(
        WordRetriever([]), bank=MemoryBank([answer]), rules=rules or AnsweringRules(), today=date(2026, 11, 25)
    )
    return drafter.draft([Question("1", "1", question)])[0]


def _answer(**changes: object) -> ApprovedAnswer:
    fields: dict[str, object] = {
        "id": "a1",
        "question_text": _KNOWN,
        "verdict": Verdict.YES,
        "text": "Yes. AES-256.",
        **changes,
    }
    return ApprovedAnswer(**fields)  # type: ignore[arg-type]  # fields of mixed types, as named


def test_the_same_question_gets_the_approved_answer() -> None:
    """Asked in the same words, the approved text is given to the letter, ready to send."""
    draft = _draft("Is customer data encrypted at rest?", _answer())
    assert (draft.verdict, draft.text, draft.route) == (Verdict.YES, "Yes. AES-256.", Route.AUTO)
    assert draft.prior is not None
    assert draft.prior.answer.id == "a1"


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ("Is customer data encrypted at rest?", "Is customer data encrypted in transit?"),
        ("Do you have a SOC 2 Type II report?", "Do you have a SOC 2 Type I report?"),
        ("Do you train models on our data?", "Do you not train models on our data?"),
        ("Are access rights reviewed at least annually?", "Are access rights reviewed at least quarterly?"),
        ("Is customer data stored in the EU?", "Is customer data stored in the USA?"),
        ("Is MFA required for employees?", "Is MFA required for end users?"),
        ("Are some backups encrypted?", "Are all backups encrypted?"),
        ("Do you have a disaster recovery plan?", "How often is the disaster recovery plan tested?"),
    ],
)
def test_a_turned_word_blocks_reuse(known: str, asked: str) -> None:
    """A negation, another thing, value, place, audience or scope blocks, however alike the words are."""
    assert find_block(asked, known)


def test_a_stale_answer_goes_to_a_person() -> None:
    """An answer past its review date is offered with low confidence, and the date is named."""
    draft = _draft(_KNOWN, _answer(review_by=date(2026, 1, 1)))
    assert (draft.confidence, draft.route) == (Confidence.LOW, Route.REVIEW)
    assert any("2026-01-01" in reason for reason in draft.reasons)


def test_an_answer_of_another_scope_goes_to_a_person() -> None:
    """An answer approved for another product is not sent for this one."""
    draft = _draft(_KNOWN, _answer(scope=("Product A",)), AnsweringRules(scope=("Product B",)))
    assert draft.route is Route.REVIEW


def test_an_alternate_wording_finds_the_answer() -> None:
    """Each wording that a person added is as good as the first."""
    answer = _answer(question_text="Encryption of stored data?", alternates=(_KNOWN,))
    assert _draft(_KNOWN, answer).prior is not None
