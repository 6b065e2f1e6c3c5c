"""Lines of text in, blocks out: headings, bullets, pipe tables and Q/A pairs are told by their shape.

Shared by plain text and by PDF, whose text comes as lines too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qanswer.knowledge.blocks import Outline, fold
from qanswer.knowledge.prose import add_text, open_heading
from qanswer.knowledge.tables import Cell, add_fields, find_header

_BULLET = re.compile(r"^(\s*)(?:[-*+•‣▪●○◦\u2013—\ue000-\uf8ff]|\(?[a-z]\)|\(?(?:[ivx]+|\d{1,2})\))\s+(?=\S)")
_NUMBERED = re.compile(r"^\s*(?:(?:section|article|part|appendix)\s+)?(\d+(?:\.\d+)*)[.):]?\s+(?=\S)", re.IGNORECASE)
_HASHES = re.compile(r"^\s{0,3}(#{1,6})\s+(.+?)\s*#*$")
_RULE = re.compile(r"^\s*(?:(?:[-_*~]\s*){3,}|={3,})$")
_TABLE_RULE = re.compile(r"^[\s:|+-]*-[\s:|+-]*$")
_QUESTION = re.compile(r"^\s*(?:Q|Question)\s*\d*\s*[:.]\s*(?=\S)", re.IGNORECASE)
_ANSWER = re.compile(r"^\s*(?:A|Answer)\s*\d*\s*[:.]\s*(?=\S)", re.IGNORECASE)
_ENDS = re.compile(r"[.!?:;|][\"'”\u2019)\]]*$")
_OPEN_WORDS = "to in of the and or with for by a an at from on our via as is are be that which their its per than"
_GOES_ON = re.compile(rf"(?:[-,(/&]|\b(?:{'|'.join(_OPEN_WORDS.split())}))$", re.IGNORECASE)
_INLINE_BULLET = re.compile(r"(?<=[.;:!?)])\s+[-•]\s+(?=[A-Z][\w /&()-]{1,40}:\s)")
_HEADING_WORDS = 9
_TITLE_LEVEL, _CAPITALS_LEVEL, _NUMBERED_LEVEL, _SHORT_LEVEL = 0, 1, 2, 9
_WRAPPED_SHARE = 0.4
"""With this share of its inner lines broken in mid-sentence, a text was wrapped by an editor."""
_SHORT_SHARE = 0.7
"""A line this much shorter than the others, without a stop, is a heading rather than the start of a paragraph."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and where it stands: its number, or its page's."""

    text: str
    place: int
    level: int | None = None
    """The heading level, where the format tells it (by type size, say)."""


@dataclass(slots=True)
class _Run:
    """Lines that belong together: a paragraph, bullet, table row, heading, question or answer."""

    kind: str
    text: str
    places: list[int]
    """Where each of the text's lines stands."""
    level: int = 0

    @property
    def is_single(self) -> bool:
        """Whether it is one line."""
        return len(self.places) == 1


def add_lines(outline: Outline, lines: Sequence[Line], locate: Callable[[int, int], str]) -> None:
    """Add what the lines hold to the outline; `locate` names the first and the last place of a block."""
    runs = [piece for run in _read_runs(lines) for piece in _split_inline(run)]
    emitter = _Emitter(outline, locate)
    for run in _mark_headings(runs, has_levels=any(line.level is not None for line in lines)):
        emitter.emit(run)
    emitter.finish_table()


def _read_runs(lines: Sequence[Line]) -> list[_Run]:
    """Join the lines that an editor or a converter broke."""
    width = _find_width(lines)
    runs: list[_Run] = []
    is_after_blank = True
    for line in lines:
        if not line.text.strip():
            is_after_blank = True
            continue
        run = _start_run(line)
        previous = runs[-1] if runs and not is_after_blank else None
        if run.kind == "rule":
            _underline(previous, line.text)
        elif run.kind == "paragraph" and previous and _continues(previous, line.text, width):
            previous.text += f"\n{line.text.strip()}"
            previous.places.append(line.place)
        else:
            runs.append(run)
        is_after_blank = False
    return runs


def _start_run(line: Line) -> _Run:
    text, place = line.text, line.place
    if line.level is not None:
        return _Run("heading", text.strip(), [place], line.level)
    if text.lstrip().startswith("|"):
        return _Run("row", text.strip(), [place])
    if hashes := _HASHES.match(text):
        return _Run("heading", hashes.group(2), [place], len(hashes.group(1)))
    if _RULE.match(text):
        return _Run("rule", "", [place])
    for kind, pattern in (("question", _QUESTION), ("answer", _ANSWER), ("bullet", _BULLET)):
        if found := pattern.match(text):
            depth = len(found.group(1)) // 2 if kind == "bullet" else 0
            return _Run(kind, text[found.end() :].strip(), [place], depth)
    return _Run("paragraph", text.strip(), [place])


def _underline(previous: _Run | None, line: str) -> None:
    """Make the line above a rule of = or - signs a heading."""
    if (
        previous
        and previous.kind == "paragraph"
        and previous.is_single
        and len(previous.text.split()) <= _HEADING_WORDS
    ):
        previous.kind, previous.level = "heading", 1 if "=" in line else 2


def _find_width(lines: Sequence[Line]) -> int:
    """Give the width, in letters, at which an editor wrapped the text; 0 when each line is a paragraph."""
    inner = [
        line.text.strip()
        for line, following in pairwise(lines)
        if len(line.text.strip()) >= 40 and following.text.strip() and _start_run(following).kind == "paragraph"
    ]
    broken = [line for line in inner if not _ENDS.search(line)]
    return max(map(len, inner)) if inner and len(broken) / len(inner) >= _WRAPPED_SHARE else 0


