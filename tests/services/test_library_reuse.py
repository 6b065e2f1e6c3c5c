"""Approved answers beside fresh drafts: what stands, what goes to a person."""

from __future__ import annotations

from dataclasses import replace

from qanswer.core.answer import Confidence, DraftAnswer, Match, Route, Verdict
from qanswer.services.library_reuse import confirm, lay_doubt, name_near
from stores import make_answer

FRESH = DraftAnswer(
    "1", "Is data encrypted?", Verdict.YES, "Fresh.", Confidence.HIGH, Route.AUTO, ("a passage states it",)
)
BLANK = replace(FRESH, verdict=Verdict.UNANSWERABLE, text="", confidence=Confidence.NONE, route=Route.BLANK)
PRIOR = Match(make_answer(id="a-1"), 0.7)
REUSED = replace(FRESH, text="Approved.", route=Route.REVIEW, confidence=Confidence.MEDIUM, prior=PRIOR)


def test_policies_that_agree_let_a_ready_draft_stand() -> None:
    """Knowing an approved answer never makes a file less ready; one that says otherwise still goes to a person."""
    stands = confirm(REUSED, FRESH)
    assert (stands.route, stands.text, stands.prior) == (Route.AUTO, "Fresh.", PRIOR)
    assert confirm(REUSED, replace(FRESH, verdict=Verdict.NO)) == REUSED
    assert confirm(REUSED, replace(FRESH, route=Route.REVIEW)) == REUSED
    assert confirm(REUSED, None) == REUSED


def test_a_doubtful_answer_lowers_a_ready_draft_and_never_fills_a_blank() -> None:
    """A stale answer sends the fresh draft to a person, and its own words are not offered; an expired one's are."""
    stale = Match(replace(PRIOR.answer, caveats=("stale: gone",)), 1.0)
    expired = Match(replace(PRIOR.answer, caveats=("past its review date, 2020-01-01",)), 1.0)
    assert (lay_doubt(FRESH, stale).route, lay_doubt(FRESH, stale).text) == (Route.REVIEW, "Fresh.")
    assert (lay_doubt(BLANK, stale).route, lay_doubt(BLANK, stale).text) == (Route.BLANK, "")
    assert (lay_doubt(BLANK, expired).route, lay_doubt(BLANK, expired).text) == (Route.REVIEW, "Yes. AES-256.")
    assert lay_doubt(REUSED, stale) == REUSED


def test_the_nearest_approved_answer_is_named_on_a_blank_only() -> None:
    """A blank says where whoever fills it may start; below the threshold nothing is said."""
    assert "a-1" in name_near(BLANK, [PRIOR]).reasons[-1]
    assert name_near(BLANK, [replace(PRIOR, score=0.2)]) == BLANK
    assert name_near(FRESH, [PRIOR]) == FRESH
