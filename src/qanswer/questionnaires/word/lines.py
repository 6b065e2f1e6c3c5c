"""One line of a form taken apart: what stands before its first place, and each place with its label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qanswer.questionnaires.word.model import Paragraph, Piece, Place, PlaceKind
from qanswer.questionnaires.wording import has_cjk, is_placeholder, word_count

_GAP = re.compile(r"\t+|\s{3,}|\u3000+")
_NUMBER = re.compile(
    r"\s*((?:[A-Z]{1,3}[-.]?)?\d{1,3}(?:[.\-]\d{1,3}){0,4}[a-z]?)(?:\s*[.):\u3001\uff0e](?!\d)|\s*[\u2013\-](?=\s))\s*(?=\S)"
    r"|\s*([A-Za-z]|[ivx]{2,4})(?:\)|[.:](?=\s))\s*(?=\S)"
    r"|\s*\(((?:\d{1,3}|[A-Za-z]|[ivx]{1,4}))\)\s*(?=\S)"
    r"|\s*([QF]\s?\d{1,3}|\d{1,3}(?:\.\d{1,3}){1,4})\s+(?=\S)"
)
"""A number in front of a text: "1.", "2.3)", "AC-1:", "01 -", "b)", "(iv)", "Q7 ", "4.1 "."""
_LABEL_END = re.compile(r"[:\uff1a?\uff1f=]\s*$")
MAX_LABEL_WORDS = 12
"""A label in front of a blank is rarely longer; what is longer is a sentence with a gap."""


@dataclass(frozen=True, slots=True)
class Item:
    """A place and its label: the text that tells what goes there, or what a box ticks.

    `anchor_start` and `anchor_end` bound the text in front of a blank, within the paragraph's shown text.
    """

    place: Place
    label: str
    anchor_start: int
    anchor_end: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a paragraph: its own text first, then its places. `is_sentence`: text goes on around its blanks."""

    paragraph: Paragraph
    lead: str
    items: tuple[Item, ...] = ()
    start: int = 0
    text: str = ""
    is_sentence: bool = False
    is_first: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether there is neither text nor a place."""
        return not self.items and not self.lead

    @property
    def boxes(self) -> tuple[Item, ...]:
        """Its tick boxes."""
        return tuple(item for item in self.items if item.place.kind.is_box)

    @property
    def number(self) -> str:
        """The number in front of the line, automatic or written, without its punctuation; "" for none."""
        if self.is_first and self.paragraph.number:
            return clean_number(self.paragraph.number)
        return leading_number(self.text)


def clean_number(number: str) -> str:
    """Drop the punctuation of a list number: "(a)" gives "a", "1.2." gives "1.2"."""
    return number.strip(" \t.():-\u2013\u3001\uff0e")


def leading_number(text: str) -> str:
    """Give the number written in front of a text; "" for none."""
    match = _NUMBER.match(text)
    return next((group for group in match.groups() if group), "").replace(" ", "") if match else ""


def fold(text: str) -> str:
    """Fold white space, and hyphens that keep words together."""
    return " ".join(text.replace("\u2011", "-").split())


def read_lines(paragraph: Paragraph) -> list[Line]:
    """Part a paragraph into its lines."""
    lines, start = [], 0
    for number, pieces in enumerate(_split_breaks(paragraph.pieces)):
        lines.append(_read_line(paragraph, pieces, start, is_first=number == 0))
        start += sum(len(_raw(piece)) for piece in pieces) + 1
    return lines


def _raw(piece: Piece) -> str:
    return piece if isinstance(piece, str) else piece.shown


def _split_breaks(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    line: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and "\n" in piece:
            head, *rest = piece.split("\n")
            line.append(head)
            for text in rest:
                yield line
                line = [text]
        else:
            line.append(piece)
    yield line


def _read_line(paragraph: Paragraph, pieces: list[Piece], start: int, *, is_first: bool) -> Line:
    pieces = list(_part_placeholders(pieces))
    texts, places = _alternate(pieces)
    text = fold("".join(_visible(piece) for piece in pieces))
    if not places:
        return Line(paragraph, text, (), start, text, is_first=is_first)
    labels, lead = _label(texts, places)
    items, position, label_start = [], start, start
    for number, place in enumerate(places):
        end = position + len(texts[number])
        items.append(Item(place, fold(labels[number]), label_start, end))
        position = label_start = end + len(place.shown)
    return Line(paragraph, fold(lead), tuple(items), start, text, _is_sentence(texts, places), is_first)


def _visible(piece: Piece) -> str:
    if isinstance(piece, str):
        return piece
    return piece.value if piece.kind in {PlaceKind.CONTROL, PlaceKind.CONTROL_LIST} else " "


def _part_placeholders(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Make a blank of a placeholder that is plain text: the whole line, or what follows a colon."""
    for number, piece in enumerate(pieces):
        if not isinstance(piece, str) or number < len(pieces) - 1 or not piece.strip():
            yield piece
            continue
        split = max(piece.rfind(":"), piece.rfind("\uff1a")) + 1
        rest = piece[split:]
        if rest.strip() and is_placeholder(rest) and any(character.isalpha() for character in rest):
            n_space = len(rest) - len(rest.lstrip())
            if split or n_space:
                yield piece[: split + n_space]
            yield Place(PlaceKind.BLANK, 0, rest[n_space:])
        else:
            yield piece


