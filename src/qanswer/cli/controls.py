"""`qanswer controls`: which control objectives the policies speak to, and where they are silent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from qanswer.cli.console import make_table, print_json, print_problems, print_table
from qanswer.cli.options import JSON, KNOWLEDGE
from qanswer.knowledge.controls import ControlCoverage, measure_coverage
from qanswer.workspace import Workspace


@click.command(name="controls")
@click.option("--gaps", "gaps_only", is_flag=True, help="Only the objectives on which the policies say nothing.")
@KNOWLEDGE
@JSON
@click.pass_obj
def command(workspace: Path | None, *, knowledge: Path | None, gaps_only: bool, as_json: bool) -> None:
    """Show each control objective with its status and statements; knowledge/controls.toml corrects the map.

    \b
    Example:
      qanswer controls --gaps
    """
    opened = Workspace.open_for(workspace, knowledge)
    control_map = opened.open_policies(knowledge).control_map
    coverage = [one for one in measure_coverage(control_map) if not (gaps_only and one.n_statements)]
    if as_json:
        print_json({"controls": [_row(one) for one in coverage], "unmapped": len(control_map.unmapped)})
    else:
        _show(coverage)
        n_silent = sum(not one.n_statements for one in coverage)
        click.echo(f"{len(coverage)} objectives, {n_silent} without a statement in the policies.")
    print_problems(control_map.problems)


def _row(one: ControlCoverage) -> dict[str, object]:
    return {
        "id": one.control.id,
        "domain": one.control.domain,
        "title": one.control.title,
        "status": one.status.value,
        "statements": one.n_statements,
        "owner": one.control.owner,
        "frameworks": _group_ids(one.control.framework_ids),
    }


def _group_ids(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Group a control's ids by framework: several of one framework are common."""
    found: dict[str, list[str]] = {}
    for framework, id_ in pairs:
        found.setdefault(framework, []).append(id_)
    return found


def _show(coverage: Sequence[ControlCoverage]) -> None:
    table = make_table("", "id", "objective", "status", "statements", "owner")
    for one in coverage:
        table.add_row(one.control.id, one.control.title, one.status.value, str(one.n_statements), one.control.owner)
    print_table(table)
