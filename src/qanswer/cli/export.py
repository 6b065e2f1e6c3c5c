"""`qanswer export`: the buyer's file again, from the reviews."""

from __future__ import annotations

from pathlib import Path

import click

from qanswer.cli.console import print_json, print_problems
from qanswer.cli.options import JSON, OUTPUT_FOLDER, write_options
from qanswer.questionnaires.fill.write import WriteOptions
from qanswer.services.export import export_job
from qanswer.services.json_rows import problem_row
from qanswer.services.proofs import describe_proof, proof_object
from qanswer.workspace import Workspace


@click.command(name="export")
@click.argument("job", metavar="JOB")
@OUTPUT_FOLDER
@click.option("--final", is_flag=True, help="Refuse while anything claimed is unapproved; remember what was sent.")
@write_options
@JSON
@click.pass_obj
def command(
    workspace: Path | None,
    *,
    job: str,
    output_folder: Path,
    final: bool,
    overwrite: bool,
    fill_locked: bool,
    strict_bytes: bool,
    as_json: bool,
) -> None:
    """Write a job's file from the reviews: approved answers and, unless --final, those of route auto.

    \b
    Example:
      qanswer export buyer-northwind-1a2b3c4d --final -o out
    """
    opened = Workspace.open(workspace)
    options = WriteOptions(overwrite=overwrite, fill_locked=fill_locked, strict_bytes=strict_bytes)
    desk = opened.open_desk()
    exported = export_job(opened.open_store(), desk, job, output_folder, final=final, options=options)
    if as_json:
        print_json(
            {
                "job": exported.job,
                "output": str(exported.output),
                "final": final,
                "sent": exported.sent,
                "blank": exported.n_blank,
                "proof": proof_object(exported.proof),
                "refused": [problem_row(problem) for problem in exported.refused],
            }
        )
        return
    click.echo(f"{exported.job}: {describe_proof(exported.proof)}; {exported.n_blank} questions blank.")
    print_problems(exported.refused[:5])
    click.echo(f"  Filled: {exported.output}\n  Proof:  {exported.proof_file}")
    if final:
        click.echo(f"  {exported.sent} answers are remembered as sent.")
