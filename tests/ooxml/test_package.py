"""Packages are opened safely, and their parts found by relationship."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from parts import document, package, paragraph, relationships, sheet_data, workbook
from qanswer.core.errors import (
    DamagedFileError,
    EncryptedFileError,
    FileError,
    HostileFileError,
    UnsupportedFormatError,
)
from qanswer.ooxml import limits
from qanswer.ooxml import package as package_module
from qanswer.ooxml import source as source_module
from qanswer.ooxml.package import open_package

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_STRICT = "http://purl.oclc.org/ooxml"


def _open(folder: Path, data: bytes, name: str = "f.xlsx") -> package_module.Package:
    path = folder / name
    path.write_bytes(data)
    return open_package(path)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", DamagedFileError),
        (b"hello", DamagedFileError),
        (b"PK\3\4 and no more", DamagedFileError),
        (_OLE + b"\0" * 600, UnsupportedFormatError),
        (_OLE + b"\0" * 100 + "EncryptedPackage".encode("utf-16-le"), EncryptedFileError),
        (package({"readme.txt": "a zip"}), DamagedFileError),
    ],
)
def test_what_is_no_package_is_refused_in_one_line(tmp_path: Path, data: bytes, error: type[FileError]) -> None:
    """Each kind of wrong file has its own error, naming the file, with a hint what to do."""
    with pytest.raises(error, match=r"f\.xlsx") as caught:
        _open(tmp_path, data)
    assert "\n" not in caught.value.message
    assert caught.value.hint


def test_a_missing_file_and_a_folder_are_plain_errors(tmp_path: Path) -> None:
    """No traceback for a wrong name."""
    for path in (tmp_path / "none.xlsx", tmp_path):
        with pytest.raises(FileError):
            open_package(path)


def test_parts_are_found_by_relationship_not_by_name(tmp_path: Path) -> None:
    """A workbook may call its parts anything, and name them absolutely, in another case or with percent signs."""
    data = package(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Override PartName="/Book/Main.XML" ContentType="application/vnd.openxmlformats-officedocument'
            '.spreadsheetml.sheet.main+xml"/></Types>',
            "_rels/.rels": relationships(
                {"r1": (f"{_STRICT}/officeDocument/relationships/officeDocument", "/book/main.xml")}
            ),
            "Book/Main.XML": f'<workbook xmlns="{_STRICT}/spreadsheetml/main" xmlns:r="{_STRICT}/officeDocument/relationships">'
            '<sheets><sheet name="A &amp; B" sheetId="1" state="hidden" r:id="r9"/></sheets></workbook>',
            "Book/_rels/Main.XML.rels": relationships(
                {"r9": (f"{_STRICT}/officeDocument/relationships/worksheet", "../s%201.xml")}
            ),
            "s 1.xml": f'<worksheet xmlns="{_STRICT}/spreadsheetml/main"><sheetData/></worksheet>',
        }
    )
    opened = _open(tmp_path, data)
    assert opened.kind == "xlsx"
    assert [(sheet.title, sheet.part, sheet.state) for sheet in opened.sheets()] == [("A & B", "s 1.xml", "hidden")]


def test_the_kind_is_told_by_content(tmp_path: Path) -> None:
    """A Word document called .xlsx is still a Word document."""
    assert _open(tmp_path, document(paragraph("x"))).kind == "docx"


def test_a_signed_package_is_known_as_such(tmp_path: Path) -> None:
    """A signature hangs on the package's own relationships."""
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
    book = workbook({"S": "<sheetData/>"})
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        rels = archive.read("_rels/.rels").decode()
        files = {name: archive.read(name) for name in archive.namelist()}
    files["_rels/.rels"] = rels.replace(
        "</Rel", f'<Relationship Id="s" Type="{kind}" Target="_xmlsignatures/o.sigs"/></Rel', 1
    ).encode()
    assert _open(tmp_path, package({**files, "_xmlsignatures/o.sigs": b""})).is_signed
    assert not _open(tmp_path, book).is_signed


def test_a_bomb_is_refused_while_it_inflates(tmp_path: Path) -> None:
    """Small in the file and huge unpacked: refused by its declared size and by what really comes out."""
    big = workbook({"S": sheet_data([["A" * 3_000_000]])})
    with pytest.raises(HostileFileError, match="no honest part"):
        _open(tmp_path, big)
    lying = bytearray(big)
    for mark, offset in ((b"PK\1\2", 24), (b"PK\3\4", 22)):
        position = -1
        while (position := lying.find(mark, position + 1)) >= 0:
            if b"sheet1.xml" in lying[position : position + 90]:
                lying[position + offset : position + offset + 4] = (500).to_bytes(4, "little")
    with pytest.raises(HostileFileError, match="no honest part"):
        _open(tmp_path, bytes(lying))


def test_total_size_and_file_size_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each limit holds by itself."""
    many = workbook({f"S{number}": sheet_data([["x" * 90]]) for number in range(9)})
    monkeypatch.setattr(package_module, "MAX_TOTAL_BYTES", 2_000)
    with pytest.raises(HostileFileError, match="inflates to more"):
        _open(tmp_path, many)
    monkeypatch.setattr(source_module, "MAX_FILE_BYTES", 1_000)
    with pytest.raises(HostileFileError, match="limit"):
        _open(tmp_path, many)


def test_the_number_of_parts_is_limited(tmp_path: Path) -> None:
    """A package of thousands of parts is refused by its directory alone."""
    with pytest.raises(HostileFileError, match="entries"):
        _open(tmp_path, package({f"x{number}.xml": "<a/>" for number in range(limits.MAX_PARTS + 1)}))


def test_media_are_never_inflated(tmp_path: Path) -> None:
    """A picture with broken bytes does not matter to reading."""
    data = bytearray(workbook({"S": "<sheetData/>"}, parts={"xl/media/image1.png": b"\x89PNG" + b"\0" * 5000}))
    position = data.index(b"xl/media/image1.png") + 40
    opened_before = _open(tmp_path, bytes(data))
    data[position : position + 2] = b"\xff\xff"
    assert _open(tmp_path, bytes(data)).names == opened_before.names


def test_a_broken_part_is_an_error_only_when_read(tmp_path: Path) -> None:
    """The message names file and part."""
    opened = _open(tmp_path, workbook({"S": "<sheetData/>"}, parts={"customXml/item1.xml": "<a><b></a>"}))
    assert opened.sheets()
    with pytest.raises(DamagedFileError, match=r"f\.xlsx: customXml/item1\.xml is not well-formed"):
        opened.read("customXml/item1.xml")
    with pytest.raises(DamagedFileError, match="missing"):
        opened.read("xl/none.xml")
