"""Answers: verdicts, the evidence for them, drafts, and answers that a person approved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from qanswer.core.passage import Citation, Classification


class Verdict(StrEnum):
    """What the sources let us say."""

    YES = "yes"
    NO = "no"
    PARTIAL = "partial"
    PLANNED = "planned"
    NA = "na"
    TEXT = "text"
    UNANSWERABLE = "unanswerable"


class Confidence(IntEnum):
    """How sure a draft is; ordered, so that a defect can only lower it (`min`)."""

    NONE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3

    @property
    def label(self) -> str:
        """The name as shown and as in JSON."""
        return self.name.lower()


class Route(StrEnum):
    """Where a draft goes: ready to send once approved, to a reviewer, or left blank."""

    AUTO = "auto"
    REVIEW = "review"
    BLANK = "blank"


class Stance(StrEnum):
    """What a piece of evidence does to the claim in question."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quoted passage and what it says to the question."""

    citation: Citation
    stance: Stance
    score: float


class AnswerStatus(StrEnum):
    """Where a library entry stands; only an approved one is ever offered for reuse."""

    APPROVED = "approved"
    WAITING = "waiting"
    SUPERSEDED = "superseded"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class ApprovedAnswer:
    """An answer that a person approved for reuse. `scope` holds "kind:value" texts, see `core.scope`."""

    id: str
    question_text: str
    verdict: Verdict
    text: str
    alternates: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    scope: tuple[str, ...] = ()
    owner: str = ""
    provenance: str = ""
    """Where it comes from: a job's id, or the file and place that it was imported from."""
    review_by: date | None = None
    tags: tuple[str, ...] = ()
    status: AnswerStatus = AnswerStatus.APPROVED
    classification: Classification = Classification.NDA
    """Who may see it: an answer is written for a buyer under NDA unless it says otherwise."""
    version: int = 1
    approved_by: str = ""
    approved_on: date | None = None
    caveats: tuple[str, ...] = ()
    """Why it must not be reused as it is (stale, past its review date, out of scope); found anew for each use."""


@dataclass(frozen=True, slots=True)
class Match:
    """An approved answer to the same question, and how alike the two questions are (0 to 1)."""

    answer: ApprovedAnswer
    score: float


@dataclass(frozen=True, slots=True)
class DraftAnswer:
    """What is offered for one question. No evidence and no prior: unanswerable, no confidence, empty text."""

    question_id: str
    question: str
    verdict: Verdict
    text: str
    confidence: Confidence
    route: Route
    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()
    prior: Match | None = None

    @property
    def is_claimed(self) -> bool:
        """Whether anything at all is claimed."""
        return self.verdict is not Verdict.UNANSWERABLE
