"""Office packages: opened once every limit was checked; parts by name, relationships and sheets by meaning."""

from __future__ import annotations

import hashlib
import posixpath
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote
from xml.parsers import expat

from qanswer.core.errors import (
    DamagedFileError,
    EncryptedFileError,
    FileError,
    HostileFileError,
    UnsupportedFormatError,
)
from qanswer.ooxml.archive import Archive, Entry, is_same_entry, parse_archive
from qanswer.ooxml.limits import (
    MAX_PART_BYTES,
    MAX_TOTAL_BYTES,
    PartFacts,
    PartScanner,
    StartHandler,
    check_size,
    is_xml_name,
    make_parser,
)
from qanswer.ooxml.source import read_source

_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BINARY_KINDS = frozenset(
    ("image", "thumbnail", "vbaProject", "oleObject", "package", "printerSettings", "attachedToolbars", "font", "audio",
     "video", "media", "vmlDrawing", "aFChunk", "keyMapCustomizations", "subDocument")
)  # fmt: skip
"""Relationships to parts that are no XML, or XML that need not be well-formed."""
_KEEP_BYTES = 4 << 20
"""Parts up to this size stay inflated; a larger one is read once or twice and must not sit in memory."""
_RELATIONSHIP = "http://schemas.openxmlformats.org/package/2006/relationships Relationship"
_KINDS = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": "xlsm",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.ms-word.document.macroEnabled.main+xml": "docm",
}


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship of a part; `target` is a part's name, or an address when `is_external`.

    `kind` is the last step of its type ("worksheet", "customXml"), the same for transitional and strict packages.
    """

    id: str
    kind: str
    target: str
    is_external: bool = False


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it. `part` is "" for one without cells; `state` is visible, hidden, veryHidden."""

    title: str
    part: str
    state: str


@dataclass(slots=True)
class Package:
    """A package whose XML parts were all scanned against the limits; media were never inflated."""

    path: Path
    sha256: str
    archive: Archive
    facts: dict[str, PartFacts]
    """Findings of the scan for each XML part."""
    _entries: dict[str, Entry] = field(default_factory=dict)
    _cache: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the entries by name."""
        self._entries = {entry.name: entry for entry in self.archive.entries}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all entries, in the order of the zip directory."""
        return tuple(self._entries)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is an entry of exactly this name."""
        return name in self._entries

    def entry(self, name: str) -> Entry:
        """Give the raw entry.

        Raises:
            DamagedFileError: there is none.
        """
        if name not in self._entries:
            message = f"{self.path.name}: the part {name} is missing"
            raise DamagedFileError(message)
        return self._entries[name]

    def read(self, name: str) -> bytes:
        """Inflate one part (kept for the next call if it is small).

        Raises:
            DamagedFileError: there is no such part, or it is not well-formed XML.
            HostileFileError: it is larger than any part may be.
        """
        if name in self._cache:
            return self._cache[name]
        facts = self.facts.get(name)
        if facts is not None and facts.damage:
            message = f"{self.path.name}: {name} is not well-formed ({facts.damage})"
            raise DamagedFileError(message)
        pieces, n_bytes = [], 0
        for piece in self.archive.inflate(self.entry(name)):
            n_bytes += len(piece)
            if n_bytes > MAX_PART_BYTES:
                message = f"{name} inflates to more than {MAX_PART_BYTES >> 20} MB"
                raise HostileFileError(message)
            pieces.append(piece)
        data = b"".join(pieces)
        if len(data) <= _KEEP_BYTES:
            self._cache[name] = data
        return data

    def find_part(self, name: str) -> str | None:
        """Find a part however its name is spelled: case, percent signs and a leading slash do not count."""
        plain = unquote(name).lstrip("/")
        if plain in self._entries:
            return plain
        folded = plain.casefold()
        return next((known for known in self._entries if known.casefold() == folded), None)

    def relationships(self, part: str = "") -> tuple[Relationship, ...]:
        """Read a part's relationships ("" for the package's own), targets resolved; none when it has no .rels part."""
        folder, _, base = part.rpartition("/")
        rels = self.find_part(posixpath.join(folder, "_rels", f"{base}.rels"))
        return () if rels is None else _parse_relationships(self, rels, folder)

    def related(self, part: str, kind: str) -> tuple[str, ...]:
        """Name the parts that a part points to by relationships of one kind, such as "table"."""
        return tuple(
            relation.target
            for relation in self.relationships(part)
            if relation.kind == kind and not relation.is_external and relation.target in self
        )

    @property
    def main_part(self) -> str:
        """Name of the workbook's or document's main part.

        Raises:
            DamagedFileError: the package names none.
        """
        found = self.related("", "officeDocument")
        if not found:
            message = f"{self.path.name} does not name a workbook or document part"
            raise DamagedFileError(message)
        return found[0]

    @property
    def content_type(self) -> str:
        """Content type of the main part."""
        return _find_content_type(self, self.main_part)

    @property
    def kind(self) -> str:
        """One of xlsx, xlsm, docx, docm, by content and not by file name.

        Raises:
            UnsupportedFormatError: an Office file of another kind.
        """
        content_type = self.content_type
        if content_type not in _KINDS:
            message = f"{self.path.name} is neither a workbook nor a Word document ({content_type or 'unknown type'})"
            raise UnsupportedFormatError(message)
        return _KINDS[content_type]

    @property
    def is_signed(self) -> bool:
        """Whether the package carries a digital signature, which any change would break."""
        return any(relation.kind == "origin" for relation in self.relationships())

    def sheets(self) -> tuple[SheetEntry, ...]:
        """List the workbook's sheets, in the order of their tabs."""
        return _read_sheets(self)


