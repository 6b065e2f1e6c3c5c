"""PDF policies: the text layer's lines in, blocks out.

Page headers and footers go; broken lines and words are joined; cells that stand side by side become rows.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from qanswer.knowledge.blocks import Outline, PolicyText, fold
from qanswer.knowledge.runs import Line, add_lines

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_EDGE_LINES = 3
"""Running headers and footers stand among the first or last lines of a page."""
_REPEATED_SHARE = 0.6
_HEADING_SIZE = 1.12
"""Type this much larger than the body's makes a short line a heading."""
_HEADING_WORDS = 14
_TOLERANCE = 2.0
"""Points within which two heights or left edges are the same."""
_ROW_SLACK = 8.0
"""Points by which the first lines of a row's cells may differ, where they are centred or of other type."""
_CELL_GAP = 1.5
"""Times the type size: wider than any space between words, set justified or not."""
_LETTER_WIDTH = 0.55
"""Mean width of a letter in parts of the type size; a little high, so that prose is not torn apart."""
_LIST_MARK = re.compile(r"^(?:[•‣▪●○◦\u2013—*o\ue000-\uf8ff-]|\(?\w{1,3}[.)]|\d+(?:\.\d+)*)$")
_CELL_LINES = 12
"""A longer run of lines beside another is a column of the page, not a cell."""
_GAP = 1.45
"""Lines this many times the usual distance apart belong to two paragraphs."""
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\u00a0": " ", "\u00ad": "-"})
_COMPOUND_TEXT = """
anti co cross data end full high inter intra least long low multi need non off on point post pre real risk role self
service short single sub third three time two well
"""
_COMPOUND = frozenset(_COMPOUND_TEXT.split())
"""First halves that keep their hyphen when a line ends after it, where the rest of the text does not tell."""


@dataclass(frozen=True, slots=True)
class _PageLine:
    """A line of a page: its text, type size in points, and where it begins, in points from the lower left corner."""

    text: str
    size: float
    is_bold: bool
    height: float
    left: float = 0.0
    is_row: bool = False


class NoTextError(Exception):
    """The PDF has no text layer; it may be a scan."""

    def __str__(self) -> str:
        """Say what can be done."""
        return "it has no text layer (a scan?); save it with text recognition, or as .docx"


def parse_pdf(content: bytes, where: str) -> PolicyText:
    """Read a PDF policy. `where` names it in problems.

    Raises:
        NoTextError: no page holds text.
        ValueError: it is protected by a password.
    """
    del where
    reader = _open(content)
    pages = _drop_running_lines([_read_page(page) for page in reader.pages])
    if not any(line.text.strip() for page in pages for line in page):
        raise NoTextError
    outline = Outline()
    add_lines(outline, _join_words(_mark_lines(pages)), _page_locator)
    outline.first_heading = outline.first_heading or _read_title(reader)
    return outline.finish()


def _read_title(reader: PdfReader) -> str:
    """Read the document's title, unless it is the name of the file that it was made from."""
    title = fold(str(reader.metadata.title or "")) if reader.metadata else ""
    return "" if re.search(r"\.\w{3,4}$|^Microsoft", title) else title


def _open(content: bytes) -> PdfReader:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    message = "it is protected by a password"
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        try:
            if not reader.decrypt(""):
                raise ValueError(message)
        except DependencyError as error:
            raise ValueError(message) from error
    return reader


def _page_locator(first: int, last: int) -> str:
    return f"page {first}" if last <= first else f"pages {first}-{last}"


def _read_page(page: PageObject) -> list[_PageLine]:
    pieces: list[_Piece] = []

    def visit(text: str, outer: list[float], matrix: list[float], font: Any, size: float) -> None:
        scale = abs(outer[3] * matrix[3]) or 1.0
        name = str((font or {}).get("/BaseFont", "")).lower()
        left, height = matrix[4] * outer[0] + outer[4], matrix[5] * outer[3] + outer[5]
        pieces.append(_Piece(text, size * scale, "bold" in name or "black" in name, height, left))

    page.extract_text(visitor_text=visit)
    return join_rows(_make_lines(pieces))


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text set in one type, as the page's instructions give it."""

    text: str
    size: float
    is_bold: bool
    height: float
    left: float


