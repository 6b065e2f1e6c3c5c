"""PDF policies: the text layer's lines in, blocks out.

Page headers and footers go; broken lines and words are joined; cells that stand side by side become rows.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from qanswer.knowledge.blocks import Outline, PolicyText, fold
from qanswer.knowledge.page_lines import PageLine, Piece, make_lines
from qanswer.knowledge.runs import Line, add_lines

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_EDGE_LINES = 3
"""Running headers and footers stand among the first or last lines of a page."""
_REPEATED_SHARE = 0.6
_HEADING_SIZE = 1.12
"""Type this much larger than the body's makes a short line a heading."""
_HEADING_WORDS = 18
_GAP = 1.45
"""Lines this many times the usual distance apart belong to two paragraphs."""
_LEADING = 1.35
"""Times the type size: lines set closer belong to one heading."""
_COMPOUND_TEXT = """
anti co cross data end full high in inter intra least long low multi need non off on point post pre real risk role self
service short single sub third three time two well
"""
_COMPOUND = frozenset(_COMPOUND_TEXT.split())
"""First halves that keep their hyphen when a line ends after it, where the rest of the text does not tell."""


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


def _read_page(page: PageObject) -> list[PageLine]:
    pieces: list[Piece] = []

    def visit(text: str, outer: list[float], matrix: list[float], font: Any, size: float) -> None:
        scale = abs(outer[3] * matrix[3]) or 1.0
        name = str((font or {}).get("/BaseFont", "")).lower()
        left, height = matrix[4] * outer[0] + outer[4], matrix[5] * outer[3] + outer[5]
        pieces.append(Piece(text, size * scale, "bold" in name or "black" in name, height, left))

    page.extract_text(visitor_text=visit)
    return make_lines(pieces, lambda: _read_layout(page))


def _read_layout(page: PageObject) -> str:
    """Give the page's text with its gaps as spaces; nothing where the page's fonts do not allow it."""
    try:
        return page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return ""


def _drop_running_lines(filled: Sequence[Sequence[PageLine]]) -> list[list[PageLine]]:
    """Drop what stands at the edge of most pages, page numbers aside the same."""
    counts = Counter(key for page in filled for key in {_edge_key(line) for line in _edges(page)})
    needed = max(2, round(_REPEATED_SHARE * len(filled)))
    kept = []
    for page in filled:
        edges = {id(line) for line in _edges(page)}
        kept.append([line for line in page if id(line) not in edges or not _is_running(line, counts, needed)])
    return kept


def _edges(page: Sequence[PageLine]) -> Sequence[PageLine]:
    return page if len(page) <= 2 * _EDGE_LINES else [*page[:_EDGE_LINES], *page[-_EDGE_LINES:]]


def _edge_key(line: PageLine) -> tuple[str, int]:
    """Give words, numbers aside, and height: a running line stands at the same height on each page."""
    return re.sub(r"\d+", "#", fold(line.text).casefold()), round(line.height)


def _is_running(line: PageLine, counts: Counter[tuple[str, int]], needed: int) -> bool:
    is_number = bool(re.fullmatch(r"(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?", fold(line.text), re.IGNORECASE))
    return is_number or counts[_edge_key(line)] >= needed


def _mark_lines(pages: Sequence[Sequence[PageLine]]) -> list[Line]:
    """Tell headings by their type, and paragraphs by the space between them (as empty lines)."""
    body = _body_size(pages)
    pitch = _usual_pitch(pages)
    sizes = sorted({line.size for page in pages for line in page if line.size > body * _HEADING_SIZE}, reverse=True)
    marked: list[Line] = []
    for number, page in enumerate(pages, 1):
        above: PageLine | None = None
        for line in page:
            level = _find_level(line, sizes)
            if level is not None and above and marked[-1].level == level and _is_close(above, line):
                marked[-1] = Line(f"{marked[-1].text} {line.text}", marked[-1].place, level)  # a heading of two lines
            else:
                marked.extend([Line("", number)] if above and _is_apart(above, line, pitch) else [])
                marked.append(Line(line.text, number, level))
            above = line
    return marked


def _is_apart(above: PageLine, line: PageLine, pitch: float) -> bool:
    """Tell whether a new paragraph or table begins."""
    if line.is_row:
        return not above.is_row
    return bool(pitch) and above.height - line.height > _GAP * pitch


def _is_close(above: PageLine, line: PageLine) -> bool:
    """Tell whether a line is set right below another of the same type."""
    return above.size == line.size and 0 < above.height - line.height < _LEADING * line.size


def _body_size(pages: Sequence[Sequence[PageLine]]) -> float:
    letters: Counter[float] = Counter()
    for page in pages:
        for line in page:
            letters[line.size] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def _usual_pitch(pages: Sequence[Sequence[PageLine]]) -> float:
    steps = [
        above.height - below.height
        for page in pages
        for above, below in pairwise(page)
        if 0 < above.height - below.height < 4 * max(below.size, 1.0) and above.size == below.size
    ]
    return median(steps) if steps else 0.0


def _find_level(line: PageLine, sizes: Sequence[float]) -> int | None:
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
    return words[first] > 1 and (words[second] > 1 or len(first) > 3)
