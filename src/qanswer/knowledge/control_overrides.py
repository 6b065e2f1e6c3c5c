"""What a person decided about controls, from the workspace's `knowledge/controls.toml`.

The file's form:

```toml
[[map]]                        # where a statement belongs; an empty list takes it out
text = "Sessions expire"       # the statement's words, or how it begins
source = "access-control.md"   # optional
controls = ["IAM.06"]

[controls."TVM.04"]            # a control that the policies do not show as in place
gap = "disclose"               # or "internal", "not_applicable"
note = "No penetration test has been commissioned yet."
owner = "Head of Engineering"
```
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

from qanswer.core.control import Control, ControlGap, GapClass
from qanswer.core.errors import Problem, SettingsError
from qanswer.core.statement import Statement

FILE_NAME = "controls.toml"
_HINT = (
    'A decision is [[map]] with text = "…" and controls = ["IAM.06"]; a gap is [controls."TVM.04"] with gap and note.'
)


@dataclass(frozen=True, slots=True)
class MapDecision:
    """Statements that begin with `text` (of `source`, if given) speak to these controls and to no other."""

    text: str
    controls: tuple[str, ...]
    source: str = ""

    def fits(self, statement: Statement) -> bool:
        """Whether the decision is about this statement."""
        if self.source and statement.passage.source.path != self.source:
            return False
        wanted = _fold(self.text)
        return _fold(statement.text).startswith(wanted) or _fold(f"{statement.label} {statement.text}").startswith(
            wanted
        )


@dataclass(frozen=True, slots=True)
class ControlOverrides:
    """All decisions of one file."""

    decisions: tuple[MapDecision, ...] = ()
    gaps: tuple[ControlGap, ...] = ()
    owners: tuple[tuple[str, str], ...] = ()

    def find_controls(self, statement: Statement) -> tuple[str, ...] | None:
        """Give the controls that a person chose for a statement; None where nobody decided."""
        return next((decision.controls for decision in self.decisions if decision.fits(statement)), None)

    def with_owner(self, control: Control) -> Control:
        """Give the control with the owner that a person named, if any."""
        owner = dict(self.owners).get(control.id)
        return replace(control, owner=owner) if owner else control

    def check(self, statements: Iterable[Statement], known: Collection[str]) -> tuple[Problem, ...]:
        """Name decisions that fit no statement and controls that do not exist."""
        statements = tuple(statements)
        named = [id_ for decision in self.decisions for id_ in decision.controls]
        named += [gap.control_id for gap in self.gaps] + [id_ for id_, _ in self.owners]
        unknown = [
            Problem(FILE_NAME, f"no control has the id {id_!r}") for id_ in dict.fromkeys(named) if id_ not in known
        ]
        idle = [
            Problem(FILE_NAME, f"no statement begins with {decision.text!r}")
            for decision in self.decisions
            if not any(decision.fits(statement) for statement in statements)
        ]
        return (*unknown, *idle)


def read_control_overrides(folder: Path) -> ControlOverrides:
    """Read the knowledge folder's `controls.toml`; without one nothing is overridden.

    Raises:
        SettingsError: the file is no TOML, or holds something that is not understood.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        return ControlOverrides()
    try:
        return parse_control_overrides(tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        message = f"{FILE_NAME}: {error}"
        raise SettingsError(message, hint=_HINT) from error


def parse_control_overrides(tables: Mapping[str, Any]) -> ControlOverrides:
    """Make overrides of the file's tables.

    Raises:
        SettingsError: a key or value is not understood; the message names it.
    """
    unknown = sorted(set(tables) - {"map", "controls"})
    if unknown:
        _refuse(f"unknown table {unknown[0]!r}")
    controls = _table(tables.get("controls", {}), "controls")
    per_control = {id_: _table(table, f'controls."{id_}"') for id_, table in controls.items()}
    return ControlOverrides(
        decisions=tuple(_parse_decision(table) for table in tables.get("map", ())),
        gaps=tuple(_parse_gap(id_, table) for id_, table in per_control.items() if "gap" in table),
        owners=tuple((id_, table["owner"]) for id_, table in per_control.items() if table.get("owner")),
    )


def _parse_decision(table: object) -> MapDecision:
    entry = _table(table, "map")
    text, controls = entry.get("text"), entry.get("controls")
    if not isinstance(text, str) or not text.strip():
        _refuse("[[map]] needs `text`, the words a statement begins with")
    if not isinstance(controls, list) or not all(isinstance(id_, str) for id_ in controls):
        _refuse(f"[[map]] {text!r} needs `controls`, a list of ids")
    return MapDecision(str(text), tuple(controls or ()), str(entry.get("source", "")))


def _parse_gap(control_id: str, table: Mapping[str, Any]) -> ControlGap:
    try:
        classification = GapClass(table["gap"])
    except ValueError:
        _refuse(f"{control_id}: gap must be one of {', '.join(GapClass)}, not {table['gap']!r}")
    note = str(table.get("note", ""))
    if classification is not GapClass.INTERNAL and not note:
        _refuse(f"{control_id}: a gap that is told to buyers needs a `note`")
    return ControlGap(control_id, classification, note)


def _table(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        _refuse(f"[{where}] must be a table")
    return value


def _refuse(message: str) -> NoReturn:
    message = f"{FILE_NAME}: {message}"
    raise SettingsError(message, hint=_HINT)


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())
