"""A new workspace."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path

from qanswer.core.errors import WorkspaceError
from qanswer.reports.render import packaged_templates


def init_workspace(folder: Path) -> tuple[Path, ...]:
    """Make qanswer.toml, knowledge/ with a starter policy, and templates/; give the files that were written.

    Raises:
        WorkspaceError: there is a workspace already, or the folder cannot be written.
    """
    if (folder / "qanswer.toml").exists():
        message = f"{folder}: is a workspace already"
        raise WorkspaceError(message, hint="Nothing was changed. Edit its qanswer.toml.")
    try:
        with as_file(files("qanswer.services") / "starter") as starter:
            written = _copy_missing(starter, folder)
        return written + _copy_missing(packaged_templates(), folder / "templates")
    except OSError as error:
        message = f"{folder}: cannot be written ({(error.strerror or str(error)).lower()})"
        raise WorkspaceError(message, hint="Choose another folder.") from error


def _copy_missing(source: Path, target: Path) -> tuple[Path, ...]:
    """Copy what is not there yet: a policy or template of one's own is never overwritten."""
    written = []
    for path in sorted(source.rglob("*")):
        copy = target / path.relative_to(source)
        if path.is_file() and path.suffix != ".py" and not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
            written.append(copy)
    return tuple(written)
