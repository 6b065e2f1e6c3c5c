"""How places in a Word document are named: what reading and filling count, and in which order.

The grammar of `locator.py`, with the counting rules spelled out:

- `P12`: the 13th `w:p` that is a direct child of `w:body`; `T3`: the 4th `w:tbl` that is one; `S4`: the 5th `w:sdt` or
  `w:customXml` that is one. `S4` names the content control itself (its whole content is the answer), `S4P0`, `S4T0R1C2`
  and `S4S0P1` are paragraphs, cells and controls counted afresh inside of its `w:sdtContent`.
- `T3R5C1`: rows and cells in the order of the file, those inside of a `w:sdt` of the table or row too. `T3R5C1/P2`,
  `T3R5C1/T0R1C0` and `T3R5C1/S0P0` count afresh among the direct children of the cell.
- `/FFn`, `/CCn`, `/SDTn` count all `w:ffData`, all `w:sdt` with a `w14:checkbox`, and all other `w:sdt` inside of the
  cell (those of nested tables too) or, outside of tables, of the paragraph, in the order of their start tags. A check
  box around the cell itself has the plain locator of the cell.
- `#k` of a tick box: the k-th character of `locator.BOXES` in the text of the cell or paragraph. `#k` of a text slot
  only keeps the slots of one place apart; it continues after the boxes. Its `anchor` occurs once in the text of the
  place, so that the anchor alone tells where the answer goes: what follows it is a run of underscores or dots, a
  placeholder, a text content control, or nothing.
- A text slot with a plain locator whose cell or paragraph holds one text control: the control takes the answer.
"""

from __future__ import annotations

from qanswer.questionnaires.word.model import Paragraph, Place, PlaceKind

_FAMILIES = {
    PlaceKind.FIELD: "FF",
    PlaceKind.FIELD_BOX: "FF",
    PlaceKind.FIELD_LIST: "FF",
    PlaceKind.CONTROL_BOX: "CC",
    PlaceKind.CONTROL: "SDT",
    PlaceKind.CONTROL_LIST: "SDT",
}


def place_locator(place: Place, home: str) -> str:
    """Name a place by its own element or box character; a blank, which has none, by the cell or paragraph alone."""
    if place.locator:
        return place.locator
    if place.kind is PlaceKind.GLYPH:
        return f"{home}#{place.number}"
    family = _FAMILIES.get(place.kind)
    return home if family is None else f"{home}/{family}{place.number}"


def shown_text(paragraphs: tuple[Paragraph, ...]) -> str:
    """Give the raw text of paragraphs as the writer sees it, blanks and boxes included, one paragraph a line."""
    return "\n".join(
        "".join(piece if isinstance(piece, str) else piece.shown for piece in paragraph.pieces)
        for paragraph in paragraphs
    )
