"""Two delimited files compared: the cells that say something else, and whatever else differs between them."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from qanswer.ooxml.diff import PackageDiff, PartDifference, PartState
from qanswer.ooxml.shapes import Change
from qanswer.ooxml.source import read_source
from qanswer.questionnaires.delimited import parse_delimited
from qanswer.questionnaires.fill.delimited import Field, split_fields

_MAX_REASONS = 20
"""Reasons given: a file that another program wrote anew differs in every line."""


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two files: bytes, encoding, text, and its rows of values with the place of each in the text."""

    data: bytes
    encoding: str
    text: str
    values: list[list[str]]
    fields: list[list[Field]]

    def find_raw(self, row: int, column: int) -> str:
        """Give a cell as it is written, quotes and all."""
        field = self.fields[row][column]
        return self.text[field.start : field.end]

    def find_line_end(self, row: int) -> str:
        """Give what ends a row: a line break, or nothing at the end of the file."""
        if row + 1 == len(self.fields):
            return self.text[self.fields[row][-1].end :]
        return self.text[self.fields[row][-1].end : self.fields[row + 1][0].start]


def diff_delimited(before: Path, after: Path) -> PackageDiff:
    """Compare two delimited files, the second by the first one's delimiter.

    Raises:
        FileError: one of them cannot be read, or is no text that can be split into cells.
    """
    old_data, new_data = read_source(before), read_source(after)
    table = parse_delimited(old_data, before.name)
    old = _read(old_data, table.encoding, table.delimiter)
    new = _read(new_data, parse_delimited(new_data, after.name).encoding, table.delimiter)
    changes = tuple(_find_changes(old, new))
    reasons = tuple(change.where for change in changes if not change.is_answer)
    more = (f"and {len(reasons) - _MAX_REASONS} more",) if len(reasons) > _MAX_REASONS else ()
    state = PartState.IDENTICAL if old_data == new_data else PartState.CHANGED
    return PackageDiff(
        before=str(before),
        after=str(after),
        before_sha256=hashlib.sha256(old_data).hexdigest(),
        after_sha256=hashlib.sha256(new_data).hexdigest(),
        parts=(PartDifference(before.name, state),),
        features=(),
        cells_changed=tuple(change.where for change in changes if change.is_answer),
        declared=(),
        is_only_answers=not reasons,
        reasons=reasons[:_MAX_REASONS] + more,
    )


def _read(data: bytes, encoding: str, delimiter: str) -> _Side:
    text = data.decode(encoding)
    values = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    fields = list(split_fields(text, delimiter))
    return _Side(data, encoding, text, values, fields)


def _find_changes(old: _Side, new: _Side) -> Iterator[Change]:
    if (old.encoding, _find_mark(old.data)) != (new.encoding, _find_mark(new.data)):
        yield Change(f"the encoding is {new.encoding}, not {old.encoding}", is_answer=False)
    if len(old.values) != len(new.values):
        yield Change(f"{len(new.values)} rows instead of {len(old.values)}", is_answer=False)
    for row in range(min(len(old.fields), len(new.fields), len(old.values), len(new.values))):
        for column, texts in enumerate(zip_longest(old.values[row], new.values[row])):
            if change := _compare(old, new, (row, column), texts):
                yield change
        if old.find_line_end(row) != new.find_line_end(row):
            yield Change(f"row {row} ends otherwise", is_answer=False)


def _compare(old: _Side, new: _Side, place: tuple[int, int], texts: tuple[str | None, str | None]) -> Change | None:
    """Compare one cell; a row that grew did so for the cells that were put behind it."""
    locator = "R{}C{}".format(*place)
    was, now = texts
    if now is None:
        return Change(f"{locator} is gone", is_answer=False)
    if was is None or was != now:
        return Change(locator, is_answer=True) if (was or "") != now else None
    if old.find_raw(*place) != new.find_raw(*place):
        return Change(f"{locator} is quoted otherwise", is_answer=False)
    return None


def _find_mark(data: bytes) -> bytes:
    """Give what tells UTF-16 of one byte order from the other, and a mark from none."""
    return data[:2] if data[:2] in {b"\xff\xfe", b"\xfe\xff", b"\xef\xbb"} else b""
