"""Safety limits for foreign packages, and a scan of one XML part against them before any parser builds anything.

Largest values met in 69 real workbooks and Word files stand in brackets. The limits are checked while inflating, so
that a bomb costs no memory; the scan itself keeps nothing but counters.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

from qanswer.core.errors import DamagedFileError, HostileFileError

MAX_FILE_BYTES = 50 << 20
"""Size of the file itself (1.2 MB)."""
MAX_PARTS = 2_000
"""Entries in the package (188)."""
MAX_PART_BYTES = 64 << 20
"""One XML part, inflated (18.5 MB)."""
MAX_TOTAL_BYTES = 256 << 20
"""All XML parts together, inflated (20.6 MB); media are never inflated."""
MIN_RATIO = 0.01
"""Compressed size over inflated size of an XML part (0.018); pictures go lower honestly, XML does not."""
RATIO_FROM_BYTES = 1 << 20
"""Parts smaller than this compress as well as they like: they can do no harm."""
MAX_DEPTH = 256
"""Nested elements; libxml2's own limit."""
MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
"""Rows and columns of a sheet, as Excel has them."""
MAX_CELLS = 2_000_000
"""Cells of one sheet, and cells that its merged ranges cover: readers make an object of each."""
MAX_PARAGRAPHS = 500_000
"""Word paragraphs in one part (12,662); 3 million fill the memory of every reader."""
MAX_ELEMENTS = 10_000_000
"""Elements of one part: 2 million cells with what they hold."""
MAX_TEXT_LENGTH = 32_767
"""Characters in one cell, in UTF-16 units, as Excel counts them."""

SHEET_NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
"""Spreadsheets: transitional and strict."""
WORD_NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
"""Word documents: transitional and strict."""

_BLOCK_DEPTH = 3
"""Depth of a paragraph or table of the body: document, body, block."""

StartHandler = Callable[[str, dict[str, str]], None]
EndHandler = Callable[[str], None]

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,10})\Z")
_CHUNK = 1 << 20


@dataclass(slots=True)
class PartFacts:
    """What the scan of one XML part found; the sheet's figures stay 0 for any other part."""

    name: str
    n_bytes: int = 0
    encoding: str = "UTF-8"
    """The encoding that the part declares, or the one that its first bytes show."""
    root: str = ""
    """The root element as "namespace name"."""
    n_paragraphs: int = 0
    blocks: list[tuple[str, int]] = field(default_factory=list)
    """Of a Word document: each child of its body as (local name, offset of its tag), the body itself first."""
    n_cells: int = 0
    n_formulas: int = 0
    last_row: int = 0
    last_column: int = 0
    n_merged: int = 0
    """Cells that merged ranges cover."""
    damage: str = ""
    """Why the part is not well-formed; such a part is refused only when it is read."""

    @property
    def is_utf16(self) -> bool:
        """Whether the part is in UTF-16: some readers see nothing in it, and no byte of it may be edited."""
        return self.encoding.upper().startswith(("UTF-16", "UCS-2"))

    @property
    def n_grid_cells(self) -> int:
        """Cells of the smallest grid from A1 that holds all cells: what a reader without sparse rows would make."""
        return self.last_row * self.last_column


def parse_reference(reference: str) -> tuple[int, int]:
    """Read "B7" as (row 7, column 2), both from 1; "$" is allowed.

    Raises:
        HostileFileError: a row or column outside of Excel's own limits.
        DamagedFileError: no reference at all.
    """
    match = _REFERENCE.match(reference)
    if match is None:
        message = f"not a cell reference: {reference[:40]!r}"
        raise DamagedFileError(message)
    column = column_number(match[1])
    row = int(match[2])
    if not 1 <= row <= MAX_ROW or column > MAX_COLUMN:
        message = f"cell {reference[:40]} lies outside of a sheet's {MAX_ROW:,} rows and {MAX_COLUMN:,} columns"
        raise HostileFileError(message)
    return row, column


