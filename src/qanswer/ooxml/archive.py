"""A zip file as raw records: read without inflating, written again with every untouched record byte for byte.

Sources of the layout: PKWARE APPNOTE 6.3.10, sections 4.3 and 4.5.3 (ZIP64).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from qanswer.core.errors import DamagedFileError, EncryptedFileError, HostileFileError, UnsupportedFormatError
from qanswer.ooxml.limits import MAX_PARTS

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_END64_LOCATOR = struct.Struct("<4sLQL")
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF
_ZIP64_EXTRA = 1
_STORED, _DEFLATED = 0, 8
_FLAG_ENCRYPTED, _FLAG_DESCRIPTOR, _FLAG_UTF8 = 1, 8, 0x800
_CHUNK = 1 << 18
_PLACE = slice(42, 46)
"""Where a central record names the place of its entry: the one field that may move."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. Offsets count from the start of the file; `central` is its record in the central directory, raw."""

    name: str
    method: int
    crc: int
    n_compressed: int
    n_bytes: int
    header_offset: int
    data_offset: int
    record_end: int
    """Where the next record begins: a data descriptor or padding lies before it."""
    central: bytes

    @property
    def data_end(self) -> int:
        """Where the compressed bytes end."""
        return self.data_offset + self.n_compressed


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip file's bytes and its entries, in the order of the central directory."""

    data: bytes
    entries: tuple[Entry, ...]
    central_offset: int
    tail: bytes
    """What follows the central directory: the end records, ZIP64 ones too, and the comment."""

    def compressed(self, entry: Entry) -> memoryview:
        """Give an entry's bytes as they lie in the file."""
        return memoryview(self.data)[entry.data_offset : entry.data_end]

    def inflate(self, entry: Entry) -> Iterator[bytes]:
        """Give an entry's content piece by piece; the caller counts, and stops when it is too much.

        Raises:
            UnsupportedFormatError: a compression method other than stored or deflated.
            DamagedFileError: the bytes do not inflate to the size and checksum that the entry states.
        """
        n_bytes = crc = 0
        for piece in _inflate(entry, self.compressed(entry)):
            n_bytes += len(piece)
            crc = zlib.crc32(piece, crc)
            yield piece
        if (n_bytes, crc) != (entry.n_bytes, entry.crc):
            message = f"{entry.name} does not have the size and checksum that the package states"
            raise DamagedFileError(message)


def _inflate(entry: Entry, data: memoryview) -> Iterator[bytes]:
    if entry.method == _STORED:
        for start in range(0, len(data), _CHUNK):
            yield bytes(data[start : start + _CHUNK])
        return
    if entry.method != _DEFLATED:
        message = f"{entry.name} is compressed by method {entry.method}, which Office does not use"
        raise UnsupportedFormatError(message)
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        rest: bytes | memoryview = data
        while not inflater.eof:
            piece = inflater.decompress(rest, _CHUNK)
            rest = inflater.unconsumed_tail
            if not piece and not rest:
                break
            yield piece
    except zlib.error as error:
        message = f"{entry.name} cannot be inflated: {error}"
        raise DamagedFileError(message) from error
    if not inflater.eof:
        message = f"{entry.name} is cut short"
        raise DamagedFileError(message)


def parse_archive(data: bytes) -> Archive:
    """Read the directory of a zip file, and check that every entry is where and what it says.

    Raises:
        DamagedFileError: no zip file, or one whose records contradict one another.
        HostileFileError: too many entries, two of one name, or entries that overlap.
        EncryptedFileError: an entry is encrypted.
    """
    end = _find_end(data)
    n_entries, size, offset, end_start = _read_end(data, end)
    if n_entries > MAX_PARTS:
        message = f"the package has {n_entries:,} entries; {MAX_PARTS:,} are the limit"
        raise HostileFileError(message)
    if offset + size != end_start:
        message = "the zip directory does not lie where the file says"
        raise DamagedFileError(message)
    entries = _read_central(data, offset, size, n_entries)
    _check_names(entries)
    return Archive(data, _bound(data, entries, offset), offset, data[end_start:])


def _find_end(data: bytes) -> int:
    """Find the end record: the last one whose comment reaches exactly to the end of the file."""
    position = len(data)
    while (position := data.rfind(b"PK\5\6", max(0, len(data) - _END.size - _FULL16), position)) >= 0:
        if position + _END.size <= len(data):
            n_comment = _END.unpack_from(data, position)[7]
            if position + _END.size + n_comment == len(data):
                return position
    message = "not a complete zip package (its end is missing)"
    raise DamagedFileError(message)


