"""Many files in one go: what became of each, runs taken up again, and what a fault at one file costs."""

from __future__ import annotations

import csv
import json
from functools import partial
from pathlib import Path

import pytest

from desks import write_form
from qanswer.core.errors import FileError
from qanswer.services.answer import AnswerOptions
from qanswer.services.batch import BatchTask, answer_task, find_questionnaires, make_tasks, run_batch
from qanswer.services.batch_report import BatchRow, read_report
from qanswer.services.desk import Desk
from qanswer.workspace import Workspace

ANSWERABLE = ("Is customer data encrypted at rest?", "Is multi-factor authentication required for all staff?")


def _open_desk(folder: Path) -> Desk:
    return Workspace(folder).open_desk(records=True)


def _refuse_to_open() -> Desk:
    pytest.fail("nothing is to be answered, yet a desk was opened")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Two forms, one in a folder of its own, and one that is broken."""
    write_form(tmp_path / "inbox" / "a.xlsx", ANSWERABLE)
    write_form(tmp_path / "inbox" / "north" / "b.xlsx", ("Do you hold a FedRAMP authorisation?",))
    (tmp_path / "inbox" / "broken.xlsx").write_bytes(b"PK broken")
    return tmp_path / "inbox"


def _tasks(inbox: Path, out: Path, **options: object) -> tuple[BatchTask, ...]:
    return make_tasks(find_questionnaires(inbox, out), inbox, AnswerOptions(out, **options))  # type: ignore[arg-type]  # its fields


def _states(rows: tuple[BatchRow, ...]) -> dict[str, str]:
    return {Path(row.file).name: row.state for row in rows}


@pytest.mark.parametrize("n_workers", [1, 2])
def test_each_file_is_answered_and_a_bad_one_is_named(
    inbox: Path, vendor: Path, tmp_path: Path, n_workers: int
) -> None:
    """One process or several: the same rows in the same order, the same files, and every job in the store."""
    out = tmp_path / "out"
    rows = run_batch(_tasks(inbox, out), partial(_open_desk, vendor), out, n_workers=n_workers)
    assert [(Path(row.file).name, row.state) for row in rows] == [
        ("a.xlsx", "answered"),
        ("broken.xlsx", "failed"),
        ("b.xlsx", "answered"),
    ]
    assert "broken.xlsx" in rows[1].message
    assert (out / "north" / "b.answered.xlsx").is_file()
    assert Path(rows[0].memo).is_file()
    assert len(Workspace(vendor).open_store().jobs.list()) == 2
    assert [row.needs_person for row in rows] == [False, True, True]
    assert rows[2].minutes == 5  # one blank


def test_the_report_says_the_same_as_json_and_csv(inbox: Path, vendor: Path, tmp_path: Path) -> None:
    """A row a file, and totals; the JSON reads back as it was."""
    out = tmp_path / "out"
    rows = run_batch(_tasks(inbox, out), partial(_open_desk, vendor), out)
    report = json.loads((out / "batch-report.json").read_text("utf-8"))
    with (out / "batch-report.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["file"] for line in lines] == [row["file"] for row in report["files"]] == [row.file for row in rows]
    assert [line["questions"] for line in lines] == ["2", "", "1"]
    totals = report["totals"]
    assert (totals["files"], totals["failed"], totals["need_person"], totals["questions"]) == (3, 1, 2, 3)
    read = read_report(out)
    assert [(read[row.file].counts, read[row.file].minutes) for row in rows] == [(r.counts, r.minutes) for r in rows]


def test_a_failed_check_needs_a_person(vendor: Path, inbox: Path, tmp_path: Path) -> None:
    """Evidence from a policy that is past its review: all is answered, and yet it must not go out unseen."""
    policy = vendor / "knowledge" / "security.md"
    policy.write_text(policy.read_text("utf-8").replace("owner:", "review: 2020-01-01\nowner:"), "utf-8")
    out = tmp_path / "out"
    row = answer_task(_open_desk(vendor), BatchTask(inbox / "a.xlsx", AnswerOptions(out, include_drafts=True)))
    assert "no stale source" in row.failed_checks
    assert row.needs_person


def test_a_run_is_taken_up_where_it_stopped(inbox: Path, vendor: Path, tmp_path: Path) -> None:
    """Files whose bytes and output are those of the proof are left out, with the counts of the earlier report."""
    out = tmp_path / "out"
    open_desk = partial(_open_desk, vendor)
    first = run_batch(_tasks(inbox, out), open_desk, out)
    again = run_batch(_tasks(inbox, out), open_desk, out, resume=True)
    assert _states(again) == {"a.xlsx": "done before", "broken.xlsx": "failed", "b.xlsx": "done before"}
    assert [(row.counts, row.needs_person) for row in again] == [(row.counts, row.needs_person) for row in first]
    (inbox / "broken.xlsx").unlink()
    assert len(run_batch(_tasks(inbox, out), _refuse_to_open, out, resume=True)) == 2
    write_form(inbox / "a.xlsx", ANSWERABLE[:1])
    (out / "north" / "b.answered.xlsx").write_bytes(b"changed by hand")
    third = run_batch(_tasks(inbox, out), open_desk, out, resume=True)
    assert _states(third) == {"a.xlsx": "answered", "b.xlsx": "answered"}


def test_an_earlier_output_that_no_report_knows_needs_a_person(inbox: Path, vendor: Path, tmp_path: Path) -> None:
    """What became of it cannot be told from the report: somebody looks at its memo."""
    out = tmp_path / "out"
    run_batch(_tasks(inbox, out), partial(_open_desk, vendor), out)
    (out / "batch-report.json").write_text("[1, 2]", "utf-8")
    row = run_batch(_tasks(inbox, out), partial(_open_desk, vendor), out, resume=True)[0]
    assert (row.state, row.counts, row.needs_person) == ("done before", None, True)


def test_an_interrupt_keeps_what_is_done(
    inbox: Path, vendor: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C at the third file: two are in the report, nothing of the third is left, and --resume does the third alone."""
    out = tmp_path / "out"

    def interrupt(_: object, task: BatchTask) -> BatchRow:
        if task.path.name == "b.xlsx":
            raise KeyboardInterrupt
        return answer_task(desk, task)

    desk = _open_desk(vendor)
    with monkeypatch.context() as patch:
        patch.setattr("qanswer.services.batch.answer_task", interrupt)
        with pytest.raises(KeyboardInterrupt):
            run_batch(_tasks(inbox, out), lambda: desk, out)
    assert [Path(file).name for file in read_report(out)] == ["a.xlsx", "broken.xlsx"]
    assert not list(out.rglob("b.*"))
    assert not list(out.rglob(".qanswer*"))
    assert _states(run_batch(_tasks(inbox, out), lambda: desk, out, resume=True))["b.xlsx"] == "answered"


