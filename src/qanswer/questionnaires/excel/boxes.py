"""Tick boxes and blanks drawn into a cell's text: where they are and what labels them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qanswer.questionnaires.locator import BOXES, TICKED_BOXES

_LABEL_END = re.compile(r"[\n\r\t]|\s{2,}|[;|,/](?=\s|$)")
_BLANK = re.compile(
    r"^(?P<label>.*?[^\s_.…:\uff1a][ \u00a0]*[:\uff1a]?)\s*(?:_{2,}|\.{4,}|…{2,}|\uff3f{2,})[\s_.…]*$", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Box:
    """The k-th tick box of a text (from 0), its label, and whether it is ticked."""

    k: int
    label: str
    is_ticked: bool


def parse_boxes(text: str) -> tuple[Box, ...]:
    """Read the boxes of a text; a label follows its box, unless the text begins with a label and ends with a box."""
    places = [position for position, character in enumerate(text) if character in BOXES]
    if not places:
        return ()
    is_before = bool(text[: places[0]].strip()) and not text[places[-1] + 1 :].strip()
    boxes = []
    for k, place in enumerate(places):
        if is_before:
            start = places[k - 1] + 1 if k else 0
            label = text[start:place]
        else:
            end = places[k + 1] if k + 1 < len(places) else len(text)
            label = text[place + 1 : end]
        boxes.append(Box(k, _clean(label), text[place] in TICKED_BOXES))
    return tuple(boxes)


def _clean(label: str) -> str:
    """Cut a label at the end of its line or phrase."""
    plain = label.strip(" \u00a0\t\n:;,/|.()-")
    return " ".join(_LABEL_END.split(plain, maxsplit=1)[0].split())


def find_blank_label(text: str) -> str:
    """Give the label of a text that ends in a blank to write on, as in "Company: ____"; "" when it does not."""
    match = _BLANK.match(text.strip())
    return match["label"].rstrip() if match else ""
