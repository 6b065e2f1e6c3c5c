"""Text put into paragraphs and cells of a document, as splices: runs made, replaced, or edited inside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from qanswer.ooxml.splice import Splice, open_tag, read_prefix, read_tag_name, text_to_xml
from qanswer.ooxml.word_index import Element

_TEXT_CONTENT = frozenset(
    ("rPr", "t", "br", "cr", "tab", "sym", "noBreakHyphen", "softHyphen", "lastRenderedPageBreak")
)
"""What a run may hold to count as text alone; a run with a footnote mark, picture or field is never removed."""
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
            tag, name = self.raw(element), read_tag_name(self.data, element.start)
            self.replace(element.start, element.end, open_tag(tag) + content + b"</" + name + b">", where)
        else:
            self.replace(element.tail, element.tail, content, where)

    def run(self, text: str, properties: bytes, prefix: bytes) -> bytes:
        """Make a run; as an insertion when the document tracks changes."""
        run = b"<%br>%b%b</%br>" % (prefix, properties, self.run_content(text, prefix), prefix)
        return self.inserted(run, prefix)

    def inserted(self, run: bytes, prefix: bytes) -> bytes:
        """Mark runs as an insertion when the document tracks changes."""
        return self._marked(b"ins", run, prefix) if self.is_tracking else run

    def deleted(self, run: bytes, prefix: bytes) -> bytes:
        """Mark runs as a deletion; their text is `w:delText` already."""
        return self._marked(b"del", run, prefix)

    def _marked(self, name: bytes, run: bytes, prefix: bytes) -> bytes:
        """Put a revision mark around runs. No date: the same answers give the same bytes."""
        self.next_id += 1
        start = b'<%b%b %bid="%d" %bauthor="Vendor">' % (prefix, name, prefix, self.next_id, prefix)
        return b"%b%b</%b%b>" % (start, run, prefix, name)

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


def text_runs(element: Element) -> list[Element]:
    """List the runs that hold text and nothing that must stay; deleted ones are left out."""
    return [run for run in element.iter("r") if is_text_run(run)]


def is_text_run(run: Element) -> bool:
    """Tell whether a run holds text and nothing that must stay."""
    names = {child.name for child in run.children}
    return (
        bool(names & {"t", "tab", "br", "sym"})
        and names <= _TEXT_CONTENT
        and not (is_deleted(run) or _is_hidden_run(run))
    )


def _is_hidden_run(run: Element) -> bool:
    return bool(run.children) and is_hidden(run.children[-1])


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
    """Give the font, size and language of a neighbour's text: not what makes it a label."""
    run = next(iter(text_runs(neighbour)), None) if neighbour is not None else None
    return b"" if run is None else neighbour_properties_of(writer, run)


def neighbour_properties_of(writer: PartWriter, run: Element) -> bytes:
    """Give a run's font, size and language: not what makes it a label."""
    properties = run.find("rPr")
    if properties is None:
        return b""
    dropped = [child for child in properties.children if child.name in (*_LABEL_ONLY, *_REVISION_MARKS)]
    return without(writer, properties, dropped)


def choose_properties(writer: PartWriter, paragraph: Element, neighbour: Element | None) -> bytes:
    """Choose run properties for the first text in a paragraph: of a run in it, its mark, or its neighbour."""
    runs = [run for run in paragraph.iter("r") if not is_deleted(run)]
    own = next((run_properties(writer, run) for run in runs if run.find("rPr") is not None), b"")
    return own or mark_properties(writer, paragraph) or neighbour_properties(writer, neighbour)


def write_paragraph(
    writer: PartWriter,
    paragraph: Element,
    text: str,
    where: str,
    *,
    neighbour: Element | None = None,
    properties: bytes | None = None,
) -> None:
    """Make `text` the paragraph's text: its text runs give way to one; bookmarks, notes and pictures stay.

    `properties` are the run's; None: chosen from what is there.
    """
    runs = text_runs(paragraph)
    if runs:
        write_runs(writer, runs, text, where, properties=properties)
    elif text:
        if properties is None:
            properties = choose_properties(writer, paragraph, neighbour)
        writer.insert_inside(paragraph, writer.run(text, properties, prefix_of(writer, paragraph)), where)


def write_runs(
    writer: PartWriter, runs: Sequence[Element], text: str, where: str, *, properties: bytes | None = None
) -> None:
    """Put one run of `text` in the place of some runs; it takes the first one's properties unless some are given."""
    first = runs[0]
    if properties is None:
        properties = run_properties(writer, first)
    run = writer.run(text, properties, prefix_of(writer, first)) if text else b""
    around = first.parent
    if writer.is_tracking and around is not None and around.name == "ins":
        writer.replace(around.start, around.start, run, where)
        run = b""
    writer.replace(first.start, first.end, run + deleted_run(writer, first), where)
    for old in runs[1:]:
        remove_run(writer, old, where)


def remove_run(writer: PartWriter, run: Element, where: str) -> None:
    """Remove a run; where changes are tracked, mark it deleted."""
    writer.replace(run.start, run.end, deleted_run(writer, run), where)


def deleted_run(writer: PartWriter, run: Element) -> bytes:
    """Give what stays of a removed run: nothing, or a tracked deletion of it."""
    if not writer.is_tracking or is_inserted(run):
        return b""
    prefix = prefix_of(writer, run)
    position, pieces = run.start, []
    for child in run.children:
        if child.name == "t":
            pieces += [writer.data[position : child.start], deleted_text(writer, child)]
            position = child.end
    return writer.deleted(b"".join([*pieces, writer.data[position : run.end]]), prefix)


def deleted_text(writer: PartWriter, element: Element) -> bytes:
    """Turn a `w:t` into the `w:delText` that a deletion holds."""
    prefix = prefix_of(writer, element)
    tag = writer.data[element.start : element.head_end].replace(prefix + b"t", prefix + b"delText", 1)
    closing = b"" if element.is_self_closed else b"</" + prefix + b"delText>"
    return tag + writer.data[element.head_end : element.tail] + closing


def is_hidden(element: Element) -> bool:
    """Tell whether an element of a run is set as hidden text."""
    vanish = element.parent.find_path("rPr", "vanish") if element.parent is not None else None
    return vanish is not None and vanish.is_on


def is_inserted(element: Element) -> bool:
    """Tell whether an element lies in a tracked insertion."""
    return any(around.name == "ins" for around in element.ancestors())
