"""A PDF page's pieces of text in, its lines out: what stands side by side in a table becomes one line of cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

_TOLERANCE = 2.0
"""Points within which two heights or left edges are the same."""
_ROW_SLACK = 8.0
"""Points by which the first lines of a row's cells may differ, where they are centred or of other type."""
_CELL_LINES = 12
"""A longer run of lines beside another is a column of the page, not a cell."""
_CELL_GAP = 1.5
"""Times the type size: wider than any space between words, set justified or not."""
_LETTER_WIDTH = 0.55
"""Mean width of a letter in parts of the type size; a little high, so that prose is not torn apart."""
_LIST_MARK = re.compile(r"^(?:[•‣▪●○◦\u2013—*o\ue000-\uf8ff-]|\(?\w{1,3}[.)]|\d+(?:\.\d+)*)$")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\u00a0": " ", "\u00ad": "-"},
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Text set in one type, as the page's instructions give it; places in points from the lower left corner."""

    text: str
    size: float
    is_bold: bool
    height: float
    left: float


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page: its text, type size in points, and where it begins. A row's cells stand between bars."""

    text: str
    size: float
    is_bold: bool
    height: float
    left: float = 0.0
    is_row: bool = False


def make_lines(pieces: Sequence[Piece]) -> list[PageLine]:
    """Put the pieces of a page together into lines, and cells into rows."""
    rows = _Rows()
    for line in _split_lines(pieces):
        cells = [cell for cell in (_make_line(part) for part in _part_cells(line)) if cell.text]
        if not cells:
            continue
        if _LIST_MARK.match(cells[0].text):
            cells = [replace(cells[0], text=" ".join(cell.text for cell in cells))]
        rows.add(cells)
    return rows.finish()


def _split_lines(pieces: Sequence[Piece]) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *others = piece.text.split("\n")
        lines[-1].append(replace(piece, text=first))
        lines.extend([replace(piece, text=other)] for other in others)
    return lines


def _part_cells(line: Sequence[Piece]) -> list[list[Piece]]:
    """Part a line where a gap in it is too wide for a space.

    A page tells where each piece begins, not where it ends: that is guessed from the type size.
    """
    cells: list[list[Piece]] = [[]]
    end = None
    for piece in line:
        if piece.text.strip():
            if end is not None and piece.left - end > _CELL_GAP * piece.size:
                cells.append([])
            end = max(end or 0.0, piece.left) + _LETTER_WIDTH * piece.size * len(piece.text.rstrip())
        cells[-1].append(piece)
    return cells


def _make_line(pieces: Sequence[Piece]) -> PageLine:
    """Make one line; its size is that of most of its letters, its place that of the first."""
    text = "".join(piece.text for piece in pieces).translate(_LIGATURES).strip()
    weights: Counter[tuple[float, bool]] = Counter()
    for piece in pieces:
        weights[round(piece.size, 1), piece.is_bold] += len(piece.text.strip())
    size, is_bold = weights.most_common(1)[0][0] if weights else (0.0, False)
    first = next((piece for piece in pieces if piece.text.strip()), None)
    return PageLine(text, size, is_bold, first.height if first else 0.0, first.left if first else 0.0)


class _Rows:
    """Joins the cells of a row, which a page sets one after the other, each from the row's top downwards."""

    def __init__(self) -> None:
        self._lines: list[PageLine] = []
        self._cells: list[list[PageLine]] = []

    def add(self, line: Sequence[PageLine]) -> None:
        """Add a line of one or more cells."""
        first = line[0]
        if len(line) == 1 and self._goes_on(first):
            self._cells[-1].append(first)
        elif (start := self._find_start(first)) is not None:
            before = self._cells[-1]
            if len(self._cells) == 1:
                self._lines.extend(before[:start])
                self._cells = [before[start:]]
            self._cells.extend([cell] for cell in line)
        else:
            self._close()
            self._cells = [[cell] for cell in line]

    def finish(self) -> list[PageLine]:
        """Give all lines."""
        self._close()
        return self._lines

    def _goes_on(self, line: PageLine) -> bool:
        """Tell whether a line stands under the last cell's last line, or just under the line before."""
        if not self._cells or self._cells[-1][-1].height - line.height <= _TOLERANCE:
            return False
        return len(self._cells) == 1 or abs(line.left - self._cells[-1][0].left) < _TOLERANCE

    def _find_start(self, line: PageLine) -> int | None:
        """Tell where in the last cell the row begins whose next cell this line opens; None when it opens none."""
        if not self._cells:
            return None
        before = self._cells[-1]
        start = next((at for at, other in enumerate(before) if other.height <= line.height + _TOLERANCE), None)
        if start is None or line.left <= before[start].left + _TOLERANCE or len(before) - start > _CELL_LINES:
            return None
        if len(self._cells) == 1:
            return start
        return 0 if abs(self._cells[0][0].height - line.height) <= _ROW_SLACK else None

    def _close(self) -> None:
        if len(self._cells) < 2:
            self._lines.extend(line for cell in self._cells for line in cell)
        else:
            texts = [" ".join(line.text for line in cell).replace("|", "/") for cell in self._cells]
            self._lines.append(replace(self._cells[0][0], text=f"| {' | '.join(texts)} |", is_row=True))
        self._cells = []
