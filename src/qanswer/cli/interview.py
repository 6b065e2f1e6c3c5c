"""`qanswer interview`: the gaps as one sheet per owner."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from qanswer.cli.console import print_json
from qanswer.cli.options import JSON
from qanswer.services.interview import find_gaps, write_interview
from qanswer.services.interview_answers import name_places
from qanswer.workspace import Workspace


@click.command(name="interview")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("interview.xlsx"),
    show_default=True,
    help="The file to write: .xlsx (one sheet per owner), .csv or .yaml.",
)
@JSON
@click.pass_obj
def command(workspace: Path | None, *, output: Path, as_json: bool) -> None:
    """Gather what is blank over all open jobs, merged by topic, and what common forms ask, one sheet per owner.

    Owners write verdict, answer and, if they may approve, approved_by; `qanswer library import` takes the sheet back,
    fills every question that waits, and keeps the answers for the next time.

    \b
    Example:
      qanswer interview -o gaps.xlsx
      qanswer library import gaps.xlsx
    """
    opened = Workspace.open(workspace)
    gaps = find_gaps(opened.open_store(), opened.open_desk(), opened.encoder)
    if not gaps:
        click.echo("Nothing is open: no job has a blank, and the policies speak to every common question.")
        return
    write_interview(gaps, output)
    n_waiting = sum(len(gap.items) for gap in gaps)
    owners = Counter(gap.owner for gap in gaps)
    if as_json:
        rows = [
            {"owner": gap.owner, "wordings": list(gap.wordings), "waits_for": list(name_places(gap.items))}
            for gap in gaps
        ]
        print_json({"output": str(output), "waiting": n_waiting, "owners": dict(owners), "gaps": rows})
        return
    click.echo(f"{len(gaps)} things to ask, for {n_waiting} waiting questions: {output}")
    for owner, n_gaps in owners.most_common():
        click.echo(f"  {owner}: {n_gaps}")