def open_package(path: Path, *, checked: Package | None = None) -> Package:
    """Open a package after checking the file, its directory and each XML part against the limits.

    `checked` is the package from which this one was written: entries that are the same to the byte are not scanned
    again, and of the others only that they are well-formed.

    Raises:
        UnsupportedFormatError: an .xls or .doc file, or another OLE file.
        EncryptedFileError: protected by a password.
        HostileFileError: a limit is passed.
        DamagedFileError: no Office package, or a broken one.
        FileError: the file is missing or cannot be read.
    """
    data = read_source(path)
    _check_magic(path, data)
    try:
        archive = parse_archive(data)
        facts = _scan(archive, checked)
    except FileError as error:
        message = f"{path.name}: {error.message}"
        raise type(error)(message, hint=error.hint) from error
    package = Package(path, hashlib.sha256(data).hexdigest(), archive, facts)
    if package.find_part("[Content_Types].xml") is None:
        message = f"{path.name} is a zip file, but no Office package"
        raise DamagedFileError(message)
    _scan_others(package)
    return package


def _scan_others(package: Package) -> None:
    """Scan the parts that are XML by what they are for: readers follow relationships, whatever a part is called."""
    for part in ("", *package.related("", "officeDocument")):
        for relation in package.relationships(part):
            is_new = relation.target in package and relation.target not in package.facts
            if is_new and not relation.is_external and relation.kind not in _BINARY_KINDS:
                package.facts[relation.target] = _scan_entry(
                    package.archive, package.entry(relation.target), is_own=False
                )


def _check_magic(path: Path, data: bytes) -> None:
    if data.startswith(_OLE_MAGIC):
        if _OLE_ENCRYPTED in data:
            message = f"{path.name} is protected by a password"
            raise EncryptedFileError(message)
        message = f"{path.name} is in the old binary format of Office"
        raise UnsupportedFormatError(message)
    if not data:
        message = f"{path.name} is empty"
        raise DamagedFileError(message)
    if not data.startswith(b"PK"):
        message = f"{path.name} is not an Office file"
        raise DamagedFileError(message)


def _scan(archive: Archive, checked: Package | None) -> dict[str, PartFacts]:
    facts, total = {}, 0
    for entry in archive.entries:
        if is_xml_name(entry.name):
            check_size(entry.name, entry.n_bytes, entry.n_compressed)
            known = None if checked is None else _find_checked(archive, entry, checked)
            facts[entry.name] = known or _scan_entry(archive, entry, is_own=checked is not None)
            total += facts[entry.name].n_bytes
            if total > MAX_TOTAL_BYTES:
                message = f"the package inflates to more than {MAX_TOTAL_BYTES >> 20} MB"
                raise HostileFileError(message)
    return facts


def _find_checked(archive: Archive, entry: Entry, checked: Package) -> PartFacts | None:
    if entry.name not in checked or not is_same_entry(archive, entry, checked.archive, checked.entry(entry.name)):
        return None
    return checked.facts.get(entry.name)


def _scan_entry(archive: Archive, entry: Entry, *, is_own: bool) -> PartFacts:
    scanner = PartScanner(entry.name, is_own=is_own)
    for piece in archive.inflate(entry):
        scanner.feed(piece)
        check_size(entry.name, scanner.facts.n_bytes, entry.n_compressed)
    return scanner.close()


def _parse_relationships(package: Package, rels: str, folder: str) -> tuple[Relationship, ...]:
    found = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == _RELATIONSHIP:
            is_external = attributes.get("TargetMode") == "External"
            target = attributes.get("Target", "")
            if not is_external:
                target = _resolve(package, folder, target)
            kind = attributes.get("Type", "").rpartition("/")[2]
            found.append(Relationship(attributes.get("Id", ""), kind, target, is_external))

    parse_part(package, rels, start)
    return tuple(found)


def _resolve(package: Package, folder: str, target: str) -> str:
    name = target if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    return package.find_part(name) or name.lstrip("/")


def _find_content_type(package: Package, part: str) -> str:
    types: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "Override":
            types[attributes.get("PartName", "").lstrip("/").casefold()] = attributes.get("ContentType", "")
        elif local == "Default":
            types["." + attributes.get("Extension", "").casefold()] = attributes.get("ContentType", "")

    parse_part(package, package.find_part("[Content_Types].xml") or "", start)
    folded = part.casefold()
    return types.get(folded) or types.get("." + folded.rpartition(".")[2], "")


def _read_sheets(package: Package) -> tuple[SheetEntry, ...]:
    main = package.main_part
    parts = {relation.id: relation.target for relation in package.relationships(main) if relation.kind == "worksheet"}
    sheets = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == "sheet":
            id_ = next((value for key, value in attributes.items() if key.endswith("/relationships id")), "")
            part = parts.get(id_, "")
            state = attributes.get("state", "visible")
            sheets.append(SheetEntry(attributes.get("name", ""), part if part in package else "", state))

    parse_part(package, main, start)
    return tuple(sheets)


def parse_part(package: Package, name: str, start: StartHandler) -> None:
    """Run `start` over the elements of one part, names as "namespace name".

    Raises:
        DamagedFileError: the part is not well-formed.
    """
    parser = make_parser(name)
    parser.StartElementHandler = start
    try:
        parser.Parse(package.read(name), True)
    except expat.ExpatError as error:
        message = f"{package.path.name}: {name} is not well-formed ({error})"
        raise DamagedFileError(message) from error