def _make_lines(pieces: Sequence[_Piece]) -> list[_PageLine]:
    """Put the pieces of a page together into lines."""
    lines: list[_PageLine] = []
    current: list[_Piece] = []
    for piece in pieces:
        first, *others = piece.text.split("\n")
        current.append(replace(piece, text=first))
        for other in others:
            lines.append(_make_line(current))
            current = [replace(piece, text=other)]
    return [line for line in [*lines, _make_line(current)] if line.text]


def _make_line(pieces: Sequence[_Piece]) -> _PageLine:
    """Make one line; its size is that of most of its letters, its place that of the first."""
    cells = [cell for cell in ("".join(part).translate(_LIGATURES).strip() for part in _part_cells(pieces)) if cell]
    is_row = len(cells) > 1 and not _LIST_MARK.match(cells[0])
    text = f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |" if is_row else " ".join(cells)
    weights: Counter[tuple[float, bool]] = Counter()
    for piece in pieces:
        weights[round(piece.size, 1), piece.is_bold] += len(piece.text.strip())
    size, is_bold = weights.most_common(1)[0][0] if weights else (0.0, False)
    first = next((piece for piece in pieces if piece.text.strip()), None)
    return _PageLine(text, size, is_bold, first.height if first else 0.0, first.left if first else 0.0, is_row)


def _part_cells(pieces: Sequence[_Piece]) -> list[list[str]]:
    """Part a line where a gap in it is too wide for a space: the cells of a table's row.

    A page tells where each piece begins, not where it ends: that is guessed from the type size.
    """
    cells: list[list[str]] = [[]]
    end = None
    for piece in pieces:
        if not piece.text.strip():
            cells[-1].append(piece.text)
            continue
        if end is not None and piece.left - end > _CELL_GAP * piece.size:
            cells.append([])
        cells[-1].append(piece.text)
        end = max(end or 0.0, piece.left) + _LETTER_WIDTH * piece.size * len(piece.text.rstrip())
    return cells


def join_rows(lines: Sequence[_PageLine]) -> list[_PageLine]:
    """Join the cells of a table's row, which the page sets one after the other, each from the row's top downwards."""
    joined: list[_PageLine] = []
    cells: list[list[_PageLine]] = []
    for line in lines:
        if line.is_row:
            joined.extend([*_close_row(cells), line])
            cells = []
        elif (
            cells
            and _goes_down(cells[-1][-1], line)
            and (len(cells) == 1 or abs(line.left - cells[-1][0].left) < _TOLERANCE)
        ):
            cells[-1].append(line)
        elif cells and (start := _find_cell_start(cells, line)) is not None:
            joined.extend(cells[-1][:start] if len(cells) == 1 else [])
            cells = [[*cells[-1][start:]], [line]] if len(cells) == 1 else [*cells, [line]]
        else:
            joined.extend(_close_row(cells))
            cells = [[line]]
    return [*joined, *_close_row(cells)]


def _goes_down(above: _PageLine, line: _PageLine) -> bool:
    return above.height - line.height > _TOLERANCE


def _find_cell_start(cells: Sequence[Sequence[_PageLine]], line: _PageLine) -> int | None:
    """Tell where in the cell before the row begins whose next cell this line opens; None when it opens none."""
    before = cells[-1]
    top = cells[0][0].height if len(cells) > 1 else None
    start = next((at for at, other in enumerate(before) if other.height <= line.height + _TOLERANCE), None)
    if start is None or line.left <= before[start].left + _TOLERANCE:
        return None
    if len(before) - start > _CELL_LINES or (top is not None and abs(top - line.height) > _ROW_SLACK):
        return None
    return start if len(cells) == 1 else 0


def _close_row(cells: Sequence[Sequence[_PageLine]]) -> list[_PageLine]:
    if len(cells) < 2:
        return [line for cell in cells for line in cell]
    texts = [" ".join(line.text for line in cell).replace("|", "/") for cell in cells]
    first = cells[0][0]
    return [replace(first, text=f"| {' | '.join(texts)} |", is_row=True)]


