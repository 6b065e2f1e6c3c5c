"""`qanswer answer`: the main job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from qanswer.cli.console import exit_with, print_json, print_problems, progress_bar
from qanswer.cli.options import JSON, KNOWLEDGE, MAP, OUTPUT_FOLDER, write_options
from qanswer.core.errors import FileError, QAnswerError, UsageError
from qanswer.core.scope import Occasion
from qanswer.questionnaires.fill.write import WriteOptions
from qanswer.reports.memo import memo_json
from qanswer.reports.memo_lines import shorten_places
from qanswer.services.answer import STEPS, AnsweredFile, AnswerOptions, answer_file, find_namesakes
from qanswer.services.desk import Desk
from qanswer.services.json_rows import answer_row, problem_row
from qanswer.services.overview import OverviewOrder
from qanswer.services.proofs import describe_proof, proof_object
from qanswer.workspace import Workspace

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


@click.command(name="answer")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@OUTPUT_FOLDER
@click.option("--buyer", default="", help="Who asks; named in the memo and the overview.")
@click.option("--product", default="", help="The product asked about; approved answers for another are not reused.")
@click.option("--region", default="", help="The region asked about, likewise.")
@click.option("--previous", type=click.Path(path_type=Path), help="Last year's answered file, to carry over.")
@click.option("--include-drafts", is_flag=True, help="Write drafts that await review too; the memo marks them.")
@click.option("--overview", "with_overview", is_flag=True, help="Write the NDA control overview too.")
@click.option("--nda", default="", help="Reference of the NDA, for the overview.")
@click.option("--recipient", default="", help="Who receives the overview, for its footer.")
@MAP
@click.option("--mark", is_flag=True, help="Write an internal copy too: answers tinted, their sources beside them.")
@write_options
@KNOWLEDGE
@JSON
@click.pass_obj
def command(
    workspace: Path | None,
    *,
    files: tuple[Path, ...],
    output_folder: Path,
    buyer: str,
    product: str,
    region: str,
    previous: Path | None,
    nda: str,
    recipient: str,
    knowledge: Path | None,
    include_drafts: bool,
    with_overview: bool,
    map_file: Path | None,
    mark: bool,
    overwrite: bool,
    fill_locked: bool,
    strict_bytes: bool,
    as_json: bool,
) -> None:
    """Read, draft, fill and prove: writes NAME.answered.xlsx or .docx, NAME.memo.md and NAME.proof.json.

    Only answers of route auto are written, unless --include-drafts. Cells that hold an answer are kept, unless
    --overwrite. Exit code 3: done, but something needs a person; the memo says what.

    \b
    Example:
      qanswer answer buyer.xlsx --buyer Northwind --overview -o out
    """
    if len({path.name for path in files}) < len(files):
        message = "two of the files have the same name: their outputs would overwrite one another"
        raise UsageError(message, hint="Answer them one by one with different -o folders, or use `qanswer batch`.")
    opened = Workspace.open_for(workspace, knowledge)
    desk = opened.open_desk(knowledge, occasion=Occasion(product, region, buyer), records=True)
    own = opened.settings.overview
    order = OverviewOrder(buyer, recipient, nda, own.valid_days, own.version, product=product, region=region)
    writing = WriteOptions(overwrite=overwrite, fill_locked=fill_locked, strict_bytes=strict_bytes)
    options = AnswerOptions(
        output_folder,
        buyer,
        order if with_overview else None,
        include_drafts,
        writing,
        product=product,
        region=region,
        previous=previous,
        map_file=map_file,
        mark=mark,
    )
    answered, failures = _answer_all(files, desk, options)
    for result in answered:
        if as_json:
            print_json(_answer_object(result))
        else:
            _show(result)
    print_problems(desk.drafter.problems)
    if failures:
        _name_failures(failures, n_files=len(files))
    exit_with(needs_person=any(result.needs_person for result in answered))


def _answer_all(
    files: Sequence[Path], desk: Desk, options: AnswerOptions
) -> tuple[list[AnsweredFile], list[QAnswerError]]:
    """Answer file by file; one that fails does not keep the others from being answered."""
    answered, failures = [], []
    namesakes = find_namesakes(files)
    with progress_bar() as progress:
        for path in files:
            task = progress.add_task(path.name, total=len(STEPS))
            named = replace(options, full_names=path in namesakes)
            try:
                answered.append(answer_file(path, desk, named, _StepShower(progress, task, path.name)))
            except QAnswerError as error:
                failures.append(error)
            progress.remove_task(task)
    return answered, failures


def _name_failures(failures: Sequence[QAnswerError], n_files: int) -> NoReturn:
    """Raise the one failure as it is, or several as one that names each."""
    if len(failures) == 1:
        raise failures[0]
    lines = "; ".join(failure.message for failure in failures)
    message = f"{len(failures)} of {n_files} files were not answered: {lines}"
    raise FileError(message, hint=failures[0].hint)


@dataclass(frozen=True, slots=True)
class _StepShower:
    """Moves a file's progress bar on as each step begins."""

    progress: Progress
    task: TaskID
    name: str

    def __call__(self, step: str) -> None:
        self.progress.update(self.task, completed=STEPS.index(step), description=f"{self.name}: {step}")


def _answer_object(result: AnsweredFile) -> dict[str, object]:
    counts, job = result.counts, result.job
    return {
        "job": job.job,
        "file": result.job.questionnaire.path,
        "output": str(result.output),
        "memo": str(result.memo),
        "overview": str(result.overview) if result.overview else None,
        "proof": proof_object(result.proof),
        "counts": {
            "questions": counts.questions,
            "auto": counts.auto,
            "review": counts.review,
            "blank": counts.blank,
            "approved": counts.approved,
        },
        "memo_data": memo_json(result.page),
        "seconds": dict(result.seconds),
        "refused": [problem_row(problem) for problem in job.refused],
        "kept": [
            {"locator": kept.locator, "existing": kept.existing, "proposed": kept.proposed, "differs": kept.differs}
            for kept in job.kept
        ],
        "answers": [answer_row(draft) for draft in job.drafts],
    }


def _show(result: AnsweredFile) -> None:
    counts = result.counts
    click.echo(
        f"{result.job.questionnaire.path}: {counts.questions} questions: {counts.auto} ready, "
        f"{counts.review} to review, {counts.blank} blank. {describe_proof(result.proof)}."
    )
    kept, refused = result.job.kept, result.job.refused
    n_differing = sum(cell.differs for cell in kept)
    if kept:
        click.echo(f"  {len(kept)} cells already held an answer and were kept; {n_differing} differ.")
    for check in result.page.failed:
        click.echo(f"  Check failed: {check.name} ({shorten_places(check.failures or ())})", err=True)
    print_problems((*result.notes, *refused[:5]))
    if len(refused) > 5:
        click.echo(f"  and {len(refused) - 5} more values not written: see the memo", err=True)
    papers: dict[str, Path | None] = {"Filled": result.output, "Memo": result.memo, "Proof": result.proof_file}
    papers |= {"Overview": result.overview, "Internal": result.internal}
    for name, path in papers.items():
        if path:
            click.echo(f"  {name + ':':<9} {path}")
    click.echo(f"  {'Job:':<9} {result.job.job}")
