"""Text put into paragraphs and cells of a document, as splices: runs made, replaced, or edited inside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from qanswer.ooxml.splice import Splice, find_tag_end, open_tag, read_prefix, text_to_xml
from qanswer.ooxml.word_index import Element

_TEXT_CONTENT = frozenset(
    ("rPr", "t", "br", "cr", "tab", "sym", "noBreakHyphen", "softHyphen", "lastRenderedPageBreak")
)
"""What a run may hold to count as text alone; a run with a footnote mark, picture or field is never removed."""
_SHOWN = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_PIECE = re.compile(r"[\n\t]|[^\n\t]+")
_LABEL_ONLY = ("b", "bCs", "i", "iCs", "color", "highlight", "u", "shd", "caps", "smallCaps", "strike", "rStyle")
"""Run properties that a label has for itself; an answer beside it takes the rest."""
_REVISION_MARKS = ("ins", "del", "moveFrom", "moveTo", "rPrChange")


@dataclass(slots=True)
class PartWriter:
    """Collects the splices of one part."""

    data: bytes
    encoding: str
    is_tracking: bool = False
    splices: list[Splice] = field(default_factory=list)
    next_id: int = 1

    def raw(self, element: Element) -> bytes:
        """Give an element's bytes."""
        return self.data[element.start : element.end]

    def replace(self, start: int, end: int, text: bytes, where: str) -> None:
        """Replace a stretch of bytes."""
        if self.data[start:end] != text:
            self.splices.append(Splice(start, end, text, where))

    def remove(self, element: Element, where: str) -> None:
        """Remove an element."""
        self.replace(element.start, element.end, b"", where)

    def insert_inside(self, element: Element, content: bytes, where: str) -> None:
        """Put content at the end of an element, which is opened if it closes itself."""
        if element.is_self_closed:
            tag = self.data[element.start : element.end]
            name = tag[1:].split(b"/", 1)[0].split()[0]
            self.replace(element.start, element.end, open_tag(tag) + content + b"</" + name + b">", where)
        else:
            self.replace(element.tail, element.tail, content, where)

    def run(self, text: str, properties: bytes, prefix: bytes) -> bytes:
        """Make a run; as an insertion when the document tracks changes."""
        run = b"<%br>%b%b</%br>" % (prefix, properties, self.run_content(text, prefix), prefix)
        return self.inserted(run, prefix)

    def inserted(self, run: bytes, prefix: bytes) -> bytes:
        """Mark runs as an insertion when the document tracks changes."""
        if not self.is_tracking:
            return run
        self.next_id += 1
        return b'<%bins %bid="%d" %bauthor="Vendor">%b</%bins>' % (
            prefix, prefix, self.next_id, prefix, run, prefix,
        )  # fmt: skip

    def run_content(self, text: str, prefix: bytes) -> bytes:
        """Make the inside of a run: text, with line breaks and tabs as elements."""
        pieces = []
        for piece in _PIECE.findall(text):
            if piece == "\n":
                pieces.append(b"<%bbr/>" % prefix)
            elif piece == "\t":
                pieces.append(b"<%btab/>" % prefix)
            else:
                body = text_to_xml(piece, self.encoding)
                pieces.append(b'<%bt xml:space="preserve">%b</%bt>' % (prefix, body, prefix))
        return b"".join(pieces)


def prefix_of(writer: PartWriter, element: Element) -> bytes:
    """Give the namespace prefix that an element uses, with its colon."""
    return read_prefix(writer.data, element.start)


def element_text(element: Element) -> str:
    """Give the text that an element shows; paragraphs are parted by line feeds, deleted text is left out."""
    return TextMap.of(element).text


def text_runs(element: Element) -> list[Element]:
    """List the runs that hold text and nothing that must stay; deleted ones are left out."""
    return [run for run in element.iter("r") if _is_text_run(run)]


def _is_text_run(run: Element) -> bool:
    names = {child.name for child in run.children}
    return bool(names & {"t", "tab", "br", "sym"}) and names <= _TEXT_CONTENT and not is_deleted(run)


def is_deleted(element: Element) -> bool:
    """Tell whether an element lies in a tracked deletion."""
    return any(around.name in {"del", "moveFrom"} for around in element.ancestors())


def run_properties(writer: PartWriter, run: Element) -> bytes:
    """Give a run's properties without a placeholder's style."""
    properties = run.find("rPr")
    if properties is None:
        return b""
    dropped = [child for child in properties.children if child.name in _REVISION_MARKS or _is_placeholder_style(child)]
    return without(writer, properties, dropped)


def _is_placeholder_style(element: Element) -> bool:
    return element.name == "rStyle" and "placeholder" in element.value().lower()


def without(writer: PartWriter, element: Element, dropped: Iterable[Element]) -> bytes:
    """Give an element's bytes without some of its children; b"" when nothing is left in it."""
    gone = list(dropped)
    if element.is_self_closed or len(gone) == len(element.children):
        return b""
    pieces, position = [], element.start
    for child in gone:
        pieces.append(writer.data[position : child.start])
        position = child.end
    return b"".join([*pieces, writer.data[position : element.end]])


