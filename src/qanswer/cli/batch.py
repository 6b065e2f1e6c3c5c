"""`qanswer batch`: every questionnaire in a folder."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from qanswer.cli.console import exit_with, make_table, print_json, print_problems, print_table, progress_bar
from qanswer.cli.options import JSON, KNOWLEDGE, write_options
from qanswer.core.errors import Problem
from qanswer.core.scope import Occasion
from qanswer.questionnaires.fill.write import WriteOptions
from qanswer.services.answer import AnswerOptions
from qanswer.services.batch import find_questionnaires, make_tasks, run_batch
from qanswer.services.batch_report import BatchRow, report_object, write_report
from qanswer.services.desk import Desk
from qanswer.services.workers import WORKER_BYTES, find_free_bytes, limit_workers
from qanswer.workspace import Workspace


@click.command(name="batch")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("-o", "--output", "output_folder", required=True, type=click.Path(path_type=Path), help="Output folder.")
@click.option("--buyer", default="", help="Who asks; named in the memos.")
@click.option("--include-drafts", is_flag=True, help="Write drafts that await review too.")
@click.option("--jobs", "n_jobs", type=click.IntRange(1), default=1, help="Files answered at a time, a process each.")
@click.option("--resume", is_flag=True, help="Leave out files that an earlier run answered.")
@write_options
@KNOWLEDGE
@JSON
@click.pass_obj
def command(
    workspace: Path | None,
    *,
    folder: Path,
    output_folder: Path,
    buyer: str,
    knowledge: Path | None,
    include_drafts: bool,
    n_jobs: int,
    resume: bool,
    overwrite: bool,
    fill_locked: bool,
    strict_bytes: bool,
    as_json: bool,
) -> None:
    """Answer many files in one go, with one report (JSON and CSV); a bad file is named and never stops the rest.

    \b
    Example:
      qanswer batch inbox -o outbox --resume
    """
    files = find_questionnaires(folder, output_folder)
    writing = WriteOptions(overwrite=overwrite, fill_locked=fill_locked, strict_bytes=strict_bytes)
    options = AnswerOptions(output_folder, buyer, None, include_drafts, writing)
    with progress_bar() as progress:
        task = progress.add_task("Answering", total=len(files))
        rows = run_batch(
            make_tasks(files, folder, options),
            partial(_open_desk, workspace, knowledge, buyer),
            output_folder,
            n_workers=_choose_workers(min(n_jobs, len(files))),
            resume=resume,
            progress=lambda name, done: progress.update(task, completed=done, description=name or "Answering"),
        )
    reports = write_report(rows, output_folder)
    if as_json:
        print_json(report_object(rows) | {"reports": [str(report) for report in reports]})
    else:
        _show(rows)
        click.echo(f"Report: {', '.join(str(report) for report in reports)}")
    print_problems(dict.fromkeys(problem for row in rows for problem in row.problems))
    exit_with(needs_person=any(row.needs_person for row in rows))


def _open_desk(workspace: Path | None, knowledge: Path | None, buyer: str) -> Desk:
    opened = Workspace.open_for(workspace, knowledge)
    return opened.open_desk(knowledge, occasion=Occasion(buyer=buyer), records=True)


def _choose_workers(asked: int) -> int:
    n_workers = limit_workers(asked, find_free_bytes())
    if n_workers < asked:
        need = f"each needs about {WORKER_BYTES // 2**20} MB of memory"
        print_problems([Problem("--jobs", f"{n_workers} run at a time, not {asked}: {need}")])
    return n_workers


def _show(rows: tuple[BatchRow, ...]) -> None:
    table = make_table("", "file", "state", "questions", "ready", "review", "blank", "minutes")
    for row in rows:
        counts = row.counts
        numbers = (counts.questions, counts.auto, counts.review, counts.blank, row.minutes) if counts else ("",) * 5
        remark = row.message or "; ".join(f"check failed: {name}" for name in row.failed_checks)
        table.add_row(row.file, row.state + (f": {remark}" if remark else ""), *map(str, numbers))
    print_table(table)
