"""Two versions of one part, compared where it matters: is the second the first with only answers put in?

Nothing is known here of how the second came about: sheets are compared row by row and cell by cell in their bytes,
documents paragraph by paragraph, anything else as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from qanswer.ooxml.limits import column_letters, column_number, make_parser, parse_row
from qanswer.ooxml.splice import drop_attribute, find_element_end, find_tag_end, is_self_closed, open_tag
from qanswer.ooxml.word_index import Level, local_word_name, step_level

_TEXT_NAMES = frozenset(
    ("r", "rPr", "t", "br", "cr", "tab", "sym", "ins", "del", "delText", "proofErr", "showingPlcHdr", "noBreakHyphen",
     "lastRenderedPageBreak", "result", "checked")
)  # fmt: skip
"""What may come and go in a paragraph that takes an answer: text and how it looks."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that differs: an answered place, or (`is_answer` false) anything else, in words."""

    where: str
    is_answer: bool


@dataclass(slots=True)
class _Row:
    tag: bytes
    gaps: bytes = b""
    cells: dict[int, tuple[bytes, bool]] = field(default_factory=dict)
    """Column -> the cell's bytes, and whether it has a formula."""


@dataclass(slots=True)
class _SheetShape:
    """A sheet's bytes taken apart."""

    outside: bytes = b""
    rows: dict[int, _Row] = field(default_factory=dict)


def compare_sheets(before: bytes, after: bytes, title: str, part: str) -> Iterator[Change]:
    """Compare two versions of a sheet."""
    old, new = _SheetReader(before, part).read(), _SheetReader(after, part).read()
    if old.outside != new.outside:
        yield Change(f"{part}: something outside of the rows changed", is_answer=False)
    for number in sorted(old.rows.keys() | new.rows.keys()):
        was, now = old.rows.get(number), new.rows.get(number)
        if now is None:
            yield Change(f"{part}: row {number} is gone", is_answer=False)
        else:
            yield from _compare_rows(was, now, number, (title, part))


def _compare_rows(was: _Row | None, now: _Row, number: int, names: tuple[str, str]) -> Iterator[Change]:
    title, part = names
    if was is None:
        was = _Row(now.tag)
    if (was.tag, was.gaps) != (now.tag, now.gaps):
        yield Change(f"{part}: row {number} has other properties", is_answer=False)
    for column in sorted(was.cells.keys() | now.cells.keys()):
        old, new = was.cells.get(column), now.cells.get(column)
        if old == new:
            continue
        name = f"{column_letters(column)}{number}"
        reason = _cell_fault(old, new)
        yield (
            Change(f"{part}: {name} {reason}", is_answer=False) if reason else Change(f"{title}!{name}", is_answer=True)
        )


def _cell_fault(old: tuple[bytes, bool] | None, new: tuple[bytes, bool] | None) -> str:
    if new is None:
        return "is gone"
    if new[1] or (old is not None and old[1]):
        return "is a formula cell and changed"
    if old is not None and _bare_tag(old[0]) != _bare_tag(new[0]):
        return "has other properties"
    return ""


def _bare_tag(cell: bytes) -> bytes:
    """Give a cell's tag without its type, as a start tag."""
    return open_tag(drop_attribute(cell[: find_tag_end(cell, 0)], b"t"))


