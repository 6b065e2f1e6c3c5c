"""Byte edits: only what is asked for changes, in any spelling of a tag."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanswer.core.errors import DamagedFileError
from qanswer.ooxml.sheet_splice import escape_xstring, unescape_xstring
from qanswer.ooxml.splice import (
    Splice,
    apply_splices,
    attribute_to_xml,
    close_tag,
    drop_attribute,
    find_illegal,
    find_tag_end,
    open_tag,
    read_prefix,
    set_attribute,
    text_to_xml,
)

_XML_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))


@given(
    st.binary(max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.binary(max_size=5)), max_size=5),
)
def test_bytes_outside_of_the_edits_stay(data: bytes, wanted: list[tuple[int, int, bytes]]) -> None:
    """Law: the edits in place, everything else in order; overlapping edits are refused."""
    splices = [Splice(min(a, b, len(data)), min(max(a, b), len(data)), text) for a, b, text in wanted]
    ordered = sorted(splices, key=lambda splice: (splice.start, splice.end))
    if any(one.end > other.start for one, other in pairwise(ordered)):
        with pytest.raises(ValueError, match="overlap"):
            apply_splices(data, splices)
        return
    expected, position = b"", 0
    for splice in ordered:
        expected += data[position : splice.start] + splice.text
        position = splice.end
    assert apply_splices(data, splices) == expected + data[position:]


@pytest.mark.parametrize(
    "tag",
    [b'<c r="B2" t="s"/>', b"<c\n t = 's'\tr='B2' >", b'<x:c a=" t=\'no\' >" t="s"/>', b'<c t="s">', b"<c/>"],
)
def test_a_tags_attributes_are_edited_in_place(tag: bytes) -> None:
    """Quotes, spaces and look-alikes in other values do not matter."""
    assert find_tag_end(tag + b"<d>", 0) == len(tag)
    changed = set_attribute(tag, b"t", b"b")
    assert ET.fromstring(_whole(changed)).get("t") == "b"
    dropped = ET.fromstring(_whole(drop_attribute(changed, b"t")))
    assert dropped.attrib == {key: value for key, value in ET.fromstring(_whole(tag)).attrib.items() if key != "t"}
    assert drop_attribute(set_attribute(b"<c>", b"t", b"b"), b"t") == b"<c>"


def _whole(tag: bytes) -> bytes:
    return (tag if tag.endswith(b"/>") else close_tag(tag)).replace(b"x:c", b"c")


def test_tags_are_opened_and_closed() -> None:
    """Both ways, and twice changes nothing."""
    assert open_tag(b'<c r="1" />') == b'<c r="1">'
    assert close_tag(b'<c r="1" >') == b'<c r="1"/>'
    assert open_tag(b"<c>") == b"<c>"
    assert read_prefix(b"<x:c>", 0) == b"x:"
    assert read_prefix(b"</c>", 0) == b""


@pytest.mark.parametrize("data", [b"<c r='", b"<c", b'<c r="1>'])
def test_a_tag_that_does_not_end_is_damage(data: bytes) -> None:
    """No endless search."""
    with pytest.raises(DamagedFileError):
        find_tag_end(data, 0)


@given(_XML_TEXT)
@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1", "windows-1252"])
def test_any_text_survives_any_encoding(encoding: str, text: str) -> None:
    """As an element's text and as an attribute."""
    xml = (
        f'<?xml version="1.0" encoding="{encoding}"?><a b="'.encode()
        + attribute_to_xml(text, encoding)
        + b'">'
        + text_to_xml(text, encoding)
        + b"</a>"
    )
    element = ET.fromstring(xml)
    assert (element.text or "") == text
    assert element.get("b") == text


@given(st.text(alphabet="_x005FDabé ", max_size=30))
def test_escaped_characters_read_back_as_written(text: str) -> None:
    """What looks like an escape of Excel's is escaped itself."""
    assert unescape_xstring(escape_xstring(text)) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [("a\x00b", "U+0000"), ("\x0b", "U+000B"), ("\ufffe", "U+FFFE"), ("\ud800", "U+D800"), ("tab\t\r\n é 🔐", "")],
)
def test_characters_that_xml_cannot_hold_are_named(text: str, name: str) -> None:
    """Control characters, half surrogates and non-characters."""
    assert find_illegal(text) == name
