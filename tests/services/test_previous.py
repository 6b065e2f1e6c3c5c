"""A renewal: what carries over from last year's file."""

from __future__ import annotations

from pathlib import Path

from desks import QUESTIONS, write_form
from qanswer.core.answer import Confidence, DraftAnswer, Route, Verdict
from qanswer.questionnaires.files import read_questionnaire
from qanswer.services.previous import carry_over


def make_draft(question_id: str, verdict: Verdict, route: Route) -> DraftAnswer:
    """Make a fresh draft."""
    confidence = Confidence.NONE if route is Route.BLANK else Confidence.HIGH
    return DraftAnswer(
        question_id, "q", verdict, "" if route is Route.BLANK else "Fresh.", confidence, route, ("fresh",)
    )


def test_unchanged_questions_carry_over_for_review_and_changed_ones_are_shown(tmp_path: Path) -> None:
    """A ready draft that agrees stays; one that disagrees goes to review; a blank takes last year's answer, for review."""
    last_year = write_form(tmp_path / "last.xlsx", QUESTIONS[:4], ("Yes", "No", "Yes", "Yes"))
    new = (*QUESTIONS[:3], "Are access rights reviewed every month?", "Do you hold a FedRAMP authorisation?")
    questionnaire = read_questionnaire(write_form(tmp_path / "new.xlsx", new))
    plan = [(Verdict.YES, Route.AUTO), (Verdict.YES, Route.AUTO), (Verdict.UNANSWERABLE, Route.BLANK)]
    plan += [(Verdict.NO, Route.AUTO), (Verdict.UNANSWERABLE, Route.BLANK)]
    drafts = [make_draft(q.id, *p) for q, p in zip(questionnaire.questions, plan, strict=True)]
    renewal = carry_over(questionnaire, drafts, last_year)
    same, differs, blank, changed, new_one = renewal.drafts
    assert (renewal.n_unchanged, renewal.n_changed, renewal.n_new) == (3, 1, 1)
    assert (same.route, same.text) == (Route.AUTO, "Fresh.")
    assert (differs.route, differs.confidence) == (Route.REVIEW, Confidence.LOW)
    assert "last.xlsx said no" in differs.reasons[0]
    assert (blank.route, blank.verdict, blank.text) == (Route.REVIEW, Verdict.YES, "Yes")
    assert "every quarter" in changed.reasons[-1]
    assert changed.verdict is Verdict.NO
    assert new_one == drafts[4]
