"""A Word document as its reader sees it: paragraphs, tables and the places in them that wait for an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class PlaceKind(StrEnum):
    """What sort of place takes an answer inside of running text."""

    FIELD = "field"
    FIELD_BOX = "field box"
    FIELD_LIST = "field list"
    CONTROL = "control"
    CONTROL_LIST = "control list"
    CONTROL_BOX = "control box"
    GLYPH = "box"
    SYMBOL = "symbol"
    BLANK = "blank"

    @property
    def is_box(self) -> bool:
        """Whether it is ticked rather than written into."""
        return self in _BOXES

    @property
    def is_field(self) -> bool:
        """Whether it is a legacy form field, which works only where the rest of the form is protected."""
        return self in {PlaceKind.FIELD, PlaceKind.FIELD_BOX, PlaceKind.FIELD_LIST}

    @property
    def is_control(self) -> bool:
        """Whether it is a content control."""
        return self in {PlaceKind.CONTROL, PlaceKind.CONTROL_LIST, PlaceKind.CONTROL_BOX}


_BOXES = frozenset((PlaceKind.FIELD_BOX, PlaceKind.CONTROL_BOX, PlaceKind.GLYPH, PlaceKind.SYMBOL))


@dataclass(frozen=True, slots=True)
class Place:
    """One place for an answer.

    `number` counts the places of its family (fields, check boxes, other controls, box characters) in the cell or body
    paragraph that holds it, from 0; `shown` is the text that stands there; `value` is the same unless it only holds
    the place; `locator` is set where the place is not inside of a paragraph (a control around a cell or around
    paragraphs of the body).
    """

    kind: PlaceKind
    number: int
    shown: str = ""
    value: str = ""
    options: tuple[str, ...] = ()
    title: str = ""
    is_ticked: bool = False
    is_bound: bool = False
    is_locked: bool = False
    locator: str = ""


Piece = str | Place


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. `number` is its automatic number as shown ("1.2"), `level` its heading level from 0 or None.

    `bullet` is the character of a bulleted list. `home` names the cell or, outside of tables, the paragraph itself:
    what its places are counted in.
    """

    locator: str
    home: str
    pieces: tuple[Piece, ...] = ()
    number: str = ""
    bullet: str = ""
    level: int | None = None
    depth: int = 0
    is_bold: bool = False
    is_contents: bool = False

    @property
    def text(self) -> str:
        """The text with white space folded; a control's own text is part of it, blanks and boxes are not."""
        return " ".join("".join(_shown(piece) for piece in self.pieces).split())

    @property
    def places(self) -> tuple[Place, ...]:
        """The places in it, in reading order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Place))

    @property
    def is_empty(self) -> bool:
        """Whether there is neither text nor a place."""
        return not self.places and not self.text


def _shown(piece: Piece) -> str:
    if isinstance(piece, str):
        return piece
    return piece.shown if piece.kind in {PlaceKind.CONTROL, PlaceKind.CONTROL_LIST} else " "


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; `column` is its first grid column from 0, `span` how many it covers.

    `is_continued` marks the lower cells of a vertical merge. `wrapper` is the content control around the cell itself.
    """

    locator: str
    column: int
    span: int
    blocks: tuple[Block, ...] = ()
    fill: str = ""
    wrapper: Place | None = None
    is_continued: bool = False

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs directly in the cell, those in content controls too."""
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables nested in the cell."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def text(self) -> str:
        """The text of its paragraphs, white space folded."""
        return " ".join(text for text in (paragraph.text for paragraph in self.paragraphs) if text)

    @property
    def end(self) -> int:
        """First grid column after the cell."""
        return self.column + self.span


@dataclass(frozen=True, slots=True)
class Row:
    """A table row; `is_gone` marks one deleted by a tracked change or hidden."""

    cells: tuple[Cell, ...]
    is_header: bool = False
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `locator` such as "T3"."""

    locator: str
    rows: tuple[Row, ...] = ()

    def cells(self) -> Iterator[Cell]:
        """Give all its cells, row by row."""
        for row in self.rows:
            yield from row.cells


Block = Paragraph | Table


def walk_paragraphs(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """Give every paragraph, those in tables and nested tables too, in reading order."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for cell in block.cells():
                yield from walk_paragraphs(cell.blocks)


@dataclass(frozen=True, slots=True)
class Body:
    """All blocks of a document in reading order; those inside of content controls stand in their place."""

    blocks: tuple[Block, ...] = ()
    is_protected_form: bool = field(default=False)
    """Whether Word lets one fill nothing but the form's fields."""
    n_text_boxes: int = 0
    """Text boxes with text in them, which are not read."""
