"""`qanswer library`: approved answers, listed, changed, checked, brought in and taken out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from qanswer.cli.console import exit_with, make_table, print_json, print_problems, print_table, progress_bar
from qanswer.cli.options import JSON
from qanswer.core.answer import AnswerStatus, ApprovedAnswer, Verdict
from qanswer.core.review import Role
from qanswer.core.scope import make_scope
from qanswer.services.library_check import KINDS, Finding, LibraryCheck, check_library
from qanswer.services.library_files import write_table
from qanswer.services.library_import import import_file
from qanswer.services.library_table import make_row, split_list
from qanswer.workspace import Workspace

_STATUS = click.Choice([status.value for status in AnswerStatus])
_VERDICT = click.Choice([verdict.value for verdict in Verdict if verdict is not Verdict.UNANSWERABLE])
_ROWS = 10
_INSTANT = "%Y-%m-%d %H:%M UTC"


@click.group(name="library")
def command() -> None:
    """Keep the approved answers.

    \b
    Examples:
      qanswer library import last-year.xlsx
      qanswer library check
      qanswer library export answers.yaml
    """


@command.command(name="list")
@click.option("--status", type=_STATUS, help="Only entries of this status; by default approved and waiting ones.")
@click.option("--owner", default="", help="Only entries of this owner.")
@click.option("--tag", default="", help="Only entries with this tag.")
@JSON
@click.pass_obj
def list_(workspace: Path | None, *, status: str | None, owner: str, tag: str, as_json: bool) -> None:
    """List the entries, one line each; with --json one object a line."""
    wanted = (AnswerStatus(status),) if status else (AnswerStatus.APPROVED, AnswerStatus.WAITING)
    found = [
        answer
        for answer in Workspace.open(workspace).open_store().answers.list(*wanted)
        if (not owner or answer.owner.casefold() == owner.casefold()) and (not tag or tag in answer.tags)
    ]
    if as_json:
        for answer in found:
            print_json(_make_object(answer))
        return
    table = make_table("", "Id", "Status", "Question", "Verdict", "Owner", "Review by")
    for answer in found:
        review_by = str(answer.review_by or "")
        table.add_row(answer.id, answer.status, answer.question_text, answer.verdict, answer.owner, review_by)
    print_table(table)


def _make_object(answer: ApprovedAnswer) -> dict[str, Any]:
    row: dict[str, Any] = dict(make_row(answer))
    row["citations"] = [{"source": c.source_id, "section": c.section, "quote": c.quote} for c in answer.citations]
    row["version"] = answer.version
    return row


@command.command()
@click.option("--question", required=True, help="The question, as a buyer would ask it.")
@click.option("--verdict", type=_VERDICT, default="text", show_default=True)
@click.option("--answer", "text", required=True, help="The answer's words.")
@click.option("--owner", default="", help="Who knows.")
@click.option("--tags", default="", help="Tags, separated by semicolons.")
@click.option("--product", default="", help="Only for this product.")
@click.option("--region", default="", help="Only for this region.")
@click.option("--buyer", default="", help="Only for this buyer.")
@click.option("--review-by", type=click.DateTime(["%Y-%m-%d"]), help="When to look at it again.")
@click.option("--approve", is_flag=True, help="You approve it; without this it waits for approval.")
@click.pass_obj
def add(
    workspace: Path | None,
    *,
    question: str,
    verdict: str,
    text: str,
    owner: str,
    tags: str,
    product: str,
    region: str,
    buyer: str,
    review_by: datetime | None,
    approve: bool,
) -> None:
    """Add one entry."""
    store = Workspace.open(workspace).open_store()
    answer = ApprovedAnswer(
        id="",
        question_text=question,
        verdict=Verdict(verdict),
        text=text,
        owner=owner,
        tags=split_list(tags),
        scope=make_scope(product=[product], region=[region], buyer=[buyer]),
        review_by=review_by.date() if review_by else store.session.next_review(),
        status=AnswerStatus.APPROVED if approve else AnswerStatus.WAITING,
        approved_by=store.author if approve else "",
        approved_on=store.session.clock().date() if approve else None,
        provenance=f"added by {store.author}",
    )
    (added,) = store.answers.add([answer], "added by hand")
    click.echo(added.id)


@command.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--approve", is_flag=True, help="You vouch for every row that names no approver.")
@JSON
@click.pass_obj
def import_(workspace: Path | None, *, file: Path, approve: bool, as_json: bool) -> None:
    """Bring in a table (YAML, CSV, XLSX), an interview sheet, or a questionnaire that was answered before.

    A table has the columns question, verdict, answer, owner, tags, product, region, review_by and approved_by; any but
    question may be missing. A row with approved_by is approved; any other waits for `qanswer review`.
    """
    opened = Workspace.open(workspace)
    desk = opened.open_desk()
    report = import_file(file, opened.open_store(), desk, approve=approve)
    with progress_bar() as progress:
        task = progress.add_task("Embedding questions", total=None)
        opened.index_library(lambda done, total: progress.update(task, completed=done, total=total))
    print_problems((*report.problems, *desk.drafter.problems))
    if as_json:
        counts = {name: getattr(report, name) for name in report.__slots__ if name != "problems"}
        print_json({**counts, "problems": [{"where": p.where, "message": p.message} for p in report.problems]})
    else:
        click.echo(
            f"{file.name}: {report.added} added, {report.changed} changed, {report.unchanged} unchanged, "
            f"{report.waiting} waiting for approval, {report.blank} without an answer."
        )
        if report.filled:
            click.echo(f"  {report.filled} waiting questions of open jobs are answered.")
        if report.job:
            click.echo(f"  Decide the waiting ones: qanswer review {report.job}")
    exit_with(needs_person=bool(report.waiting or report.problems))


@command.command(name="export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--status", type=_STATUS, help="Only entries of this status; by default all.")
@click.pass_obj
def export_(workspace: Path | None, *, file: Path, status: str | None) -> None:
    """Write the library as YAML, CSV or XLSX, by the file's name; `import` takes it back without loss."""
    wanted = (AnswerStatus(status),) if status else ()
    answers = Workspace.open(workspace).open_store().answers.list(*wanted)
    write_table(file, {"Library": [make_row(answer) for answer in answers]})
    click.echo(f"{len(answers)} answers: {file}")


