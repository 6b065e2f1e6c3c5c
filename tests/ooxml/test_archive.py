"""Zip files are read raw and written again with untouched records to the byte."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qanswer.core.errors import DamagedFileError, EncryptedFileError, HostileFileError, UnsupportedFormatError
from qanswer.ooxml.archive import pack_archive, parse_archive


class _Stream(io.RawIOBase):
    """Takes bytes and cannot seek: zipfile then writes data descriptors."""

    def __init__(self) -> None:
        self.data = b""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]  # any buffer
        self.data += piece
        return len(piece)


def _zip(
    *, stream: bool = False, zip64: bool = False, method: int = zipfile.ZIP_DEFLATED, comment: bytes = b""
) -> bytes:
    target = _Stream() if stream else io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name in ("a.xml", "b/c.xml", "d.bin"):
            info = zipfile.ZipInfo(name, (2021, 5, 6, 7, 8, 10))
            info.compress_type, info.external_attr, info.comment = method, 0o640 << 16, b"note"
            with archive.open(info, "w", force_zip64=zip64) as entry:
                entry.write(name.encode() * 50)
        archive.comment = comment
    return target.data if isinstance(target, _Stream) else target.getvalue()


_KINDS = [
    {},
    {"stream": True},
    {"zip64": True},
    {"stream": True, "zip64": True},
    {"method": zipfile.ZIP_STORED},
    {"comment": b"made by hand"},
]


def _pack(data: bytes, replacements: dict[str, bytes]) -> bytes:
    return b"".join(pack_archive(parse_archive(data), replacements))


@pytest.mark.parametrize("kind", _KINDS)
def test_a_file_packed_without_changes_is_the_same(kind: dict[str, bool]) -> None:
    """Data descriptors, ZIP64 fields, stored entries and comments all survive to the byte."""
    data = _zip(**kind)  # type: ignore[arg-type]  # mixed keyword values
    assert _pack(data, {}) == data


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("name", ["a.xml", "b/c.xml", "d.bin"])
def test_a_replaced_entry_reads_back_and_its_neighbours_stay(kind: dict[str, bool], name: str) -> None:
    """Other programs read the new content, and everything about the other entries is as it was."""
    data = _zip(**kind)  # type: ignore[arg-type]  # mixed keyword values
    packed = _pack(data, {name: b"new content"})
    with zipfile.ZipFile(io.BytesIO(packed)) as new, zipfile.ZipFile(io.BytesIO(data)) as old:
        assert new.testzip() is None
        assert new.namelist() == old.namelist()
        assert new.comment == old.comment
        for was, now in zip(old.infolist(), new.infolist(), strict=True):
            assert new.read(now) == (b"new content" if now.filename == name else old.read(was))
            for field in ("date_time", "external_attr", "comment", "compress_type", "create_system"):
                assert getattr(was, field) == getattr(now, field)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(["a.xml", "b/c.xml", "d.bin"]), st.binary(max_size=300)))
def test_any_replacement_makes_a_sound_file_that_can_be_packed_again(replacements: dict[str, bytes]) -> None:
    """Packing is repeatable: the same replacements give the same bytes, and none give the file itself."""
    packed = _pack(_zip(stream=True), replacements)
    assert _pack(packed, replacements) == packed
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert all(archive.read(name) == content for name, content in replacements.items())


def test_padding_between_entries_is_kept() -> None:
    """What lies between two records belongs to the first and is copied with it."""
    data = _zip()
    second = parse_archive(data).entries[1].header_offset
    padded = bytearray(data[:second] + b"\0" * 7 + data[second:])
    end = padded.rindex(b"PK\5\6")
    central = struct.unpack_from("<L", padded, end + 16)[0] + 7
    struct.pack_into("<L", padded, end + 16, central)
    position = central
    for entry in parse_archive(data).entries:
        offset = struct.unpack_from("<L", padded, position + 42)[0]
        struct.pack_into("<L", padded, position + 42, offset + 7 if offset >= second else offset)
        position += len(entry.central)
    assert _pack(bytes(padded), {}) == bytes(padded)
    assert b"\0" * 7 in _pack(bytes(padded), {"d.bin": b"x"})


def _broken(change: object) -> bytes:
    data = bytearray(_zip())
    change(data)  # type: ignore[operator]  # a function of the test
    return bytes(data)


def _encrypt(data: bytearray) -> None:
    data[data.index(b"PK\1\2") + 8] |= 1


def _rename_local(data: bytearray) -> None:
    data[30] = ord("z")


def _overlap(data: bytearray) -> None:
    first = data.index(b"PK\1\2")
    second = data.index(b"PK\1\2", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]


def _stretch(data: bytearray) -> None:
    first = data.index(b"PK\1\2")
    struct.pack_into("<L", data, first + 20, 1 << 20)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (_encrypt, EncryptedFileError),
        (_rename_local, HostileFileError),
        (_overlap, HostileFileError),
        (_stretch, HostileFileError),
    ],
)
def test_entries_that_are_not_what_the_directory_says_are_refused(change: object, error: type[Exception]) -> None:
    """Programs differ in which of two contradicting records they believe: such a file is not read at all."""
    with pytest.raises(error):
        parse_archive(_broken(change))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("names", [("a.xml", "a.xml"), ("a.xml", "A.xml")])
def test_two_entries_of_one_name_are_refused(names: tuple[str, str]) -> None:
    """The last one would win silently in most programs."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    with pytest.raises(HostileFileError, match="two entries"):
        parse_archive(buffer.getvalue())


@pytest.mark.parametrize("cut", [1, 10, 22, 60, 200])
def test_a_truncated_file_is_damaged(cut: int) -> None:
    """A cut-off download is told from a sound file."""
    with pytest.raises(DamagedFileError):
        parse_archive(_zip()[:-cut])


def test_an_unknown_compression_is_refused_only_when_read() -> None:
    """An entry that nobody reads may be packed by any method."""
    archive = parse_archive(_zip(method=zipfile.ZIP_BZIP2))
    assert b"".join(pack_archive(archive, {})) == archive.data
    with pytest.raises(UnsupportedFormatError):
        b"".join(archive.inflate(archive.entries[0]))


def test_a_wrong_checksum_is_found_while_inflating() -> None:
    """Content that is not what the directory promises is not used."""
    data = bytearray(_zip(method=zipfile.ZIP_STORED))
    data[data.index(b"a.xmla.xmla.xml") + 9] ^= 1
    archive = parse_archive(bytes(data))
    with pytest.raises(DamagedFileError, match="checksum"):
        b"".join(archive.inflate(archive.entries[0]))