def mark_properties(writer: PartWriter, paragraph: Element) -> bytes:
    """Give the properties of a paragraph's mark, which new text in it takes."""
    properties = paragraph.find_path("pPr", "rPr")
    if properties is None:
        return b""
    dropped = [child for child in properties.children if child.name in _REVISION_MARKS or _is_placeholder_style(child)]
    return without(writer, properties, dropped)


def neighbour_properties(writer: PartWriter, neighbour: Element | None) -> bytes:
    """Give a neighbour's font, size and language: not what makes it a label."""
    if neighbour is None:
        return b""
    properties = next((run.find("rPr") for run in text_runs(neighbour)), None)
    if properties is None:
        return b""
    dropped = [child for child in properties.children if child.name in (*_LABEL_ONLY, *_REVISION_MARKS)]
    return without(writer, properties, dropped)


def choose_properties(writer: PartWriter, paragraph: Element, neighbour: Element | None) -> bytes:
    """Choose run properties for new text: the paragraph's own, its mark's, its neighbour's."""
    runs = [run for run in paragraph.iter("r") if not is_deleted(run)]
    own = next((run_properties(writer, run) for run in runs if run.find("rPr") is not None), b"")
    return own or mark_properties(writer, paragraph) or neighbour_properties(writer, neighbour)


def write_paragraph(
    writer: PartWriter, paragraph: Element, text: str, where: str, *, neighbour: Element | None = None
) -> None:
    """Make `text` the paragraph's text: its text runs give way to one; bookmarks, notes and pictures stay."""
    prefix = prefix_of(writer, paragraph)
    runs = text_runs(paragraph)
    properties = choose_properties(writer, paragraph, neighbour)
    run = writer.run(text, properties, prefix) if text else b""
    anchor = next((old for old in runs if old.parent is paragraph), None)
    for old in runs:
        if old is not anchor:
            remove_run(writer, old, where)
    if anchor is not None:
        writer.replace(anchor.start, anchor.end, run + deleted_run(writer, anchor), where)
    elif run:
        writer.insert_inside(paragraph, run, where)


def remove_run(writer: PartWriter, run: Element, where: str) -> None:
    """Remove a run; where changes are tracked, mark it deleted."""
    writer.replace(run.start, run.end, deleted_run(writer, run), where)


def deleted_run(writer: PartWriter, run: Element) -> bytes:
    """Give what stays of a removed run: nothing, or a tracked deletion of it."""
    if not writer.is_tracking or any(around.name == "ins" for around in run.ancestors()):
        return b""
    prefix = prefix_of(writer, run)
    raw, position, pieces = writer.raw(run), 0, []
    for child in run.children:
        if child.name == "t":
            start, end = child.start - run.start, child.end - run.start
            tag_end = find_tag_end(raw, start)
            tag = raw[start:tag_end].replace(prefix + b"t", prefix + b"delText", 1)
            inside = raw[tag_end : child.tail - run.start]
            closing = b"" if child.is_self_closed else b"</" + prefix + b"delText>"
            pieces += [raw[position:start], tag, inside, closing]
            position = end
    writer.next_id += 1
    return b'<%bdel %bid="%d" %bauthor="Vendor">%b</%bdel>' % (
        prefix, prefix, writer.next_id, prefix, b"".join([*pieces, raw[position:]]), prefix,
    )  # fmt: skip


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


def edit_text(writer: PartWriter, shown: TextMap, edits: Iterable[TextEdit]) -> None:
    """Make edits inside of the runs that hold the text; each run keeps its properties."""
    changes: dict[int, list[tuple[int, int, str]]] = {}
    where = ""
    for edit in edits:
        where = edit.where
        text = edit.text
        for number, piece in _touched(shown.pieces, edit):
            start, end = max(edit.start, piece.start) - piece.start, min(edit.end, piece.end) - piece.start
            changes.setdefault(number, []).append((start, end, text))
            text = ""
    for number, spans in changes.items():
        piece = shown.pieces[number]
        if piece.element is not None:
            _rewrite(writer, piece, spans, where)


def _touched(pieces: list[Piece], edit: TextEdit) -> Iterator[tuple[int, Piece]]:
    """Give the pieces that an edit changes; a pure insertion goes to the piece that ends or begins there."""
    found = [
        (number, piece)
        for number, piece in enumerate(pieces)
        if piece.element is not None and piece.start < edit.end and edit.start < piece.end
    ]
    if not found:
        found = [
            (number, piece)
            for number, piece in enumerate(pieces)
            if piece.element is not None and piece.element.name == "t" and piece.start <= edit.start <= piece.end
        ][:1]
    yield from found


def _rewrite(writer: PartWriter, piece: Piece, spans: list[tuple[int, int, str]], where: str) -> None:
    element = piece.element
    if element is None:
        return
    text, position, parts = piece.text, 0, []
    for start, end, new in sorted(spans):
        parts += [text[position:start], new]
        position = end
    new_text = "".join([*parts, text[position:]])
    if new_text != text:
        content = writer.run_content(new_text, prefix_of(writer, element))
        writer.replace(element.start, element.end, content, where)
