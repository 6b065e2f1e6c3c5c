"""`qanswer overview`: the NDA control overview."""

from __future__ import annotations

from pathlib import Path

import click

from qanswer.cli.options import OUTPUT_FOLDER
from qanswer.core.errors import UsageError
from qanswer.services.overview import FORMATS, OverviewOrder, write_overviews
from qanswer.workspace import Workspace


@click.command(name="overview")
@click.option("--buyer", required=True, help="The company that it is prepared for.")
@click.option("--recipient", default="", help="Name or mail address of the person who receives it.")
@click.option("--nda", default="", help="Reference of the NDA.")
@click.option("--valid-days", type=click.IntRange(1), help="Days that it is valid; by default as in the settings.")
@click.option("--format", "formats", default="docx", help=f"Comma-separated: {', '.join(FORMATS)}.")
@OUTPUT_FOLDER
@click.pass_obj
def command(
    workspace: Path | None,
    *,
    buyer: str,
    recipient: str,
    nda: str,
    valid_days: int | None,
    formats: str,
    output_folder: Path,
) -> None:
    """Write the control overview to send under NDA, from policies marked public or nda, never from internal ones.

    \b
    Example:
      qanswer overview --buyer Northwind --recipient security@northwind.example --nda NDA-2026-014 --format docx,pdf
    """
    wanted = tuple(dict.fromkeys(part.strip().lower() for part in formats.split(",") if part.strip()))
    if unknown := [name for name in wanted if name not in FORMATS]:
        message = f"unknown format: {', '.join(unknown)}"
        raise UsageError(message, hint=f"Choose from {', '.join(FORMATS)}.")
    opened = Workspace.open(workspace)
    settings = opened.settings.overview
    order = OverviewOrder(buyer, recipient, nda, valid_days or settings.valid_days, settings.version)
    for path in write_overviews(opened.open_desk(), order, output_folder, wanted):
        click.echo(f"wrote {path}")
