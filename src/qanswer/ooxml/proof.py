"""The round-trip proof: a filled file is the buyer's file with nothing but answers put in, or there is no file.

Four checks, each by itself enough to stop a fill: every entry but the edited parts has the same bytes in the zip; the
edited parts are equal outside of the edits; they are well-formed; a second reader finds each answer, and every other
cell or paragraph as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qanswer.core.errors import FileError, ProofError
from qanswer.ooxml.archive import is_same_entry
from qanswer.ooxml.diff import PackageDiff, diff_packages
from qanswer.ooxml.edits import Edition, PartEdit
from qanswer.ooxml.limits import parse_reference
from qanswer.ooxml.package import Package, open_package
from qanswer.ooxml.second_reader import find_sheet_differences
from qanswer.ooxml.second_word_reader import find_document_differences
from qanswer.ooxml.sheet_index import CellKey

__all__ = ["PackageDiff", "Proof", "diff_packages", "prove"]


@dataclass(frozen=True, slots=True)
class Proof:
    """What was proved of a filled file. `identical`: outside of the changed cells and what is declared, every byte."""

    source: str
    output: str
    cells_changed: tuple[str, ...]
    parts_changed: tuple[str, ...]
    identical: bool
    declared: tuple[str, ...]
    source_sha256: str
    output_sha256: str


def prove(before: Package, written: Path, edition: Edition, output: Path) -> Proof:
    """Prove that `written` (to become `output`) is `before` with the edits of `edition` and nothing else.

    Raises:
        ProofError: it is not; the caller removes the file.
    """
    try:
        after = open_package(written, checked=before)
        found = next(_find_faults(before, after, edition), "")
    except FileError as error:
        message = f"the filled file cannot be read back: {error.message}"
        raise ProofError(message) from error
    if found:
        message = f"the filled file did not pass its proof: {found}"
        raise ProofError(message)
    return Proof(
        source=str(before.path),
        output=str(output),
        cells_changed=edition.changed,
        parts_changed=tuple(edit.part for edit in edition.edits),
        identical=True,
        declared=edition.declared,
        source_sha256=before.sha256,
        output_sha256=after.sha256,
    )


def _find_faults(before: Package, after: Package, edition: Edition) -> Iterator[str]:
    """Give what is wrong, the cheap checks first."""
    edits = {edit.part: edit for edit in edition.edits}
    if before.names != after.names:
        yield "the parts are not the same, or not in the same order"
        return
    for old, new in zip(before.archive.entries, after.archive.entries, strict=True):
        if old.name in edits:
            yield from _find_part_faults(before, after, edits[old.name])
        elif not is_same_entry(before.archive, old, after.archive, new):
            yield f"{old.name} changed"
    if before.kind.startswith("xls"):
        yield from _find_cell_faults(before, after, edition)
    else:
        yield from find_document_differences(before, after, edition.expected)


def _find_part_faults(before: Package, after: Package, edit: PartEdit) -> Iterator[str]:
    if after.facts[edit.part].damage:
        yield f"{edit.part} is not well-formed any more ({after.facts[edit.part].damage})"
    elif not _is_equal_outside(before.read(edit.part), after.read(edit.part), edit):
        yield f"{edit.part} differs outside of the answers"


def _is_equal_outside(old: bytes, new: bytes, edit: PartEdit) -> bool:
    """Compare two versions of a part everywhere but at its edits."""
    view, other = memoryview(old), memoryview(new)
    position = shifted = 0
    for splice in sorted(edit.splices, key=lambda splice: (splice.start, splice.end)):
        length = splice.start - position
        if view[position : splice.start] != other[shifted : shifted + length]:
            return False
        position, shifted = splice.end, shifted + length + len(splice.text)
    return view[position:] == other[shifted:]


def _find_cell_faults(before: Package, after: Package, edition: Edition) -> Iterator[str]:
    wanted: dict[str, dict[CellKey, str]] = {}
    for expectation in edition.expected:
        title, _, reference = expectation.place.rpartition("!")
        wanted.setdefault(title, {})[parse_reference(reference)] = expectation.text
    parts = {entry.title: entry.part for entry in before.sheets()}
    for title, cells in wanted.items():
        for fault in find_sheet_differences(before, after, (title, parts[title]), cells):
            yield f"{title}: {fault}"
