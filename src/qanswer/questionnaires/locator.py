"""The grammar of locators: where an answer stands in a buyer's file, as text.

    Sheet1!B7       a cell; the title is raw and split off at the last "!"; a merged range is named by its top-left cell
    P12             13th `w:p` that is a direct child of the body
    T3R5C1          4th `w:tbl` that is a direct child of the body, 6th row, 2nd cell
    T3R5C1/P2       3rd paragraph directly in that cell
    T3R5C1/T0R1C0   a cell of the first table directly in that cell, and so on inwards
    S4, S4P0        5th content control (or `w:customXml`) directly in the body; a paragraph inside of it
    …/FF2 …/CC2 …/SDT1   3rd legacy field, 3rd `w14:checkbox`, 2nd other content control in that cell or paragraph
    …#k             one of several answer places in the cell or paragraph; of tick boxes the k-th glyph, from 0
    R5C2            row and column of a delimited file, from 0

Rows and cells count in the order of the file, those inside of a content control of the table or row too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qanswer.ooxml.limits import parse_reference

_STEP = r"(?:S\d{1,5})*(?:P\d{1,7}|T\d{1,5}R\d{1,6}C\d{1,5})|(?:S\d{1,5})+"
_WORD = re.compile(
    rf"(?P<place>(?:{_STEP})(?:/(?:{_STEP}))*)(?:/(?P<control>FF|CC|SDT)(?P<n>\d{{1,6}}))?(?:#(?P<k>\d+))?\Z"
)
_DELIMITED = re.compile(r"R(\d{1,7})C(\d{1,5})\Z")
_SHEET = re.compile(r"(?P<title>.+)!(?P<cell>[A-Z]{1,3}[0-9]{1,7})(?:#(?P<k>\d+))?\Z", re.DOTALL)

EMPTY_BOXES = "☐□◻▢❏❐❑❒⬜"
"""Characters that buyers draw an empty tick box with."""
TICKED_BOXES = "☒☑■◼⬛✅"
"""Characters of a box that is ticked."""
BOXES = EMPTY_BOXES + TICKED_BOXES
TICK = "☒"
MARKS = "xX✓✔✗✘☑☒●■\u00d7"
"""Characters that stand for "this one" in a column of marks."""


@dataclass(frozen=True, slots=True)
class SheetLocator:
    """A cell of a workbook; row and column from 1, `k` tells apart answer places within it (None: the whole cell)."""

    title: str
    row: int
    column: int
    k: int | None = None


@dataclass(frozen=True, slots=True)
class WordLocator:
    """A paragraph or cell of a document, and the control in it if one is meant ("FF", "CC", "SDT" or "")."""

    place: str
    control: str = ""
    number: int = 0
    k: int | None = None


def parse_sheet_locator(locator: str) -> SheetLocator | None:
    """Read a workbook's locator; None when it is none.

    Raises:
        HostileFileError: the cell lies outside of any sheet.
    """
    match = _SHEET.match(locator)
    if match is None:
        return None
    row, column = parse_reference(match["cell"])
    return SheetLocator(match["title"], row, column, _number(match["k"]))


def parse_word_locator(locator: str) -> WordLocator | None:
    """Read a document's locator; None when it is none."""
    match = _WORD.match(locator)
    if match is None:
        return None
    return WordLocator(match["place"], match["control"] or "", int(match["n"] or 0), _number(match["k"]))


def parse_delimited_locator(locator: str) -> tuple[int, int] | None:
    """Read a delimited file's locator as (row, column), both from 0; None when it is none."""
    match = _DELIMITED.match(locator)
    return (int(match[1]), int(match[2])) if match else None


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)
