"""`qanswer inspect`: what is read from a questionnaire, and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from qanswer.cli.console import make_table, print_json, print_problems, print_table
from qanswer.cli.options import FILE, JSON, MAP
from qanswer.core.question import Questionnaire
from qanswer.ooxml.limits import column_letters
from qanswer.questionnaires.layout_map import make_layout_map
from qanswer.questionnaires.map_store import write_layout_map
from qanswer.questionnaires.reading import SheetLayout
from qanswer.services.json_rows import questionnaire_object
from qanswer.services.reading import read_file
from qanswer.workspace import Workspace


@click.command(name="inspect")
@FILE
@MAP
@click.option("--write-map", type=click.Path(path_type=Path), help="Write what was inferred as a map to edit.")
@JSON
@click.pass_obj
def command(
    workspace: Path | None, *, file: Path, map_file: Path | None, write_map: Path | None, as_json: bool
) -> None:
    """Show each question, its answer cells and options, and what was skipped and why.

    Where a column is taken for the wrong thing, write the map, correct it, and give it with --map: it is remembered for
    forms of the same structure.

    \b
    Examples:
      qanswer inspect buyer.xlsx
      qanswer inspect buyer.xlsx --write-map buyer-map.toml
    """
    questionnaire, layouts = read_file(file, Workspace.find_maps(workspace), map_file)
    if write_map:
        write_layout_map(write_map, make_layout_map(layouts))
        click.echo(f"wrote {write_map}", err=True)
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
            title = f"{layout.title}, rows {table.first_row} to {table.last_row}: {table.n_questions} questions"
            if not table.columns:
                click.echo(f"{title}, each label beside its answer\n")
                continue
            shown = make_table(title, "column", "header", "taken for", "why")
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
