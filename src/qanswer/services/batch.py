"""Many questionnaires in one process: model and index are loaded once, one bad file never stops the rest."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qanswer.core.errors import NoQuestionsError, QAnswerError
from qanswer.services.answer import AnswerOptions, answer_file, find_namesakes
from qanswer.services.desk import Desk
from qanswer.services.outputs import prepare_output_folder, staging_folder
from qanswer.services.planning import Counts

SUFFIXES = (".xlsx", ".xlsm", ".docx", ".docm", ".csv", ".tsv")
# What `answer` itself wrote is never taken for a buyer's file; "~$" marks Office's lock files.
_OWN_MARK, _LOCK_MARK = ".answered", "~$"
REPORT_NAMES = ("batch-report.json", "batch-report.csv")


@dataclass(frozen=True, slots=True)
class BatchRow:
    """What became of one file: answered, skipped because an earlier run answered it, or failed with the reason."""

    file: str
    state: str
    counts: Counts | None = None
    output: str = ""
    message: str = ""
    hint: str = ""
    seconds: float = 0.0

    @property
    def needs_person(self) -> bool:
        """Whether a person has to look at this file."""
        counts = self.counts
        return self.state == "failed" or bool(counts and (counts.review or counts.blank))


def find_questionnaires(folder: Path, output_folder: Path) -> tuple[Path, ...]:
    """Find the questionnaires in a folder and below, by name; what lies in the output folder is none.

    Raises:
        NoQuestionsError: there is none, or no such folder.
    """
    if not folder.is_dir():
        message = f"{folder}: no such folder"
        raise NoQuestionsError(message, hint="Name the folder that holds the questionnaires.")
    outputs = output_folder.resolve()
    found = tuple(
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not path.name.startswith((_LOCK_MARK, "."))
        and not path.stem.endswith(_OWN_MARK)
        and (path.suffix.lower() in SUFFIXES or path.suffix.lower() in {".xls", ".doc"})
        and outputs not in path.resolve().parents
    )
    if not found:
        message = f"{folder}: holds no questionnaire"
        raise NoQuestionsError(message, hint=f"A questionnaire ends in {', '.join(SUFFIXES)}.")
    return found


def run_batch(
    files: Sequence[Path],
    root: Path,
    desk: Desk,
    options: AnswerOptions,
    *,
    resume: bool = False,
    progress: Callable[[str, int], None] = lambda _name, _done: None,
) -> tuple[BatchRow, ...]:
    """Answer every file, each into the output folder at its place below `root`; `progress` hears name and count done.

    With `resume` a file whose proof names the same bytes is not answered again.
    """
    prepare_output_folder(options.output_folder)
    rows = []
    namesakes = find_namesakes(files)
    for done, path in enumerate(files):
        progress(path.name, done)
        place = options.output_folder / path.parent.relative_to(root)
        own = replace(options, output_folder=place, full_names=path in namesakes)
        earlier = _find_earlier(path, own) if resume else None
        rows.append(earlier or _answer_one(path, desk, own))
    progress("", len(files))
    return tuple(rows)


def _answer_one(path: Path, desk: Desk, options: AnswerOptions) -> BatchRow:
    try:
        answered = answer_file(path, desk, options)
    except QAnswerError as error:
        return BatchRow(str(path), "failed", message=error.message, hint=error.hint)
    seconds = round(sum(taken for _, taken in answered.seconds), 3)
    return BatchRow(str(path), "answered", answered.counts, str(answered.output), seconds=seconds)


def _find_earlier(path: Path, options: AnswerOptions) -> BatchRow | None:
    """Find what an earlier run made of the very same bytes."""
    name = options.output_name(path)
    proof_file = options.output_folder / f"{name}.proof.json"
    output = options.output_folder / f"{name}.answered{path.suffix.lower()}"
    try:
        proof = json.loads(proof_file.read_text("utf-8"))
        same = (
            proof["source_sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
            and proof["output_sha256"] == hashlib.sha256(output.read_bytes()).hexdigest()
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return BatchRow(str(path), "done before", output=str(output)) if same else None


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


def report_object(rows: Sequence[BatchRow]) -> dict[str, object]:
    """Make the report: totals, then an object a file."""
    return {
        "files": [_row_object(row) for row in rows],
        "totals": {
            "files": len(rows),
            "failed": sum(row.state == "failed" for row in rows),
            "questions": sum(row.counts.questions for row in rows if row.counts),
            "auto": sum(row.counts.auto for row in rows if row.counts),
            "review": sum(row.counts.review for row in rows if row.counts),
            "blank": sum(row.counts.blank for row in rows if row.counts),
        },
    }


def _row_object(row: BatchRow) -> dict[str, object]:
    counts = row.counts
    numbers = {name: getattr(counts, name) for name in ("questions", "auto", "review", "blank")} if counts else {}
    texts = {"output": row.output, "message": row.message, "hint": row.hint}
    return {"file": row.file, "state": row.state, **numbers, **{k: v for k, v in texts.items() if v}} | {
        "seconds": row.seconds
    }


def _render_csv(rows: Sequence[BatchRow]) -> str:
    buffer = io.StringIO()
    names = ["file", "state", "questions", "auto", "review", "blank", "output", "message", "seconds"]
    writer = csv.DictWriter(buffer, names, extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(_row_object(row) for row in rows)
    return buffer.getvalue()
