"""Values -> a delimited file with nothing but those cells changed; everything between them stays to the byte."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from qanswer.core.errors import Problem, ProofError
from qanswer.core.question import SlotValue
from qanswer.ooxml.proof import Proof
from qanswer.questionnaires.delimited import DelimitedText, parse_delimited
from qanswer.questionnaires.fill.options import FillRequest
from qanswer.questionnaires.fill.values import Content, ContentKind, Refusal, plan_content
from qanswer.questionnaires.locator import parse_delimited_locator

_Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Field:
    """A field in the text: where it stands, quotes included."""

    start: int
    end: int
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class FilledText:
    """A delimited file, filled: its bytes, and what the proof must find."""

    data: bytes
    expected: tuple[tuple[_Key, str], ...]
    changed: tuple[str, ...]
    refused: tuple[Problem, ...]


def fill_delimited(data: bytes, name: str, request: FillRequest) -> FilledText:
    """Work out the filled file.

    Raises:
        FileError: the file is no text that can be split into cells.
    """
    return _TextFiller(data, name, request).fill()


class _TextFiller:
    """The values of one fill."""

    def __init__(self, data: bytes, name: str, request: FillRequest) -> None:
        self._data = data
        self._request = request
        self._table: DelimitedText = parse_delimited(data, name)
        self._text = data.decode(self._table.encoding)
        self._refused: list[Problem] = []
        self._new: dict[_Key, tuple[str, str]] = {}
        self._expected: dict[_Key, str] = {}

    def fill(self) -> FilledText:
        for value in self._request.values:
            reason = self._plan(value)
            if reason:
                self._refused.append(Problem(value.slot.locator, reason))
        text, position, pieces = self._text, 0, []
        for key, start, end, raw in self._find_edits():
            del key
            pieces += [text[position:start], raw]
            position = end
        filled = "".join([*pieces, text[position:]])
        changed = tuple(locator for locator, _ in self._new.values())
        data = _encode(filled, self._data, self._table.encoding) if self._new else self._data
        return FilledText(data, tuple(self._expected.items()), changed, tuple(self._refused))

    def _plan(self, value: SlotValue) -> str:
        """Take one value; gives the reason why not, or ""."""
        slot, key = value.slot, parse_delimited_locator(value.slot.locator)
        if key is None or key[0] >= len(self._table.rows) or not self._table.rows[key[0]]:
            return "there is no such row"
        row = self._table.rows[key[0]]
        if key[1] > max(len(line) for line in self._table.rows):
            return "there is no such column"
        current = row[key[1]] if key[1] < len(row) else ""
        content = Content(ContentKind.TEXT, current) if current else Content()
        planned = plan_content(slot, value.value, content, k=None, is_text_cell=True)
        if isinstance(planned, Refusal):
            return planned.reason
        held = slot.value if self._request.is_known(slot) else current
        if planned.text != current and held.strip() and not self._request.options.overwrite:
            return "already answered; the cell was kept"
        return self._take(key, slot.locator, planned.text, current)

    def _take(self, key: _Key, locator: str, text: str, current: str) -> str:
        if key in self._expected:
            return "another answer goes into the same cell"
        try:
            text.encode(self._table.encoding)
        except UnicodeEncodeError as error:
            return f"the file's encoding ({self._table.encoding}) has no {text[error.start]!r}"
        self._expected[key] = text
        if text != current:
            self._new[key] = (locator, text)
        return ""

    def _find_edits(self) -> Iterator[tuple[_Key, int, int, str]]:
        """Give place and raw text of each changed cell, in the order of the file."""
        wanted: dict[int, list[int]] = {}
        for row, column in sorted(self._new):
            wanted.setdefault(row, []).append(column)
        for number, fields in enumerate(split_fields(self._text, self._table.delimiter)):
            n_missing = 0
            for column in wanted.get(number, ()):
                text = self._new[number, column][1]
                if column < len(fields):
                    old = fields[column]
                    yield (number, column), old.start, old.end, self._quote(text, is_quoted=old.is_quoted)
                else:
                    n_delimiters = column - len(fields) + 1 - n_missing
                    n_missing += n_delimiters
                    raw = self._table.delimiter * n_delimiters + self._quote(text, is_quoted=False)
                    yield (number, column), fields[-1].end, fields[-1].end, raw

    def _quote(self, text: str, *, is_quoted: bool) -> str:
        """Quote as the file does: where it had quotes, and where the text needs them."""
        needs = any(mark in text for mark in (self._table.delimiter, '"', "\n", "\r")) or text != text.strip()
        if not (needs or (is_quoted and text)):
            return text
        return '"' + text.replace('"', '""') + '"'


def split_fields(text: str, delimiter: str) -> Iterator[list[Field]]:
    """Split text into rows of fields, as Python's csv does, with the place of each."""
    mark = re.escape(delimiter)
    pattern = re.compile(rf'(?:("(?:[^"]|"")*")[^{mark}\r\n]*|[^{mark}\r\n]*)({mark}|\r\n|\r|\n|\Z)')
    position, fields = 0, []
    while position < len(text):
        match = pattern.match(text, position)
        if match is None:
            return
        fields.append(Field(position, match.start(2), match[1] is not None))
        position = match.end()
        if match[2] != delimiter:
            yield fields
            fields = []
        elif position == len(text):
            yield [*fields, Field(position, position, is_quoted=False)]
            fields = []


def _encode(text: str, data: bytes, encoding: str) -> bytes:
    """Encode with the byte order and mark that the file has."""
    if encoding in {"utf-16", "utf-32"}:
        order = "-be" if data[:2] == b"\xfe\xff" or data[:4] == b"\0\0\xfe\xff" else "-le"
        return ("\ufeff" + text).encode(encoding + order)
    return text.encode(encoding)


def prove_delimited(source: tuple[Path, bytes], written: Path, filled: FilledText, output: Path) -> Proof:
    """Prove by reading the written file again that only the answered cells differ.

    Raises:
        ProofError: something else does.
    """
    path, before = source
    after = written.read_bytes()
    table = parse_delimited(before, path.name)
    old, new = (_read_rows(data, table) for data in (before, after))
    fault = _find_fault(old, new, dict(filled.expected))
    if fault:
        message = f"the filled file did not pass its proof: {fault}"
        raise ProofError(message)
    return Proof(
        source=str(path),
        output=str(output),
        cells_changed=filled.changed,
        parts_changed=(path.name,) if filled.changed else (),
        identical=True,
        declared=(),
        source_sha256=hashlib.sha256(before).hexdigest(),
        output_sha256=hashlib.sha256(after).hexdigest(),
    )


def _read_rows(data: bytes, table: DelimitedText) -> list[list[str]]:
    """Read a file as the buyer's is read: an answer full of semicolons is no reason to split it otherwise."""
    text = data.decode(table.encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=table.delimiter))


def _find_fault(old: list[list[str]], new: list[list[str]], expected: Mapping[_Key, str]) -> str:
    if len(old) != len(new):
        return "the file is split into other rows than before"
    for number, (was, now) in enumerate(zip(old, new, strict=True)):
        for column in range(max(len(was), len(now))):
            text = expected.get((number, column), was[column] if column < len(was) else "")
            if (now[column] if column < len(now) else "") != text:
                return f"R{number}C{column} reads otherwise"
    return ""
