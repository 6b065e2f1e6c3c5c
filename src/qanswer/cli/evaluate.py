"""`qanswer evaluate`: measure answers against labelled questions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from qanswer.cli.console import make_table, print_json, print_table, progress_bar
from qanswer.cli.options import JSON
from qanswer.core.errors import UsageError
from qanswer.services.evaluate import Evaluation, join_evaluations, load_labels, run_evaluation
from qanswer.services.json_rows import answer_row
from qanswer.workspace import Workspace

_SHOWN = ("n", "overclaim", "false_answer", "answer_rate", "verdict_strict", "verdict_lenient", "citation_hit")
_SHOWN_AUTO = ("auto_precision", "auto_coverage", "recall_at_1", "recall_at_3", "recall_at_5")
_MAX_CASES = 15


@click.command(name="evaluate")
@click.option(
    "--questions", "files", multiple=True, required=True, type=click.Path(path_type=Path), help="Labelled questions."
)
@click.option(
    "--knowledge",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Policy folder of each question file, in the same order; one serves all; none: the workspace's.",
)
@click.option("--precision", type=click.FloatRange(0.5, 1.0), default=0.97, help="Precision to propose thresholds for.")
@JSON
@click.pass_obj
def command(
    workspace: Path | None, *, files: tuple[Path, ...], folders: tuple[Path, ...], precision: float, as_json: bool
) -> None:
    """Measure answers on labelled questions (JSON Lines): overclaims, false answers, answer rate, precision, recall.

    \b
    Example:
      qanswer evaluate --questions labels/qa.jsonl --knowledge labels/corpus
    """
    evaluation = join_evaluations(_evaluate_each(workspace, files, _pair(files, folders), precision), precision)
    if as_json:
        print_json(_evaluation_object(evaluation))
    else:
        _show(evaluation, precision)


def _pair(files: Sequence[Path], folders: Sequence[Path]) -> list[Path | None]:
    if len(folders) in {0, 1}:
        return [folders[0] if folders else None] * len(files)
    if len(folders) != len(files):
        message = f"{len(files)} question files, but {len(folders)} knowledge folders"
        raise UsageError(message, hint="Name one --knowledge for each --questions, in the same order.")
    return list(folders)


def _evaluate_each(
    workspace: Path | None, files: Sequence[Path], folders: Sequence[Path | None], precision: float
) -> list[Evaluation]:
    parts = []
    with progress_bar() as progress:
        task = progress.add_task("Measuring", total=len(files))
        for path, folder in zip(files, folders, strict=True):
            labelled = load_labels(path)
            desk = Workspace.open_for(workspace, folder).open_desk(folder)
            parts.append(run_evaluation(desk.drafter, labelled, precision=precision))
            progress.advance(task)
    return parts


def _evaluation_object(evaluation: Evaluation) -> dict[str, object]:
    proposed = evaluation.proposed
    return {
        "sets": {name: tally.rates() for name, tally in evaluation.sets},
        "pooled": evaluation.pooled.rates(),
        "proposed": None
        if proposed is None
        else {"support_auto": proposed.threshold, "precision": proposed.precision, "coverage": proposed.coverage},
        "curve": [
            {"threshold": point.threshold, "precision": round(point.precision, 3), "coverage": round(point.coverage, 3)}
            for point in evaluation.curve
        ],
        "faults": [{"id": case.labelled.question.id, "fault": case.fault} for case in evaluation.cases],
        "answers": [answer_row(draft) for draft in evaluation.drafts],
    }


def _show(evaluation: Evaluation, precision: float) -> None:
    rows = [*evaluation.sets, ("pooled", evaluation.pooled)]
    for names in (_SHOWN, _SHOWN_AUTO):
        table = make_table("", "set", *names)
        for name, tally in rows:
            rates = tally.rates()
            table.add_row(name, *("-" if rates[key] is None else str(rates[key]) for key in names))
        print_table(table)
    cases = make_table(f"Worst of {len(evaluation.cases)} faults", "fault", "id", "question", "gold", "drafted")
    for case in evaluation.cases[:_MAX_CASES]:
        question = case.labelled.question
        drafted = f"{case.draft.verdict}: {case.draft.text[:120]}"
        cases.add_row(case.fault, question.id, question.text[:160], case.labelled.gold, drafted)
    print_table(cases)
    if evaluation.proposed:
        point = evaluation.proposed
        click.echo(
            f"For a precision of {precision:.0%} set support_auto = {point.threshold} in [answers] "
            f"(here: precision {point.precision:.0%}, coverage {point.coverage:.0%})."
        )
    elif evaluation.curve:
        click.echo(f"No threshold reaches a precision of {precision:.0%} on these questions.")
