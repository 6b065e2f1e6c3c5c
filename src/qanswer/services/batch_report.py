"""The report of a batch, as JSON and as CSV: what became of each file, and the totals."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qanswer.core.errors import Problem
from qanswer.core.staging import staging_folder
from qanswer.services.planning import Counts

REPORT_NAMES = ("batch-report.json", "batch-report.csv")
ANSWERED, DONE_BEFORE, FAILED = "answered", "done before", "failed"
_COUNTED = ("questions", "auto", "review", "blank", "approved")
_COLUMNS = (
    "file",
    "state",
    *_COUNTED,
    "minutes",
    "needs_person",
    "failed_checks",
    "output",
    "memo",
    "message",
    "hint",
    "seconds",
)


@dataclass(frozen=True, slots=True)
class BatchRow:
    """What became of one file: answered, done by an earlier run, or failed with the reason.

    `minutes`: of review left. `problems`: what went wrong beside the answering, a language model's silence say.
    """

    file: str
    state: str
    counts: Counts | None = None
    output: str = ""
    memo: str = ""
    minutes: int = 0
    failed_checks: tuple[str, ...] = ()
    needs_person: bool = True
    message: str = ""
    hint: str = ""
    seconds: float = 0.0
    problems: tuple[Problem, ...] = field(default=(), compare=False)


def write_report(rows: Sequence[BatchRow], folder: Path) -> tuple[Path, ...]:
    """Write the report beside the outputs, as JSON and as CSV.

    Raises:
        FileError: the folder cannot be written.
    """
    with staging_folder(folder) as stage:
        text = json.dumps(report_object(rows), ensure_ascii=False, indent=2)
        (stage / REPORT_NAMES[0]).write_text(text + "\n", "utf-8")
        (stage / REPORT_NAMES[1]).write_text(_render_csv(rows), "utf-8-sig", newline="")
    return tuple(folder / name for name in REPORT_NAMES)


def read_report(folder: Path) -> dict[str, BatchRow]:
    """Read what the last report in a folder says of each file; nothing where there is none that can be read."""
    try:
        rows = json.loads((folder / REPORT_NAMES[0]).read_text("utf-8"))["files"]
        return {row["file"]: _parse_row(row) for row in rows}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def report_object(rows: Sequence[BatchRow]) -> dict[str, object]:
    """Make the report: totals, then an object a file."""
    counts = [row.counts for row in rows if row.counts]
    return {
        "files": [_row_object(row) for row in rows],
        "totals": {
            "files": len(rows),
            "failed": sum(row.state == FAILED for row in rows),
            "need_person": sum(row.needs_person for row in rows),
            "minutes": sum(row.minutes for row in rows),
            **{name: sum(getattr(one, name) for one in counts) for name in _COUNTED},
        },
    }


def _row_object(row: BatchRow) -> dict[str, object]:
    counts = row.counts
    numbers = {name: getattr(counts, name) for name in _COUNTED} | {"minutes": row.minutes} if counts else {}
    texts = {"output": row.output, "memo": row.memo, "message": row.message, "hint": row.hint}
    return {
        "file": row.file,
        "state": row.state,
        **numbers,
        "needs_person": row.needs_person,
        "failed_checks": list(row.failed_checks),
        **{name: text for name, text in texts.items() if text},
        "seconds": row.seconds,
    }


def _parse_row(row: Mapping[str, Any]) -> BatchRow:
    return BatchRow(
        file=row["file"],
        state=row["state"],
        counts=Counts(**{name: row[name] for name in _COUNTED}) if _COUNTED[0] in row else None,
        output=row.get("output", ""),
        memo=row.get("memo", ""),
        minutes=row.get("minutes", 0),
        failed_checks=tuple(row["failed_checks"]),
        needs_person=row["needs_person"],
        message=row.get("message", ""),
        hint=row.get("hint", ""),
    )


def _render_csv(rows: Sequence[BatchRow]) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, _COLUMNS, restval="")
    writer.writeheader()
    for row in rows:
        writer.writerow(_row_object(row) | {"failed_checks": "; ".join(row.failed_checks)})
    return buffer.getvalue()
