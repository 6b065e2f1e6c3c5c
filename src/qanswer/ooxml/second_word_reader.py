"""A document as another program reads it: python-docx (lxml alone for .docm) looks the answers up."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from qanswer.core.errors import FileError
from qanswer.ooxml.edits import Expectation
from qanswer.ooxml.package import Package

if TYPE_CHECKING:
    from lxml import etree

_TRANSPARENT = frozenset(("sdt", "sdtContent", "customXml", "smartTag", "ins", "del", "moveFrom", "moveTo"))
"""Elements around rows and cells that do not count as a level of their own."""
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t"}


def find_document_differences(before: Package, after: Package, expected: Sequence[Expectation]) -> Iterator[str]:
    """Say what is wrong: a place that does not hold its answer, or another place whose text changed.

    Raises:
        FileError: the filled document cannot be read.
    """
    old, new = _read_places(before), _read_places(after)
    touched: dict[str, list[str]] = {}
    for expectation in expected:
        touched.setdefault(expectation.place, []).append(expectation.text)
    if old.keys() != new.keys():
        yield "the document has other paragraphs or cells than before"
    around = {ancestor for place in touched for ancestor in _ancestors(place)} | touched.keys()
    for place, text in new.items():
        is_touched = place in around or any(ancestor in touched for ancestor in _ancestors(place))
        if not is_touched and old.get(place) != text:
            yield f"{place} changed"
    for place, texts in touched.items():
        found = new.get(place)
        for text in texts:
            if found is None or text not in found:
                yield f"{place} reads {found!r:.60}, not {text!r:.60}"


def _ancestors(place: str) -> Iterator[str]:
    """Give the places around a place, the nearest last."""
    steps = place.split("/")
    yield from ("/".join(steps[:n]) for n in range(1, len(steps)))


def _read_places(package: Package) -> dict[str, str]:
    """Read the text of every paragraph and cell by its locator."""
    root = _read_root(package)
    body = next((child for child in root if _local(child) == "body"), None)
    return {} if body is None else dict(_walk_block(body, ""))


def _read_root(package: Package) -> etree._Element:
    if package.kind == "docx":
        import docx

        try:
            root: etree._Element = docx.Document(io.BytesIO(package.archive.data)).element
        except (KeyError, ValueError, AttributeError):
            pass  # a package that python-docx cannot open (it insists on some parts): lxml reads the part alone
        else:
            return root
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(package.read(package.main_part), parser)
    except etree.XMLSyntaxError as error:
        message = f"the second reader cannot read the document ({error})"
        raise FileError(message) from error


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def _walk_block(block: etree._Element, prefix: str) -> Iterator[tuple[str, str]]:
    n_paragraphs = n_tables = 0
    for child in block:
        local = _local(child)
        if local == "p":
            yield f"{prefix}P{n_paragraphs}", _text(child)
            n_paragraphs += 1
        elif local == "tbl":
            yield from _walk_table(child, f"{prefix}T{n_tables}")
            n_tables += 1


def _walk_table(table: etree._Element, name: str) -> Iterator[tuple[str, str]]:
    for n_row, row in enumerate(_children(table, "tr")):
        for n_cell, cell in enumerate(_children(row, "tc")):
            place = f"{name}R{n_row}C{n_cell}"
            yield place, _text(cell)
            yield from _walk_block(cell, f"{place}/")


def _children(element: etree._Element, wanted: str) -> Iterator[etree._Element]:
    for child in element:
        local = _local(child)
        if local == wanted:
            yield child
        elif local in _TRANSPARENT:
            yield from _children(child, wanted)


def _text(element: etree._Element) -> str:
    """Give the text of a paragraph or cell; paragraphs are parted by line feeds, deleted text is left out."""
    pieces: list[str] = []
    for node in element.iter():
        local = _local(node)
        if local == "t":
            pieces.append(node.text or "")
        elif local in _BREAKS and _local_parent(node) == "r":
            pieces.append(_BREAKS[local])
        elif local == "p" and pieces:
            pieces.append("\n")
    return "".join(pieces)


def _local_parent(node: etree._Element) -> str:
    parent = node.getparent()
    return "" if parent is None else _local(parent)
