"""A part as an lxml tree, for readers that need more than one pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qanswer.core.errors import DamagedFileError
from qanswer.ooxml.package import Package

if TYPE_CHECKING:
    from lxml import etree


def read_tree(package: Package, part: str) -> etree._Element:
    """Parse a part; nothing is expanded and nothing fetched.

    Raises:
        DamagedFileError: there is no such part, or libxml2 does not take it (it is stricter than expat in places).
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(package.read(part), parser)
    except etree.XMLSyntaxError as error:
        message = f"{package.path.name}: {part} is not well-formed ({error.msg})"
        raise DamagedFileError(message) from error