@command.command()
@click.option("--days", default=30, show_default=True, help="How many days ahead a review date counts as near.")
@JSON
@click.pass_obj
def check(workspace: Path | None, *, days: int, as_json: bool) -> None:
    """Find stale, expiring, conflicting, duplicate and unused entries, and buyers who hold what is true no more.

    Exit code 3 when anything but an unused entry was found.
    """
    opened = Workspace.open(workspace)
    library = opened.open_index().library
    result = check_library(opened.open_store(), library, date.today(), days=days)  # noqa: DTZ011  # the vendor's own day
    if as_json:
        print_json(_check_object(result))
    else:
        _show_check(result)
    exit_with(needs_person=bool(result.held or any(finding.kind != "unused" for finding in result.findings)))


def _check_object(result: LibraryCheck) -> dict[str, Any]:
    return {
        "answers": result.n_answers,
        "findings": [
            {"kind": finding.kind, "ids": [answer.id for answer in finding.answers], "message": finding.message}
            for finding in result.findings
        ],
        "buyers": list(result.buyers),
        "held": [
            {
                "buyer": held.sent.buyer,
                "job": held.sent.job,
                "question": held.sent.question,
                "sent_on": held.sent.sent_at.date().isoformat(),
                "text": held.sent.text,
                "id": held.sent.answer_id,
                "reason": held.reason,
            }
            for held in result.held
        ],
    }


def _show_check(result: LibraryCheck) -> None:
    counts = ", ".join(f"{len(result.list_kind(kind))} {kind}" for kind in KINDS)
    click.echo(f"{result.n_answers} approved answers: {counts}.")
    for kind in KINDS:
        found = result.list_kind(kind)
        for finding in found[:_ROWS]:
            click.echo(f"  {kind:<11} {_name(finding)}: {finding.message}")
        if len(found) > _ROWS:
            click.echo(f"  {kind:<11} and {len(found) - _ROWS} more: see --json")
    if result.held:
        click.echo(f"Sent and no longer true, with {', '.join(result.buyers)}:")
    for held in result.held:
        click.echo(f"  {held.sent.buyer}, {held.sent.sent_at:%Y-%m-%d}, {held.sent.job}: {held.sent.question}")
        click.echo(f"      sent: {held.sent.text}\n      {held.reason}")


def _name(finding: Finding) -> str:
    return f"{' and '.join(answer.id for answer in finding.answers)} ({finding.answers[0].question_text})"


