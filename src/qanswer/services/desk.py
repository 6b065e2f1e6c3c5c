"""What every use case works with, opened once and shared: the workspace hands it in."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from qanswer.answering.draft import Drafter
from qanswer.answering.profile import CompanyProfile
from qanswer.core.errors import Problem
from qanswer.core.passage import Library
from qanswer.core.question import Question
from qanswer.core.statement import ControlMap
from qanswer.knowledge.control_overrides import read_control_overrides
from qanswer.knowledge.controls import find_owner, load_controls, map_controls
from qanswer.store.store import Store


@dataclass(frozen=True, kw_only=True)
class PolicyDesk:
    """One vendor's policies, particulars and store: enough for what is told without being asked."""

    library: Library
    knowledge_folder: Path
    profile: CompanyProfile = field(default_factory=CompanyProfile)
    template_folders: tuple[Path, ...] = ()
    store: Store | None = None
    """Where jobs and releases are recorded; None for a policy folder that is not the workspace's own."""
    notes: tuple[Problem, ...] = ()
    """What went wrong on opening and does not keep the work from being done."""

    @cached_property
    def control_map(self) -> ControlMap:
        """Map the policies to the control objectives, with what the knowledge folder's controls.toml decides."""
        return map_controls(self.library, overrides=read_control_overrides(self.knowledge_folder))


@dataclass(frozen=True, kw_only=True)
class Desk(PolicyDesk):
    """With the judge too: ready for questions."""

    drafter: Drafter
    maps_folder: Path | None = None
    ownership: str = ""
    ownership_by_domain: tuple[tuple[str, str], ...] = ()
    minutes_to_confirm: float = 1.0
    minutes_to_answer: float = 5.0

    def choose_ownership(self, question: Question) -> str:
        """Say who owns the control that a question is about, by the beginning of its number."""
        found = (owner for prefix, owner in self.ownership_by_domain if question.number.startswith(prefix))
        return next(found, self.ownership)

    def find_owner(self, question: Question) -> str:
        """Name the role that should know the answer; "" when no control objective speaks of it."""
        return find_owner(question.full_text, self.control_map, load_controls())
