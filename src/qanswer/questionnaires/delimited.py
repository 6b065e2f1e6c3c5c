"""Delimited text (CSV, TSV) -> questionnaire: encoding and dialect sniffed, then the layout of any sheet."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from dataclasses import dataclass
from pathlib import Path

from qanswer.core.errors import DamagedFileError, HostileFileError
from qanswer.core.question import Questionnaire
from qanswer.ooxml.limits import MAX_CELLS
from qanswer.ooxml.source import read_source
from qanswer.questionnaires.excel.grid import Grid
from qanswer.questionnaires.excel.known_forms import find_known_form
from qanswer.questionnaires.excel.layout import read_grid
from qanswer.questionnaires.excel.mapped import choose_map
from qanswer.questionnaires.layout_map import NO_MAPS, Maps
from qanswer.questionnaires.reading import SheetLayout

CONTAINER = "csv"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEGACY = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "gb18030", "big5", "cp932", "cp949")
_DELIMITERS = ",;\t|"
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class DelimitedText:
    """A delimited file as read: its rows of texts, and how it is written."""

    rows: tuple[tuple[str, ...], ...]
    encoding: str
    delimiter: str


def read_delimited(path: Path, maps: Maps = NO_MAPS) -> tuple[Questionnaire, tuple[SheetLayout, ...]]:
    """Read a CSV or TSV file's questions, and how it was understood.

    Raises:
        FileError: it is missing, too large, or no text.
    """
    data = read_source(path)
    table = parse_delimited(data, path.name)
    grid = make_grid(table)
    chosen = choose_map(maps, (grid,))
    form = find_known_form((grid,))
    reading = read_grid(grid, _locate, chosen.find_sheet(CONTAINER) if chosen else None, form)
    questionnaire = Questionnaire(
        id=hashlib.sha256(data).hexdigest()[:16],
        title=path.stem,
        path=str(path),
        format="tsv" if table.delimiter == "\t" else "csv",
        sha256=hashlib.sha256(data).hexdigest(),
        questions=reading.questions,
        skipped=reading.layout.skipped,
        known_form=form.name if form else "",
    )
    return questionnaire, (reading.layout,)


def make_grid(table: DelimitedText) -> Grid:
    """Make a grid of a delimited file's non-empty cells."""
    cells = {
        number: found
        for number, row in enumerate(table.rows, 1)
        if (found := {column: text for column, text in enumerate(row, 1) if text.strip()})
    }
    return Grid(CONTAINER, cells)


def _locate(row: int, column: int) -> str:
    return f"R{row - 1}C{column - 1}"


def parse_delimited(data: bytes, name: str) -> DelimitedText:
    """Decode and split delimited text.

    Raises:
        DamagedFileError: it is no text, or its quoting is broken.
        HostileFileError: it has more cells than any questionnaire.
    """
    encoding = sniff_encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        message = f"{name} is no text in {encoding}"
        raise DamagedFileError(message) from error
    if "\0" in text:
        message = f"{name} is no text file"
        raise DamagedFileError(message)
    delimiter = sniff_delimiter(text)
    rows: list[tuple[str, ...]] = []
    n_cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(tuple(row))
            n_cells += len(row)
            if n_cells > MAX_CELLS:
                message = f"{name} has more than {MAX_CELLS:,} cells"
                raise HostileFileError(message)
    except csv.Error as error:
        message = f"{name} cannot be split into cells: {error}"
        raise DamagedFileError(message) from error
    return DelimitedText(tuple(rows), encoding, delimiter)


def sniff_encoding(data: bytes) -> str:
    """Name the encoding: by its byte order mark, UTF-8 or UTF-16 by their form, else the likeliest of older ones."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding
    zeros = data[:4096].count(0)
    if zeros > len(data[:4096]) // 5:
        return "utf-16-le" if data[:4096][1::2].count(0) > zeros // 2 else "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _guess_encoding(data)
    return "utf-8"


def _guess_encoding(data: bytes) -> str:
    """Guess among the encodings in which spreadsheets write CSV where they do not write UTF-8."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[:65536], cp_isolation=list(_LEGACY)).best()
    encoding = best.encoding if best is not None else _first_that_decodes(data)
    if encoding in {"cp1250", "cp1252"}:
        central = data.decode("cp1250", errors="replace")
        is_polish = "ł" in central or "ą" in central
        is_czech = "ě" in central and "ř" in central
        encoding = "cp1250" if is_polish or is_czech else "cp1252"
    return encoding


def _first_that_decodes(data: bytes) -> str:
    """Take the first encoding that the data is valid in, the strictest first; Latin-1 takes anything."""
    for encoding in ("cp932", "gb18030", "cp949", "big5", "cp1252"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def sniff_delimiter(text: str) -> str:
    """Find the delimiter by which the most rows have the same number of cells, two or more; best of all, every row.

    A row without a word (",,;") says nothing of what delimits the file.
    """
    best, best_score = ",", (False, 0.0)
    for delimiter in _DELIMITERS:
        sample = io.StringIO(text[:200_000], newline="")
        widths = []
        try:
            for row in csv.reader(sample, delimiter=delimiter):
                if any(_WORD.search(cell) for cell in row):
                    widths.append(len(row))
                if len(widths) >= 200:
                    break
        except csv.Error:
            continue
        mode = max(set(widths), key=widths.count, default=1)
        share = widths.count(mode) / max(len(widths), 1)
        score = (share == 1.0, share * min(mode, 8)) if mode >= 2 else (False, 0.0)
        if score > best_score:
            best, best_score = delimiter, score
    return best
