"""`qanswer inspect`: what is read from a questionnaire, and why."""

from __future__ import annotations

from pathlib import Path

import click

from qanswer.cli.console import make_table, print_json, print_problems, print_table
from qanswer.cli.options import FILE, JSON
from qanswer.core.question import Questionnaire
from qanswer.services.inspect import inspect_file
from qanswer.services.json_rows import questionnaire_object


@click.command(name="inspect")
@FILE
@JSON
def command(file: Path, *, as_json: bool) -> None:
    """Show each question, its answer cells and options, and what was skipped and why.

    \b
    Example:
      qanswer inspect buyer.xlsx
    """
    questionnaire = inspect_file(file)
    if as_json:
        print_json(questionnaire_object(questionnaire))
        return
    _show(questionnaire)
    print_problems(questionnaire.problems)


def _show(questionnaire: Questionnaire) -> None:
    table = make_table(
        f"{questionnaire.title or questionnaire.path}: {len(questionnaire.questions)} questions",
        "where",
        "id",
        "question",
        "kind",
        "answer cells",
    )
    for question in questionnaire.questions:
        slots = "\n".join(
            f"{slot.locator} {slot.role}" + (f": {' | '.join(slot.options[:6])}" if slot.options else "")
            for slot in question.slots
        )
        table.add_row(question.locator, question.number, question.text[:300], question.kind.value, slots or "none")
    print_table(table)
    if questionnaire.skipped:
        skipped = make_table(f"{len(questionnaire.skipped)} texts skipped", "where", "text", "why")
        for item in questionnaire.skipped:
            skipped.add_row(item.locator, item.text[:120], item.reason)
        print_table(skipped)