def test_a_fault_of_the_program_costs_one_file(
    inbox: Path, vendor: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception that nobody foresaw is a failed row, not the end of the run."""

    def fail(*_: object) -> None:
        message = "deep inside"
        raise RecursionError(message)

    monkeypatch.setattr("qanswer.services.batch.answer_file", fail)
    row = answer_task(_open_desk(vendor), BatchTask(inbox / "a.xlsx", AnswerOptions(tmp_path)))
    assert row.state == "failed"
    assert "unexpected RecursionError: deep inside" in row.message


def test_a_desk_that_cannot_be_opened_ends_the_run(inbox: Path, tmp_path: Path) -> None:
    """Without policies no file can be answered: that is said once."""

    def fail() -> Desk:
        message = "no policies"
        raise FileError(message)

    with pytest.raises(FileError, match="no policies"):
        run_batch(_tasks(inbox, tmp_path / "out"), fail, tmp_path / "out")


def test_files_that_differ_in_their_suffix_alone_do_not_overwrite_one_another(
    inbox: Path, vendor: Path, tmp_path: Path
) -> None:
    """Both outputs keep the whole name."""
    (inbox / "a.csv").write_text("Question,Answer\nIs customer data encrypted at rest?,\n", "utf-8")
    out = tmp_path / "out"
    run_batch(_tasks(inbox, out), partial(_open_desk, vendor), out)
    assert {path.name for path in out.glob("a.*.memo.md")} == {"a.csv.memo.md", "a.xlsx.memo.md"}