@lru_cache(maxsize=MAX_COLUMN)
def column_number(letters: str) -> int:
    """Give the number of a column; A is 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Name a column; 1 is A."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def parse_range(reference: str) -> tuple[int, int, int, int]:
    """Read "B2:C9" or "B2" as (first row, first column, last row, last column), in order.

    Raises:
        HostileFileError: a corner outside of the sheet.
        DamagedFileError: no range at all.
    """
    first, _, last = reference.partition(":")
    row, column = parse_reference(first)
    end_row, end_column = parse_reference(last or first)
    return min(row, end_row), min(column, end_column), max(row, end_row), max(column, end_column)


def is_xml_name(name: str) -> bool:
    """Tell by a part's name whether it holds XML that readers parse (VML is left out: it need not be well-formed)."""
    return name.lower().endswith((".xml", ".rels"))


def check_size(name: str, n_bytes: int, n_compressed: int) -> None:
    """Check the size of one XML part, so far or declared, against the limits.

    Raises:
        HostileFileError: the part is too large, or inflates too well to be honest.
    """
    if n_bytes > MAX_PART_BYTES:
        message = f"{name} inflates to more than {MAX_PART_BYTES >> 20} MB"
        raise HostileFileError(message)
    if n_bytes > RATIO_FROM_BYTES and n_compressed < n_bytes * MIN_RATIO:
        message = f"{name} inflates from {n_compressed:,} to over {n_bytes:,} bytes, as no honest part does"
        raise HostileFileError(message)


