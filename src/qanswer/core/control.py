"""Controls, their frameworks, and how far a control is in place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ControlStatus(StrEnum):
    """How far a control is in place, as a source's own words put it."""

    IMPLEMENTED = "implemented"
    PARTIAL = "partial"
    IN_PROGRESS = "in_progress"
    PLANNED = "planned"
    UNDER_EVALUATION = "under_evaluation"
    NOT_DONE = "not_done"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Framework:
    """A published set of requirements, such as SOC 2 or ISO/IEC 27001:2022."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Control:
    """A control objective in our own words, with the ids that frameworks give it."""

    id: str
    domain: str
    title: str
    objective: str
    framework_ids: tuple[tuple[str, str], ...] = ()
    owner: str = ""
    """The role that usually answers for it."""
    section: str = ""
    """Where an overview shows it: "" with its domain, else a topic such as "hosting" or "continuity"."""
    is_restraint: bool = False
    """Whether not doing something is the point, so that "we do not …" is no gap."""


@dataclass(frozen=True, slots=True)
class ControlDomain:
    """A group of controls, such as IAM."""

    id: str
    title: str


class GapClass(StrEnum):
    """What the policy owner says of a control that the policies do not show as in place."""

    DISCLOSE = "disclose"
    INTERNAL = "internal"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class ControlGap:
    """A gap as the policy owner classifies it; `note` is what may be told."""

    control_id: str
    classification: GapClass
    note: str
