"""A PDF page's pieces of text in, its lines out: what stands side by side in a table becomes one line of cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

_TOLERANCE = 2.0
"""Points within which two heights or left edges are the same."""
_CELL_LINES = 12
"""A longer run of lines beside another is a column of the page, not a cell."""
_CENTRED_LINES = 3
"""Lines by which a cell beside a short one may begin above it, where cells are centred."""
_LEADING = 1.3
"""Times the type size: the usual distance of lines."""
_PROBABLE_GAP = 0.4
"""Times the type size: a narrower gap in a line is no space between cells, however wide the letters are."""
_GAP_SPACES = 2
_WIDTHS = {
    **dict.fromkeys("iljItf.,:;'|!()[] r-", 0.27),
    **dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ&w", 0.64),
    **dict.fromkeys("MWm@%", 0.8),
}
"""Least widths of letters in parts of the type size, in the usual faces."""
_USUAL_WIDTH = 0.47
_COMPARED = 12
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


def make_lines(pieces: Sequence[Piece], read_layout: Callable[[], str]) -> list[PageLine]:
    """Put the pieces of a page together into lines, and cells into rows.

    `read_layout` gives the page's text with its gaps as spaces; it is called only when a line may hold cells.
    """
    rows = _Rows()
    gaps = _Gaps(read_layout)
    for line in _split_lines(pieces):
        cells = [cell for cell in (_make_line(part) for part in _part_cells(line, gaps)) if cell.text]
        if not cells:
            continue
        if _LIST_MARK.match(cells[0].text):
            cells = [replace(cells[0], text=" ".join(cell.text for cell in cells))]
        rows.add(cells)
    return rows.finish()


class _Gaps:
    """Tells whether two texts that follow one another in a line stand apart on the page."""

    def __init__(self, read_layout: Callable[[], str]) -> None:
        self._read = read_layout

    @cached_property
    def _layout(self) -> str:
        return self._read().translate(_LIGATURES)

    def has_gap(self, before: str, after: str) -> bool:
        """Look the place up in the laid-out text: cells have at least two spaces between them there."""
        ends = [re.escape(letter) for letter in re.sub(r"\s", "", before)[-_COMPARED:]]
        starts = [re.escape(letter) for letter in re.sub(r"\s", "", after)[:_COMPARED]]
        pattern = " ?".join(ends) + r"( *)" + " ?".join(starts)
        return any(len(found) >= _GAP_SPACES for found in re.findall(pattern, self._layout))


def _split_lines(pieces: Sequence[Piece]) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *others = piece.text.split("\n")
        lines[-1].append(replace(piece, text=first))
        lines.extend([replace(piece, text=other)] for other in others)
    return lines


def _part_cells(line: Sequence[Piece], gaps: _Gaps) -> list[list[Piece]]:
    """Part a line where its pieces stand apart.

    A page tells where each piece begins, not where it ends: a rough estimate picks the places to look up.
    """
    cells: list[list[Piece]] = [[]]
    end, before = None, ""
    for piece in line:
        text = piece.text.translate(_LIGATURES)
        if text.strip():
            if end is not None and piece.left - end > _PROBABLE_GAP * piece.size and gaps.has_gap(before, text):
                cells.append([])
                before = ""
            end = max(end or 0.0, piece.left) + _estimate_width(piece)
            before += text
        cells[-1].append(piece)
    return cells


def _estimate_width(piece: Piece) -> float:
    return piece.size * sum(_WIDTHS.get(letter, _USUAL_WIDTH) for letter in piece.text.rstrip())


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
        """Tell where in the last cell the row begins whose next cell this line opens; None when it opens none.

        The cells of a row share their top, or their middle, or the new one begins a little above a short one.
        """
        if not self._cells or line.left <= self._cells[-1][-1].left + _TOLERANCE:
            return None
        before = self._cells[-1]
        starts = range(max(0, len(before) - _CELL_LINES), len(before)) if len(self._cells) == 1 else range(1)
        for align in (_top, _middle):
            for at in starts:
                if abs(align(before[at:]) - line.height) <= _TOLERANCE:
                    return at
        tops = [cell[0].height for cell in self._cells] if len(self._cells) > 1 else [before[-1].height]
        reach = _CENTRED_LINES * _LEADING * line.size
        is_near = any(-_TOLERANCE <= line.height - top <= reach for top in tops)
        return starts[-1] if is_near else None

    def _close(self) -> None:
        if len(self._cells) < 2:
            self._lines.extend(line for cell in self._cells for line in cell)
        else:
            texts = [" ".join(line.text for line in cell).replace("|", "/") for cell in self._cells]
            self._lines.append(replace(self._cells[0][0], text=f"| {' | '.join(texts)} |", is_row=True))
        self._cells = []


def _top(lines: Sequence[PageLine]) -> float:
    return lines[0].height


def _middle(lines: Sequence[PageLine]) -> float:
    return (lines[0].height + lines[-1].height) / 2
