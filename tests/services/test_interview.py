"""Ask once: gaps out as a sheet, answers back into every question that waits."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from desks import QUESTIONS, OpenAs, write_form
from qanswer.core.answer import AnswerStatus, Route, Verdict
from qanswer.core.review import ReviewState
from qanswer.core.scope import Occasion
from qanswer.services.interview import Topic, find_gaps, write_interview
from qanswer.services.library_import import import_file
from qanswer.services.review import find_job
from qanswer.workspace import Workspace

GAP = "Do you hold a FedRAMP authorisation?"


@pytest.fixture
def workspace(as_user: OpenAs, tmp_path: Path) -> Workspace:
    """A workspace with two open jobs that share a gap."""
    opened = as_user("ana")
    store, desk = opened.open_store(), opened.open_desk()
    for name, gap in (("one", GAP), ("two", "Do you hold the FedRAMP authorisation?")):
        find_job(store, desk, str(write_form(tmp_path / f"{name}.xlsx", (*QUESTIONS[:2], gap))), Occasion(buyer=name))
    return opened


def fill(path: Path, approved_by: str) -> None:
    """Fill the gap's row as its owner would."""
    book = load_workbook(path)
    for sheet in book.worksheets:
        columns = {cell.value: number for number, cell in enumerate(sheet[1], 1)}
        for row in range(2, sheet.max_row + 1):
            if "FedRAMP" in str(sheet.cell(row, columns["question"]).value):
                for name, value in (("verdict", "no"), ("answer", "No. Not offered."), ("approved_by", approved_by)):
                    sheet.cell(row, columns[name]).value = value or None
    book.save(path)


def test_one_gap_of_two_jobs_is_asked_once(workspace: Workspace) -> None:
    """Blanks in nearly the same words are one row that names both questions; common gaps of the policies follow."""
    gaps = find_gaps(workspace.open_store(), workspace.open_desk(), workspace.encoder)
    (asked,) = [gap for gap in gaps if gap.items]
    assert (len(asked.items), len(asked.wordings)) == (2, 2)
    assert any("control objective" in gap.origin for gap in gaps)
    assert all(gap.owner for gap in gaps)


@pytest.mark.parametrize(("approved_by", "state"), [("cleo", ReviewState.APPROVED), ("", ReviewState.WAITING)])
def test_the_sheet_comes_back_into_every_waiting_question(
    workspace: Workspace, tmp_path: Path, approved_by: str, state: ReviewState
) -> None:
    """An approved answer decides both questions, another becomes their draft; the library has one entry, both wordings."""
    store, desk = workspace.open_store(), workspace.open_desk()
    path = tmp_path / "gaps.xlsx"
    write_interview(find_gaps(store, desk, workspace.encoder), path)
    fill(path, approved_by)
    assert import_file(path, store, desk).filled == 2
    items = [item for job in store.jobs.list() if job.path for item in store.jobs.items(job.id)]
    gaps = [item for item in items if "FedRAMP" in item.question.text]
    assert [item.standing.state for item in gaps] == [state, state]
    assert {(item.draft.verdict, item.draft.route) for item in gaps} == {(Verdict.NO, Route.REVIEW)}
    (entry,) = store.answers.list(AnswerStatus.APPROVED if approved_by else AnswerStatus.WAITING)
    assert len({entry.question_text, *entry.alternates}) == 2
    assert not any(gap.items for gap in find_gaps(store, desk, workspace.encoder))


def test_near_topics_are_not_merged() -> None:
    """At rest and in transit are two questions, and so are a question and its negation."""
    rest, transit = (
        Topic(frozenset({"data", "encrypt", "rest"}), False),
        Topic(frozenset({"data", "encrypt", "transit"}), False),
    )
    assert not rest.is_near(transit)
    assert not rest.is_near(Topic(rest.stems, True))
    assert rest.is_near(Topic(rest.stems | {"custom"}, False))
