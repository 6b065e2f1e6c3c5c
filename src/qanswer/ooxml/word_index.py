"""Where the wanted paragraphs and cells of a document lie in its bytes: one pass with expat, their inside as a tree."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from qanswer.core.errors import DamagedFileError
from qanswer.ooxml.limits import WORD_NAMESPACES, make_parser
from qanswer.ooxml.splice import find_element_end, find_tag_end

_TRANSPARENT = frozenset(("sdt", "sdtContent", "customXml", "smartTag", "ins", "del", "moveFrom", "moveTo"))
"""Elements around rows and cells that do not count as a level of their own."""

_BLOCK_FRAMES = frozenset(("sdt", "customXml"))
_BESIDE = frozenset(("txbxContent", "rt"))


@dataclass(slots=True, eq=False)
class Element:
    """One element in the bytes: tag from `start` to `head_end`, end tag from `tail` to `end`.

    `name` is the local name for WordprocessingML, "namespace name" for anything else. A self-closed element has
    `tail == end == head_end`.
    """

    name: str
    attributes: dict[str, str]
    start: int
    parent: Element | None = None
    head_end: int = 0
    tail: int = 0
    end: int = 0
    children: list[Element] = field(default_factory=list)
    text: str = ""
    """Text directly inside."""

    @property
    def is_self_closed(self) -> bool:
        """Whether there is no end tag."""
        return self.tail == self.end

    def iter(self, *names: str) -> Iterator[Element]:
        """Give the elements inside (not this one) in document order, those of the names if any are given.

        Text boxes and ruby text are left out: they stand beside the text, and in two versions at that.
        """
        for child in self.children:
            if child.name in _BESIDE:
                continue
            if not names or child.name in names:
                yield child
            yield from child.iter(*names)

    def find(self, name: str) -> Element | None:
        """Find the first child of a name."""
        return next((child for child in self.children if child.name == name), None)

    def find_path(self, *names: str) -> Element | None:
        """Find an element by the names of the steps down to it."""
        element: Element | None = self
        for name in names:
            element = element.find(name) if element is not None else None
        return element

    def ancestors(self) -> Iterator[Element]:
        """Give the elements around this one, the nearest first, as far as the tree was kept."""
        element = self.parent
        while element is not None:
            yield element
            element = element.parent

    def value(self, name: str = "val") -> str:
        """Give a `w:` attribute, or "" when it is not set."""
        suffix = f" {name}"
        return next((text for key, text in self.attributes.items() if key == name or key.endswith(suffix)), "")

    @property
    def is_on(self) -> bool:
        """Whether an on/off property is on: no value at all means on."""
        return self.value().lower() not in {"0", "false", "off", "none"}


@dataclass(slots=True)
class WordIndex:
    """What one pass found: the wanted places by locator."""

    places: dict[str, Element] = field(default_factory=dict)


@dataclass(slots=True)
class Level:
    """A level at which locators count: body, table, row or cell."""

    kind: str
    path: str
    n_paragraphs: int = 0
    n_tables: int = 0
    n_frames: int = 0
    n_rows: int = 0
    n_cells: int = 0


def local_word_name(full_name: str) -> str:
    """Name a WordprocessingML element without its namespace; any other keeps it."""
    namespace, _, local = full_name.rpartition(" ")
    return local if namespace in WORD_NAMESPACES else full_name


def index_document(
    data: bytes, wanted: Iterable[str], *, name: str, blocks: Sequence[tuple[str, int]] = ()
) -> WordIndex:
    """Find the wanted places ("P12", "T3R5C1", "T3R5C1/P2", "T3R5C1/T0R1C0", "S4", "S4P0").

    `blocks` are the body and its children as the scan noted them: with them only the blocks that hold wanted places
    are parsed.

    Raises:
        DamagedFileError: the part is not well-formed.
    """
    try:
        places = frozenset(wanted)
        return _Indexer(data, places, name, _cut_out(data, places, blocks)).run()
    except expat.ExpatError as error:
        message = f"{name} is not well-formed ({error})"
        raise DamagedFileError(message) from error


@dataclass(frozen=True, slots=True)
class _Excerpt:
    """A document's head and some blocks of its body in one stretch of bytes.

    `fed` and `real` pair the offsets in it with those in the document; `counts` gives how many paragraphs, tables and
    frames of the body come before the block that begins at an offset of the excerpt.
    """

    data: bytes
    fed: tuple[int, ...]
    real: tuple[int, ...]
    counts: dict[int, tuple[int, int, int]]
    is_whole: bool = False

    def real_offset(self, offset: int) -> int:
        """Give the offset in the document."""
        number = bisect_right(self.fed, offset) - 1
        return self.real[number] + offset - self.fed[number]


_FAMILIES = {"p": 0, "tbl": 1, "sdt": 2, "customXml": 2}
_FIRST_STEP = re.compile(r"([PTS])(\d+)")


def _cut_out(data: bytes, wanted: frozenset[str], blocks: Sequence[tuple[str, int]]) -> _Excerpt:
    """Cut out the blocks that wanted places lie in; the whole document where its blocks are not known."""
    if not blocks:
        return _Excerpt(data, (0,), (0,), {}, is_whole=True)
    steps = {(match[1], int(match[2])) for match in map(_FIRST_STEP.match, wanted) if match}
    body_end = data.rindex(b"</", 0, data.rindex(b"</"))
    counts = [0, 0, 0]
    pieces, fed, real, before = [data[: find_tag_end(data, blocks[0][1])]], [0], [0], {}
    position = len(pieces[0])
    for number, (name, start) in enumerate(blocks[1:], 2):
        family = _FAMILIES.get(name)
        if family is None:
            continue
        if ("PTS"[family], counts[family]) in steps:
            pieces.append(data[start : blocks[number][1] if number < len(blocks) else body_end])
            fed.append(position)
            real.append(start)
            before[position] = (counts[0], counts[1], counts[2])
            position += len(pieces[-1])
        counts[family] += 1
    return _Excerpt(b"".join(pieces), tuple(fed), tuple(real), before)


class _Indexer:
    """The state of one pass. Content controls around cells and rows are kept too: filling a cell clears their state."""

    def __init__(self, data: bytes, wanted: frozenset[str], name: str, excerpt: _Excerpt) -> None:
        self._data = data
        self._excerpt = excerpt
        self._wanted = wanted
        self._index = WordIndex()
        self._levels: list[Level | None] = []
        self._element: Element | None = None
        self._names: dict[str, str] = {}
        self._parser = make_parser(name)

    def run(self) -> WordIndex:
        """Parse the whole part."""
        parser = self._parser
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.buffer_text = True
        # An excerpt does not end as a document does; that the whole is well-formed is known from the scan.
        parser.Parse(self._excerpt.data, self._excerpt.is_whole)
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None
        return self._index

    def _local(self, full_name: str) -> str:
        """Name a WordprocessingML element without its namespace; kept, as names repeat."""
        name = self._names.get(full_name)
        if name is None:
            name = self._names[full_name] = local_word_name(full_name)
        return name

    def _start(self, full_name: str, attributes: dict[str, str]) -> None:
        levels = self._levels
        level = levels[-1] if levels else None
        if level is None and levels and self._element is None:
            levels.append(None)
            return
        name = self._local(full_name)
        place = ""
        if not levels:
            levels.append(Level("root", ""))
        elif level is None:
            levels.append(None)
        else:
            self._count_before(level)
            place, inner = step_level(level, name)
            levels.append(inner)
        is_wrapper = level is not None and level.kind in {"table", "row"} and name in _TRANSPARENT
        if self._element is not None or place in self._wanted or is_wrapper:
            self._open(name, attributes, place)

    def _count_before(self, level: Level) -> None:
        """Count the blocks that an excerpt leaves out before this one."""
        if level.kind == "body" and not level.path and self._excerpt.counts:
            before = self._excerpt.counts.get(self._parser.CurrentByteIndex)
            if before is not None:
                level.n_paragraphs, level.n_tables, level.n_frames = before

    def _offset(self) -> int:
        """Give the place in the document where the parser stands."""
        return self._excerpt.real_offset(self._parser.CurrentByteIndex)

    def _open(self, name: str, attributes: dict[str, str], place: str) -> None:
        element = Element(name, attributes, self._offset(), self._element)
        element.head_end = find_tag_end(self._data, element.start)
        if self._element is None:
            self._parser.CharacterDataHandler = self._read_text
        else:
            self._element.children.append(element)
        if place in self._wanted:
            self._index.places[place] = element
        self._element = element

    def _read_text(self, text: str) -> None:
        if self._element is not None:
            self._element.text += text

    def _end(self, _name: str) -> None:
        self._levels.pop()
        element = self._element
        if element is None:
            return
        element.tail, element.end = find_element_end(self._data, element.start, self._offset())
        self._element = element.parent
        if self._element is None:
            self._parser.CharacterDataHandler = None


def step_level(level: Level, name: str) -> tuple[str, Level | None]:
    """Count an element at its level: the place that it is ("" for none), and the level inside of it (None: opaque)."""
    if level.kind == "root":
        return "", Level("body", "") if name == "body" else None
    if level.kind in {"body", "cell"}:
        return _step_block(level, name)
    if name in _TRANSPARENT:
        return "", level
    if level.kind == "table" and name == "tr":
        level.n_rows += 1
        return "", Level("row", f"{level.path}R{level.n_rows - 1}")
    if level.kind == "row" and name == "tc":
        level.n_cells += 1
        place = f"{level.path}C{level.n_cells - 1}"
        return place, Level("cell", f"{place}/")
    return "", None


def _step_block(level: Level, name: str) -> tuple[str, Level | None]:
    if name == "p":
        level.n_paragraphs += 1
        return f"{level.path}P{level.n_paragraphs - 1}", None
    if name == "tbl":
        level.n_tables += 1
        return "", Level("table", f"{level.path}T{level.n_tables - 1}")
    if name in _BLOCK_FRAMES:
        level.n_frames += 1
        place = f"{level.path}S{level.n_frames - 1}"
        return place, Level("body", place)
    return "", level if name == "sdtContent" else None
