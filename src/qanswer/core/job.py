"""A job: one buyer's questionnaire, its drafts, and what was sent to the buyer in the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qanswer.core.answer import DraftAnswer, Verdict
from qanswer.core.passage import Citation
from qanswer.core.question import Question
from qanswer.core.review import Standing
from qanswer.core.scope import Occasion


@dataclass(frozen=True, slots=True)
class Job:
    """What is known of a job as a whole. `closed_at`: when its final file was written, None while it is open."""

    id: str
    file: str
    title: str
    sha256: str
    occasion: Occasion
    recorded_by: str
    recorded_at: datetime
    path: str = ""
    """Where the buyer's file lay; its bytes are kept in the store too. Empty for a library import."""
    closed_at: datetime | None = None
    n_questions: int = 0


@dataclass(frozen=True, slots=True)
class JobItem:
    """A question of a job: its draft, who should know, where it stands.

    `revision` counts changes to draft and decisions: a decision names the one it was made on.
    """

    job: str
    question: Question
    draft: DraftAnswer
    owner: str
    revision: int
    standing: Standing

    @property
    def is_claimed(self) -> bool:
        """Whether the verdict that stands claims anything."""
        return self.standing.verdict is not Verdict.UNANSWERABLE and bool(self.standing.text or self.standing.verdict)


@dataclass(frozen=True, slots=True)
class SentCitation:
    """A passage that a sent answer rests on, with the hash of its text as it then was."""

    citation: Citation
    sha256: str


@dataclass(frozen=True, slots=True)
class SentAnswer:
    """An answer as a buyer received it."""

    job: str
    question_id: str
    question: str
    buyer: str
    sent_at: datetime
    sent_by: str
    verdict: Verdict
    text: str
    approved_by: str
    file_sha256: str
    answer_id: str = ""
    answer_version: int = 0
    citations: tuple[SentCitation, ...] = ()
