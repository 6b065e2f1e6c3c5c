"""A person's last word on a layout: TOML text <-> map of sheets, tables, columns and rows. See `docs/maps.md`."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qanswer.core.errors import FileError
from qanswer.ooxml.limits import MAX_COLUMN, MAX_ROW, column_letters, column_number
from qanswer.questionnaires.reading import ColumnRole, SheetLayout, TableLayout
from qanswer.questionnaires.wording import normalise

_VERSION = 1
_HEAD = """\
# How this form is read. Written by `qanswer inspect FILE --write-map`, used by `--map`; edit it as you need.
# A table begins under its header row (0: it has none). Columns not named here are left alone. A moved header is found
# again by its texts, and columns by their headers, so that the map fits next year's edition of the form too.
# Roles: number, question, choice, tick, text, comment, owner, section, option, guidance, buyer, computed, other.
"""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What one column (from 1) is to be taken for; `header` finds it again where the form has changed."""

    column: int
    role: ColumnRole
    header: str = ""


@dataclass(frozen=True, slots=True)
class TableMap:
    """One table. Rows count from 1; `header_row` 0: none; `last_row` 0: down to the next table."""

    header_row: int
    columns: tuple[ColumnMap, ...]
    first_row: int = 0
    last_row: int = 0
    skip_rows: tuple[int, ...] = ()
    question_rows: tuple[int, ...] = ()
    """Rows that are questions whatever they look like."""


@dataclass(frozen=True, slots=True)
class SheetMap:
    """One sheet; `reads_labels` False: labels with blanks outside of the tables are left alone."""

    title: str
    is_skipped: bool = False
    tables: tuple[TableMap, ...] = ()
    reads_labels: bool = True


@dataclass(frozen=True, slots=True)
class LayoutMap:
    """A map of a whole form. Sheets that it does not name are read by inference."""

    sheets: tuple[SheetMap, ...]

    def find_sheet(self, title: str) -> SheetMap | None:
        """Find the map of a sheet, by its title; digits do not count, as they tell editions apart."""
        exact = next((sheet for sheet in self.sheets if sheet.title == title), None)
        return exact or next((sheet for sheet in self.sheets if fold_title(sheet.title) == fold_title(title)), None)

    @property
    def fingerprint(self) -> str:
        """Name the structure: sheets, headers and their columns, without digits and row numbers."""
        lines = [
            f"{fold_title(sheet.title)}|{sheet.is_skipped}|"
            + ";".join(
                f"{column.column}:{fold_title(column.header)}" for table in sheet.tables for column in table.columns
            )
            for sheet in self.sheets
        ]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Maps:
    """The map that a person gave for this file, if any, and those that are remembered, the newest first."""

    given: LayoutMap | None = None
    remembered: tuple[LayoutMap, ...] = ()


NO_MAPS = Maps()


def fold_title(text: str) -> str:
    """Fold a title or header: case, white space, digits and dots between them do not count."""
    return " ".join(re.sub(r"v?\d[\d.]*", "", normalise(text)).split())


def make_layout_map(layouts: Sequence[SheetLayout]) -> LayoutMap:
    """Write down an inferred layout as a map. Hidden sheets and those without tables are named as skipped."""
    return LayoutMap(tuple(_make_sheet(layout) for layout in layouts))


def _make_sheet(layout: SheetLayout) -> SheetMap:
    tables = tuple(_make_table(table) for table in layout.tables)
    return SheetMap(layout.title, is_skipped=bool(layout.note) and not tables, tables=tables)


def _make_table(table: TableLayout) -> TableMap:
    columns = tuple(ColumnMap(plan.column, plan.role, plan.header) for plan in table.columns)
    header = table.header_rows[0] if table.header_rows else 0
    return TableMap(header, columns, 0 if header else table.first_row)


def format_layout_map(layout_map: LayoutMap) -> str:
    """Write a map as TOML with comments."""
    return _HEAD + f"\nversion = {_VERSION}\n" + "".join(_format_sheet(sheet) for sheet in layout_map.sheets)


def _format_sheet(sheet: SheetMap) -> str:
    lines = ["", "[[sheet]]", f"title = {json.dumps(sheet.title, ensure_ascii=False)}"]
    if sheet.is_skipped:
        lines.append("skip = true")
    if not sheet.reads_labels:
        lines.append("labels = false")
    for table in sheet.tables:
        lines += _format_table(table)
    return "\n".join(lines) + "\n"


