"""Library tables as files: YAML, CSV and XLSX, each read and written so that nothing is lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from qanswer.core.errors import FileError, UnsupportedFormatError
from qanswer.core.staging import prepare_output_folder, staged_file
from qanswer.services.library_table import COLUMNS, Row

SUFFIXES = (".yaml", ".yml", ".csv", ".xlsx")
_CELL_LIMIT = 32_767
_FORMULA = ("=", "+", "-", "@", "\t", "'")
"""A spreadsheet program would run a CSV value that begins with one of these: it gets an apostrophe in front."""
PlacedRow = tuple[str, Mapping[str, Any]]


def read_table(path: Path) -> tuple[PlacedRow, ...] | None:
    """Read a table of library entries, each row with its place; None when the file is no such table.

    A CSV or XLSX is one when a header names "question" and at least one more of the columns; every sheet counts.

    Raises:
        FileError: the file cannot be read.
    """
    readers = {".yaml": _read_yaml, ".yml": _read_yaml, ".csv": _read_csv, ".xlsx": _read_xlsx}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        return None
    try:
        return reader(path)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        message = f"{path} cannot be read: {reason or error}"
        raise FileError(message) from error


def write_table(path: Path, sheets: Mapping[str, Sequence[Row]], columns: Sequence[str] = COLUMNS[:-1]) -> None:
    """Write rows into a file of the format that its name says; only XLSX keeps several sheets apart.

    Raises:
        UnsupportedFormatError: none of the formats.
        FileError: the file cannot be written, or a text is too long for a cell of XLSX.
    """
    writers = {".yaml": _dump_yaml, ".yml": _dump_yaml, ".csv": _dump_csv, ".xlsx": _dump_xlsx}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        message = f"{path.name}: the library is written as {', '.join(SUFFIXES)}"
        raise UnsupportedFormatError(message, hint="Name the file so, for example answers.xlsx.")
    prepare_output_folder(path.parent)
    content = writer(sheets, columns)
    with staged_file(path) as temporary:
        temporary.write_bytes(content)


def _is_header(names: Sequence[str]) -> bool:
    found = {name for name in names if name in COLUMNS}
    return "question" in found and len(found & {"answer", "verdict", "owner", "approved_by"}) >= 2


def _read_yaml(path: Path) -> tuple[PlacedRow, ...]:
    import yaml

    try:
        loaded = yaml.safe_load(path.read_text("utf-8-sig"))
    except yaml.YAMLError as error:
        message = f"{path.name} is no YAML: {str(error).splitlines()[0]}"
        raise FileError(message) from error
    entries = loaded.get("answers") if isinstance(loaded, dict) else loaded
    if entries is None:
        return ()
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        message = f"{path.name} holds no list of answers"
        raise FileError(message, hint="Write one entry a list item, with question, verdict, answer, … as its keys.")
    return tuple((f"entry {number}", entry) for number, entry in enumerate(entries, 1))


def _dump_yaml(sheets: Mapping[str, Sequence[Row]], columns: Sequence[str]) -> bytes:
    import yaml

    rows = [{name: row[name] for name in columns if row.get(name)} for rows in sheets.values() for row in rows]
    return yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=100).encode()


def _read_csv(path: Path) -> tuple[PlacedRow, ...] | None:
    text = path.read_text("utf-8-sig")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    names = [name.strip().casefold() for name in rows[0]] if rows else []
    if not _is_header(names):
        return None
    return tuple(
        (f"row {number}", {name: _unguard(cell) for name, cell in zip(names, row, strict=False)})
        for number, row in enumerate(rows[1:], 2)
    )


def _dump_csv(sheets: Mapping[str, Sequence[Row]], columns: Sequence[str]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(columns)
    writer.writerows([_guard(row.get(name, "")) for name in columns] for rows in sheets.values() for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def _guard(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _unguard(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def _read_xlsx(path: Path) -> tuple[PlacedRow, ...] | None:
    from qanswer.ooxml.package import open_package

    open_package(path)  # refuses damaged and hostile files before another reader sees them
    rows = tuple(_read_sheets(path))
    return rows or None


def _read_sheets(path: Path) -> Iterator[PlacedRow]:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            rows = sheet.iter_rows(values_only=True, max_col=60)
            header = [str(value or "").strip().casefold() for value in next(rows, ())]
            if _is_header(header):
                for number, row in enumerate(rows, 2):
                    yield f"{sheet.title} row {number}", dict(zip(header, row, strict=False))
    finally:
        book.close()


def _dump_xlsx(sheets: Mapping[str, Sequence[Row]], columns: Sequence[str]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for number, values in enumerate([{name: name for name in columns}, *rows], 1):
            for column, name in enumerate(columns, 1):
                cell = sheet.cell(number, column)
                _set_text(cell, values.get(name, ""))
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if number == 1:
                    cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
        for column, name in enumerate(columns, 1):
            sheet.column_dimensions[sheet.cell(1, column).column_letter].width = _WIDTHS.get(name, 14)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


_WIDTHS = {"question": 60, "answer": 60, "alternates": 30, "citations": 30, "origin": 24}


def _set_text(cell: Any, text: str) -> None:
    """Write a text as a text, whatever it looks like: "=1" is no formula here.

    Raises:
        FileError: it is longer than a cell can hold.
    """
    if len(text) > _CELL_LIMIT:
        message = f"an answer of {len(text)} characters does not fit into a cell of XLSX ({_CELL_LIMIT})"
        raise FileError(message, hint="Write the library as YAML or CSV.")
    if text:
        cell.value = text
        cell.data_type = "s"
