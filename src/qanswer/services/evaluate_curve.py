"""The calibration curve: for each threshold of the route `auto`, how many of its answers are right, and how many."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from qanswer.answering.draft import Drafter
from qanswer.core.answer import DraftAnswer, Route
from qanswer.services.evaluate_figures import LabelledQuestion, find_fault, is_compared

_STEPS = 1000
"""Thresholds are told to three places."""
_ROUNDED = 0.00005
"""A draft's score is rounded to four places; a threshold must not lie above what was rounded up."""
_OF_LIBRARY = 1.0
"""An approved answer that is reused needs no support by the policies: no threshold of support holds it back."""


@dataclass(frozen=True, slots=True)
class ScoredAuto:
    """A draft that would be `auto` at any threshold up to its score, and whether it is right."""

    score: float
    is_right: bool


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """With `support_auto` at this threshold: the share of `auto` answers that are right, and of the answerable."""

    threshold: float
    precision: float
    coverage: float
    n_auto: int = 0
    n_right: int = 0


def score_autos(drafter: Drafter, labelled: Sequence[LabelledQuestion]) -> tuple[ScoredAuto, ...]:
    """Draft with no threshold for `auto`, all other rules in force; what cannot be compared is left out."""
    eager = drafter.with_rules(replace(drafter.rules, support_auto=0.0))
    drafts = eager.draft([label.question for label in labelled])
    return tuple(
        ScoredAuto(_score(draft), find_fault(label, draft) is None)
        for label, draft in zip(labelled, drafts, strict=True)
        if draft.route is Route.AUTO and is_compared(label, draft)
    )


def _score(draft: DraftAnswer) -> float:
    is_reused = draft.prior is not None and draft.text == draft.prior.answer.text
    return _OF_LIBRARY if is_reused or not draft.evidence else draft.evidence[0].score


def find_curve(scored: Sequence[ScoredAuto], n_answerable: int) -> tuple[CurvePoint, ...]:
    """Find precision and coverage for each threshold that makes a difference, the strictest first."""
    points: list[CurvePoint] = []
    n = n_right = 0
    ordered = sorted(scored, key=_threshold, reverse=True)
    for threshold, group in groupby(ordered, key=_threshold):
        rights = [entry.is_right for entry in group]
        n += len(rights)
        n_right += sum(rights)
        points.append(CurvePoint(threshold, n_right / n, n_right / n_answerable if n_answerable else 0.0, n, n_right))
    return tuple(points)


def _threshold(scored: ScoredAuto) -> float:
    return math.floor((scored.score - _ROUNDED) * _STEPS) / _STEPS


def propose(curve: Sequence[CurvePoint], precision: float) -> CurvePoint | None:
    """Propose the threshold of widest coverage whose precision is at least that asked for; None if none reaches it."""
    reaching = [point for point in curve if point.precision >= precision]
    return max(reaching, key=lambda point: (point.coverage, point.threshold), default=None)


def read_curve(curve: Sequence[CurvePoint], threshold: float) -> CurvePoint | None:
    """Read off what a threshold gives on a curve; None where nothing is `auto` at it."""
    return next((point for point in reversed(curve) if point.threshold >= threshold), None)
