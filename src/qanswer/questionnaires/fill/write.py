"""Answers into a buyer's file: filled by splices, proved, and only then put in place."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qanswer.core.errors import FileError, Problem, SourceChangedError, UnsupportedFormatError
from qanswer.core.question import AnswerSlot, Questionnaire, SlotRole, SlotValue
from qanswer.core.staging import staged_file
from qanswer.ooxml.archive import pack_archive
from qanswer.ooxml.edits import Edition
from qanswer.ooxml.package import Package, open_package
from qanswer.ooxml.proof import Proof, prove
from qanswer.ooxml.source import read_source
from qanswer.ooxml.splice import apply_splices
from qanswer.questionnaires.fill.excel import plan_workbook
from qanswer.questionnaires.fill.options import FillRequest, WriteOptions
from qanswer.questionnaires.fill.word import plan_document
from qanswer.questionnaires.locator import parse_delimited_locator, parse_sheet_locator, parse_word_locator

__all__ = ["WriteOptions", "WriteResult", "find_slot", "write_answers"]


DEFAULT_OPTIONS = WriteOptions()


@dataclass(frozen=True, slots=True)
class WriteResult:
    """What came of a fill; `refused` names each value that was not written, and why."""

    proof: Proof
    refused: tuple[Problem, ...]


def write_answers(
    questionnaire: Questionnaire, values: Sequence[SlotValue], output: Path, options: WriteOptions = DEFAULT_OPTIONS
) -> WriteResult:
    """Write the values into a copy of the buyer's file at `output`, and prove that nothing else changed.

    The copy appears only once it is proved; whatever goes wrong before leaves `output` as it was.

    Raises:
        SourceChangedError: the file is no longer the one that was read.
        ProofError: the copy would not be the buyer's file plus answers.
        FileError: the source cannot be filled, or the output cannot be written.
    """
    source = Path(questionnaire.path)
    if questionnaire.format == "vsaq":
        message = f"{source.name}: a VSAQ questionnaire can be read, but answers cannot be written into it"
        raise UnsupportedFormatError(message, hint="Take the drafts from `qanswer ask --questions`, as JSON.")
    _check_output(source, output)
    known = frozenset(slot.locator for slot in questionnaire.slots())
    request = FillRequest(tuple(values), options, known)
    if questionnaire.format in {"csv", "tsv"}:
        return _write_delimited(questionnaire, request, output)
    return _write_office(questionnaire, request, output)


def _write_office(questionnaire: Questionnaire, request: FillRequest, output: Path) -> WriteResult:
    source = Path(questionnaire.path)
    package = open_package(source)
    _check_unchanged(questionnaire, package.sha256)
    if package.is_signed:
        message = f"{source.name} carries a digital signature, which any change would break"
        raise UnsupportedFormatError(message, hint="Ask the buyer for a copy without the signature.")
    edition = plan_workbook(package, request) if package.kind.startswith("xls") else plan_document(package, request)
    with staged_file(output) as temporary:
        _write_package(package, edition, temporary)
        proof = prove(package, temporary, edition, output)
    return WriteResult(proof, edition.refused)


def _write_delimited(questionnaire: Questionnaire, request: FillRequest, output: Path) -> WriteResult:
    from qanswer.questionnaires.fill.delimited import fill_delimited, prove_delimited

    source = Path(questionnaire.path)
    data = read_source(source)
    _check_unchanged(questionnaire, hashlib.sha256(data).hexdigest())
    filled = fill_delimited(data, source.name, request)
    with staged_file(output) as temporary:
        _write_pieces(temporary, [filled.data])
        proof = prove_delimited((source, data), temporary, filled, output)
    return WriteResult(proof, filled.refused)


def _check_unchanged(questionnaire: Questionnaire, sha256: str) -> None:
    if sha256 != questionnaire.sha256:
        message = f"{Path(questionnaire.path).name} changed after it was read; nothing was written"
        raise SourceChangedError(message)


def _write_package(package: Package, edition: Edition, temporary: Path) -> None:
    parts = {edit.part: apply_splices(package.read(edit.part), edit.splices) for edit in edition.edits}
    write_parts(package, parts, temporary)


def write_parts(package: Package, parts: Mapping[str, bytes], path: Path) -> None:
    """Write a package with some parts replaced, and every other byte as it is."""
    _write_pieces(path, pack_archive(package.archive, parts))


def _write_pieces(path: Path, pieces: Iterable[bytes | memoryview]) -> None:
    with path.open("wb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())


def _check_output(source: Path, output: Path) -> None:
    if output.exists() and source.exists() and output.samefile(source):
        message = f"{output} is the buyer's own file, which is never written over"
        raise FileError(message, hint="Name another file with -o.")
    if output.is_file() and not output.stat().st_mode & 0o222:
        message = f"{output} is read-only"
        raise FileError(message, hint="Name another file with -o, or make it writable.")
    if output.is_dir():
        message = f"{output} is a folder"
        raise FileError(message, hint="Name a file with -o.")


def find_slot(questionnaire: Questionnaire, locator: str) -> AnswerSlot:
    """Find a slot by its locator; a locator that reading did not name as a slot gives a plain text slot.

    Raises:
        FileError: no locator of a file of this format.
    """
    found = _slots_by_locator(questionnaire).get(locator)
    if found is not None:
        return found
    suffix = questionnaire.format
    if suffix.startswith("xls"):
        cell = parse_sheet_locator(locator)
        if cell is not None:
            return AnswerSlot(cell.title, locator, SlotRole.TEXT)
    elif suffix.startswith("doc"):
        if parse_word_locator(locator) is not None:
            return AnswerSlot("body", locator, SlotRole.TEXT)
    elif parse_delimited_locator(locator) is not None:
        return AnswerSlot("csv", locator, SlotRole.TEXT)
    message = f"{locator!r} is not a place in {Path(questionnaire.path).name}"
    raise FileError(message, hint="`qanswer inspect FILE` shows the locators.")


_last: list[tuple[Questionnaire, dict[str, AnswerSlot]]] = []
"""The slots of the questionnaire asked for last: thousands of look-ups follow one another."""


def _slots_by_locator(questionnaire: Questionnaire) -> dict[str, AnswerSlot]:
    if not _last or _last[0][0] is not questionnaire:
        _last[:] = [(questionnaire, {slot.locator: slot for slot in questionnaire.slots()})]
    return _last[0][1]
