"""Where the wanted cells of a worksheet lie in its bytes: one pass with expat, nothing else is kept."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from xml.parsers import expat

from qanswer.core.errors import DamagedFileError
from qanswer.ooxml.limits import column_letters, column_number, make_parser, parse_range, parse_row
from qanswer.ooxml.splice import find_element_end, find_tag_end, is_self_closed, read_prefix

CellKey = tuple[int, int]
"""Row and column, both from 1."""
Block = tuple[int, int, int, int]
"""First row, first column, last row, last column."""


_NAMES = (
    "c", "row", "v", "t", "f", "r", "rPr", "rPh", "extLst",
    "sheetData", "mergeCell", "sheetProtection", "col", "controlPr",
)  # fmt: skip


class PlaceKind(StrEnum):
    """What the sheet has at a wanted cell."""

    CELL = "cell"
    IN_ROW = "in_row"
    NEW_ROW = "new_row"


@dataclass(slots=True)
class Place:
    """A wanted cell in the sheet's bytes: the cell's own, or the offset before which it must be inserted."""

    kind: PlaceKind
    row: int
    column: int
    start: int
    end: int
    attributes: dict[str, str] = field(default_factory=dict)
    """The cell's attributes; for a new cell those of its row."""
    value: str = ""
    """Content of `<v>`, as it stands in the file."""
    inline: str = ""
    runs: list[tuple[bytes, str]] = field(default_factory=list)
    """The stretches of an inline text, with their run properties as bytes."""
    has_formula: bool = False
    extension: tuple[int, int] = (0, 0)
    """Where an `<extLst>` of the cell lies; (0, 0): it has none."""
    empty_row_tag: tuple[int, int] = (0, 0)
    """Where the row's tag lies when the row closes itself and the cell goes inside of it."""

    @property
    def key(self) -> CellKey:
        """Row and column."""
        return self.row, self.column

    @property
    def reference(self) -> str:
        """The cell's name, such as "B7"."""
        return f"{column_letters(self.column)}{self.row}"

    @property
    def type(self) -> str:
        """The cell's type as the file has it; "n" by default."""
        return self.attributes.get("t", "n") if self.kind is PlaceKind.CELL else "n"


@dataclass(slots=True)
class SheetIndex:
    """What one pass over a worksheet found."""

    prefix: bytes = b""
    places: dict[CellKey, Place] = field(default_factory=dict)
    merges: list[Block] = field(default_factory=list)
    arrays: list[Block] = field(default_factory=list)
    """Ranges of array formulas and data tables: no cell of them may be written."""
    linked_cells: list[str] = field(default_factory=list)
    """Cells that ActiveX controls of the sheet are linked to, as written there."""
    _covers: dict[int, dict[CellKey, Block]] = field(default_factory=dict)
    columns: list[tuple[int, int, int]] = field(default_factory=list)
    """First column, last column, style, of columns that have a style."""
    is_protected: bool = False
    sheet_data: tuple[int, int] = (0, 0)
    """The tag of `<sheetData>`."""
    sheet_data_is_empty: bool = False
    column_values: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    """(type, value) of every cell in the columns that were asked for."""

    def column_style(self, column: int) -> str | None:
        """Give the style that the sheet sets for a column."""
        return next((str(style) for first, last, style in self.columns if first <= column <= last), None)

    def find_merge(self, key: CellKey) -> Block | None:
        """Find the merged range that holds a wanted cell."""
        return self._find_block(self.merges, key)

    def find_array(self, key: CellKey) -> Block | None:
        """Find the array formula that fills a wanted cell."""
        return self._find_block(self.arrays, key)

    def _find_block(self, blocks: list[Block], key: CellKey) -> Block | None:
        if id(blocks) not in self._covers:
            self._covers[id(blocks)] = cover(blocks, self.places)
        return self._covers[id(blocks)].get(key)


def cover(blocks: Iterable[Block], keys: Iterable[CellKey]) -> dict[CellKey, Block]:
    """Find the block that holds each cell, for those that lie in one; blocks are never spelled out cell by cell."""
    ordered, found = sorted(keys), {}
    for block in blocks:
        first = bisect_left(ordered, (block[0], block[1]))
        last = bisect_right(ordered, (block[2], block[3]))
        for key in ordered[first:last]:
            if block[1] <= key[1] <= block[3]:
                found[key] = block
    return found