class _SheetReader:
    """One pass over a sheet."""

    def __init__(self, data: bytes, part: str) -> None:
        self._data, self._part = data, part
        self._shape = _SheetShape()
        self._outside: list[bytes] = []
        self._position = self._number = self._column = 0
        self._row_start = self._cell_start = self._inside = self._data_start = 0
        self._row: _Row | None = None
        self._is_formula = False

    def read(self) -> _SheetShape:
        self._parser = make_parser(self._part)
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end
        self._parser.Parse(self._data, True)
        self._parser.StartElementHandler = self._parser.EndElementHandler = None
        del self._parser
        self._shape.outside = b"".join([*self._outside, self._data[self._position :]])
        return self._shape

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local, start = name.rpartition(" ")[2], self._parser.CurrentByteIndex
        if local == "sheetData":
            self._data_start = start
            end = find_tag_end(self._data, start)
            tag = self._data[start:end]
            closing = b"</" + tag[1:].split(b"/")[0].strip() + b">" if is_self_closed(tag) else b""
            self._outside += [self._data[self._position : start], open_tag(tag), closing]
            self._position = end
        elif local == "row":
            self._start_row(start, attributes)
        elif local == "c" and self._row is not None:
            self._start_cell(start, attributes)
        elif local == "f":
            self._is_formula = True

    def _start_row(self, start: int, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self._number = parse_row(reference) if reference else self._number + 1
        self._column, self._row_start = 0, start
        self._inside = find_tag_end(self._data, start)
        self._outside.append(self._data[self._position : start])
        self._row = self._shape.rows[self._number] = _Row(open_tag(self._data[start : self._inside]))

    def _start_cell(self, start: int, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self._column = column_number(reference.rstrip("0123456789")) if reference else self._column + 1
        self._cell_start, self._is_formula = start, False
        if self._row is not None:
            self._row.gaps += self._data[self._inside : start]

    def _end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if local not in {"c", "row"} or self._row is None:
            return
        start = self._cell_start if local == "c" else self._row_start
        tail, end = find_element_end(self._data, start, self._parser.CurrentByteIndex)
        if local == "c":
            self._row.cells[self._column] = (self._data[start:end], self._is_formula)
            self._inside = end
        else:
            self._row.gaps += self._data[self._inside : tail]
            self._row, self._position = None, end


@dataclass(frozen=True, slots=True)
class _Span:
    """A paragraph, or the properties of a content control around paragraphs or cells, by the place it lies in."""

    place: str
    start: int
    end: int
    names: Counter[str]


def compare_documents(before: bytes, after: bytes, part: str) -> Iterator[Change]:
    """Compare two versions of a document part."""
    old, new = _DocumentReader(before, part).read(), _DocumentReader(after, part).read()
    if len(old) != len(new) or _gaps(before, old) != _gaps(after, new):
        yield Change(f"{part}: something outside of the paragraphs changed", is_answer=False)
        return
    places: dict[str, None] = {}
    for was, now in zip(old, new, strict=True):
        if before[was.start : was.end] != after[now.start : now.end]:
            lost = was.names - now.names
            places[was.place] = None
            if lost:
                yield Change(f"{part}: {was.place} lost {', '.join(sorted(lost))}", is_answer=False)
    yield from (Change(place, is_answer=True) for place in places if place)


def _gaps(data: bytes, spans: list[_Span]) -> list[bytes]:
    starts, ends = [span.start for span in spans], [span.end for span in spans]
    return [data[end:start] for end, start in zip([0, *ends], [*starts, len(data)], strict=True)]


class _DocumentReader:
    """One pass over a document."""

    def __init__(self, data: bytes, part: str) -> None:
        self._data, self._part = data, part
        self._spans: list[_Span] = []
        self._levels: list[Level | None] = []
        self._places: list[str] = [""]
        self._open: tuple[int, int] | None = None
        """Depth and start of the span that is open."""
        self._names: Counter[str] = Counter()
        self._looks = 0
        """Depth of the run properties that are open; 0 for none."""

    def read(self) -> list[_Span]:
        self._parser = make_parser(self._part)
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end
        self._parser.Parse(self._data, True)
        self._parser.StartElementHandler = self._parser.EndElementHandler = None
        del self._parser
        return self._spans

    def _start(self, full_name: str, _attributes: dict[str, str]) -> None:
        name = local_word_name(full_name)
        level = self._levels[-1] if self._levels else Level("root", "")
        place, inner = ("", None) if level is None else step_level(level, name)
        if not self._levels:
            inner = Level("root", "")
        self._levels.append(inner)
        self._places.append(place or self._places[-1])
        if self._open is not None:
            if name not in _TEXT_NAMES and not self._looks:
                self._names[name] += 1
            if name == "rPr" and not self._looks:
                self._looks = len(self._levels)
        elif name in {"p", "sdtPr"}:
            self._open = (len(self._levels), self._parser.CurrentByteIndex)
            self._names = Counter()

    def _end(self, _name: str) -> None:
        place = self._places.pop()
        if self._looks == len(self._levels):
            self._looks = 0
        if self._open is not None and self._open[0] == len(self._levels):
            start = self._open[1]
            end = find_element_end(self._data, start, self._parser.CurrentByteIndex)[1]
            self._spans.append(_Span(self._cell_of(place), start, end, self._names))
            self._open = None
        self._levels.pop()

    def _cell_of(self, place: str) -> str:
        """Give the cell of a paragraph: answers are named by it."""
        head, _, last = place.rpartition("/")
        return head if head and last.startswith("P") else place
