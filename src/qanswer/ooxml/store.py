"""Data that content controls are bound to: which part holds it, where in the part, and the edit that sets it.

Word shows a bound control's value from its store when it opens the file, so text in the document alone would be lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from qanswer.core.errors import DamagedFileError
from qanswer.ooxml.edits import PartEdit
from qanswer.ooxml.limits import make_parser
from qanswer.ooxml.package import Package, parse_part
from qanswer.ooxml.splice import (
    Splice,
    attribute_to_xml,
    find_element_end,
    find_tag_end,
    open_tag,
    read_tag_name,
    set_attribute,
    text_to_xml,
)

_PROPERTY_STORES = {
    "{6c3c8bc8-f283-45ae-878a-bab7291924a1}": "core-properties",
    "{6668398d-a668-4e3e-a5eb-62b293d839f1}": "extended-properties",
}
"""Ids that Word gives the document's own properties ([MS-OI29500] 2.1.517)."""
_STEP = re.compile(r"/(?:text\(\)\Z|(?P<attribute>@)?(?:(?P<prefix>[\w.-]+):)?(?P<name>[\w.-]+)(?:\[(?P<n>\d+)\])?)")
_MAPPING = re.compile(r"xmlns:([\w.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


@dataclass(frozen=True, slots=True)
class Binding:
    """What a control says of its data: the store's id, an XPath, and the prefixes used in it."""

    store_id: str
    path: str
    mappings: str


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of the path: the n-th child called `name` ("namespace local"), or an attribute."""

    name: str
    number: int
    is_attribute: bool


@dataclass(slots=True)
class StoreWriter:
    """Collects the edits of the stores of one document."""

    package: Package
    _splices: dict[str, dict[tuple[int, int], Splice]] = field(default_factory=dict)
    _parts: dict[str, str] | None = None

    def write(self, binding: Binding, text: str, where: str) -> str:
        """Set the bound value; gives the reason why it cannot be set, or "".

        A control whose store or node does not exist is not bound to anything: Word shows what the document holds.
        """
        part = self._find_part(binding.store_id)
        if part is None:
            return ""
        steps = _parse_path(binding)
        if steps is None:
            return f"the control is bound to data by a path that is not understood ({binding.path[:60]})"
        facts = self.package.facts.get(part)
        if facts is None or facts.is_utf16:
            return f"the control is bound to {part}, which cannot be edited"
        found = _NodeFinder(self.package.read(part), steps).find(part)
        if found is None:
            return ""
        return self._add(part, found.edit(text, facts.encoding, where))

    def edits(self) -> tuple[PartEdit, ...]:
        """Give the edits part by part."""
        return tuple(
            PartEdit(part, tuple(sorted(splices.values()))) for part, splices in self._splices.items() if splices
        )

    def _add(self, part: str, splice: Splice | None) -> str:
        if splice is None:
            return "the control is bound to data that is more than a text"
        known = self._splices.setdefault(part, {})
        key = (splice.start, splice.end)
        if key in known and known[key].text != splice.text:
            return "another answer goes into the same bound data"
        if self.package.read(part)[splice.start : splice.end] != splice.text:
            known[key] = splice
        return ""

    def _find_part(self, store_id: str) -> str | None:
        kind = _PROPERTY_STORES.get(store_id.lower())
        if kind is not None:
            return next(iter(self.package.related("", kind)), None)
        if self._parts is None:
            self._parts = _read_store_ids(self.package)
        return self._parts.get(store_id.lower())


def _read_store_ids(package: Package) -> dict[str, str]:
    """Read the ids of the custom XML parts."""
    parts: dict[str, str] = {}
    for part in package.related(package.main_part, "customXml"):
        ids: list[str] = []

        def start(name: str, attributes: dict[str, str], ids: list[str] = ids) -> None:
            if name.endswith(" datastoreItem"):
                ids.extend(value for key, value in attributes.items() if key.endswith("itemID"))

        for properties in package.related(part, "customXmlProps"):
            parse_part(package, properties, start)
        parts.update((id_.lower(), part) for id_ in ids)
    return parts


def _parse_path(binding: Binding) -> tuple[_Step, ...] | None:
    """Read an XPath of plain steps, as Word writes them; None for anything else."""
    prefixes = {match[1]: match[2] or match[3] or "" for match in _MAPPING.finditer(binding.mappings)}
    steps, position = [], 0
    while position < len(binding.path):
        match = _STEP.match(binding.path, position)
        if match is None or (match["prefix"] and match["prefix"] not in prefixes):
            return None
        if match["name"]:
            namespace = prefixes.get(match["prefix"] or "", "")
            name = f"{namespace} {match['name']}" if namespace else match["name"]
            steps.append(_Step(name, int(match["n"] or 1), bool(match["attribute"])))
        position = match.end()
    return tuple(steps) or None


@dataclass(slots=True)
class _Node:
    """The bound element, or the element whose attribute is bound."""

    data: bytes
    start: int
    head_end: int
    tail: int = 0
    end: int = 0
    attribute: str = ""
    has_children: bool = False

    def edit(self, text: str, encoding: str, where: str) -> Splice | None:
        """Give the edit that sets its text; None when it holds elements."""
        tag = self.data[self.start : self.head_end]
        if self.attribute:
            new = set_attribute(tag, self.attribute.encode(), attribute_to_xml(text, encoding))
            return Splice(self.start, self.head_end, new, where)
        if self.has_children:
            return None
        body = text_to_xml(text, encoding)
        if self.tail != self.end:
            return Splice(self.head_end, self.tail, body, where)
        if not text:
            return Splice(self.start, self.end, tag, where)
        name = read_tag_name(self.data, self.start)
        return Splice(self.start, self.end, open_tag(tag) + body + b"</" + name + b">", where)


class _NodeFinder:
    """One pass over a store."""

    def __init__(self, data: bytes, steps: tuple[_Step, ...]) -> None:
        self._data = data
        self._attribute = steps[-1].name if steps[-1].is_attribute else ""
        self._steps = steps[:-1] if self._attribute else steps
        self._depth = self._matched = 0
        self._counts: list[int] = [0] * len(self._steps)
        self._node: _Node | None = None
        self._is_open = False

    def find(self, part: str) -> _Node | None:
        parser = self._parser = make_parser(part)
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        try:
            parser.Parse(self._data, True)
        except expat.ExpatError as error:
            message = f"{part} is not well-formed ({error})"
            raise DamagedFileError(message) from error
        finally:
            parser.StartElementHandler = parser.EndElementHandler = None
            del self._parser
        return self._node

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._is_open and self._node is not None:
            self._node.has_children = True
        elif self._depth == self._matched < len(self._steps) and self._node is None:
            self._step(name, attributes)
        self._depth += 1

    def _step(self, name: str, attributes: dict[str, str]) -> None:
        step = self._steps[self._matched]
        if step.name != name:
            return
        self._counts[self._matched] += 1
        if self._counts[self._matched] != step.number:
            return
        self._matched += 1
        if self._matched == len(self._steps) and (not self._attribute or self._attribute in attributes):
            start = self._parser.CurrentByteIndex
            self._node = _Node(self._data, start, find_tag_end(self._data, start))
            self._is_open = True
            if self._attribute:
                self._node.attribute = self._raw_attribute(self._node)

    def _raw_attribute(self, node: _Node) -> str:
        """Give the attribute's name as the tag spells it, prefix and all."""
        local = self._attribute.rpartition(" ")[2]
        tag = self._data[node.start : node.head_end].decode("utf-8", "replace")
        match = re.search(rf"\s((?:[\w.-]+:)?{re.escape(local)})\s*=", tag)
        return match[1] if match else local

    def _end(self, _name: str) -> None:
        self._depth -= 1
        if self._matched <= self._depth:
            return
        if self._is_open and self._node is not None:
            self._node.tail, self._node.end = find_element_end(
                self._data, self._node.start, self._parser.CurrentByteIndex
            )
            self._is_open = False
        self._matched = self._depth
        self._counts[self._depth + 1 :] = [0] * len(self._counts[self._depth + 1 :])
