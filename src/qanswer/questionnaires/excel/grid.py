"""A sheet as sparse cells with what lies over them: merged ranges, validations, protection. Pure values, no I/O.

Rows and columns count from 1. Ranges stay ranges: a validation may cover 17 billion cells.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Payload = TypeVar("Payload")


@dataclass(frozen=True, slots=True, order=True)
class Area:
    """A rectangle of cells, its last row and column included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def width(self) -> int:
        """Number of columns."""
        return self.right - self.left + 1

    @property
    def height(self) -> int:
        """Number of rows."""
        return self.bottom - self.top + 1


class AreaIndex(Generic[Payload]):
    """Finds the area over a cell without expanding any.

    Areas are kept per column, sorted by their first row. A column's list is made when the column is first asked for.
    Where areas overlap, the one that begins last wins.
    """

    def __init__(self, areas: Iterable[tuple[Area, Payload]] = ()) -> None:
        """Take areas and what they carry."""
        self._areas = sorted(areas, key=lambda item: item[0])
        self._columns: dict[int, _ColumnAreas[Payload]] = {}

    def __bool__(self) -> bool:
        """Whether there is any area."""
        return bool(self._areas)

    def __iter__(self) -> Iterator[tuple[Area, Payload]]:
        """Give all areas by first row."""
        return iter(self._areas)

    def find(self, row: int, column: int) -> tuple[Area, Payload] | None:
        """Find the area over a cell, or None."""
        if not self._areas:
            return None
        known = self._columns.get(column)
        if known is None:
            known = _ColumnAreas([item for item in self._areas if item[0].left <= column <= item[0].right])
            self._columns[column] = known
        return known.find(row)


class _ColumnAreas(Generic[Payload]):
    """Areas over one column, by first row, with the lowest last row of each and those before it."""

    def __init__(self, items: list[tuple[Area, Payload]]) -> None:
        self.items = items
        self.tops = [area.top for area, _ in items]
        self.reach: list[int] = []
        reach = 0
        for area, _ in items:
            reach = max(reach, area.bottom)
            self.reach.append(reach)

    def find(self, row: int) -> tuple[Area, Payload] | None:
        position = bisect_right(self.tops, row) - 1
        while position >= 0 and self.reach[position] >= row:
            if self.items[position][0].bottom >= row:
                return self.items[position]
            position -= 1
        return None


@dataclass(frozen=True, slots=True)
class Validation:
    """What a cell accepts. `options` is empty for a rule that is no list, or whose list cannot be read."""

    kind: str = ""
    options: tuple[str, ...] = ()
    prompt: str = ""
    source: Area | None = None
    """Where the list stands when it is on the same sheet."""

    @property
    def is_list(self) -> bool:
        """Whether the cell offers a list."""
        return self.kind == "list"


@dataclass(frozen=True, slots=True)
class Style:
    """What of a cell's looks tells about its use."""

    is_locked: bool = True
    is_bold: bool = False
    fill: str = ""
    has_border: bool = False
    number_format: str = ""


PLAIN = Style()


@dataclass(slots=True)
class Grid:
    """One sheet. `cells` holds the texts of non-empty cells by row and column."""

    title: str
    cells: dict[int, dict[int, str]] = field(default_factory=dict, repr=False)
    formulas: frozenset[tuple[int, int]] = frozenset()
    echoes: frozenset[tuple[int, int]] = frozenset()
    """Cells whose formula looks at another sheet."""
    styles: Mapping[tuple[int, int], int] = field(default_factory=dict, repr=False)
    row_styles: Mapping[int, int] = field(default_factory=dict)
    column_styles: tuple[tuple[int, int, int], ...] = ()
    """First column, last column and style of cells that the file does not hold."""
    style_table: tuple[Style, ...] = ()
    merges: AreaIndex[None] = field(default_factory=AreaIndex)
    validations: AreaIndex[Validation] = field(default_factory=AreaIndex)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False
    is_protected: bool = False
    boxes: frozenset[tuple[int, int]] = frozenset()
    """Cells that a check box drawn over the sheet writes to."""
    header_hints: frozenset[int] = frozenset()
    """Rows that the file itself marks as headers: of a table, of a filter, or above frozen rows."""

    @property
    def rows(self) -> list[int]:
        """Numbers of the rows that hold any text, in order."""
        return sorted(self.cells)

    def row(self, row: int) -> Mapping[int, str]:
        """Texts of one row by column."""
        return self.cells.get(row, {})

    def text(self, row: int, column: int) -> str:
        """Text of a cell; that of a merged range stands in its first cell alone."""
        return self.cells.get(row, {}).get(column, "")

    def is_formula(self, row: int, column: int) -> bool:
        """Whether the cell's text is computed."""
        return (row, column) in self.formulas

    def merge(self, row: int, column: int) -> Area | None:
        """The merged range over a cell, if there is one."""
        found = self.merges.find(row, column)
        return found[0] if found else None

    def validation(self, row: int, column: int) -> Validation | None:
        """The validation over a cell, if there is one."""
        found = self.validations.find(row, column)
        return found[1] if found else None

    def style_id(self, row: int, column: int) -> int:
        """Number of the cell's style: its own, else its row's, else its column's."""
        own = self.styles.get((row, column))
        if own is not None:
            return own
        if row in self.row_styles:
            return self.row_styles[row]
        return next((style for first, last, style in self.column_styles if first <= column <= last), 0)

    def style(self, row: int, column: int) -> Style:
        """Looks of a cell."""
        number = self.style_id(row, column)
        return self.style_table[number] if number < len(self.style_table) else PLAIN

    def is_locked(self, row: int, column: int) -> bool:
        """Whether the sheet's protection keeps a person from typing here."""
        return self.is_protected and self.style(row, column).is_locked

    def is_hidden_place(self, row: int, column: int) -> bool:
        """Whether nobody sees the cell."""
        return row in self.hidden_rows or column in self.hidden_columns

    def invites(self, row: int, column: int) -> bool:
        """Whether the cell itself shows that something goes in: a list, a frame, an unlocked cell, a merged one."""
        if self.is_protected:
            return not self.style(row, column).is_locked
        validation = self.validation(row, column)
        if validation is not None and validation.is_list:
            return True
        return self.style(row, column).has_border or self.merge(row, column) is not None
