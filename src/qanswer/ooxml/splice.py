"""Byte edits in one XML part: everything outside the splices stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from qanswer.core.errors import DamagedFileError

_ATTRIBUTE = re.compile(rb"\s+([^\s=/>]+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EDGE_SPACE = re.compile(r"\A\s|\s\Z|\s\s|[\n\t]")


@dataclass(frozen=True, slots=True, order=True)
class Splice:
    """Bytes `start` to `end` of a part become `text`; `where` is the locator of the answer that asked for it."""

    start: int
    end: int
    text: bytes
    where: str = ""


def apply_splices(data: bytes, splices: Iterable[Splice]) -> bytes:
    """Make all edits in one pass; those at the same place stand in the order given.

    Raises:
        ValueError: two edits overlap.
    """
    pieces: list[bytes | memoryview] = []
    position, view = 0, memoryview(data)
    for splice in sorted(splices, key=lambda splice: (splice.start, splice.end)):
        if splice.start < position:
            message = f"two edits overlap at byte {splice.start} ({splice.where})"
            raise ValueError(message)
        pieces += [view[position : splice.start], splice.text]
        position = splice.end
    return b"".join([*pieces, view[position:]])


def find_illegal(text: str) -> str:
    """Name the first character that XML 1.0 cannot hold, or ""."""
    match = _ILLEGAL.search(text)
    return f"U+{ord(match[0]):04X}" if match else ""


def unify_newlines(text: str) -> str:
    """Write every line break as a line feed, as Office stores it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def text_to_xml(text: str, encoding: str) -> bytes:
    """Escape text for the inside of an element.

    In a part that is not UTF-8, all but ASCII becomes character references: not every reader knows the encoding.
    """
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    is_utf8 = encoding.upper() in {"UTF-8", "UTF8"}
    return escaped.encode() if is_utf8 else escaped.encode("ascii", "xmlcharrefreplace")


def attribute_to_xml(value: str, encoding: str) -> bytes:
    """Escape text for an attribute between double quotes."""
    escaped = text_to_xml(value, encoding).replace(b'"', b"&quot;")
    return escaped.replace(b"\n", b"&#10;").replace(b"\t", b"&#9;")


def needs_preserve(text: str) -> bool:
    """Tell whether an element needs xml:space="preserve" for this text to survive."""
    return bool(_EDGE_SPACE.search(text))


def find_tag_end(data: bytes, start: int) -> int:
    """Give the offset after the ">" of the tag that begins at `start`; ">" inside of quotes does not count."""
    position = start
    while True:
        end = data.find(b">", position)
        if end < 0:
            message = "a tag has no end"
            raise DamagedFileError(message)
        double, single = data.find(b'"', position, end), data.find(b"'", position, end)
        opened = min((quote for quote in (double, single) if quote >= 0), default=-1)
        if opened < 0:
            return end + 1
        position = data.find(data[opened : opened + 1], opened + 1) + 1
        if position == 0:
            message = "an attribute's quote is not closed"
            raise DamagedFileError(message)


def find_element_end(data: bytes, start: int, offset: int) -> tuple[int, int]:
    """Give where an element's end tag begins and ends; `offset` is where expat stood when the element ended.

    Both are the end of the tag for an element that closes itself: there expat stands behind the tag already.
    """
    head_end = find_tag_end(data, start)
    if data[head_end - 2 : head_end] == b"/>":
        return head_end, head_end
    return offset, find_tag_end(data, offset)


def read_tag_name(data: bytes, start: int) -> bytes:
    """Give the name, prefix and all, of the tag that begins at `start`."""
    match = re.compile(rb"</?([^\s/>]+)").match(data, start)
    if match is None:
        message = "a tag has no name"
        raise DamagedFileError(message)
    return match[1]


def read_prefix(data: bytes, start: int) -> bytes:
    """Give the prefix, colon included, of the tag that begins at `start`; b"" when it has none."""
    prefix, colon, _ = read_tag_name(data, start).rpartition(b":")
    return prefix + colon


def is_self_closed(tag: bytes) -> bool:
    """Tell whether a whole tag closes itself."""
    return tag.endswith(b"/>")


def open_tag(tag: bytes) -> bytes:
    """Turn a self-closed tag into a start tag; any other stays."""
    return tag[:-2].rstrip() + b">" if is_self_closed(tag) else tag


def close_tag(tag: bytes) -> bytes:
    """Turn a start tag into one that closes itself; any other stays."""
    return tag if is_self_closed(tag) else tag[:-1].rstrip() + b"/>"


def drop_attribute(tag: bytes, name: bytes) -> bytes:
    """Remove an attribute, with the space before it, from a whole tag."""
    for match in _ATTRIBUTE.finditer(tag):
        if match[1] == name:
            return tag[: match.start()] + tag[match.end() :]
    return tag


def set_attribute(tag: bytes, name: bytes, value: bytes) -> bytes:
    """Set an attribute (value already escaped) where it stands, or add it after the last."""
    for match in _ATTRIBUTE.finditer(tag):
        if match[1] == name:
            return tag[: match.start(2)] + b'"' + value + b'"' + tag[match.end(2) :]
    body = tag[:-2].rstrip() if is_self_closed(tag) else tag[:-1].rstrip()
    return body + b" " + name + b'="' + value + b'"' + tag[len(tag[:-2].rstrip()) if is_self_closed(tag) else -1 :]
