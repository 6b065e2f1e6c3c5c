"""Confidence and route, by plain rules: support gives the start, each defect can only lower it, and says so."""

from __future__ import annotations

from qanswer.answering.ask import Ask
from qanswer.answering.judge import Judgement
from qanswer.answering.rules import AnsweringRules
from qanswer.core.answer import Confidence, Route


def grade(ask: Ask, judgement: Judgement, rules: AnsweringRules) -> tuple[Confidence, Route, tuple[str, ...]]:
    """Grade a judgement: how sure, where it goes, and why."""
    reasons = list(judgement.ruling.reasons)
    confidence = Confidence.HIGH if judgement.support >= rules.support_auto else Confidence.MEDIUM
    if ask.is_for_person:
        confidence = min(confidence, Confidence.LOW)
        reasons.append("a person always decides on this topic")
    route = Route.AUTO if confidence is Confidence.HIGH else Route.REVIEW
    return confidence, route, tuple(reasons) or ("a passage states it",)
