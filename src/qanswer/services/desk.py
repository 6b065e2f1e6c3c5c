"""What every use case works with, opened once and shared: the workspace hands it in."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from qanswer.answering.draft import Drafter
from qanswer.answering.profile import CompanyProfile
from qanswer.core.passage import Library
from qanswer.core.question import Question


@dataclass(frozen=True, slots=True)
class Desk:
    """One vendor's policies, judge and particulars, ready for work."""

    library: Library
    drafter: Drafter
    profile: CompanyProfile = field(default_factory=CompanyProfile)
    template_folders: tuple[Path, ...] = ()
    default_owner: str = ""
    owners_by_domain: tuple[tuple[str, str], ...] = ()
    minutes_to_confirm: float = 1.0
    minutes_to_answer: float = 5.0

    def control_owner(self, question: Question) -> str:
        """Say who owns the control that a question is about, by the beginning of its number."""
        found = (owner for prefix, owner in self.owners_by_domain if question.number.startswith(prefix))
        return next(found, self.default_owner)
