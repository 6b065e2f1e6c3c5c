"""Stores for the tests: empty databases of both kinds, a clock, and small values to put into them.

Shared by the tests (`from stores import make_answer, make_item, …`).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from qanswer.core.answer import ApprovedAnswer, Confidence, DraftAnswer, Evidence, Match, Route, Stance, Verdict
from qanswer.core.job import Job
from qanswer.core.passage import Citation
from qanswer.core.question import AnswerSlot, Question, SlotRole
from qanswer.core.scope import Occasion
from qanswer.store.database import Database
from qanswer.store.jobs import NewItem
from qanswer.store.store import Store

POSTGRES = os.environ.get("QANSWER_TEST_POSTGRES", "")
KINDS = ("sqlite", "postgresql")
OpenAs = Callable[..., Store]


@dataclass
class Clock:
    """A clock that moves on by a minute with every look at it."""

    at: datetime = field(default_factory=lambda: datetime(2026, 3, 1, 9, tzinfo=UTC))

    def __call__(self) -> datetime:
        """Give the next minute."""
        self.at += timedelta(minutes=1)
        return self.at


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """Give the address of an empty database; on PostgreSQL a schema of its own, dropped afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'state' / 'store.db'}"
        return
    if not POSTGRES:
        pytest.skip("QANSWER_TEST_POSTGRES names no PostgreSQL server")
    schema = f"t_{secrets.token_hex(6)}"
    admin = Database(POSTGRES)
    with admin.writing() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    yield f"{POSTGRES}?options={quote(f'-csearch_path={schema}')}"
    with admin.writing() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
    admin.close()


CITATION = Citation("p1", "crypto.md", "Encryption", "line 3", "Data at rest is encrypted with AES-256.")


def make_answer(question: str = "Is data encrypted at rest?", **values: object) -> ApprovedAnswer:
    """Make a library entry."""
    given: dict[str, object] = {"id": "", "question_text": question, "verdict": Verdict.YES, "text": "Yes. AES-256."}
    return ApprovedAnswer(**{**given, "citations": (CITATION,), **values})  # type: ignore[arg-type]  # test values


def make_item(
    number: int = 1, text: str = "Is data encrypted at rest?", prior: ApprovedAnswer | None = None
) -> NewItem:
    """Make a question with its draft."""
    slot = AnswerSlot("S", f"S!B{number}", SlotRole.CHOICE, ("Yes", "No"), is_primary=True)
    question = Question(f"S!A{number}", f"S!A{number}", text, number=str(number), slots=(slot,))
    draft = DraftAnswer(
        question.id,
        text,
        Verdict.YES,
        prior.text if prior else "Yes. Data at rest is encrypted with AES-256.",
        Confidence.MEDIUM,
        Route.REVIEW,
        ("covers part of it",),
        () if prior else (Evidence(CITATION, Stance.SUPPORTS, 0.8),),
        Match(prior, 0.9) if prior else None,
    )
    return NewItem(question, draft, "Security lead")


def make_job(job_id: str = "buyer-1234", occasion: Occasion | None = None) -> Job:
    """Make a job."""
    at = datetime(2026, 3, 1, 8, tzinfo=UTC)
    return Job(job_id, "buyer.xlsx", "Buyer", "ab" * 32, occasion or Occasion(buyer="Northwind"), "ana", at)
