"""`qanswer init`: a new workspace."""

from __future__ import annotations

from pathlib import Path

import click

from qanswer.services.init import init_workspace


@click.command(name="init")
@click.argument("folder", metavar="[DIR]", type=click.Path(file_okay=False, path_type=Path), default=Path())
def command(folder: Path) -> None:
    """Make a new workspace in DIR: qanswer.toml, knowledge/ with a starter policy, templates/.

    \b
    Example:
      qanswer init acme-security
    """
    for path in init_workspace(folder):
        click.echo(f"wrote {path}")
    click.echo('Next: put your policies into knowledge/, then try: qanswer ask "Do you encrypt data at rest?"')