def _drop_running_lines(filled: Sequence[Sequence[_PageLine]]) -> list[list[_PageLine]]:
    """Drop what stands at the edge of most pages, page numbers aside the same."""
    counts = Counter(key for page in filled for key in {_edge_key(line) for line in _edges(page)})
    needed = max(2, round(_REPEATED_SHARE * len(filled)))
    kept = []
    for page in filled:
        edges = {id(line) for line in _edges(page)}
        kept.append([line for line in page if id(line) not in edges or not _is_running(line, counts, needed)])
    return kept


def _edges(page: Sequence[_PageLine]) -> Sequence[_PageLine]:
    return page if len(page) <= 2 * _EDGE_LINES else [*page[:_EDGE_LINES], *page[-_EDGE_LINES:]]


def _edge_key(line: _PageLine) -> str:
    return re.sub(r"\d+", "#", fold(line.text).casefold())


def _is_running(line: _PageLine, counts: Counter[str], needed: int) -> bool:
    is_number = bool(re.fullmatch(r"(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?", fold(line.text), re.IGNORECASE))
    return is_number or counts[_edge_key(line)] >= needed


def _mark_lines(pages: Sequence[Sequence[_PageLine]]) -> list[Line]:
    """Tell headings by their type, and paragraphs by the space between them (as empty lines)."""
    body = _body_size(pages)
    pitch = _usual_pitch(pages)
    sizes = sorted({line.size for page in pages for line in page if line.size > body * _HEADING_SIZE}, reverse=True)
    marked: list[Line] = []
    for number, page in enumerate(pages, 1):
        above: _PageLine | None = None
        for line in page:
            if above and line.is_row and not above.is_row:
                marked.append(Line("", number))
            if above and pitch and not line.is_row and above.height - line.height > _GAP * pitch:
                marked.append(Line("", number))
            marked.append(Line(line.text, number, _find_level(line, sizes)))
            above = line
    return marked


def _body_size(pages: Sequence[Sequence[_PageLine]]) -> float:
    letters: Counter[float] = Counter()
    for page in pages:
        for line in page:
            letters[line.size] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def _usual_pitch(pages: Sequence[Sequence[_PageLine]]) -> float:
    steps = [
        above.height - below.height
        for page in pages
        for above, below in pairwise(page)
        if 0 < above.height - below.height < 4 * max(below.size, 1.0)
    ]
    return median(steps) if steps else 0.0


def _find_level(line: _PageLine, sizes: Sequence[float]) -> int | None:
    """Give a heading level from 0 by size; a short bold line of the body's size ranks below those."""
    if line.is_row:
        return None
    is_short = 0 < len(line.text.split()) <= _HEADING_WORDS and not line.text.endswith((".", ";", ","))
    if not is_short or not re.search(r"[A-Za-z]{2}", line.text) or re.match(r"^[•\-\u2013*|\ue000-\uf8ff]", line.text):
        return None
    if line.size in sizes:
        return sizes.index(line.size)
    return 9 if line.is_bold and ": " not in line.text else None


def _join_words(lines: Sequence[Line]) -> list[Line]:
    """Join words that were broken at the end of a line, as the rest of the text writes them."""
    words = Counter(re.findall(r"[a-z]+(?:-[a-z]+)*", "\n".join(line.text for line in lines).lower()))
    joined: list[Line] = []
    for line in lines:
        previous = joined[-1] if joined else None
        broken = re.search(r"([A-Za-z]+)-$", previous.text) if previous else None
        following = re.match(r"([a-z]+)(\S*)\s*", line.text) if broken else None
        if not (previous and broken and following):
            joined.append(line)
            continue
        is_compound = _keeps_hyphen(broken.group(1).lower(), following.group(1), words)
        head = previous.text if is_compound else previous.text[:-1]
        joined[-1] = Line(head + following.group(0).strip(), previous.place, previous.level)
        if rest := line.text[following.end() :]:
            joined.append(Line(rest, line.place, line.level))
    return joined


def _keeps_hyphen(first: str, second: str, words: Counter[str]) -> bool:
    if words[first + second]:
        return False
    if words[f"{first}-{second}"] or first in _COMPOUND:
        return True
    return words[first] > 1 and words[second] > 1
