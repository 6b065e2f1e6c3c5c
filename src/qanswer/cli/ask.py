"""`qanswer ask`: draft answers without a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from qanswer.cli.console import exit_with, print_json, print_problems
from qanswer.cli.options import JSON, KNOWLEDGE
from qanswer.core.answer import DraftAnswer, Route
from qanswer.core.errors import UsageError
from qanswer.services.ask import ask_questions, make_question, read_question_lines
from qanswer.services.json_rows import answer_row
from qanswer.workspace import Workspace


@click.command(name="ask")
@click.argument("text", required=False)
@click.option("--questions", type=click.Path(path_type=Path), help="A JSON Lines file of questions.")
@KNOWLEDGE
@JSON
@click.pass_obj
def command(
    workspace: Path | None, text: str | None, questions: Path | None, knowledge: Path | None, *, as_json: bool
) -> None:
    """Draft an answer to TEXT, or to each question of a file; with --json one object a line.

    \b
    Examples:
      qanswer ask "Do you encrypt customer data at rest?"
      qanswer ask --questions questions.jsonl --json
    """
    if (text is None) == (questions is None):
        message = "give either a question or --questions FILE"
        raise UsageError(message, hint='For example: qanswer ask "Is MFA required for staff?"')
    asked = read_question_lines(questions) if questions else (make_question(text or ""),)
    desk = Workspace.open_for(workspace, knowledge).open_desk(knowledge)
    drafts = ask_questions(desk, asked)
    if as_json:
        for draft in drafts:
            print_json(answer_row(draft))
    else:
        _show(drafts)
    print_problems(desk.drafter.problems)
    exit_with(needs_person=any(draft.route is not Route.AUTO for draft in drafts))


def _show(drafts: Sequence[DraftAnswer]) -> None:
    for draft in drafts:
        if len(drafts) > 1:
            click.secho(draft.question, bold=True)
        click.echo(f"{draft.verdict.upper()}  (confidence {draft.confidence.label}, route {draft.route})")
        if draft.text:
            click.echo(draft.text)
        for evidence in draft.evidence:
            citation = evidence.citation
            click.echo(f'  - "{citation.quote}"\n    {citation.source_id}, {citation.section}, {citation.locator}')
        for reason in draft.reasons:
            click.echo(f"  * {reason}")
        if len(drafts) > 1:
            click.echo()
