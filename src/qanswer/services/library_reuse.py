"""A question that was answered and approved before, in the same words, gets that answer: the drafter with a memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qanswer.answering.draft import Drafter
from qanswer.core.answer import Confidence, DraftAnswer, Evidence, Match, Route, Stance, Verdict
from qanswer.core.question import Question
from qanswer.services.library_freshness import EXPIRED


class LibraryDrafter(Drafter):
    """Drafts as the judge does; where the words of a question are those of an approved one, that answer comes first.

    What is only like a question is the judge's to weigh: he knows which word makes it another one.
    """

    def draft(self, questions: Sequence[Question]) -> tuple[DraftAnswer, ...]:
        """Draft an answer to each question, in their order."""
        drafts = super().draft(questions)
        if self.bank is None or not questions:
            return drafts
        matches = self.bank.match([question.full_text for question in questions])
        pairs = zip(drafts, matches, strict=True)
        return tuple(lay_prior(draft, _find_same(found)) for draft, found in pairs)


def _find_same(matches: Sequence[Match]) -> Match | None:
    """Find the match in the same words; one that may be reused as it is comes before one that may not."""
    same = [match for match in matches if match.score >= 1.0]
    return next((match for match in same if not match.answer.caveats), same[0] if same else None)


def lay_prior(draft: DraftAnswer, prior: Match | None) -> DraftAnswer:
    """Lay an approved answer over a fresh draft: it comes first, unless something speaks against it.

    A draft that has a prior answer already is the judge's own choice and stays.
    """
    if prior is None or draft.prior is not None:
        return draft
    if prior.answer.caveats:
        return _doubt(draft, prior)
    answer = prior.answer
    reasons = [f"approved before by {answer.approved_by or 'a person'} for the same question ({answer.id})"]
    is_against = draft.is_claimed and draft.route is Route.AUTO and _contradicts(draft.verdict, answer.verdict)
    if is_against:
        reasons.insert(0, f"the policies now say {draft.verdict}: {draft.text}")
    return replace(
        draft,
        verdict=answer.verdict,
        text=answer.text,
        confidence=Confidence.LOW if is_against else Confidence.HIGH,
        route=Route.REVIEW if is_against else Route.AUTO,
        reasons=tuple(reasons),
        evidence=tuple(Evidence(citation, Stance.SUPPORTS, 1.0) for citation in answer.citations),
        prior=prior,
    )


def _contradicts(fresh: Verdict, approved: Verdict) -> bool:
    return fresh is not approved and Verdict.TEXT not in {fresh, approved}


def _doubt(draft: DraftAnswer, prior: Match) -> DraftAnswer:
    """An answer that must not be reused as it is is named and shown; only one that has just expired is offered."""
    reasons = tuple(f"approved answer {prior.answer.id}: {caveat}" for caveat in prior.answer.caveats)
    if draft.is_claimed:
        route = Route.REVIEW if draft.route is Route.AUTO else draft.route
        confidence = min(draft.confidence, Confidence.MEDIUM)
        return replace(draft, route=route, confidence=confidence, reasons=(*reasons, *draft.reasons), prior=prior)
    noted = replace(draft, reasons=(*reasons, *draft.reasons), prior=prior)
    if not all(caveat.startswith(EXPIRED) for caveat in prior.answer.caveats):
        return noted
    answer = prior.answer
    return replace(noted, verdict=answer.verdict, text=answer.text, confidence=Confidence.LOW, route=Route.REVIEW)