def _read_end(data: bytes, end: int) -> tuple[int, int, int, int]:
    """Give number of entries, size and offset of the central directory, and where the end records begin."""
    _, disk, first_disk, _, n_entries, size, offset, _ = _END.unpack_from(data, end)
    if disk or first_disk:
        message = "a zip package in several volumes"
        raise DamagedFileError(message)
    locator = end - _END64_LOCATOR.size
    if locator < 0 or data[locator : locator + 4] != b"PK\6\7":
        return n_entries, size, offset, end
    start = _END64_LOCATOR.unpack_from(data, locator)[2]
    if start + _END64.size > locator or data[start : start + 4] != b"PK\6\6":
        message = "the ZIP64 end record is not where the file says"
        raise DamagedFileError(message)
    fields = _END64.unpack_from(data, start)
    return fields[7], fields[8], fields[9], start


def _read_central(data: bytes, offset: int, size: int, n_entries: int) -> list[Entry]:
    entries, position, stop = [], offset, offset + size
    while position < stop:
        if position + _CENTRAL.size > stop or data[position : position + 4] != b"PK\1\2":
            message = "the zip directory is broken"
            raise DamagedFileError(message)
        fields = _CENTRAL.unpack_from(data, position)
        n_name, n_extra, n_comment = fields[10:13]
        after = position + _CENTRAL.size + n_name + n_extra + n_comment
        if after > stop:
            message = "the zip directory is broken"
            raise DamagedFileError(message)
        entries.append(_read_entry(data[position:after]))
        position = after
    if len(entries) != n_entries:
        message = f"the zip directory holds {len(entries)} entries but states {n_entries}"
        raise DamagedFileError(message)
    return entries


def _read_entry(central: bytes) -> Entry:
    fields = _CENTRAL.unpack_from(central)
    flags, method, crc, n_compressed, n_bytes = fields[3], fields[4], fields[7], fields[8], fields[9]
    n_name, n_extra, offset = fields[10], fields[11], fields[16]
    raw_name = central[_CENTRAL.size : _CENTRAL.size + n_name]
    name = _decode_name(raw_name, flags)
    extra = central[_CENTRAL.size + n_name : _CENTRAL.size + n_name + n_extra]
    wide = [n_bytes, n_compressed, offset]
    values = iter(_zip64_values(extra))
    try:
        n_bytes, n_compressed, offset = (next(values) if value == _FULL32 else value for value in wide)
    except RuntimeError as error:
        message = f"the ZIP64 sizes of {name} are missing"
        raise DamagedFileError(message) from error
    if flags & _FLAG_ENCRYPTED:
        message = f"{name} is encrypted"
        raise EncryptedFileError(message)
    return Entry(name, method, crc, n_compressed, n_bytes, offset, 0, 0, central)


def _decode_name(raw: bytes, flags: int) -> str:
    try:
        name = raw.decode("utf-8" if flags & _FLAG_UTF8 else "cp437")
    except UnicodeDecodeError as error:
        message = "an entry's name is not valid UTF-8"
        raise DamagedFileError(message) from error
    if not name or "\0" in name:
        message = "an entry has no name, or one with a zero byte"
        raise DamagedFileError(message)
    return name


def _zip64_values(extra: bytes) -> tuple[int, ...]:
    start = _find_zip64(extra)
    if start < 0:
        return ()
    n_values = struct.unpack_from("<H", extra, start + 2)[0] // 8
    return struct.unpack_from(f"<{n_values}Q", extra, start + 4)


def _find_zip64(extra: bytes) -> int:
    """Give the offset of the ZIP64 field in an extra block, or -1."""
    position = 0
    while position + 4 <= len(extra):
        tag, length = struct.unpack_from("<2H", extra, position)
        if position + 4 + length > len(extra):
            return -1
        if tag == _ZIP64_EXTRA:
            return position
        position += 4 + length
    return -1


def _check_names(entries: list[Entry]) -> None:
    """Refuse two entries of one name: programs differ in which they read; case is ignored (ECMA-376-2, 6.2.2)."""
    seen: set[str] = set()
    for entry in entries:
        key = entry.name.casefold()
        if key in seen:
            message = f"the package holds two entries called {entry.name}"
            raise HostileFileError(message)
        seen.add(key)


def _bound(data: bytes, entries: list[Entry], central_offset: int) -> tuple[Entry, ...]:
    """Find where each entry's data and record end, and refuse entries that overlap."""
    starts = sorted({entry.header_offset for entry in entries})
    if len(starts) != len(entries):
        message = "two entries of the package share one place"
        raise HostileFileError(message)
    ends = dict(zip(starts, [*starts[1:], central_offset], strict=True))
    return tuple(_locate(data, entry, ends[entry.header_offset]) for entry in entries)


def _locate(data: bytes, entry: Entry, record_end: int) -> Entry:
    start = entry.header_offset
    if start + _LOCAL.size > record_end or data[start : start + 4] != b"PK\3\4":
        message = f"{entry.name} is not where the package says"
        raise DamagedFileError(message)
    fields = _LOCAL.unpack_from(data, start)
    n_name, n_extra = fields[9:11]
    data_offset = start + _LOCAL.size + n_name + n_extra
    if data_offset + entry.n_compressed > record_end:
        message = f"{entry.name} reaches into the next entry"
        raise HostileFileError(message)
    n_central_name = _CENTRAL.unpack_from(entry.central)[10]
    central_name = entry.central[_CENTRAL.size : _CENTRAL.size + n_central_name]
    if data[start + _LOCAL.size : start + _LOCAL.size + n_name] != central_name or fields[3] != entry.method:
        message = f"{entry.name} has another name or method in its own header"
        raise HostileFileError(message)
    return replace(entry, data_offset=data_offset, record_end=record_end)


