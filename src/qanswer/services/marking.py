"""The internal copy of a filled file: each answer tinted by how sure it is, with its sources beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from qanswer.core.answer import DraftAnswer, Route
from qanswer.core.errors import FileError, Problem
from qanswer.questionnaires.fill.marks import Mark, Tint, write_marked
from qanswer.reports.closeout import AnsweredJob

_TINTS = {Route.AUTO: Tint.READY, Route.REVIEW: Tint.REVIEW, Route.BLANK: Tint.BLANK}


def write_internal_copy(filled: Path, job: AnsweredJob, output: Path) -> tuple[Problem, ...]:
    """Write the copy beside the clean one; where the format has none, that is a finding and no failure."""
    try:
        return write_marked(filled, tuple(_marks(job)), output)
    except FileError as error:
        return (Problem(filled.name, f"no internal copy: {error.message}"),)


def _marks(job: AnsweredJob) -> Iterator[Mark]:
    for question, draft in job.pairs():
        if slot := question.primary_slot:
            yield Mark(slot.locator, _TINTS[draft.route], _describe(draft))


def _describe(draft: DraftAnswer) -> str:
    """Say the route, the reasons and the sources, a line each."""
    lines = [f"{draft.route}, confidence {draft.confidence.label}: {'; '.join(draft.reasons)}"]
    lines += [f'"{one.citation.quote}" ({one.citation.source_id}, {one.citation.locator})' for one in draft.evidence]
    return "\n".join(lines)
