"""Names that a document repeats: placeholders and linked controls inside of sentences, which are no questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from qanswer.questionnaires.word.model import (
    Block,
    Cell,
    Paragraph,
    Piece,
    Place,
    PlaceKind,
    Row,
    Table,
    walk_paragraphs,
)

_MIN_REPEATS = 3
"""From so many occurrences amid text on, a placeholder stands for one name and asks for nothing by itself."""


def settle_variables(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Turn repeated names amid text into text; where one stands alone in its paragraph it still takes an answer."""
    names = _repeated_names(blocks)
    return tuple(_settle_block(block, names) for block in blocks) if names else tuple(blocks)


def _repeated_names(blocks: Sequence[Block]) -> frozenset[str]:
    counts: Counter[str] = Counter()
    for paragraph in walk_paragraphs(blocks):
        if _has_text(paragraph.pieces):
            counts.update(_name(piece) for piece in paragraph.places)
    return frozenset(name for name, count in counts.items() if name and count >= _MIN_REPEATS)


def _name(piece: Place) -> str:
    """Name what may be a variable: a linked control by its title, a placeholder in brackets by its words."""
    if piece.kind is PlaceKind.CONTROL and piece.is_bound:
        return piece.title or piece.shown
    is_word = piece.kind is PlaceKind.BLANK and any(character.isalpha() for character in piece.shown)
    return piece.shown if is_word else ""


def _has_text(pieces: Sequence[Piece]) -> bool:
    return any(isinstance(piece, str) and any(c.isalnum() for c in piece) for piece in pieces)


def _settle_block(block: Block, names: frozenset[str]) -> Block:
    if isinstance(block, Paragraph):
        return _settle_paragraph(block, names)
    return Table(block.locator, tuple(_settle_row(row, names) for row in block.rows))


def _settle_row(row: Row, names: frozenset[str]) -> Row:
    return replace(row, cells=tuple(_settle_cell(cell, names) for cell in row.cells))


def _settle_cell(cell: Cell, names: frozenset[str]) -> Cell:
    return replace(cell, blocks=tuple(_settle_block(block, names) for block in cell.blocks))


def _settle_paragraph(paragraph: Paragraph, names: frozenset[str]) -> Paragraph:
    if not paragraph.places or not _has_text(paragraph.pieces):
        return paragraph
    pieces: list[Piece] = []
    for number, piece in enumerate(paragraph.pieces):
        is_variable = isinstance(piece, Place) and _name(piece) in names and not _is_labelled(paragraph.pieces, number)
        text = piece.shown if is_variable and isinstance(piece, Place) else piece
        if isinstance(text, str) and pieces and isinstance(pieces[-1], str):
            pieces[-1] += text
        else:
            pieces.append(text)
    return replace(paragraph, pieces=tuple(pieces))


def _is_labelled(pieces: Sequence[Piece], number: int) -> bool:
    """Tell whether a label right in front of a place asks for it: "Name: <Enter name>"."""
    before = pieces[number - 1] if number else ""
    return isinstance(before, str) and before.rstrip().endswith((":", "\uff1a", "?", "\uff1f"))
