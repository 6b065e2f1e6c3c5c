"""`qanswer diff`: the round-trip proof on any two files."""

from __future__ import annotations

from pathlib import Path

import click

from qanswer.cli.console import print_json
from qanswer.cli.options import JSON
from qanswer.services.diff import diff_files, diff_object, render_diff


@click.command(name="diff")
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@JSON
def command(before: Path, after: Path, *, as_json: bool) -> None:
    """Show what differs between BEFORE and AFTER: answered cells, and what another program's save would have lost.

    \b
    Example:
      qanswer diff buyer.xlsx buyer.answered.xlsx
    """
    difference = diff_files(before, after)
    if as_json:
        print_json(diff_object(difference))
    else:
        click.echo(render_diff(difference))
