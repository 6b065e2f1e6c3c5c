"""A second, internal copy of a filled file: answers tinted by how sure they are, with their sources beside them.

Workbooks get the notes in a new column to the right, documents as comments. This copy is for the vendor's own eyes: it
carries no proof, and the clean copy is never marked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from qanswer.core.errors import FileError, Problem
from qanswer.core.staging import staged_file
from qanswer.ooxml.limits import MAX_COLUMN
from qanswer.ooxml.package import Package, SheetEntry, open_package
from qanswer.ooxml.second_word_reader import find_places
from qanswer.ooxml.sheet_index import CellKey, SheetIndex, index_sheet
from qanswer.ooxml.sheet_splice import CellContent, find_style, splice_cells
from qanswer.ooxml.splice import apply_splices, unify_newlines
from qanswer.ooxml.style_tints import StyleTints
from qanswer.questionnaires.fill.write import write_parts
from qanswer.questionnaires.locator import parse_sheet_locator, parse_word_locator

if TYPE_CHECKING:
    from docx.document import Document
    from lxml import etree


class Tint(StrEnum):
    """What a marked answer is: ready to send, for a person to check, or left blank. The value is its colour."""

    READY = "C6EFCE"
    REVIEW = "FFEB9C"
    BLANK = "FFC7CE"


_HIGHLIGHTS = {Tint.READY: "BRIGHT_GREEN", Tint.REVIEW: "YELLOW", Tint.BLANK: "PINK"}
"""The nearest of Word's highlight colours."""
_AUTHOR = "qanswer"


@dataclass(frozen=True, slots=True)
class Mark:
    """One place to mark; `note` says where its answer comes from, "" for none."""

    locator: str
    tint: Tint
    note: str = ""


def write_marked(filled: Path, marks: Sequence[Mark], output: Path) -> tuple[Problem, ...]:
    """Write the internal copy of a filled workbook or document; gives the marks that found no place.

    Raises:
        FileError: the filled file cannot be read, or the copy cannot be written.
    """
    package = open_package(filled)
    if package.kind.startswith("xls"):
        return _mark_workbook(package, marks, output)
    return _mark_document(package, marks, output)


def _mark_workbook(package: Package, marks: Sequence[Mark], output: Path) -> tuple[Problem, ...]:
    sheets = {entry.title: entry for entry in package.sheets() if entry.part}
    groups: dict[str, list[tuple[CellKey, Mark]]] = {}
    problems = []
    for mark in marks:
        target = parse_sheet_locator(mark.locator)
        if target is None or target.title not in sheets:
            problems.append(Problem(mark.locator, "there is no such cell to mark"))
        else:
            groups.setdefault(target.title, []).append(((target.row, target.column), mark))
    part = next(iter(package.related(package.main_part, "styles")), "")
    tints = StyleTints(package.read(part), part) if part else None
    tints = tints if tints is not None and tints.is_usable else None
    parts = {sheets[title].part: _mark_sheet(package, sheets[title], found, tints) for title, found in groups.items()}
    if tints is not None:
        parts[part] = apply_splices(package.read(part), tints.splices())
    with staged_file(output) as temporary:
        write_parts(package, parts, temporary)
        open_package(temporary)
    return tuple(problems)


def _mark_sheet(
    package: Package, entry: SheetEntry, marks: Sequence[tuple[CellKey, Mark]], tints: StyleTints | None
) -> bytes:
    data, facts = package.read(entry.part), package.facts[entry.part]
    column = min(facts.last_column + 1, MAX_COLUMN)
    notes: dict[CellKey, str] = {}
    for (row, _), mark in marks:
        if mark.note:
            notes[row, column] = "\n".join(filter(None, (notes.get((row, column), ""), unify_newlines(mark.note))))
    index = index_sheet(data, [key for key, _ in marks] + list(notes), name=entry.part)
    contents: dict[CellKey, CellContent] = {key: CellContent("text", note) for key, note in notes.items()}
    if tints is not None:
        contents |= {key: CellContent("same", style=_tinted(index, key, mark, tints)) for key, mark in marks}
    return apply_splices(data, splice_cells(data, index, contents, facts.encoding))


def _tinted(index: SheetIndex, key: CellKey, mark: Mark, tints: StyleTints) -> str:
    style = find_style(index.places[key], index) or "0"
    return str(tints.tint(int(style) if style.isdigit() else 0, mark.tint.value))


def _mark_document(package: Package, marks: Sequence[Mark], output: Path) -> tuple[Problem, ...]:
    """Highlight and comment with python-docx: it writes every part anew, which an internal copy may bear."""
    import docx

    if package.kind != "docx":
        message = f"{package.path.name}: a document with macros has no internal copy"
        raise FileError(message, hint="The memo lists the same sources.")
    opened = docx.Document(str(package.path))
    places = dict(find_places(opened.element))
    problems = [
        Problem(mark.locator, "there is no such place to mark")
        for mark in marks
        if not _mark_place(opened, places, mark)
    ]
    with staged_file(output) as temporary:
        opened.save(str(temporary))
    return tuple(problems)


def _mark_place(opened: Document, places: Mapping[str, etree._Element], mark: Mark) -> bool:
    from docx.enum.text import WD_COLOR_INDEX
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

    target = parse_word_locator(mark.locator)
    element = places.get(target.place) if target is not None else None
    if element is None:
        return False
    runs = [Run(run, opened) for run in element.iter("{*}r") if run.find("{*}t") is not None]  # type: ignore[arg-type]  # lxml's own class
    if not runs:
        paragraphs = [element] if str(element.tag).endswith("}p") else list(element.iter("{*}p"))
        runs = [Paragraph(paragraphs[0], opened).add_run()] if paragraphs else []  # type: ignore[arg-type]  # as above
    for run in runs:
        run.font.highlight_color = WD_COLOR_INDEX[_HIGHLIGHTS[mark.tint]]
    if mark.note and runs:
        opened.add_comment([runs[0], runs[-1]], mark.note, author=_AUTHOR, initials="q")
    return bool(runs)
