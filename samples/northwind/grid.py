"""A sheet's cells while they are laid out, and the text table that all sheets share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from northwind.looks import Look, Styles
from northwind.package import HEAD, Part

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and the value that was last computed for it."""

    text: str
    cached: float | str


Value = str | float | Formula | None


@dataclass(slots=True)
class Strings:
    """The shared strings: text -> number."""

    numbers: dict[str, int] = field(default_factory=dict)
    uses: int = 0

    def index(self, text: str) -> int:
        """Number the text, and count its use."""
        self.uses += 1
        return self.numbers.setdefault(text, len(self.numbers))

    def part(self) -> Part:
        """Write `xl/sharedStrings.xml`."""
        items = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in self.numbers)
        content = f'{HEAD}<sst xmlns="{MAIN}" count="{self.uses}" uniqueCount="{len(self.numbers)}">{items}</sst>'
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
        return Part("xl/sharedStrings.xml", content, kind)


@dataclass(slots=True)
class Grid:
    """Cells by row and column letter, with merges and row heights in points."""

    strings: Strings
    styles: Styles
    cells: dict[tuple[int, str], str] = field(default_factory=dict)
    merges: list[str] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    formulas: list[str] = field(default_factory=list)

    def put(self, reference: tuple[str, int], value: Value, look: Look) -> None:
        """Write one cell, `("B", 7)`."""
        column, row = reference
        self.cells[row, column] = self._cell(f"{column}{row}", value, self.styles.index(look))

    def fill_row(self, row: int, columns: Iterable[str], look: Look) -> None:
        """Give those cells of the row which are still missing a look and no value."""
        for column in columns:
            if (row, column) not in self.cells:
                self.put((column, row), None, look)

    def merge(self, row: int, columns: str, value: Value, look: Look) -> None:
        """Write `value` across the columns, `"B:G"`, of one row."""
        first, last = columns.split(":")
        self.put((first, row), value, look)
        self.fill_row(row, map(chr, range(ord(first), ord(last) + 1)), look)
        self.merges.append(f"{first}{row}:{last}{row}")

    def _cell(self, reference: str, value: Value, style: int) -> str:
        head = f'<c r="{reference}" s="{style}"'
        if value is None:
            return f"{head}/>"
        if isinstance(value, str):
            return f'{head} t="s"><v>{self.strings.index(value)}</v></c>'
        if not isinstance(value, Formula):
            return f"{head}><v>{value:g}</v></c>"
        self.formulas.append(reference)
        kind, cached = (
            (' t="str"', escape(value.cached)) if isinstance(value.cached, str) else ("", f"{value.cached:g}")
        )
        return f"{head}{kind}><f>{escape(value.text)}</f><v>{cached}</v></c>"

    def sheet_data(self) -> str:
        """Write `<sheetData>`, rows and cells in order."""
        lines = []
        for row in sorted({row for row, _ in self.cells} | set(self.heights)):
            height = f' ht="{self.heights[row]:g}" customHeight="1"' if row in self.heights else ""
            columns = sorted(column for number, column in self.cells if number == row)
            lines.append(f'<row r="{row}"{height}>{"".join(self.cells[row, column] for column in columns)}</row>')
        return f"<sheetData>{''.join(lines)}</sheetData>"

    @property
    def dimension(self) -> str:
        """The range that holds all cells."""
        rows, columns = [row for row, _ in self.cells], [column for _, column in self.cells]
        return f"{min(columns)}{min(rows)}:{max(columns)}{max(rows)}"