def _alternate(pieces: Sequence[Piece]) -> tuple[list[str], list[Place]]:
    """Order pieces as text, place, text, place, …, text."""
    texts, places = [""], []
    for piece in pieces:
        if isinstance(piece, str):
            texts[-1] += piece
        else:
            places.append(piece)
            texts.append("")
    return texts, places


def _label(texts: list[str], places: list[Place]) -> tuple[list[str], str]:
    """Give each place its label, and the line its lead."""
    if not any(place.kind.is_box for place in places):
        return texts[:-1], _lead_of_blanks(texts)
    if _is_label_first(texts, places):
        lead, first = _split_lead(texts[0])
        return [first, *texts[1:-1]], lead
    labels = []
    for number, place in enumerate(places):
        after = texts[number + 1]
        labels.append(after if place.kind.is_box else texts[number])
    return [label.strip(" \t:\u2013-").strip() for label in labels], texts[0]


def _lead_of_blanks(texts: list[str]) -> str:
    return "" if not texts[-1].strip() else texts[0]


def _is_label_first(texts: list[str], places: list[Place]) -> bool:
    """Tell whether boxes follow their labels ("male ☐ female ☐"): the line begins with text and ends with a box."""
    is_open_end = not texts[-1].strip() and places[-1].kind.is_box
    return bool(texts[0].strip()) and is_open_end and (len(places) == 1 or bool(texts[1].strip()))


def _split_lead(text: str) -> tuple[str, str]:
    """Part the question from the label of the first box behind it: "Encrypted? Yes" or "Sex:   male"."""
    marks = [match.end() for match in re.finditer(r"[?\uff1f:\uff1a]|\t+|\s{2,}\S*$", text.rstrip())]
    if not marks:
        return "", text
    cut = marks[-1] if text[marks[-1] - 1 : marks[-1]] in "?\uff1f:\uff1a\t" else text.rstrip().rfind(" ")
    return text[:cut], text[cut:]


def _is_sentence(texts: list[str], places: list[Place]) -> bool:
    """Tell whether a sentence goes on around its blanks, so that no blank has a label of its own."""
    if any(place.kind.is_box for place in places):
        return False
    inner = [text for text in texts[1:] if text.strip()]
    if not inner or any(_GAP.match(text) or _GAP.search(text.rstrip()) for text in inner):
        return False
    if all(_LABEL_END.search(text) for text in texts[: len(places)]):
        return False
    return any(_goes_on(text) for text in inner)


def _goes_on(text: str) -> bool:
    first = text.strip()[:1]
    return first.islower() or first in ",.;)" or (has_cjk(first) and not _LABEL_END.search(text))


def is_label(text: str) -> bool:
    """Tell whether a text in front of a blank names what goes there."""
    return bool(text.strip()) and word_count(text) <= MAX_LABEL_WORDS


def without_number(line: Line) -> Line:
    """Give the line without the number written in front of it."""
    match = _NUMBER.match(line.lead)
    return line if match is None else replace(line, lead=line.lead[match.end() :])
