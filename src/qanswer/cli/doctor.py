"""`qanswer doctor`: versions, model, index, settings."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import click

from qanswer.cli.console import print_json
from qanswer.cli.options import JSON
from qanswer.core.errors import QAnswerError
from qanswer.services.doctor import Check, check_installation
from qanswer.store.store import HEAD, upgrade_store
from qanswer.workspace import Workspace


@click.command(name="doctor")
@click.option("--fix", is_flag=True, help="Mend what can be mended: export the model, rebuild the index.")
@JSON
@click.pass_obj
def command(workspace: Path | None, *, fix: bool, as_json: bool) -> None:
    """Check versions, model, index and settings; exit code 1 when something needed is amiss.

    \b
    Example:
      qanswer doctor --fix
    """
    checks = (*check_installation(), *_check_workspace(workspace, fix=fix))
    if as_json:
        print_json({"checks": [{"name": c.name, "ok": c.is_ok, "detail": c.detail, "hint": c.hint} for c in checks]})
    else:
        for check in checks:
            mark = "ok  " if check.is_ok else ("FAIL" if check.is_needed else "note")
            click.echo(f"{mark}  {check.name}: {check.detail}")
            if not check.is_ok and check.hint:
                click.echo(f"      {check.hint}")
    if any(check.is_needed and not check.is_ok for check in checks):
        click.get_current_context().exit(1)


def _check_workspace(folder: Path | None, *, fix: bool) -> Iterator[Check]:
    try:
        opened = Workspace.open(folder)
    except QAnswerError as error:
        yield Check("workspace", is_ok=False, detail=error.message, hint=error.hint)
        return
    yield Check("workspace", is_ok=True, detail=str(opened.root))
    try:
        name = opened.encoder.name
        if fix:
            opened.encoder.encode(["ready?"])
        yield Check("model", is_ok=True, detail=name)
    except QAnswerError as error:
        yield Check("model", is_ok=False, detail=error.message, hint=error.hint)
        return
    yield _check_index(opened, fix=fix)
    yield from _check_store(opened, fix=fix)


def _check_index(opened: Workspace, *, fix: bool) -> Check:
    fresh = opened.find_fresh_index()
    if fresh is None and not fix:
        hint = "It is rebuilt by itself on the next run, or now with --fix."
        return Check("index", is_ok=False, detail="absent, stale or damaged", hint=hint, is_needed=False)
    try:
        if fresh is None:
            shutil.rmtree(opened.index_folder(), ignore_errors=True)
        library = (fresh or opened.open_index()).library
    except QAnswerError as error:
        return Check("index", is_ok=False, detail=error.message, hint=error.hint)
    detail = f"{len(library.sources)} sources, {len(library.passages)} passages"
    unread = "; ".join(f"{problem.where}: {problem.message}" for problem in library.problems)
    return Check("index", is_ok=not unread, detail=unread or detail, hint="See the files named.", is_needed=False)


def _check_store(opened: Workspace, *, fix: bool) -> Iterator[Check]:
    """Check the store's schema, its file, and the chain of its review log; with `fix` a team's store is migrated."""
    try:
        if fix and opened.settings.store.url:
            upgrade_store(opened.session.database)
        store = opened.find_store()
        if store is None:
            yield Check("store", is_ok=True, detail="none yet: the first answered questionnaire makes it")
            return
        problems = store.check()
        n_reviews = store.reviews.count()
        detail = f"{store.session.database.name}: schema {HEAD}, {n_reviews} reviews, their chain whole"
    except QAnswerError as error:
        yield Check("store", is_ok=False, detail=error.message, hint=error.hint)
        return
    found = "; ".join(f"{problem.where} {problem.message}" for problem in problems)
    hint = "Keep a copy of it as it is, and put back the last backup that `qanswer doctor` finds whole."
    yield Check("store", is_ok=not problems, detail=found or detail, hint=hint)
