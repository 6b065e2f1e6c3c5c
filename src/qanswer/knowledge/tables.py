"""Tables of any format: which row is the header, which rows are sections, and each other row as a block."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qanswer.knowledge.blocks import Outline, fold

_HEADER_WORDS = 8
_USUAL_TEXT = """
# no no. id ref ref. item name control requirement domain area category topic type class layer framework standard
principle policy system service provider vendor subprocessor sub-processor role responsibility responsibilities owner
question answer response status state detail details description note notes comment comments purpose location region
data retention severity priority frequency date version author treatment example examples definition evidence
"""
_USUAL = frozenset(_USUAL_TEXT.split())
"""First words of the column headers that policies and questionnaires use."""
_QUESTION = re.compile(r"^(?:question|faq|q)s?\b", re.IGNORECASE)
_ANSWER = re.compile(r"^(?:(?:our |vendor )?(?:answer|response|reply)|a)s?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as laid out: one that spans rows or columns stands again, `is_repeat`, in each place but its first."""

    text: str
    is_header: bool = False
    """Marked as a header in the file: `th`, all bold, a header row of Word."""
    is_repeat: bool = False


def add_table(outline: Outline, rows: Sequence[Sequence[Cell]], locate: Callable[[int], str]) -> None:
    """Add each row of a table to the outline; `locate` names a row, counted from 1."""
    rows = [row for row in rows if row]
    headers = find_header(rows)
    section = ""
    for number, row in enumerate(rows, 1):
        if headers and number == 1:
            continue
        texts = [fold(cell.text) for cell in row]
        if _is_section(row) and number < len(rows):
            section = texts[0]
            continue
        labels = [text for text, cell in zip(texts, row, strict=True) if cell.is_repeat and text]
        cells = [(index, text) for index, text in enumerate(texts) if text and not row[index].is_repeat]
        context = tuple(dict.fromkeys(part for part in (section, *labels) if part))
        fields = [(headers[index] if index < len(headers) else "", text) for index, text in cells]
        add_fields(outline, fields, locate(number), context=context)


def add_fields(
    outline: Outline, fields: Sequence[tuple[str, str]], locator: str, *, context: tuple[str, ...] = (), text: str = ""
) -> None:
    """Add one row, given as (header, cell) pairs; a question beside its answer becomes a published answer.

    `text` is the row as it stands in its file, by default the cells joined by " | ".
    """
    question = next((cell for header, cell in fields if _QUESTION.match(header)), "")
    answer = next((cell for header, cell in fields if _ANSWER.match(header)), "")
    others = [header for header, cell in fields if cell not in (question, answer) and not _is_number(cell)]
    if question and answer and not others:
        outline.add_answer(question, answer, locator)
        return
    outline.add_row(text or " | ".join(cell for _, cell in fields), fields, locator, context=context)


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]{0,4}[-. ]?\d+(?:[.-]\d+)*[.)]?", text))


def _is_section(row: Sequence[Cell]) -> bool:
    """Tell whether one cell takes the whole width."""
    return (
        len(row) > 1 and not row[0].is_repeat and all(cell.is_repeat for cell in row[1:]) and bool(row[0].text.strip())
    )


def find_header(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Give the header's texts; empty when the first row is a row like the others."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return []
    first = rows[0]
    texts = [fold(cell.text) for cell in first]
    if any(len(text.split()) > _HEADER_WORDS for text in texts) or not any(texts[1:]):
        return []
    is_marked = all(cell.is_header for cell in first if cell.text.strip())
    others = [cell for row in rows[1:] for cell in row if cell.text.strip()]
    stands_out = is_marked and not all(cell.is_header for cell in others)
    is_usual = _count_usual(texts) * 2 >= len(texts) if len(texts) > 2 else _count_usual(texts) == len(texts)
    return texts if stands_out or is_usual else []


def _count_usual(texts: Sequence[str]) -> int:
    return sum(text.lower().split()[0] in _USUAL for text in texts if text)