class PartScanner:
    """Scans one XML part piece by piece; give it bytes with `feed`, then call `close` for the facts.

    Raises:
        HostileFileError: from `feed` or `close`, as soon as a limit is passed or a DTD begins.
    """

    def __init__(self, name: str, *, is_own: bool = False) -> None:
        """Set up a parser that expands nothing and fetches nothing.

        `is_own` marks a part that we wrote ourselves from one that was scanned: only its form is checked.
        """
        self.facts = PartFacts(name)
        self._is_own = is_own
        self._parser = make_parser(name)
        self._parser.XmlDeclHandler = self._read_declaration
        self._parser.StartElementHandler = self._start_root

    def feed(self, data: bytes) -> None:
        """Scan the next piece."""
        if self.facts.n_bytes == 0 and data[:2] in {b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"}:
            self.facts.encoding = "UTF-16"
        self.facts.n_bytes += len(data)
        self._parse(data, is_final=False)

    def close(self) -> PartFacts:
        """Finish, and give what was found."""
        self._parse(b"", is_final=True)
        self._parser.StartElementHandler = self._parser.EndElementHandler = self._parser.XmlDeclHandler = None
        return self.facts

    def _parse(self, data: bytes, *, is_final: bool) -> None:
        if self.facts.damage:
            return
        try:
            self._parser.Parse(data, is_final)
        except expat.ExpatError as error:
            self.facts.damage = str(error)
        except (ValueError, LookupError) as error:
            self.facts.damage = f"unknown encoding: {error}"

    def _read_declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and not self.facts.is_utf16:
            self.facts.encoding = encoding

    def _start_root(self, name: str, attributes: dict[str, str]) -> None:
        self.facts.root = name
        namespace, _, local = name.rpartition(" ")
        start, self._parser.EndElementHandler = _count_elements(self.facts)
        if local == "worksheet" and namespace in SHEET_NAMESPACES:
            start = _SheetCounter(self.facts, start, namespace).start
        elif self._is_own:
            self._parser.StartElementHandler = self._parser.EndElementHandler = None
            return
        elif namespace in WORD_NAMESPACES:
            start, self._parser.EndElementHandler = _count_paragraphs(self.facts, self._parser, namespace)
        start(name, attributes)
        self._parser.StartElementHandler = start


def _count_elements(facts: PartFacts) -> tuple[StartHandler, EndHandler]:
    """Make the handlers that every element passes; plain variables, as they run millions of times."""
    depth = n_elements = 0
    name = facts.name

    def start(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            message = f"{name} nests elements more than {MAX_DEPTH} deep"
            raise HostileFileError(message)

    def end(_name: str) -> None:
        nonlocal depth, n_elements
        depth -= 1
        n_elements += 1
        if n_elements > MAX_ELEMENTS:
            message = f"{name} has more than {MAX_ELEMENTS:,} elements"
            raise HostileFileError(message)

    return start, end


def _count_paragraphs(facts: PartFacts, parser: expat.XMLParserType, namespace: str) -> tuple[StartHandler, EndHandler]:
    """Make the handlers for Word parts: depth and paragraphs are counted, and the children of the body noted."""
    enter, leave = _count_elements(facts)
    paragraph, body = f"{namespace} p", f"{namespace} body"
    depth = 0
    in_body = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, in_body
        enter(name, attributes)
        depth += 1
        if depth <= _BLOCK_DEPTH and (in_body or name == body):
            in_body = depth == _BLOCK_DEPTH or name == body
            if in_body:
                facts.blocks.append((name.rpartition(" ")[2], parser.CurrentByteIndex))
        if name == paragraph:
            facts.n_paragraphs += 1
            if facts.n_paragraphs > MAX_PARAGRAPHS:
                message = f"{facts.name} has more than {MAX_PARAGRAPHS:,} paragraphs"
                raise HostileFileError(message)

    def end(name: str) -> None:
        nonlocal depth
        leave(name)
        depth -= 1

    return start, end


class _SheetCounter:
    """Counts the rows, cells, formulas and merged ranges of a worksheet."""

    def __init__(self, facts: PartFacts, enter: StartHandler, namespace: str) -> None:
        self._facts = facts
        self._enter = enter
        self._cell, self._row_name, self._formula, self._merge = (
            f"{namespace} {local}" for local in ("c", "row", "f", "mergeCell")
        )
        self._row = self._column = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Handle the start of an element."""
        self._enter(name, attributes)
        if name == self._cell:
            self._count_cell(attributes.get("r"))
        elif name == self._row_name:
            number = attributes.get("r")
            self._row, self._column = self._row + 1 if number is None else parse_row(number), 0
            self._facts.last_row = max(self._facts.last_row, self._row)
        elif name == self._formula:
            self._facts.n_formulas += 1
        elif name == self._merge:
            self._count_merge(attributes.get("ref", ""))

    def _count_cell(self, reference: str | None) -> None:
        column = self._column + 1 if reference is None else _reference_column(reference)
        facts = self._facts
        self._column = column
        facts.last_column = max(facts.last_column, column)
        facts.n_cells += 1
        if facts.n_cells > MAX_CELLS:
            message = f"{facts.name} has more than {MAX_CELLS:,} cells"
            raise HostileFileError(message)

    def _count_merge(self, reference: str) -> None:
        top, left, bottom, right = parse_range(reference)
        self._facts.n_merged += (bottom - top + 1) * (right - left + 1)
        if self._facts.n_merged > MAX_CELLS:
            message = f"{self._facts.name}: merged ranges cover more than {MAX_CELLS:,} cells"
            raise HostileFileError(message)


def _reference_column(reference: str) -> int:
    """Give the column of a cell's reference; the row in it is checked as well."""
    letters = reference.rstrip("0123456789")
    n_digits = len(reference) - len(letters)
    if letters.isupper() and letters.isascii() and len(letters) <= 2 and 0 < n_digits <= 6:
        return column_number(letters)
    return parse_reference(reference)[1]


def parse_row(number: str) -> int:
    """Read a row's number.

    Raises:
        HostileFileError: no number from 1 to 1,048,576.
    """
    if not (number.isascii() and number.isdigit() and len(number) < 10 and 1 <= int(number) <= MAX_ROW):
        message = f"row {number[:40]!r} is not one of a sheet's {MAX_ROW:,} rows"
        raise HostileFileError(message)
    return int(number)


def make_parser(name: str) -> expat.XMLParserType:
    """Make a parser that names elements as "namespace name", refuses any DTD, and so expands and fetches nothing."""
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_: object) -> None:
        message = f"{name} holds a document type definition, which no Office file needs"
        raise HostileFileError(message)

    parser.StartDoctypeDeclHandler = refuse
    return parser


def scan_part(name: str, data: bytes) -> PartFacts:
    """Scan a whole part at once.

    Raises:
        HostileFileError: a limit is passed.
    """
    scanner = PartScanner(name)
    for start in range(0, len(data), _CHUNK):
        scanner.feed(data[start : start + _CHUNK])
    return scanner.close()
