"""`qanswer fill`: write given answers into a questionnaire."""

from __future__ import annotations

from pathlib import Path

import click

from qanswer.cli.console import exit_with, print_json, print_problems
from qanswer.cli.options import FILE, JSON, write_options
from qanswer.questionnaires.fill.write import WriteOptions
from qanswer.services.fill import fill_file
from qanswer.services.json_rows import problem_row
from qanswer.services.proofs import describe_proof, proof_object
from qanswer.workspace import Workspace


@click.command(name="fill")
@FILE
@click.option("--answers", required=True, type=click.Path(path_type=Path), help="JSON Lines of locator and value.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The file to write.")
@write_options
@JSON
@click.pass_obj
def command(
    workspace: Path | None,
    *,
    file: Path,
    answers: Path,
    output: Path,
    overwrite: bool,
    fill_locked: bool,
    strict_bytes: bool,
    as_json: bool,
) -> None:
    """Write answers, {"locator", "value"} a line, with the same checks and proof as `qanswer answer`.

    \b
    Example:
      qanswer fill buyer.xlsx --answers answers.jsonl -o buyer.filled.xlsx
    """
    writing = WriteOptions(overwrite=overwrite, fill_locked=fill_locked, strict_bytes=strict_bytes)
    result = fill_file(file, answers, output, writing, Workspace.find_maps(workspace))
    if as_json:
        print_json(
            {"output": str(output), "proof": proof_object(result.proof), "refused": [*map(problem_row, result.refused)]}
        )
    else:
        click.echo(f"{output}: {describe_proof(result.proof)}")
        print_problems(result.refused)
    exit_with(needs_person=bool(result.refused))
