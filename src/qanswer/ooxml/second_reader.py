"""A workbook as another program reads it: python-calamine looks the answers up, and compares all other cells."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

from qanswer.core.errors import FileError
from qanswer.ooxml.limits import column_letters, column_number, parse_row
from qanswer.ooxml.package import Package
from qanswer.ooxml.sheet_index import CellKey
from qanswer.ooxml.sheet_splice import unescape_xstring

MAX_GRID_CELLS = 5_000_000
"""Grids up to this size go to calamine, which makes every cell from A1 to the last: 32 bytes each, 160 MB."""

_Row = Sequence[object]


def find_sheet_differences(
    before: Package, after: Package, sheet: tuple[str, str], wanted: Mapping[CellKey, str]
) -> Iterator[str]:
    """Say what is wrong with a sheet (title, part): a wanted cell that reads otherwise, another cell that changed.

    Raises:
        FileError: the filled sheet cannot be read although the source can.
    """
    title, part = sheet
    is_large = max(package.facts[part].n_grid_cells for package in (before, after)) > MAX_GRID_CELLS
    rows_before = None if is_large else _read_grid(before, title)
    if rows_before is None:  # a sheet that calamine cannot hold, or cannot read to begin with
        yield from _compare_sparse(_read_sparse(before.read(part)), _read_sparse(after.read(part)), wanted)
        return
    rows_after = _read_grid(after, title)
    if rows_after is None:
        message = f"the second reader cannot read {title!r} any more"
        raise FileError(message)
    yield from _compare_grids(rows_before, rows_after, wanted)


def find_changed_cells(before: Package, after: Package, title: str, part: str) -> Iterator[str]:
    """Name the cells of a sheet whose values differ, as calamine reads them."""
    is_large = max(package.facts[part].n_grid_cells for package in (before, after)) > MAX_GRID_CELLS
    old, new = (None, None) if is_large else (_read_grid(before, title), _read_grid(after, title))
    if old is None or new is None:
        was, now = _read_sparse(before.read(part)), _read_sparse(after.read(part))
        keys: Iterable[CellKey] = (key for key in was.keys() | now.keys() if was.get(key) != now.get(key))
    else:
        keys = _find_changed_keys(old, new)
    yield from (f"{column_letters(column)}{row}" for row, column in sorted(keys))


def _find_changed_keys(before: Sequence[_Row], after: Sequence[_Row]) -> Iterator[CellKey]:
    for row, (old, new) in enumerate(zip_longest(before, after, fillvalue=()), 1):
        for column, (was, now) in enumerate(zip_longest(old, new, fillvalue=""), 1):
            if was != now:
                yield row, column


def _read_grid(package: Package, title: str) -> Sequence[_Row] | None:
    """Read a sheet from A1 on; None when calamine cannot."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(package.archive.data))
        return book.get_sheet_by_name(title).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, ValueError, OSError):
        return None


def _compare_grids(before: Sequence[_Row], after: Sequence[_Row], wanted: Mapping[CellKey, str]) -> Iterator[str]:
    columns: dict[int, int] = {}
    for row, column in wanted:
        columns[row] = max(columns.get(row, 0), column)
    empty: _Row = ()
    for row in range(1, max(len(before), len(after), max(columns, default=0)) + 1):
        old = before[row - 1] if row <= len(before) else empty
        new = after[row - 1] if row <= len(after) else empty
        if row in columns or old != new:
            yield from _compare_rows(row, (old, new), columns.get(row, 0), wanted)


def _compare_rows(row: int, pair: tuple[_Row, _Row], last: int, wanted: Mapping[CellKey, str]) -> Iterator[str]:
    old, new = pair
    for column in range(1, max(len(old), len(new), last) + 1):
        was = old[column - 1] if column <= len(old) else ""
        now = new[column - 1] if column <= len(new) else ""
        text = wanted.get((row, column))
        if text is None and was != now:
            yield f"row {row}, column {column} was {was!r:.60} and is {now!r:.60}"
        elif text is not None and not _reads_as(now, text):
            yield f"row {row}, column {column} reads {now!r:.60}, not {text!r:.60}"


def _reads_as(value: object, text: str) -> bool:
    """Tell whether a value that was read is the one that was written."""
    if isinstance(value, bool):
        return text.upper() == str(value).upper()
    if isinstance(value, int | float):
        try:
            return float(text) == float(value)
        except ValueError:
            return False
    return str(value) == text


def _read_sparse(data: bytes) -> dict[CellKey, tuple[str, str]]:
    """Read type and raw text of every cell with lxml."""
    from lxml import etree

    cells: dict[CellKey, tuple[str, str]] = {}
    row = column = 0
    source = etree.iterparse(io.BytesIO(data), events=("start", "end"), tag=("{*}row", "{*}c"), resolve_entities=False)
    for event, element in source:
        reference = element.get("r")
        if etree.QName(element).localname == "row":
            if event == "start":
                row, column = parse_row(reference) if reference else row + 1, 0
        elif event == "end":
            column = column_number(reference.rstrip("0123456789")) if reference else column + 1
            text = "".join(part.text or "" for part in element.iter("{*}v", "{*}t"))
            if text:
                cells[row, column] = (element.get("t", "n"), text)
            element.clear()
    return cells


def _compare_sparse(
    before: Mapping[CellKey, tuple[str, str]], after: Mapping[CellKey, tuple[str, str]], wanted: Mapping[CellKey, str]
) -> Iterator[str]:
    for key in sorted(before.keys() | after.keys() | wanted.keys()):
        old, new = before.get(key, ("", "")), after.get(key, ("", ""))
        if key not in wanted and old != new:
            yield f"row {key[0]}, column {key[1]} changed"
        elif key in wanted and old != new and not _raw_reads_as(*new, wanted[key]):
            yield f"row {key[0]}, column {key[1]} reads {new[1]!r:.60}, not {wanted[key]!r:.60}"


def _raw_reads_as(kind: str, raw: str, text: str) -> bool:
    if kind == "b":
        return text == ("TRUE" if raw == "1" else "FALSE")
    return unescape_xstring(raw) == text