def _format_table(table: TableMap) -> Iterator[str]:
    yield from ("", "[[sheet.table]]", f"header_row = {table.header_row}")
    for name in ("first_row", "last_row"):
        value = getattr(table, name)
        if value:
            yield f"{name} = {value}"
    yield f"skip_rows = {list(table.skip_rows)}"
    yield f"question_rows = {list(table.question_rows)}"
    yield "columns = ["
    for column in table.columns:
        header = json.dumps(column.header, ensure_ascii=False)
        yield f'  {{ column = "{column_letters(column.column)}", role = "{column.role}", header = {header} }},'
    yield "]"


def read_layout_map(path: Path) -> LayoutMap:
    """Read a map from its file.

    Raises:
        FileError: it is missing, or no map.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"the map {path} cannot be read"
        raise FileError(message, hint="Check the name and the folder.") from error
    return parse_layout_map(text, path.name)


def parse_layout_map(text: str, name: str = "the map") -> LayoutMap:
    """Parse a map's TOML.

    Raises:
        FileError: what is wrong, and where.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"{name} is not valid TOML: {error}"
        raise FileError(message, hint=_HINT) from error
    if data.get("version") != _VERSION:
        message = f"{name}: version must be {_VERSION}"
        raise FileError(message, hint=_HINT)
    reader = _MapReader(name)
    return LayoutMap(tuple(reader.sheet(sheet) for sheet in reader.tables(data, "sheet")))


_HINT = "`qanswer inspect FILE --write-map MAP.toml` writes a map to start from."


@dataclass(frozen=True, slots=True)
class _MapReader:
    """Checks foreign data key by key; every complaint names the map."""

    name: str

    def fail(self, message: str) -> FileError:
        return FileError(f"{self.name}: {message}", hint=_HINT)

    def tables(self, data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
        found = data.get(key, [])
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            message = f"{key} must be a list of tables"
            raise self.fail(message)
        return found

    def sheet(self, data: Mapping[str, Any]) -> SheetMap:
        title = data.get("title")
        if not isinstance(title, str) or not title:
            message = "each sheet needs its title"
            raise self.fail(message)
        flags = {key: data.get(key, default) for key, default in (("skip", False), ("labels", True))}
        if not all(isinstance(flag, bool) for flag in flags.values()):
            message = f"{title}: skip and labels are true or false"
            raise self.fail(message)
        tables = tuple(self.table(title, table) for table in self.tables(data, "table"))
        return SheetMap(title, is_skipped=flags["skip"], tables=tables, reads_labels=flags["labels"])

    def table(self, title: str, data: Mapping[str, Any]) -> TableMap:
        columns = tuple(self.column(title, column) for column in self.tables(data, "columns"))
        if sum(column.role is ColumnRole.QUESTION for column in columns) != 1:
            message = f"{title}: each table needs exactly one column with the role question"
            raise self.fail(message)
        rows = {key: self.row(title, key, data.get(key, 0)) for key in ("header_row", "first_row", "last_row")}
        lists = {key: self.rows(title, key, data.get(key, [])) for key in ("skip_rows", "question_rows")}
        return TableMap(
            rows["header_row"],
            columns,
            rows["first_row"],
            rows["last_row"],
            lists["skip_rows"],
            lists["question_rows"],
        )

    def row(self, title: str, key: str, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_ROW:
            message = f"{title}: {key} must be a row number"
            raise self.fail(message)
        return value

    def rows(self, title: str, key: str, value: object) -> tuple[int, ...]:
        if not isinstance(value, list):
            message = f"{title}: {key} must be a list of row numbers"
            raise self.fail(message)
        return tuple(self.row(title, key, item) for item in value)

    def column(self, title: str, data: Mapping[str, Any]) -> ColumnMap:
        letters, role, header = data.get("column"), data.get("role"), data.get("header", "")
        if not isinstance(letters, str) or not re.fullmatch(r"[A-Za-z]{1,3}", letters):
            message = f'{title}: a column is named by its letters, as in column = "B"'
            raise self.fail(message)
        number = column_number(letters)
        if number > MAX_COLUMN or not isinstance(header, str):
            message = f"{title}: column {letters} cannot be"
            raise self.fail(message)
        if role not in set(ColumnRole):
            message = f"{title}: column {letters}: {role!r} is no role; known are {', '.join(ColumnRole)}"
            raise self.fail(message)
        return ColumnMap(number, ColumnRole(str(role)), header)
