"""A ruling: a verdict with its reasons, and the statuses that it weighs."""

from __future__ import annotations

from dataclasses import dataclass

from qanswer.core.answer import Verdict
from qanswer.core.control import ControlStatus

LESS_THAN_DONE = frozenset(
    {
        ControlStatus.IN_PROGRESS,
        ControlStatus.PLANNED,
        ControlStatus.UNDER_EVALUATION,
        ControlStatus.NOT_DONE,
        ControlStatus.PARTIAL,
    }
)


OPEN_STATUSES = {ControlStatus.IN_PROGRESS, ControlStatus.PLANNED, ControlStatus.UNDER_EVALUATION}


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict and why; `missing` names what is asked and not covered, in the question's words."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    by_value: bool = False
    """Whether a stated value decided it."""
    is_conflict: bool = False
    """Whether nothing is claimed because the sources disagree."""