@command.command()
@click.argument("answer_id")
@click.option("--history", is_flag=True, help="Show every version and decision, with author, time and source.")
@JSON
@click.pass_obj
def show(workspace: Path | None, *, answer_id: str, history: bool, as_json: bool) -> None:
    """Show one entry, with its sources and, if asked, all that happened to it."""
    store = Workspace.open(workspace).open_store()
    answer = store.answers.get(answer_id)
    versions = store.answers.history(answer_id)
    reviews = store.reviews.list_by_answer(answer_id)
    sent = [one for one in store.sent.list() if one.answer_id == answer_id]
    if as_json:
        print_json(
            {
                **_make_object(answer),
                "history": [
                    {
                        "version": version.answer.version,
                        "status": version.answer.status,
                        "verdict": version.answer.verdict,
                        "answer": version.answer.text,
                        "author": version.provenance.author,
                        "at": version.provenance.at.isoformat(),
                        "reason": version.provenance.reason,
                    }
                    for version in versions
                ],
                "sent": [{"buyer": one.buyer, "job": one.job, "at": one.sent_at.isoformat()} for one in sent],
            }
        )
        return
    _show_answer(answer)
    if not history:
        return
    for version in versions:
        signed = version.provenance
        click.echo(f"Version {version.answer.version}, {signed.at:{_INSTANT}}, {signed.author}: {signed.reason}")
        click.echo(f"  {version.answer.status}, {version.answer.verdict}: {version.answer.text}")
        for citation in version.answer.citations:
            click.echo(f'  from {citation.source_id}, {citation.section}: "{citation.quote}"')
    for review in reviews:
        signed = review.provenance
        reason = f": {signed.reason}" if signed.reason else ""
        click.echo(f"Review {review.id}, {signed.at:{_INSTANT}}: {review.decision} by {signed.author}{reason}")
        click.echo(f"  in {review.job}, {review.draft.question_id}: {review.draft.question}")
    for one in sent:
        click.echo(f"Sent {one.sent_at:{_INSTANT}} to {one.buyer} by {one.sent_by} (version {one.answer_version})")


def _show_answer(answer: ApprovedAnswer) -> None:
    click.secho(answer.question_text, bold=True)
    for wording in answer.alternates:
        click.echo(f"  also: {wording}")
    click.echo(f"{answer.verdict.upper()}: {answer.text}")
    row = make_row(answer)
    named = ("id", "status", "version", "owner", "tags", "product", "region", "buyer", "classification", "review_by")
    for name in (*named, "approved_by", "approved_on", "origin"):
        if row[name]:
            click.echo(f"  {name + ':':<15} {row[name]}")
    for citation in answer.citations:
        click.echo(f'  source:         {citation.source_id}, {citation.section}: "{citation.quote}"')


@command.command()
@click.argument("answer_id")
@click.option("--reason", default="", help="Why.")
@click.pass_obj
def retire(workspace: Path | None, *, answer_id: str, reason: str) -> None:
    """Take an entry out of use; its history stays."""
    retired = Workspace.open(workspace).open_store().answers.retire(answer_id, reason)
    click.echo(f"{retired.id} is retired.")


@command.command()
@click.argument("answer_id")
@click.option("--by", "newer", required=True, help="The entry that takes its place.")
@click.pass_obj
def supersede(workspace: Path | None, *, answer_id: str, newer: str) -> None:
    """Put another entry in the place of one, which is never reused again."""
    store = Workspace.open(workspace).open_store()
    old, new = store.answers.get(answer_id), store.answers.get(newer)
    wordings = dict.fromkeys((*new.alternates, old.question_text, *old.alternates))
    wordings.pop(new.question_text, None)
    store.answers.revise_all(
        [replace(old, status=AnswerStatus.SUPERSEDED), replace(new, alternates=tuple(wordings))],
        f"{new.id} takes the place of {old.id}",
    )
    click.echo(f"{old.id} is superseded by {new.id}.")


@command.command()
@click.argument("name", required=False)
@click.option("--role", type=click.Choice([role.value for role in Role]), help="The role to give.")
@click.pass_obj
def members(workspace: Path | None, *, name: str | None, role: str | None) -> None:
    """List who may do what on a team's store, or give NAME a role.

    As long as nobody is named everybody may do everything; whoever names the first member becomes admin.
    """
    store = Workspace.open(workspace).open_store()
    if name and role:
        store.members.set_role(name, Role(role))
    for member in store.members.list():
        click.echo(f"{member.name}: {member.role} (by {member.added_by}, {member.added_at:%Y-%m-%d})")
