"""Text edited inside of the runs of a paragraph or cell: answers behind their labels, tick boxes, field results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from qanswer.ooxml.word_index import Element
from qanswer.questionnaires.fill.word_text import (
    PartWriter,
    is_deleted,
    is_hidden,
    is_inserted,
    neighbour_properties_of,
    prefix_of,
)

_SHOWN = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}


def element_text(element: Element) -> str:
    """Give the text that an element shows; paragraphs are parted by line feeds, deleted text is left out."""
    return TextMap.of(element).text


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of shown text and the element that shows it; None: the end of a paragraph."""

    start: int
    text: str
    element: Element | None

    @property
    def end(self) -> int:
        """Where the stretch ends."""
        return self.start + len(self.text)


@dataclass(slots=True)
class TextMap:
    """The text that an element shows, and which element shows each character."""

    text: str
    pieces: list[Piece]

    @classmethod
    def of(cls, element: Element) -> TextMap:
        """Read the text of a paragraph or cell."""
        pieces: list[Piece] = []
        position = 0
        for text, shown in _shown(element):
            pieces.append(Piece(position, text, shown))
            position += len(text)
        return cls("".join(piece.text for piece in pieces), pieces)


def _shown(element: Element) -> Iterator[tuple[str, Element | None]]:
    seen_paragraph = False
    for node in element.iter():
        if node.name == "t":
            if not is_deleted(node) and not is_hidden(node):
                yield node.text, node
        elif node.name in _SHOWN and node.parent is not None and node.parent.name == "r":
            yield _SHOWN[node.name], node
        elif node.name == "p":
            if seen_paragraph:
                yield "\n", None
            seen_paragraph = True


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Characters `start` to `end` of a `TextMap` become `text`."""

    start: int
    end: int
    text: str
    where: str


_Spans = list[tuple[int, int, str]]


def edit_text(writer: PartWriter, shown: TextMap, edits: Iterable[TextEdit]) -> None:
    """Make edits inside of the runs that hold the text; each run keeps its properties.

    Text put in at the very end of a run (behind a label, that is) becomes a run of its own, without the label's looks.
    """
    changes: dict[int, _Spans] = {}
    where = ""
    for edit in edits:
        where, text = edit.where, edit.text
        for number, piece in _touched(shown.pieces, edit):
            start, end = max(edit.start, piece.start) - piece.start, min(edit.end, piece.end) - piece.start
            changes.setdefault(number, []).append((start, end, text))
            text = ""
    runs: dict[int, list[tuple[Piece, _Spans]]] = {}
    for number, spans in changes.items():
        piece = shown.pieces[number]
        if piece.element is not None and piece.element.parent is not None:
            runs.setdefault(piece.element.parent.start, []).append((piece, sorted(spans)))
    for pieces in runs.values():
        _RunEditor(writer, pieces).write(where)


def _touched(pieces: Sequence[Piece], edit: TextEdit) -> Iterator[tuple[int, Piece]]:
    """Give the pieces that an edit changes; a pure insertion goes to the text that ends there, else begins there."""
    numbered = [(number, piece) for number, piece in enumerate(pieces) if piece.element is not None]
    found = [item for item in numbered if item[1].start < edit.end and edit.start < item[1].end]
    at = [item for item in numbered if item[1].start <= edit.start <= item[1].end]
    yield from found or at[:1]


class _RunEditor:
    """Rewrites one run from its pieces and their changes."""

    def __init__(self, writer: PartWriter, pieces: Sequence[tuple[Piece, _Spans]]) -> None:
        self._writer = writer
        self._pieces = pieces
        element = pieces[0][0].element
        parent = element.parent if element is not None else None
        if element is None or parent is None:
            message = "text without a run"
            raise ValueError(message)
        self._run = parent
        self._prefix = prefix_of(writer, parent)

    def write(self, where: str) -> None:
        """Add the splices."""
        if self._writer.is_tracking and self._run.name == "r" and not is_inserted(self._run):
            self._write_tracked(where)
            return
        for piece, spans in self._pieces:
            if piece.element is not None:
                inside, behind = self._split_end(piece, spans)
                text = _replace_spans(piece.text, inside)
                if text != piece.text:
                    content = self._writer.run_content(text, self._prefix)
                    self._writer.replace(piece.element.start, piece.element.end, content, where)
                if behind:
                    self._add_run_behind(piece.element, behind, where)

    def _split_end(self, piece: Piece, spans: _Spans) -> tuple[_Spans, str]:
        """Part what goes into the run from what goes behind it."""
        length = len(piece.text)
        is_last = self._run.children[-1] is piece.element
        behind = "".join(text for start, _, text in spans if start == length) if is_last else ""
        return [span for span in spans if not (behind and span[0] == length)], behind

    def _add_run_behind(self, element: Element, text: str, where: str) -> None:
        if self._run.name != "r":
            self._writer.replace(element.end, element.end, self._writer.run_content(text, self._prefix), where)
            return
        run = self._writer.run(text, neighbour_properties_of(self._writer, self._run), self._prefix)
        self._writer.replace(self._run.end, self._run.end, run, where)

    def _write_tracked(self, where: str) -> None:
        """Cut the run where it changes: what goes becomes a deletion, what comes an insertion."""
        changed = {piece.element.start: (piece, spans) for piece, spans in self._pieces if piece.element is not None}
        properties = self._run.find("rPr")
        head = self._writer.raw(properties) if properties is not None else b""
        pieces: list[bytes] = []
        for child in self._run.children:
            if child.start in changed:
                pieces += self._tracked(*changed[child.start], head)
            elif child is not properties:
                pieces.append(self._wrap(head, self._writer.raw(child)))
        self._writer.replace(self._run.start, self._run.end, b"".join(pieces), where)

    def _tracked(self, piece: Piece, spans: _Spans, head: bytes) -> Iterator[bytes]:
        position = 0
        for start, end, text in spans:
            yield self._kept(piece.text[position:start], head)
            yield self._removed(piece, piece.text[start:end], head)
            if text:
                looks = head if start < len(piece.text) else neighbour_properties_of(self._writer, self._run)
                yield self._writer.run(text, looks, self._prefix)
            position = end
        yield self._kept(piece.text[position:], head)

    def _kept(self, text: str, head: bytes) -> bytes:
        return self._wrap(head, self._writer.run_content(text, self._prefix)) if text else b""

    def _removed(self, piece: Piece, text: str, head: bytes) -> bytes:
        if not text or piece.element is None:
            return b""
        if piece.element.name == "t":
            content = self._writer.run_content(text, self._prefix)
            for tag in (b"<", b"</"):
                content = content.replace(tag + self._prefix + b"t ", tag + self._prefix + b"delText ")
                content = content.replace(tag + self._prefix + b"t>", tag + self._prefix + b"delText>")
        else:
            content = self._writer.raw(piece.element)
        return self._writer.deleted(self._wrap(head, content), self._prefix)

    def _wrap(self, head: bytes, content: bytes) -> bytes:
        return b"<%br>%b%b</%br>" % (self._prefix, head, content, self._prefix)


def _replace_spans(text: str, spans: _Spans) -> str:
    position, parts = 0, []
    for start, end, new in spans:
        parts += [text[position:start], new]
        position = end
    return "".join([*parts, text[position:]])
