"""`qanswer evaluate`: measure answers against labelled questions, or against what was returned to buyers before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from qanswer.cli.console import make_table, print_json, print_problems, print_table, progress_bar
from qanswer.cli.options import JSON
from qanswer.core.errors import UsageError
from qanswer.services.evaluate import Case, Evaluation, SetEvaluation, evaluate_set, load_labels
from qanswer.services.evaluate_curve import CurvePoint, propose, read_curve
from qanswer.services.evaluate_figures import Tally
from qanswer.services.evaluate_past import evaluate_past, read_past_files
from qanswer.services.json_rows import answer_row, problem_row
from qanswer.workspace import Workspace

_TABLES = (
    ("n", "overclaim", "false_answer", "answer_rate", "verdict_strict", "verdict_lenient"),
    ("auto_precision", "auto_coverage", "citation_hit", "recall_at_1", "recall_at_3", "recall_at_5"),
)
_MAX_CASES = 15


@click.command(name="evaluate")
@click.option("--questions", "files", multiple=True, type=click.Path(path_type=Path), help="Labelled questions.")
@click.option(
    "--knowledge",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Policy folder of each question file, in the same order; one serves all; none: the workspace's.",
)
@click.option(
    "--past", multiple=True, type=click.Path(path_type=Path), help="Questionnaires that you returned; name one or more."
)
@click.argument("more_past", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--precision", type=click.FloatRange(0.5, 1.0), default=0.97, help="Precision to propose thresholds for.")
@JSON
@click.pass_obj
def command(
    workspace: Path | None,
    *,
    files: tuple[Path, ...],
    folders: tuple[Path, ...],
    past: tuple[Path, ...],
    more_past: tuple[Path, ...],
    precision: float,
    as_json: bool,
) -> None:
    """Measure answers: overclaims, false answers, answer rate, precision, recall; per set and pooled.

    Either on labelled questions (JSON Lines), or with --past on questionnaires that you returned: each is answered from
    the policies and from the other files' answers, and held against what you answered then.

    \b
    Examples:
      qanswer evaluate --questions labels/qa.jsonl --knowledge labels/corpus
      qanswer evaluate --past returned/*.xlsx
    """
    if bool(files) == bool(past) or (more_past and not past):
        message = "give either labelled questions or returned questionnaires"
        raise UsageError(message, hint="qanswer evaluate --questions qa.jsonl, or qanswer evaluate --past FILE…")
    if past:
        evaluation = _evaluate_past(workspace, (*past, *more_past), folders, precision)
    else:
        evaluation = Evaluation(_evaluate_labelled(workspace, files, _pair(files, folders)), precision)
    if as_json:
        print_json(_evaluation_object(evaluation))
    else:
        _show(evaluation)
    print_problems(evaluation.problems)


def _pair(files: Sequence[Path], folders: Sequence[Path]) -> list[Path | None]:
    if len(folders) in {0, 1}:
        return [folders[0] if folders else None] * len(files)
    if len(folders) != len(files):
        message = f"{len(files)} question files, but {len(folders)} knowledge folders"
        raise UsageError(message, hint="Name one --knowledge for each --questions, in the same order.")
    return list(folders)


def _evaluate_labelled(
    workspace: Path | None, files: Sequence[Path], folders: Sequence[Path | None]
) -> tuple[SetEvaluation, ...]:
    parts = []
    with progress_bar() as progress:
        task = progress.add_task("Measuring", total=len(files))
        for path, folder in zip(files, folders, strict=True):
            labelled = load_labels(path)
            parts.append(evaluate_set(Workspace.open_for(workspace, folder).open_desk(folder).drafter, labelled))
            progress.advance(task)
    return tuple(parts)


def _evaluate_past(
    workspace: Path | None, paths: Sequence[Path], folders: Sequence[Path], precision: float
) -> Evaluation:
    if len(folders) > 1:
        message = "--past is measured on one policy folder"
        raise UsageError(message, hint="Name --knowledge once, or not at all for the workspace's own policies.")
    folder = folders[0] if folders else None
    opened = Workspace.open_for(workspace, folder)
    files, left_out = read_past_files(paths)
    with progress_bar() as progress:
        task = progress.add_task("Measuring", total=len(files))
        return evaluate_past(
            files,
            lambda bank: opened.open_desk(folder, bank=bank).drafter,
            opened.encoder,
            precision=precision,
            left_out=left_out,
            report=lambda name: progress.update(task, advance=1, description=name),
        )


def _evaluation_object(evaluation: Evaluation) -> dict[str, object]:
    return {
        "sets": {part.name: _figures(part.tally) for part in evaluation.sets},
        "pooled": _figures(evaluation.pooled),
        "proposed": _point_object(evaluation.proposed),
        "proposed_by_set": {part.name: _point_object(_propose(part, evaluation)) for part in evaluation.sets},
        "curve": [_point_object(point) for point in evaluation.curve],
        "left_out": [problem_row(problem) for problem in evaluation.left_out],
        "faults": [
            {
                "set": case.labelled.set_name,
                "id": case.labelled.question.id,
                "fault": case.fault,
                "gold": case.labelled.gold,
                "verdict": case.draft.verdict.value,
            }
            for case in evaluation.cases
        ],
        "answers": [answer_row(draft) for draft in evaluation.drafts],
    }


def _figures(tally: Tally) -> dict[str, object]:
    return {**tally.rates(), "counts": tally.counts()}


def _point_object(point: CurvePoint | None) -> dict[str, object] | None:
    if point is None:
        return None
    return {
        "support_auto": point.threshold,
        "precision": round(point.precision, 3),
        "coverage": round(point.coverage, 3),
        "n_auto": point.n_auto,
        "n_right": point.n_right,
    }


def _propose(part: SetEvaluation, evaluation: Evaluation) -> CurvePoint | None:
    return propose(part.curve, evaluation.precision)


def _show(evaluation: Evaluation) -> None:
    rows = [*((part.name, part.tally) for part in evaluation.sets), ("pooled", evaluation.pooled)]
    for names in _TABLES:
        table = make_table("", "set", *names)
        for name, tally in rows:
            table.add_row(name, *(_cell(tally, figure) for figure in names))
        print_table(table)
    pooled = evaluation.pooled
    if not pooled.n_quoted:
        click.echo("The labels name no sentences: citation hits and recall cannot be told.")
    if pooled.n_uncompared:
        click.echo(
            f"{pooled.n_uncompared} of {pooled.n_claimed} answers are not judged: there the file, or the draft, "
            "states no verdict that could be compared."
        )
    _show_cases(evaluation.cases)
    _show_thresholds(evaluation)


def _cell(tally: Tally, figure: str) -> str:
    if figure == "n":
        return str(tally.n)
    part, whole = tally.figures()[figure]
    return f"{part / whole:.3f} ({part}/{whole})" if whole else "-"


def _show_cases(cases: Sequence[Case]) -> None:
    table = make_table(f"Worst of {len(cases)} faults", "fault", "set", "id", "question", "gold", "drafted")
    for case in cases[:_MAX_CASES]:
        labelled, draft = case.labelled, case.draft
        told = f": {labelled.told[:120]}" if labelled.told else ""
        drafted = f"{draft.verdict}: {draft.text[:120]}" if draft.is_claimed else "-"
        gold = f"{labelled.gold}{told}"
        table.add_row(case.fault, labelled.set_name, labelled.question.id, draft.question[:160], gold, drafted)
    print_table(table)


def _show_thresholds(evaluation: Evaluation) -> None:
    """Say which threshold reaches the wanted precision over all sets, and what it gives in each."""
    point = evaluation.proposed
    if point is None:
        if evaluation.curve:
            click.echo(f"No threshold reaches a precision of {evaluation.precision:.0%} on these questions.")
        return
    click.echo(
        f"For a precision of {evaluation.precision:.0%} set support_auto = {point.threshold} in [answers]: "
        f"{_describe(point)}."
    )
    if len(evaluation.sets) == 1:
        return
    table = make_table("", "set", "at this threshold", "own threshold for the same precision")
    for part in evaluation.sets:
        here, own = read_curve(part.curve, point.threshold), _propose(part, evaluation)
        table.add_row(part.name, _describe(here) if here else "-", f"{own.threshold}: {_describe(own)}" if own else "-")
    print_table(table)


def _describe(point: CurvePoint) -> str:
    return f"{point.n_right} of {point.n_auto} right ({point.precision:.1%}), coverage {point.coverage:.1%}"
