"""Many questionnaires in one go: model and index are loaded once a process, one bad file never stops the rest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qanswer.core.errors import NoQuestionsError, QAnswerError
from qanswer.core.staging import prepare_output_folder
from qanswer.services.answer import AnswerOptions, answer_file, find_namesakes
from qanswer.services.batch_report import ANSWERED, DONE_BEFORE, FAILED, BatchRow, read_report, write_report
from qanswer.services.desk import Desk
from qanswer.services.workers import work_in_processes

SUFFIXES = (".xlsx", ".xlsm", ".docx", ".docm", ".csv", ".tsv")
# What `answer` itself wrote is never taken for a buyer's file; "~$" marks Office's lock files.
_OWN_MARKS, _LOCK_MARK = (".answered", ".internal"), "~$"


@dataclass(frozen=True, slots=True)
class BatchTask:
    """One file, and how it is to be answered."""

    path: Path
    options: AnswerOptions


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
        and not path.stem.endswith(_OWN_MARKS)
        and (path.suffix.lower() in SUFFIXES or path.suffix.lower() in {".xls", ".doc"})
        and outputs not in path.resolve().parents
    )
    if not found:
        message = f"{folder}: holds no questionnaire"
        raise NoQuestionsError(message, hint=f"A questionnaire ends in {', '.join(SUFFIXES)}.")
    return found


def make_tasks(files: Sequence[Path], root: Path, options: AnswerOptions) -> tuple[BatchTask, ...]:
    """Lay out a batch: each file's outputs go into the output folder at the file's own place below `root`."""
    namesakes = find_namesakes(files)
    places = (options.output_folder / path.parent.relative_to(root) for path in files)
    return tuple(
        BatchTask(path, replace(options, output_folder=place, full_names=path in namesakes))
        for path, place in zip(files, places, strict=True)
    )


def run_batch(
    tasks: Sequence[BatchTask],
    open_desk: Callable[[], Desk],
    folder: Path,
    *,
    n_workers: int = 1,
    resume: bool = False,
    progress: Callable[[str, int], None] = lambda _name, _done: None,
) -> tuple[BatchRow, ...]:
    """Do the tasks; `progress` hears name and count done.

    The report is written into the folder anew after each file, so that it holds whatever happens. With `resume` a file
    whose proof names the same bytes is not answered again. Workers, where there are several, are processes, and each
    calls `open_desk`.

    Raises:
        FileError: the output folder cannot be written.
        QAnswerError: the desk cannot be opened.
    """
    prepare_output_folder(folder)
    rows = _find_earlier(tasks, folder) if resume else {}
    waiting = [number for number in range(len(tasks)) if number not in rows]
    desk = open_desk() if waiting else None
    progress("", len(rows))
    todo = [tasks[number] for number in waiting]
    if desk is not None and n_workers > 1:
        done: Iterator[tuple[int, BatchRow | None]] = work_in_processes(todo, answer_task, open_desk, n_workers)
    else:
        done = ((number, answer_task(desk, task)) for number, task in enumerate(todo) if desk is not None)
    for number, row in done:
        path = todo[number].path
        rows[waiting[number]] = row or _lose(path)
        write_report([rows[one] for one in sorted(rows)], folder)
        progress(path.name, len(rows))
    return tuple(rows[number] for number in sorted(rows))


def answer_task(desk: Desk, task: BatchTask) -> BatchRow:
    """Answer one file; whatever goes wrong is told in its row."""
    file = str(task.path)
    try:
        answered = answer_file(task.path, desk, task.options)
    except QAnswerError as error:
        return BatchRow(file, FAILED, message=error.message, hint=error.hint)
    except Exception as error:  # noqa: BLE001  # a fault of ours at one file must not cost the others
        message = f"{task.path.name}: unexpected {type(error).__name__}: {error}"
        return BatchRow(file, FAILED, message=message, hint="Please report it with `qanswer doctor`'s output.")
    return BatchRow(
        file,
        ANSWERED,
        answered.counts,
        output=str(answered.output),
        memo=str(answered.memo),
        minutes=answered.page.minutes,
        failed_checks=tuple(check.name for check in answered.page.failed),
        needs_person=answered.needs_person,
        seconds=round(sum(taken for _, taken in answered.seconds), 3),
        problems=desk.drafter.problems,
    )


def _lose(path: Path) -> BatchRow:
    message = f"{path.name}: the process that answered it was ended from outside"
    return BatchRow(str(path), FAILED, message=message, hint="It may have run out of memory: try with fewer --jobs.")


def _find_earlier(tasks: Sequence[BatchTask], folder: Path) -> dict[int, BatchRow]:
    """Find what an earlier run made of the very same bytes, with what its report says of them."""
    known = read_report(folder)
    found = {}
    for number, task in enumerate(tasks):
        output = _find_output(task)
        if output is not None:
            row = known.get(str(task.path)) or BatchRow(str(task.path), DONE_BEFORE)
            found[number] = replace(row, state=DONE_BEFORE, output=str(output), message="", hint="")
    return found


def _find_output(task: BatchTask) -> Path | None:
    name = task.options.output_name(task.path)
    output = task.options.output_folder / f"{name}.answered{task.path.suffix.lower()}"
    try:
        proof = json.loads((task.options.output_folder / f"{name}.proof.json").read_text("utf-8"))
        hashes = proof["source_sha256"], proof["output_sha256"]
        is_same = hashes == tuple(hashlib.sha256(path.read_bytes()).hexdigest() for path in (task.path, output))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return output if is_same else None
