"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Function = Callable[..., Any]

JSON = click.option("--json", "as_json", is_flag=True, help="Machine output on stdout.")
KNOWLEDGE = click.option(
    "--knowledge",
    type=click.Path(path_type=Path),
    help="Use another policy folder, with an index of its own.",
)
OUTPUT_FOLDER = click.option(
    "-o",
    "--output",
    "output_folder",
    type=click.Path(path_type=Path),
    default=Path(),
    help="Folder for what is written; by default the current one.",
)
MAP = click.option(
    "--map",
    "map_file",
    type=click.Path(path_type=Path),
    help="What the columns are to be taken for (see `qanswer inspect --write-map`); it is remembered.",
)
# The commands report a missing file themselves: one clear line and exit code 1, as for any file that can't be read.
FILE = click.argument("file", type=click.Path(path_type=Path))
EXISTING_OPTIONS = (
    click.option("--overwrite", is_flag=True, help="Write over answers that the file already holds."),
    click.option("--fill-locked", is_flag=True, help="Fill locked cells of protected sheets too."),
    click.option("--strict-bytes", is_flag=True, help="Do not ask Excel to recalculate formulas on opening."),
)


def write_options(command: Function) -> Function:
    """Add the options of filling."""
    for option in reversed(EXISTING_OPTIONS):
        command = option(command)
    return command
