"""`qanswer inspect`: what is read from a questionnaire, and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from qanswer.cli.console import make_table, print_json, print_problems, print_table
from qanswer.cli.options import FILE, JSON
from qanswer.core.question import Questionnaire
from qanswer.ooxml.limits import column_letters
from qanswer.questionnaires.files import read_with_layout
from qanswer.questionnaires.reading import SheetLayout
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
    questionnaire, layouts = read_with_layout(file)
    if as_json:
        print_json(questionnaire_object(questionnaire))
        return
    _show_layouts(layouts)
    _show_questions(questionnaire)
    print_problems(questionnaire.problems)


def _show_layouts(layouts: Sequence[SheetLayout]) -> None:
    for layout in layouts:
        if not layout.tables:
            click.echo(f"{layout.title}: {layout.note or 'no questions'}")
        for table in layout.tables:
            shown = make_table(
                f"{layout.title}, rows {table.first_row} to {table.last_row}: {table.n_questions} questions",
                *("column", "header", "taken for", "why"),
            )
            for column in table.columns:
                shown.add_row(column_letters(column.column), column.header[:60], column.role.value, column.reason)
            print_table(shown)


def _show_questions(questionnaire: Questionnaire) -> None:
    table = make_table(
        f"{questionnaire.title or questionnaire.path}: {len(questionnaire.questions)} questions",
        *("where", "id", "question", "kind", "answer cells"),
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