def is_same_entry(before: Archive, old: Entry, after: Archive, new: Entry) -> bool:
    """Tell whether two entries are the same to the byte: header, compressed data, what follows, directory record."""
    if old.central[: _PLACE.start] != new.central[: _PLACE.start]:
        return False
    data, other = memoryview(before.data), memoryview(after.data)
    return data[old.header_offset : old.record_end] == other[new.header_offset : new.record_end]


def pack_archive(archive: Archive, replacements: Mapping[str, bytes]) -> Iterator[bytes | memoryview]:
    """Give the bytes of a new zip file in which only the named entries' contents are others.

    Every other record is copied raw, in its place and order, with what lies between; dates, attributes, extra fields
    and comments of replaced entries stay too, and their method of compression.
    """
    view, moved, position = memoryview(archive.data), {}, 0
    first = min((entry.header_offset for entry in archive.entries), default=archive.central_offset)
    yield view[:first]
    position = first
    for entry in sorted(archive.entries, key=lambda entry: entry.header_offset):
        content = replacements.get(entry.name)
        if content is None:
            moved[entry.name] = _move_central(entry.central, position)
            record: bytes | memoryview = view[entry.header_offset : entry.record_end]
        else:
            record, central = _pack_entry(archive, entry, content)
            moved[entry.name] = _move_central(central, position)
        yield record
        position += len(record)
    central = b"".join(moved[entry.name] for entry in archive.entries)
    yield central
    yield _move_tail(archive.tail, position, len(central))


def _pack_entry(archive: Archive, entry: Entry, content: bytes) -> tuple[bytes, bytes]:
    """Make a replaced entry's local record and central record; sizes go into the header, so no data descriptor."""
    deflater = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = content if entry.method == _STORED else deflater.compress(content) + deflater.flush()
    sizes = (zlib.crc32(content), len(packed), len(content))
    header = list(_LOCAL.unpack_from(archive.data, entry.header_offset))
    after_header = entry.header_offset + _LOCAL.size
    name = archive.data[after_header : after_header + header[9]]
    extra = _drop_zip64(archive.data[after_header + header[9] : entry.data_offset])
    header[2] &= ~_FLAG_DESCRIPTOR
    header[6:9] = sizes
    header[10] = len(extra)
    fields = list(_CENTRAL.unpack_from(entry.central))
    rest = entry.central[_CENTRAL.size + fields[10] + fields[11] :]
    central_extra = entry.central[_CENTRAL.size + fields[10] : _CENTRAL.size + fields[10] + fields[11]]
    central_extra = _drop_zip64(central_extra)
    fields[3] &= ~_FLAG_DESCRIPTOR
    fields[7:10] = sizes
    fields[11] = len(central_extra)
    fields[16] = 0  # the place is set by the caller; a ZIP64 one is gone with its extra field
    central = _CENTRAL.pack(*fields) + name + central_extra + rest
    return _LOCAL.pack(*header) + name + extra + packed, central


def _drop_zip64(extra: bytes) -> bytes:
    start = _find_zip64(extra)
    if start < 0:
        return extra
    return extra[:start] + extra[start + 4 + struct.unpack_from("<H", extra, start + 2)[0] :]


def _move_central(central: bytes, offset: int) -> bytes:
    """Set the place of the entry in its central record, in the ZIP64 field if that is where it was."""
    fields = _CENTRAL.unpack_from(central)
    if fields[16] != _FULL32:
        return central[:42] + struct.pack("<L", offset) + central[46:]
    start = _CENTRAL.size + fields[10]
    extra = bytearray(central[start : start + fields[11]])
    n_before = (fields[9] == _FULL32) + (fields[8] == _FULL32)
    struct.pack_into("<Q", extra, _find_zip64(bytes(extra)) + 4 + 8 * n_before, offset)
    return central[:start] + bytes(extra) + central[start + fields[11] :]


def _move_tail(tail: bytes, offset: int, size: int) -> bytes:
    """Set place and size of the central directory in the end records."""
    moved = bytearray(tail)
    end = 0
    if tail.startswith(b"PK\6\6"):
        struct.pack_into("<2Q", moved, 40, size, offset)
        locator = tail.index(b"PK\6\7", _END64.size - 8)
        struct.pack_into("<Q", moved, locator + 8, offset + size)
        end = locator + _END64_LOCATOR.size
    old_size, old_offset = struct.unpack_from("<2L", tail, end + 12)
    struct.pack_into("<L", moved, end + 12, old_size if old_size == _FULL32 else size)
    struct.pack_into("<L", moved, end + 16, old_offset if old_offset == _FULL32 else offset)
    return bytes(moved)
