"""The door: a buyer's file -> questionnaire, whatever its format; the content decides, not the name."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from qanswer.core.errors import DamagedFileError, UnsupportedFormatError
from qanswer.core.question import Questionnaire
from qanswer.ooxml.package import open_package
from qanswer.ooxml.source import read_head
from qanswer.questionnaires.layout_map import LayoutMap, Maps
from qanswer.questionnaires.reading import SheetLayout

_TEXT_SUFFIXES = frozenset({".csv", ".tsv", ".tab", ".txt"})
_OFFICE_SUFFIXES = frozenset({".xlsx", ".xlsm", ".docx", ".docm", ".xls", ".doc"})
_ZIP_MAGIC, _OLE_MAGIC = b"PK", bytes.fromhex("d0cf11e0a1b11ae1")


def read_questionnaire(
    path: Path, *, layout_map: LayoutMap | None = None, remembered: Sequence[LayoutMap] = ()
) -> Questionnaire:
    """Read a buyer's questionnaire; it has no questions where none was found.

    `layout_map` overrides what would be inferred of the sheets it names; without one, the first of the `remembered`
    maps that fits the file does. Word documents take none.

    Raises:
        UnsupportedFormatError: neither a workbook nor a Word document nor delimited text.
        FileError: the file is missing, protected, damaged or hostile.
    """
    return read_with_layout(path, layout_map=layout_map, remembered=remembered)[0]


def read_with_layout(
    path: Path, *, layout_map: LayoutMap | None = None, remembered: Sequence[LayoutMap] = ()
) -> tuple[Questionnaire, tuple[SheetLayout, ...]]:
    """Read a questionnaire and how each of its sheets, or a document's tables, was understood.

    Raises:
        UnsupportedFormatError: neither a workbook nor a Word document nor delimited text.
        FileError: the file is missing, protected, damaged or hostile.
    """
    maps = Maps(layout_map, tuple(remembered))
    with _collecting_later():
        return _read(path, maps)


@contextmanager
def _collecting_later() -> Iterator[None]:
    """Put garbage collection off: reading makes millions of values that stay, and counting them costs a fifth of it."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def is_delimited(path: Path) -> bool:
    """Tell delimited text from an Office file, by the file's first bytes and its name.

    Raises:
        FileError: it is missing or cannot be read.
    """
    return not read_head(path).startswith((_ZIP_MAGIC, _OLE_MAGIC)) and path.suffix.lower() in _TEXT_SUFFIXES


def _read(path: Path, maps: Maps) -> tuple[Questionnaire, tuple[SheetLayout, ...]]:
    head = read_head(path)
    suffix = path.suffix.lower()
    if head.startswith((_ZIP_MAGIC, _OLE_MAGIC)) or suffix in _OFFICE_SUFFIXES:
        return _read_office(path, maps)
    if suffix == ".json":
        from qanswer.questionnaires.vsaq import read_vsaq

        return read_vsaq(path), ()
    if suffix not in _TEXT_SUFFIXES:
        message = f"{path.name} is neither a workbook nor a Word document nor a CSV file"
        raise UnsupportedFormatError(message)
    if not head:
        message = f"{path.name} is empty"
        raise DamagedFileError(message)
    from qanswer.questionnaires.delimited import read_delimited

    return read_delimited(path, maps)


def _read_office(path: Path, maps: Maps) -> tuple[Questionnaire, tuple[SheetLayout, ...]]:
    package = open_package(path)
    if package.kind in {"xlsx", "xlsm"}:
        from qanswer.questionnaires.excel.reader import read_excel

        return read_excel(path, package, maps)
    from qanswer.questionnaires.word.reader import read_word_with_layout

    return read_word_with_layout(path, package)