def _continues(previous: _Run, line: str, width: int) -> bool:
    """Tell whether a line goes on with the run before it, in a text that was wrapped at `width` letters or not (0)."""
    if previous.kind in ("row", "heading"):
        return False
    text, line = previous.text.splitlines()[-1], line.strip()
    if line[0].islower() or line[0] in ")]},;." or _GOES_ON.search(text) or text.count("(") > text.count(")"):
        return True
    is_short = previous.is_single and not _ENDS.search(text) and len(text) < _SHORT_SHARE * width
    is_new = _ENDS.search(text) and _NUMBERED.match(line)
    return bool(width) and not (is_short and previous.kind == "paragraph") and not is_new


def _split_inline(run: _Run) -> list[_Run]:
    """Give a bullet its own run where a converter left it in mid-line, after the end of the one before."""
    if run.kind != "bullet":
        return [run]
    pieces = []
    for part in _INLINE_BULLET.split(run.text):
        first = run.text[: run.text.find(part)].count("\n")
        pieces.append(_Run("bullet", part, run.places[first : first + part.count("\n") + 1], run.level))
    return pieces


def _mark_headings(runs: list[_Run], *, has_levels: bool) -> list[_Run]:
    """Tell headings from paragraphs by shape and by what follows; where the format `has_levels`, only numbers count."""
    numbers = [_number(run) for run in runs]
    for index, run in enumerate(runs):
        if run.kind != "paragraph" or not run.is_single:
            continue
        following = runs[index + 1] if index + 1 < len(runs) else None
        if numbers[index] and (_is_listed(numbers, index) or len(run.text.split()) > _HEADING_WORDS + 1):
            run.kind, run.text = "bullet", _NUMBERED.sub("", run.text, count=1)
        elif following and _is_heading(run.text, following) and (numbers[index] or not has_levels):
            run.kind, run.level = "heading", _heading_level(run.text, numbers[index], index)
    return runs


def _number(run: _Run) -> tuple[int, ...]:
    found = _NUMBERED.match(run.text) if run.kind == "paragraph" else None
    return tuple(int(part) for part in found.group(1).split(".")) if found else ()


def _is_listed(numbers: Sequence[tuple[int, ...]], index: int) -> bool:
    """Tell whether the next or the previous number follows at once: then it is a list, not headings."""
    own = numbers[index]
    before = numbers[index - 1] if index else ()
    after = numbers[index + 1] if index + 1 < len(numbers) else ()
    return after == (*own[:-1], own[-1] + 1) or (bool(before) and own == (*before[:-1], before[-1] + 1))


def _is_heading(text: str, following: _Run) -> bool:
    if _NUMBERED.match(text):
        return not re.search(r"[.;,]$", text)
    words = text.split()
    if text.endswith("?"):
        return len(words) <= 2 * _HEADING_WORDS and following.kind == "paragraph"
    if text.endswith(":"):
        return len(words) <= 4 and following.kind != "paragraph"
    is_short = len(words) <= _HEADING_WORDS and not re.search(r"[.;,!]$", text) and ": " not in text and "@" not in text
    return is_short and (text[0].isupper() or text[0].isdigit()) and not (text[0].isdigit() and len(words) == 1)


def _heading_level(text: str, number: tuple[int, ...], index: int) -> int:
    if index == 0:
        return _TITLE_LEVEL
    if number:
        return _NUMBERED_LEVEL + len(number)
    return _CAPITALS_LEVEL if text.isupper() else _SHORT_LEVEL


class _Emitter:
    """Puts runs into an outline; the rows of a table are kept until it ends."""

    def __init__(self, outline: Outline, locate: Callable[[int, int], str]) -> None:
        self._outline = outline
        self._locate = locate
        self._rows: list[_Run] = []

    def emit(self, run: _Run) -> None:
        if run.kind == "row":
            self._rows.append(run)
            return
        self.finish_table()
        where = self._locate(run.places[0], run.places[-1])
        if run.kind == "heading":
            open_heading(self._outline, run.text, run.level)
        elif run.kind == "question":
            self._outline.add_question(_QUESTION.sub("", run.text, count=1))
        elif run.kind == "bullet":
            self._outline.add_bullet(run.text, where, depth=run.level)
        else:
            add_text(self._outline, fold(run.text), where)

    def finish_table(self) -> None:
        """Emit the rows kept; a rule under the first row makes it the header, else its words tell."""
        rows, self._rows = self._rows, []
        has_rule = len(rows) > 1 and bool(_TABLE_RULE.match(rows[1].text))
        rows = [row for row in rows if not _TABLE_RULE.match(row.text)]
        cells = [_split_row(row.text) for row in rows]
        headers = cells[0] if has_rule else find_header([[Cell(text) for text in row] for row in cells])
        for row, texts in zip(rows[bool(headers) :], cells[bool(headers) :], strict=True):
            named = zip([*headers, *[""] * len(texts)], texts, strict=False)
            fields = [(header, text) for header, text in named if text]
            add_fields(self._outline, fields, self._locate(row.places[0], row.places[-1]), text=row.text.strip(" |"))


def _split_row(text: str) -> list[str]:
    return [cell.strip() for cell in text.strip().removeprefix("|").removesuffix("|").split("|")]
