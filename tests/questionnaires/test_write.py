"""The door: an output appears whole and proved, or not at all, and the buyer's own file is never touched."""

from __future__ import annotations

import errno
import io
import os
import signal
import subprocess
import sys
import textwrap
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from filling import fill, read_as, slot
from parts import document, package, paragraph, relationships, sheet_data, workbook
from qanswer.core.errors import FileError, ProofError, SourceChangedError, UnsupportedFormatError
from qanswer.core.question import SlotValue
from qanswer.ooxml import archive as archive_module
from qanswer.questionnaires.fill import write
from qanswer.questionnaires.fill.write import find_slot, write_answers


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A workbook with a question."""
    path = tmp_path / "buyer.xlsx"
    path.write_bytes(workbook({"S": sheet_data([["Q", None]])}))
    return path


@pytest.fixture
def folder_stays(tmp_path: Path, source: Path) -> Iterator[None]:
    """Checks that a failed fill left nothing behind and the source alone."""
    before = source.read_bytes()
    yield
    assert source.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["buyer.xlsx"]


def _write(source: Path, output: Path, text: str = "x") -> write.WriteResult:
    questionnaire = read_as(source)
    return write_answers(questionnaire, [SlotValue(find_slot(questionnaire, "S!B1"), text)], output)


def test_the_output_is_whole_with_ordinary_permissions(source: Path) -> None:
    """A new file as any program writes it, and nothing else in the folder."""
    output = source.with_name("out.xlsx")
    result = _write(source, output)
    assert result.proof.output == str(output)
    assert output.stat().st_mode & 0o777 == 0o666 & ~_umask()
    assert sorted(path.name for path in source.parent.iterdir()) == ["buyer.xlsx", "out.xlsx"]


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@pytest.mark.usefixtures("folder_stays")
def test_a_changed_source_is_noticed(source: Path, tmp_path: Path) -> None:
    """The answers belong to the file that was read, not to the one that lies there now."""
    questionnaire = read_as(source)
    original = source.read_bytes()
    source.write_bytes(workbook({"S": sheet_data([["Other", None]])}))
    with pytest.raises(SourceChangedError, match=r"buyer\.xlsx"):
        write_answers(questionnaire, [SlotValue(slot("S!B1"), "x")], tmp_path / "out.xlsx")
    source.write_bytes(original)


@pytest.mark.usefixtures("folder_stays")
def test_the_source_is_never_written_over(source: Path, tmp_path: Path) -> None:
    """Neither by its own name nor through a link."""
    with pytest.raises(FileError, match="never written over"):
        _write(source, source)
    link = tmp_path / "link.xlsx"
    link.symlink_to(source)
    with pytest.raises(FileError, match="never written over"):
        _write(source, link)
    link.unlink()


@pytest.mark.usefixtures("folder_stays")
@pytest.mark.parametrize("target", ["none/out.xlsx", "buyer.xlsx/out.xlsx", "."])
def test_a_folder_that_cannot_be_written_is_one_clear_line(source: Path, tmp_path: Path, target: str) -> None:
    """No traceback, and a hint."""
    with pytest.raises(FileError) as caught:
        _write(source, tmp_path / target)
    assert caught.value.hint
    assert "\n" not in caught.value.message


def test_a_read_only_target_is_not_replaced(source: Path, tmp_path: Path) -> None:
    """Somebody protected it for a reason."""
    output = tmp_path / "out.xlsx"
    output.write_bytes(b"kept")
    output.chmod(0o444)
    with pytest.raises(FileError, match="read-only"):
        _write(source, output)
    assert output.read_bytes() == b"kept"


@pytest.mark.usefixtures("folder_stays")
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_a_full_disk_leaves_nothing(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """Whatever the system says while the bytes are written or flushed."""

    def fail(_handle: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(FileError, match=os.strerror(code)):
        _write(source, tmp_path / "out.xlsx")


@pytest.mark.usefixtures("folder_stays")
def test_what_fails_its_proof_is_not_there(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault in the packing, the splicing or the text is found, and there is no file."""
    real = archive_module.pack_archive

    def tamper(archive: archive_module.Archive, new: dict[str, bytes]) -> Iterator[bytes | memoryview]:
        return real(archive, {name: content.replace(b">x<", b">y<") for name, content in new.items()})

    monkeypatch.setattr(write, "pack_archive", tamper)
    with pytest.raises(ProofError):
        _write(source, tmp_path / "out.xlsx")


