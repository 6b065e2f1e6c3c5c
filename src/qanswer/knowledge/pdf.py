"""PDF policies: the text layer's lines in, blocks out. Page headers and footers go; broken lines and words are joined."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
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
_GAP = 1.45
"""Lines this many times the usual distance apart belong to two paragraphs."""
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\u00a0": " ", "\u00ad": "-"})
_COMPOUND = frozenset(
    "multi sub non third cross pre post self long short two three high low end role least full real single off on co anti inter "
    "intra well risk need data time point day on-premise service".split()
)
"""First halves that keep their hyphen when a line ends after it, where the rest of the text does not tell."""


@dataclass(frozen=True, slots=True)
class _PageLine:
    """A line of a page: text, type size in points, height on the page (upwards)."""

    text: str
    size: float
    is_bold: bool
    height: float


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
    title = str((reader.metadata or {}).get("/Title", ""))
    outline.first_heading = outline.first_heading or (fold(title) if not re.search(r"\.\w{3,4}$|^Microsoft", title) else "")
    return outline.finish()


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
    pieces: list[tuple[str, float, bool, float]] = []

    def visit(text: str, outer: list[float], matrix: list[float], font: Any, size: float) -> None:
        scale = abs(outer[3] * matrix[3]) or 1.0
        name = str((font or {}).get("/BaseFont", "")).lower()
        pieces.append((text, size * scale, "bold" in name or "black" in name, matrix[5] * outer[3] + outer[5]))

    page.extract_text(visitor_text=visit)
    return _make_lines(pieces)


def _make_lines(pieces: Sequence[tuple[str, float, bool, float]]) -> list[_PageLine]:
    """Put the pieces of a page together into lines; a line's size is that of most of its letters."""
    lines: list[_PageLine] = []
    current: list[tuple[str, float, bool, float]] = []
    for text, size, is_bold, height in pieces:
        first, *others = text.split("\n")
        current.append((first, size, is_bold, height))
        for other in others:
            lines.append(_make_line(current))
            current = [(other, size, is_bold, height)]
    return [*lines, _make_line(current)]


def _make_line(pieces: Sequence[tuple[str, float, bool, float]]) -> _PageLine:
    text = "".join(piece[0] for piece in pieces).translate(_LIGATURES)
    weights: Counter[tuple[float, bool]] = Counter()
    for piece, size, is_bold, _ in pieces:
        weights[round(size, 1), is_bold] += len(piece.strip())
    size, is_bold = weights.most_common(1)[0][0] if weights else (0.0, False)
    heights = [height for piece, _, _, height in pieces if piece.strip()]
    return _PageLine(text.strip(), size, is_bold, heights[0] if heights else 0.0)


def _drop_running_lines(pages: Sequence[Sequence[_PageLine]]) -> list[list[_PageLine]]:
    """Drop what stands at the edge of most pages, page numbers aside the same."""
    filled = [[line for line in page if line.text] for page in pages]
    counts = Counter(key for page in filled for key in {_edge_key(line) for line in _edges(page)})
    needed = max(2, round(_REPEATED_SHARE * len(pages)))
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
            if above and pitch and above.height - line.height > _GAP * pitch:
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
        for above, below in zip(page, page[1:], strict=False)
        if 0 < above.height - below.height < 4 * max(below.size, 1.0)
    ]
    return median(steps) if steps else 0.0


def _find_level(line: _PageLine, sizes: Sequence[float]) -> int | None:
    """Give a heading level from 0 by size; a short bold line of the body's size ranks below those."""
    is_short = 0 < len(line.text.split()) <= _HEADING_WORDS and not line.text.endswith((".", ";", ","))
    if not is_short or not re.search(r"[A-Za-z]{2}", line.text) or re.match(r"^[•\-–*|]", line.text):
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