def index_sheet(data: bytes, wanted: Iterable[CellKey], *, name: str, columns: Iterable[int] = ()) -> SheetIndex:
    """Find the wanted cells; of the cells in `columns` the values are kept as well.

    Raises:
        DamagedFileError: the sheet's rows or cells are out of order or occur twice where a wanted cell lies.
    """
    indexer = _Indexer(data, wanted, name, columns)
    try:
        return indexer.run()
    except expat.ExpatError as error:
        message = f"{name} is not well-formed ({error})"
        raise DamagedFileError(message) from error


class _Indexer:
    """The state of one pass. Handlers are methods; the cheap path is that of elements in rows that nobody asked for."""

    def __init__(self, data: bytes, wanted: Iterable[CellKey], name: str, columns: Iterable[int]) -> None:
        self._data = data
        self._name = name
        self._index = SheetIndex(column_values={column: [] for column in columns})
        self._rows: dict[int, list[int]] = {}
        for row, column in sorted(set(wanted)):
            self._rows.setdefault(row, []).append(column)
        self._pending_rows = sorted(self._rows, reverse=True)
        self._pending: list[int] = []
        self._row = self._column = self._row_start = 0
        self._row_attributes: dict[str, str] = {}
        self._is_wanted_row = self._in_phonetic = False
        self._place: Place | None = None
        self._watched: list[str] | None = None
        self._text: list[str] = []
        self._looks, self._looks_start = b"", 0
        self._parser = make_parser(name)

    def run(self) -> SheetIndex:
        """Parse the whole sheet."""
        self._parser.StartElementHandler = self._start_root
        self._parser.EndElementHandler = self._end
        self._parser.buffer_text = True
        self._parser.Parse(self._data, True)
        self._parser.StartElementHandler = self._parser.EndElementHandler = None
        if not self._index.sheet_data[1]:
            message = f"{self._name} has no <sheetData>"
            raise DamagedFileError(message)
        return self._index

    def _start_root(self, name: str, _attributes: dict[str, str]) -> None:
        namespace = name.rpartition(" ")[0] + " "
        self._names = {namespace + local: local for local in _NAMES}
        self._parser.StartElementHandler = self._start

    def _start(self, full_name: str, attributes: dict[str, str]) -> None:
        name = self._names.get(full_name)
        if name == "c":
            if self._is_wanted_row or self._index.column_values:
                self._start_cell(attributes)
            return
        if name == "row":
            self._start_row(attributes)
        elif name in {"v", "t", "f", "extLst"}:
            self._start_content(name, attributes)
        elif name in {"r", "rPr", "rPh"}:
            self._start_run(name)
        elif name is not None:
            self._start_other(name, attributes)

    def _start_other(self, name: str, attributes: dict[str, str]) -> None:
        index, start = self._index, self._parser.CurrentByteIndex
        if name == "sheetData":
            end = find_tag_end(self._data, start)
            index.prefix = read_prefix(self._data, start)
            index.sheet_data = (start, end)
            index.sheet_data_is_empty = is_self_closed(self._data[start:end])
        elif name == "mergeCell":
            index.merges.append(parse_range(attributes.get("ref", "")))
        elif name == "controlPr" and attributes.get("linkedCell"):
            index.linked_cells.append(attributes["linkedCell"])
        elif name == "sheetProtection":
            index.is_protected = attributes.get("sheet") in {"1", "true"}
        elif name == "col" and attributes.get("style"):
            first, last = int(attributes.get("min", 0)), int(attributes.get("max", 0))
            index.columns.append((first, last, int(attributes["style"])))

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        row = self._row + 1 if number is None else parse_row(number)
        start = self._parser.CurrentByteIndex
        while self._pending_rows and self._pending_rows[-1] < row:
            self._add_new_row(self._pending_rows.pop(), start)
        self._is_wanted_row = row in self._rows
        if self._is_wanted_row:
            if row <= self._row or not self._pending_rows or self._pending_rows[-1] != row:
                message = f"{self._name}: row {row} is out of order or occurs twice"
                raise DamagedFileError(message)
            self._pending_rows.pop()
            self._pending = self._rows[row][::-1]
            self._row_start, self._row_attributes = start, attributes
        self._row, self._column = max(row, self._row), 0

    def _add_new_row(self, row: int, offset: int) -> None:
        for column in self._rows[row]:
            self._index.places[row, column] = Place(PlaceKind.NEW_ROW, row, column, offset, offset)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._looks = b""
        reference = attributes.get("r")
        column = self._column + 1 if reference is None else column_number(reference.rstrip("0123456789"))
        if self._is_wanted_row:
            self._find_places(column, attributes)
        self._column = max(column, self._column)
        if column in self._index.column_values:
            self._watched = [attributes.get("t", "n"), ""]

    def _find_places(self, column: int, attributes: dict[str, str]) -> None:
        start, pending = self._parser.CurrentByteIndex, self._pending
        while pending and pending[-1] < column:
            self._add_in_row(pending.pop(), start)
        if pending and pending[-1] == column:
            place = Place(PlaceKind.CELL, self._row, pending.pop(), start, 0, attributes)
            self._place = self._index.places[place.key] = place
        elif (self._row, column) in self._index.places or column <= self._column:
            message = f"{self._name}: cells of row {self._row} are out of order or occur twice"
            raise DamagedFileError(message)

    def _add_in_row(self, column: int, offset: int, tag: tuple[int, int] = (0, 0)) -> None:
        self._index.places[self._row, column] = Place(
            PlaceKind.IN_ROW, self._row, column, offset, offset, self._row_attributes, empty_row_tag=tag
        )

    def _start_content(self, name: str, attributes: dict[str, str]) -> None:
        if name == "f" and attributes.get("t") in {"array", "dataTable"} and attributes.get("ref"):
            self._index.arrays.append(parse_range(attributes["ref"]))
        if self._place is not None:
            if name == "f":
                self._place.has_formula = True
            elif name == "extLst":
                self._place.extension = (self._parser.CurrentByteIndex, 0)
        if name in {"v", "t"} and not self._in_phonetic and (self._place is not None or self._watched is not None):
            self._text = []
            self._parser.CharacterDataHandler = self._text.append

    def _start_run(self, name: str) -> None:
        if name == "rPh":
            self._in_phonetic = True
        elif name == "r":
            self._looks = b""
        else:
            self._looks_start = self._parser.CurrentByteIndex

    def _end(self, full_name: str) -> None:
        name = self._names.get(full_name)
        if name == "c":
            self._end_cell()
        elif name == "row" and self._is_wanted_row:
            self._end_row()
        elif name in {"v", "t"} and self._parser.CharacterDataHandler is not None:
            self._end_content(name)
        elif name == "extLst" and self._place is not None:
            start = self._place.extension[0]
            self._place.extension = (start, self._find_end(start)[1])
        elif name == "rPh":
            self._in_phonetic = False
        elif name == "rPr" and self._place is not None:
            self._looks = self._data[self._looks_start : self._find_end(self._looks_start)[1]]
        elif name == "sheetData":
            self._end_data()

    def _end_content(self, name: str) -> None:
        self._parser.CharacterDataHandler = None
        text = "".join(self._text)
        if self._watched is not None:
            self._watched[1] += text
        if self._place is not None and name == "v":
            self._place.value += text
        elif self._place is not None:
            self._place.inline += text
            self._place.runs.append((self._looks, text))

    def _find_end(self, start: int) -> tuple[int, int]:
        return find_element_end(self._data, start, self._parser.CurrentByteIndex)

    def _end_cell(self) -> None:
        if self._watched is not None:
            self._index.column_values[self._column].append((self._watched[0], self._watched[1]))
            self._watched = None
        if self._place is not None:
            self._place.end = self._find_end(self._place.start)[1]
            self._place = None

    def _end_row(self) -> None:
        offset, end = self._find_end(self._row_start)
        tag = (self._row_start, end) if offset == end else (0, 0)  # the row closes itself: the cells go into it
        while self._pending:
            self._add_in_row(self._pending.pop(), offset, tag)
        self._is_wanted_row = False

    def _end_data(self) -> None:
        offset = self._find_end(self._index.sheet_data[0])[0]
        while self._pending_rows:
            self._add_new_row(self._pending_rows.pop(), offset)
