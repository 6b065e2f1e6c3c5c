"""Sources that disagree leave the question blank, with both shown."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from qanswer.answering.draft import Drafter
from qanswer.core.answer import DraftAnswer, Route, Verdict
from qanswer.core.passage import Passage, PassageKind, RankedPassage, Source
from qanswer.core.question import Question


class TwoPolicies:
    """Finds the same two passages of two policies for every question."""

    def __init__(self, *sentences: str) -> None:
        """Take the sentences, each of a policy of its own."""
        self.ranked = tuple(
            RankedPassage(_passage(f"policy-{number}.md", sentence), 0.6 - 0.01 * number, number)
            for number, sentence in enumerate(sentences, 1)
        )

    def search(self, questions: Sequence[str], limit: int) -> list[tuple[RankedPassage, ...]]:
        """Give the passages, whatever is asked."""
        return [self.ranked[:limit] for _ in questions]


def _passage(path: str, sentence: str) -> Passage:
    source = Source(path, path.removesuffix(".md"), path, "markdown", path)
    return Passage(path, source, ("Security",), sentence, "line 1", PassageKind.PARAGRAPH)


def _draft(question: str, *sentences: str) -> DraftAnswer:
    return Drafter(TwoPolicies(*sentences)).draft([Question("1", "1", question)])[0]


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (
            "Is customer data encrypted at rest?",
            "Customer data is encrypted at rest.",
            "Encryption of customer data at rest is in progress.",
        ),
        (
            "Is multi-factor authentication required for employees?",
            "Multi-factor authentication is required for all employees.",
            "Multi-factor authentication is not required for employees.",
        ),
        (
            "Are you certified to ISO 27001?",
            "We are certified to ISO 27001.",
            "ISO 27001 is under evaluation for 2028.",
        ),
    ],
)
def test_opposite_statements_leave_a_blank_that_shows_both(question: str, one: str, other: str) -> None:
    """Neither is chosen, in whatever order they are found; a person sees both sentences and their sources."""
    for first, second in ((one, other), (other, one)):
        draft = _draft(question, first, second)
        assert (draft.verdict, draft.route, draft.text) == (Verdict.UNANSWERABLE, Route.BLANK, "")
        assert {evidence.citation.quote for evidence in draft.evidence} == {one, other}
        assert "disagree" in draft.reasons[0]
        assert "policy-1" in draft.reasons[0]
        assert "policy-2" in draft.reasons[0]


@pytest.mark.parametrize(
    ("question", "one", "other", "verdict"),
    [
        (
            "Is multi-factor authentication required for employees?",
            "Multi-factor authentication is required for all employees.",
            "Multi-factor authentication is required for all administrators.",
            Verdict.YES,
        ),
        (
            "Is customer data encrypted at rest?",
            "Customer data is encrypted at rest.",
            "Encryption of customer data in transit is in progress.",
            Verdict.YES,
        ),
    ],
)
def test_statements_on_other_things_are_no_conflict(question: str, one: str, other: str, verdict: Verdict) -> None:
    """What is said of somebody or something else takes nothing away."""
    assert _draft(question, one, other).verdict is verdict
