"""`qanswer job`: what was answered, and what people decided on it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import click

from qanswer.cli.console import make_table, print_json, print_table
from qanswer.cli.options import JSON
from qanswer.core.job import Job, JobItem
from qanswer.services.job import describe_standing
from qanswer.workspace import Workspace


@click.group(name="job")
def command() -> None:
    """See the jobs: each answered questionnaire, its reviews, and what was sent.

    \b
    Examples:
      qanswer job list
      qanswer job show buyer-northwind-1a2b3c4d
    """


@command.command(name="list")
@click.option("--open", "open_only", is_flag=True, help="Only jobs without a final file.")
@JSON
@click.pass_obj
def list_(workspace: Path | None, *, open_only: bool, as_json: bool) -> None:
    """List the jobs, the newest first; with --json one object a line."""
    store = Workspace.open(workspace).open_store()
    jobs = store.jobs.list(open_only=open_only)
    if as_json:
        for job in jobs:
            print_json(_make_object(job, store.jobs.items(job.id)))
        return
    table = make_table("", "Job", "File", "Buyer", "Questions", "Recorded", "By", "Final file")
    for job in jobs:
        closed = f"{job.closed_at:%Y-%m-%d}" if job.closed_at else ""
        recorded = f"{job.recorded_at:%Y-%m-%d}"
        n_questions = str(job.n_questions)
        table.add_row(job.id, job.file, job.occasion.buyer, n_questions, recorded, job.recorded_by, closed)
    print_table(table)


@command.command()
@click.argument("job_id", metavar="JOB")
@JSON
@click.pass_obj
def show(workspace: Path | None, *, job_id: str, as_json: bool) -> None:
    """Show a job: who decided what on each question, when, and from which sentence."""
    store = Workspace.open(workspace).open_store()
    job = store.jobs.get(job_id)
    items = store.jobs.items(job.id)
    if as_json:
        print_json({**_make_object(job, items), "items": [_item_object(item) for item in items]})
        return
    click.secho(f"{job.id}: {job.file}", bold=True)
    if job.occasion.buyer:
        click.echo(f"  for {job.occasion.buyer}, recorded {job.recorded_at:%Y-%m-%d %H:%M} UTC by {job.recorded_by}")
    counts = Counter(item.standing.state for item in items)
    click.echo("  " + ", ".join(f"{n} {state}" for state, n in sorted(counts.items())))
    for item in items:
        _show_item(item)
    for sent in store.sent.list(job.id)[:1]:
        click.echo(f"Sent {sent.sent_at:%Y-%m-%d %H:%M} UTC to {sent.buyer} by {sent.sent_by}")


def _show_item(item: JobItem) -> None:
    click.echo(f"{item.question.number or item.question.id}  {item.question.full_text}")
    click.echo(f"    {item.standing.verdict}: {item.standing.text or '(blank)'}")
    click.echo(f"    {describe_standing(item.standing)}")
    for evidence in item.draft.evidence:
        citation = evidence.citation
        click.echo(f'    from {citation.source_id}, {citation.section}: "{citation.quote}"')
    if item.draft.prior:
        click.echo(f"    reuses {item.draft.prior.answer.id}")


def _make_object(job: Job, items: tuple[JobItem, ...]) -> dict[str, Any]:
    return {
        "job": job.id,
        "file": job.file,
        "buyer": job.occasion.buyer,
        "product": job.occasion.product,
        "region": job.occasion.region,
        "recorded_by": job.recorded_by,
        "recorded_at": job.recorded_at.isoformat(),
        "closed_at": job.closed_at.isoformat() if job.closed_at else None,
        "states": dict(Counter(item.standing.state.value for item in items)),
    }


def _item_object(item: JobItem) -> dict[str, Any]:
    return {
        "id": item.question.id,
        "question": item.question.full_text,
        "state": item.standing.state,
        "verdict": item.standing.verdict,
        "text": item.standing.text,
        "owner": item.owner,
        "prior": item.draft.prior.answer.id if item.draft.prior else None,
        "citations": [
            {"source": evidence.citation.source_id, "quote": evidence.citation.quote}
            for evidence in item.draft.evidence
        ],
        "reviews": [
            {
                "decision": review.decision,
                "author": review.provenance.author,
                "at": review.provenance.at.isoformat(),
                "reason": review.provenance.reason,
            }
            for review in item.standing.reviews
        ],
    }
