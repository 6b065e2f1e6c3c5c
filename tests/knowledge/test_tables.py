"""Tables: which row is a header, which a section."""

from __future__ import annotations

import pytest

from qanswer.core.passage import PassageKind
from qanswer.knowledge.blocks import Outline
from qanswer.knowledge.tables import Cell, add_table, find_header


def row(*texts: str, is_header: bool = False) -> list[Cell]:
    """Make a row."""
    return [Cell(text, is_header=is_header) for text in texts]


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ([row("Layer", "Standard", is_header=True), row("Disk", "AES")], ["Layer", "Standard"]),
        ([row("Name", "Status", "Notes"), row("ISO", "No", "-")], ["Name", "Status", "Notes"]),
        ([row("Framework", "Status"), row("ISO", "No")], ["Framework", "Status"]),
        ([row("Owner", "CISO"), row("Version", "2")], []),
        ([row("RPO", "24 h", is_header=True), row("RTO", "4 h", is_header=True)], []),
        ([row("Only one row", "of cells", is_header=True)], []),
    ],
)
def test_header_by_mark_or_by_words(rows: list[list[Cell]], header: list[str]) -> None:
    """A marked row is a header unless all rows are marked; unmarked, a row of usual column names is one."""
    assert find_header(rows) == header


def test_question_with_other_columns_stays_a_row() -> None:
    """Where a row says more than question and answer, nothing of it is dropped."""
    outline = Outline()
    cells = [row("Question", "Answer", "Scope", is_header=True), row("Encrypted?", "Yes", "Backups only")]
    add_table(outline, cells, lambda number: f"row {number}")
    (block,) = outline.blocks
    assert (block.kind, block.text) == (PassageKind.TABLE_ROW, "Encrypted? | Yes | Backups only")
