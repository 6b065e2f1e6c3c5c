"""What a fill hands to the proof: the splices of each part, and what a second reader must find afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from qanswer.core.errors import Problem
from qanswer.ooxml.splice import Splice


@dataclass(frozen=True, slots=True)
class PartEdit:
    """All edits of one part."""

    part: str
    splices: tuple[Splice, ...]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a second reader must find at one place of the filled file.

    `place` is the cell's or paragraph's locator without a control or "#k"; a workbook's cell must equal `text`, a Word
    place must contain it. `control` names the form field or content control in the place that must hold it: "FF2",
    "CC0", "SDT1", or "^" for the control that the place is or lies in; a tick box holds "☒" or nothing.
    """

    locator: str
    place: str
    text: str
    control: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """A fill that is worked out but not yet written."""

    edits: tuple[PartEdit, ...] = ()
    expected: tuple[Expectation, ...] = ()
    changed: tuple[str, ...] = ()
    """Locators whose place is changed; those that held the same answer already are not among them."""
    declared: tuple[str, ...] = ()
    """Changes other than answers, in words."""
    refused: tuple[Problem, ...] = ()
