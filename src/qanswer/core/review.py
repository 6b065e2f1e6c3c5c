"""Reviews: what people decided on drafts. Appended, never edited; where a question stands is computed from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from qanswer.core.answer import ApprovedAnswer, DraftAnswer, Verdict
from qanswer.core.passage import Citation


class Decision(StrEnum):
    """What a person did with a draft; `undo` takes back the last decision that still stands."""

    APPROVE = "approve"
    EDIT = "edit"
    REJECT = "reject"
    ESCALATE = "escalate"
    UNDO = "undo"


class ReviewState(StrEnum):
    """Where a question stands. `edited`: changed by one person, and under four eyes another must approve."""

    WAITING = "waiting"
    EDITED = "edited"
    APPROVED = "approved"
    REJECTED = "rejected"
    ESCALATED = "escalated"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who did something, when (UTC), and why."""

    author: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """One decision, with the draft as its author saw it, and the verdict and text that it left standing."""

    draft: DraftAnswer
    decision: Decision
    verdict: Verdict
    text: str
    provenance: Provenance
    job: str = ""
    id: int = 0
    """Place in the log, from 1; 0 as long as it is not stored."""
    escalated_to: str = ""
    answer_id: str = ""
    """The library entry that the decision made or changed, "" if none."""
    answer_version: int = 0


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person wants decided on the draft that they saw, named by its revision.

    `verdict` and `text` count for an edit alone; `citations` replaces what the library entry rests on, None leaves that
    to the draft.
    """

    job: str
    question_id: str
    revision: int
    decision: Decision
    reason: str = ""
    verdict: Verdict | None = None
    text: str = ""
    escalated_to: str = ""
    citations: tuple[Citation, ...] | None = None


@dataclass(frozen=True, slots=True)
class AnswerVersion:
    """A library entry as it was from one change to the next."""

    answer: ApprovedAnswer
    provenance: Provenance


class Role(StrEnum):
    """What a member may do: draft and edit; as reviewer also approve and send; as admin also name members."""

    DRAFTER = "drafter"
    REVIEWER = "reviewer"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with a role on a team's store."""

    name: str
    role: Role
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """A question's state, with the verdict and text that hold now, and the reviews that still stand, oldest first."""

    state: ReviewState
    verdict: Verdict
    text: str
    reviews: tuple[Review, ...] = ()

    @property
    def last(self) -> Review | None:
        """The decision that made the state."""
        return self.reviews[-1] if self.reviews else None

    @property
    def decided_by(self) -> str:
        """Author of the last decision that stands, or ""."""
        return self.last.provenance.author if self.last else ""


def stand(draft: DraftAnswer, reviews: Iterable[Review], *, four_eyes: bool = False) -> Standing:
    """Compute where a question stands from its reviews, oldest first.

    Under `four_eyes` an edit waits for somebody else's approval.
    """
    standing: list[Review] = []
    for review in reviews:
        if review.decision is not Decision.UNDO:
            standing.append(review)
        elif standing:
            standing.pop()
    if not standing:
        return Standing(ReviewState.WAITING, draft.verdict, draft.text)
    last = standing[-1]
    return Standing(_read_state(last, four_eyes=four_eyes), last.verdict, last.text, tuple(standing))


def find_editor(standing: Standing) -> str:
    """Name the author of the text that stands, if a person wrote it; "" when it is the draft's own."""
    edits = [review for review in standing.reviews if review.decision is Decision.EDIT]
    return edits[-1].provenance.author if edits else ""


def _read_state(last: Review, *, four_eyes: bool) -> ReviewState:
    if last.decision is Decision.EDIT:
        return ReviewState.EDITED if four_eyes else ReviewState.APPROVED
    return {
        Decision.APPROVE: ReviewState.APPROVED,
        Decision.REJECT: ReviewState.REJECTED,
        Decision.ESCALATE: ReviewState.ESCALATED,
    }[last.decision]
