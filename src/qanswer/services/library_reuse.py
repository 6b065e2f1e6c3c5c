"""Approved answers that must not be reused as they are: named beside the fresh draft, and never `auto`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qanswer.answering.draft import Drafter
from qanswer.answering.reuse import is_servable
from qanswer.core.answer import Confidence, DraftAnswer, Match, Route
from qanswer.core.question import Question
from qanswer.services.library_bank import LibraryBank
from qanswer.services.library_freshness import EXPIRED

_NEAR = 0.35
"""Least likeness for a question to be named as near: the fused score that passes 76 % of answerable questions."""


class LibraryDrafter(Drafter):
    """Drafts as the judge does, who reuses the sound answers of the library, and minds the doubtful ones as well."""

    def draft(self, questions: Sequence[Question]) -> tuple[DraftAnswer, ...]:
        """Draft an answer to each question, in their order."""
        drafts = self._confirm(questions, super().draft(questions))
        if not isinstance(self.bank, LibraryBank) or not questions:
            return drafts
        doubtful = self.bank.match_doubtful([question.full_text for question in questions])
        near = self.bank.match([question.full_text for question in questions])
        return tuple(
            name_near(lay_doubt(draft, self._find_same(question, doubts)), sound)
            for question, draft, doubts, sound in zip(questions, drafts, doubtful, near, strict=True)
        )

    def _confirm(self, questions: Sequence[Question], drafts: tuple[DraftAnswer, ...]) -> tuple[DraftAnswer, ...]:
        """Where an approved answer to a differently worded question waits for a person, ask the policies too."""
        unsure = [at for at, draft in enumerate(drafts) if draft.prior is not None and draft.route is Route.REVIEW]
        if not unsure:
            return drafts
        plain = Drafter(self.retriever, rules=self.rules, today=self.today)
        fresh = dict(zip(unsure, plain.draft([questions[at] for at in unsure]), strict=True))
        return tuple(confirm(draft, fresh.get(at)) for at, draft in enumerate(drafts))

    def _find_same(self, question: Question, matches: Sequence[Match]) -> Match | None:
        near = (match for match in matches if match.score >= self.rules.bank_match)
        return next((match for match in near if is_servable(question.full_text, match.answer)), None)


def confirm(draft: DraftAnswer, fresh: DraftAnswer | None) -> DraftAnswer:
    """Let a ready draft from the policies stand where an approved answer to a near question says the same.

    Knowing an approved answer must never make a file less ready than not knowing it.
    """
    if fresh is None or draft.prior is None or fresh.route is not Route.AUTO or fresh.verdict is not draft.verdict:
        return draft
    note = f"an approved answer to a near question says the same ({draft.prior.answer.id})"
    return replace(fresh, reasons=(*fresh.reasons, note), prior=draft.prior)


def name_near(draft: DraftAnswer, matches: Sequence[Match]) -> DraftAnswer:
    """Name the approved answer to the nearest other question on a blank: whoever fills it may start from there."""
    best = next((match for match in matches if match.score >= _NEAR), None)
    if draft.is_claimed or best is None:
        return draft
    answer = best.answer
    question = " ".join(answer.question_text.split())
    note = f'a near question has an approved answer ({answer.id}): "{question}": {answer.verdict}'
    return replace(draft, reasons=(*draft.reasons, note))


def lay_doubt(draft: DraftAnswer, prior: Match | None) -> DraftAnswer:
    """Note a doubtful approved answer on a draft that reuses no sound one.

    A fresh draft goes to a person, who sees both. A blank stays blank: only an answer that has merely passed its review
    date is offered, since nothing else speaks against it.
    """
    if prior is None or draft.prior is not None:
        return draft
    answer = prior.answer
    reasons = tuple(f"approved answer {answer.id}: {caveat}" for caveat in answer.caveats)
    noted = replace(draft, reasons=(*reasons, *draft.reasons), prior=prior)
    if draft.is_claimed:
        return replace(noted, route=Route.REVIEW, confidence=min(draft.confidence, Confidence.MEDIUM))
    if not all(caveat.startswith(EXPIRED) for caveat in answer.caveats):
        return noted
    return replace(noted, verdict=answer.verdict, text=answer.text, confidence=Confidence.LOW, route=Route.REVIEW)
