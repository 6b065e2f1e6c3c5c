"""How commands talk to a person: JSON to stdout, progress and problems to stderr, exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from qanswer.core.errors import Problem

if TYPE_CHECKING:
    from rich.progress import Progress
    from rich.table import Table

NEEDS_PERSON = 3


def print_json(value: object) -> None:
    """Print one JSON object on one line, in Unicode as it is."""
    click.echo(json.dumps(value, ensure_ascii=False))


def print_problems(problems: Iterable[Problem]) -> None:
    """Print findings to stderr, one a line."""
    for problem in problems:
        click.echo(f"Note: {problem.where}: {problem.message}", err=True)


def print_table(table: Table) -> None:
    """Print a table as wide as the terminal, or 120 columns where there is none."""
    from rich.console import Console

    Console(width=None if sys.stdout.isatty() else 120, highlight=False).print(table)


def make_table(title: str, *columns: str) -> Table:
    """Make a plain table."""
    from rich import box
    from rich.table import Table

    table = Table(title=title or None, title_justify="left", box=box.SIMPLE, title_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Show a progress bar on stderr; nothing at all when stderr is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        yield progress


def exit_with(*, needs_person: bool) -> None:
    """Leave with 3 when something needs a person, else return."""
    if needs_person:
        click.get_current_context().exit(NEEDS_PERSON)
