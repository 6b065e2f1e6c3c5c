"""`qanswer index`: build or refresh the index."""

from __future__ import annotations

import time
from pathlib import Path

import click

from qanswer.cli.console import print_json, print_problems, progress_bar
from qanswer.cli.options import JSON, KNOWLEDGE
from qanswer.workspace import Workspace


@click.command(name="index")
@KNOWLEDGE
@JSON
@click.pass_obj
def command(workspace: Path | None, knowledge: Path | None, *, as_json: bool) -> None:
    """Build or refresh the index of the policies; unchanged passages are not embedded again.

    \b
    Example:
      qanswer index
    """
    began = time.perf_counter()
    opened = Workspace.open_for(workspace, knowledge)
    with progress_bar() as progress:
        task = progress.add_task("Embedding passages", total=None)
        index = opened.open_index(
            knowledge, progress=lambda done, total: progress.update(task, completed=done, total=total)
        )
    library = index.library
    print_problems(library.problems)
    seconds = round(time.perf_counter() - began, 2)
    if as_json:
        print_json(
            {
                "sources": len(library.sources),
                "passages": len(library.passages),
                "embedded": index.n_embedded,
                "problems": [{"where": p.where, "message": p.message} for p in library.problems],
                "seconds": seconds,
            }
        )
        return
    click.echo(
        f"{len(library.sources)} sources, {len(library.passages)} passages; {index.n_embedded} embedded in {seconds} s."
    )