def test_an_output_that_exists_stays_until_the_new_one_is_proved(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failed fill does not cost the last good one."""
    output = source.with_name("out.xlsx")
    output.write_bytes(b"the last one")

    def fail(*_: object) -> None:
        message = "no"
        raise ProofError(message)

    with monkeypatch.context() as patch:
        patch.setattr(write, "prove", fail)
        with pytest.raises(ProofError):
            _write(source, output)
    assert output.read_bytes() == b"the last one"
    _write(source, output)
    assert output.read_bytes()[:2] == b"PK"


_SLOW = """
    import sys, time
    sys.path[:0] = {paths!r}
    from pathlib import Path
    from filling import read_as
    from qanswer.core.question import SlotValue
    from qanswer.questionnaires.fill import write
    real, n = write.pack_archive, int(sys.argv[3])
    def slow(archive, new):
        for number, piece in enumerate(real(archive, new)):
            if number == n:
                Path(sys.argv[4]).touch()
                time.sleep(300)
            yield piece
    write.pack_archive = slow
    questionnaire = read_as(Path(sys.argv[1]))
    write.write_answers(questionnaire, [SlotValue(write.find_slot(questionnaire, "S!B1"), "x")], Path(sys.argv[2]))
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are sent as POSIX has them")
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_killed_fill_leaves_no_file_of_that_name(source: Path, tmp_path: Path, sent: signal.Signals) -> None:
    """At whatever point it dies, the target does not exist and the source is what it was."""
    before = source.read_bytes()
    script = textwrap.dedent(_SLOW).format(paths=[str(Path(__file__).parents[1])])
    output, reached = tmp_path / "out.xlsx", tmp_path / "reached"
    with subprocess.Popen(
        [sys.executable, "-c", script, source, output, "3", reached], stderr=subprocess.DEVNULL
    ) as process:
        for _ in range(3000):
            if reached.exists():
                break
            time.sleep(0.02)
        process.send_signal(sent)
        process.wait(60)
    assert reached.exists()
    assert not output.exists()
    assert source.read_bytes() == before


@pytest.mark.parametrize("build", [lambda: workbook({"S": "<sheetData/>"}), lambda: document(paragraph("x"))])
def test_a_signed_file_is_refused(tmp_path: Path, build: object) -> None:
    """Any change would break the signature; the hint says what to ask for."""
    data = build()  # type: ignore[operator]  # a builder
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    main = "xl/workbook.xml" if "xl/workbook.xml" in parts else "word/document.xml"
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    parts["_rels/.rels"] = relationships({"r1": (office, main), "r2": (kind, "_xmlsignatures/origin.sigs")})
    parts["_xmlsignatures/origin.sigs"] = b""
    with pytest.raises(UnsupportedFormatError, match="signature"):
        fill(tmp_path, package(parts), {"S!A1": "x"} if main.startswith("xl") else {"P0": "x"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["buyer.xlsx"]


def test_nothing_to_write_gives_the_file_itself(source: Path) -> None:
    """No value, no change: the same bytes."""
    output = source.with_name("out.xlsx")
    result = write_answers(read_as(source), [], output)
    assert output.read_bytes() == source.read_bytes()
    assert result.proof.cells_changed == ()


@pytest.mark.parametrize(
    ("name", "build", "good", "bad"),
    [
        ("b.xlsx", lambda: workbook({"A!B": "<sheetData/>"}), "A!B!C7", "A!B"),
        ("b.docx", lambda: document(paragraph("x")), "T1R2C3/S0P1", "S!A1"),
        ("b.csv", lambda: b"Question,Answer\nIs it?,\n", "R1C1", "B2"),
    ],
)
def test_locators_are_those_of_the_format(tmp_path: Path, name: str, build: object, good: str, bad: str) -> None:
    """A place that reading did not name is a plain text slot; what is no place of this format is an error naming it."""
    path = tmp_path / name
    path.write_bytes(build())  # type: ignore[operator]  # a builder
    questionnaire = read_as(path, [slot("named")])
    assert find_slot(questionnaire, good).locator == good
    assert find_slot(questionnaire, "named") is questionnaire.questions[0].slots[0]
    with pytest.raises(FileError, match="not a place"):
        find_slot(questionnaire, bad)
