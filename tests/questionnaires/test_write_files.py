"""Real buyers' files (and our own samples) filled in every way: nothing but the answers changes, for any reader."""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from filling import OVERWRITE
from qanswer.core.question import AnswerSlot, Questionnaire, SlotRole, SlotValue
from qanswer.ooxml.diff import diff_packages
from qanswer.questionnaires.files import read_questionnaire
from qanswer.questionnaires.fill.write import WriteResult, write_answers

_ROOT = Path(__file__).parents[2]
_FOLDERS = (_ROOT / "samples", _ROOT.parent / "shared" / "questionnaires")
_FILES = [path for folder in _FOLDERS for path in sorted(folder.glob("*.[xd][lo][sc][xm]"))]
_REAL = [path for path in _FILES if path.parent == _FOLDERS[1]]
HARD = ("=1+1", "@x", "a<b & c", " lead", "two\nlines", "日本語の回答", "🔐 ok", "x" * 30_000)
_MAX_SLOTS = 200


def _value(slot: AnswerSlot, number: int) -> str:
    is_choice = slot.options and slot.role in {SlotRole.CHOICE, SlotRole.CHECKBOX}
    return slot.options[-1] if is_choice else HARD[number % len(HARD)]


@dataclass(frozen=True)
class Case:
    """A file and its filled copy."""

    path: Path
    output: Path
    questionnaire: Questionnaire
    values: list[SlotValue]
    result: WriteResult


@pytest.fixture(scope="module", params=_FILES, ids=lambda path: path.name)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Up to 200 of the file's answer places, filled with hard values."""
    path: Path = request.param
    output = tmp_path_factory.mktemp("filled") / path.name
    questionnaire = read_questionnaire(path)
    slots = list({slot.locator: slot for slot in questionnaire.slots() if not slot.is_locked}.values())
    slots = random.Random(3).sample(slots, min(_MAX_SLOTS, len(slots)))
    values = [SlotValue(slot, _value(slot, number)) for number, slot in enumerate(slots)]
    return Case(path, output, questionnaire, values, write_answers(questionnaire, values, output, OVERWRITE))


def _reread(questionnaire: Questionnaire, path: Path) -> Questionnaire:
    """Give the same questions for another file of the same form."""
    return replace(questionnaire, path=str(path), sha256=hashlib.sha256(path.read_bytes()).hexdigest())


def _raw(path: Path) -> Mapping[str, tuple[object, ...]]:
    """Read what lies in the zip for each entry, by code of the test's own."""
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        entries = {}
        for info in archive.infolist():
            start = (
                info.header_offset
                + 30
                + sum(
                    int.from_bytes(data[info.header_offset + at : info.header_offset + at + 2], "little")
                    for at in (26, 28)
                )
            )
            content = data[start : start + info.compress_size]
            entries[info.filename] = (
                content,
                info.CRC,
                info.date_time,
                info.external_attr,
                info.compress_type,
                info.comment,
            )
        return entries


@pytest.mark.skipif(not _REAL, reason="the third-party files in ../shared are not on this machine")
def test_there_are_real_files() -> None:
    """The files that prove something are those that no library wrote."""
    assert len(_REAL) >= 10


def test_only_answers_change_and_every_reader_finds_them(case: Case) -> None:
    """Untouched entries to the compressed byte, the rest by comparison, the answers by readers that are not ours."""
    before, after = _raw(case.path), _raw(case.output)
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == set(case.result.proof.parts_changed)
    difference = diff_packages(case.path, case.output)
    assert difference.is_only_answers, difference.reasons
    assert not difference.lost_features
    refused = {problem.where for problem in case.result.refused}
    written = [value for value in case.values if value.slot.locator not in refused]
    assert len(written) >= len(case.values) * 0.8
    _check_answers(case.output, written)


def _check_answers(path: Path, values: list[SlotValue]) -> None:
    if path.suffix in {".docx", ".docm"}:
        with zipfile.ZipFile(path) as archive:
            text = "".join(map(str, etree.fromstring(archive.read("word/document.xml")).itertext("{*}t")))
        for value in values:
            if value.slot.role is not SlotRole.CHECKBOX:
                assert value.value.replace("\n", "").strip()[:60] in text
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
    for value in values:
        title, _, cell = value.slot.locator.partition("#")[0].rpartition("!")
        found = book[title][cell].value
        if value.slot.role is not SlotRole.CHECKBOX and not value.slot.anchor:
            assert str(found) == value.value


def test_filled_again_with_the_same_answers_it_is_identical(case: Case) -> None:
    """The second fill finds every answer there, and gives the same bytes."""
    again = case.output.with_name(f"again-{case.path.name}")
    held = [SlotValue(_with_value(value), value.value) for value in case.values]
    write_answers(_reread(case.questionnaire, case.output), held, again, OVERWRITE)
    assert again.read_bytes() == case.output.read_bytes()


def _with_value(value: SlotValue) -> AnswerSlot:
    """Give the slot as reading the filled file would: behind a label stands the answer."""
    return replace(value.slot, value=value.value) if value.slot.anchor else value.slot


@pytest.mark.parametrize(
    "path", [path for path in _FILES if path.suffix.startswith(".xls")], ids=lambda path: path.name
)
def test_emptied_cells_give_the_sheet_back(path: Path, tmp_path: Path) -> None:
    """Empty cells that were filled and emptied are the buyer's again: every value of every sheet as before."""
    questionnaire = read_questionnaire(path)
    slots = [slot for slot in questionnaire.slots() if not slot.value and not slot.anchor][:_MAX_SLOTS]
    output, emptied = tmp_path / path.name, tmp_path / f"emptied-{path.name}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
        slots = [slot for slot in slots if book[slot.container][slot.locator.rpartition("!")[2]].value is None]
        write_answers(questionnaire, [SlotValue(slot, _value(slot, 0)) for slot in slots], output)
        write_answers(_reread(questionnaire, output), [SlotValue(slot, "") for slot in slots], emptied, OVERWRITE)
        again = openpyxl.load_workbook(emptied)
    assert _all_cells(again) == _all_cells(book)


def _all_cells(book: openpyxl.Workbook) -> dict[tuple[str, str], object]:
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


_SOFFICE = shutil.which("soffice")


@pytest.mark.skipif(_SOFFICE is None, reason="LibreOffice (soffice) is not installed")
@pytest.mark.parametrize(
    "path", [path for path in _FILES if path.stat().st_size < 30_000][:6], ids=lambda path: path.name
)
def test_libreoffice_opens_the_filled_file_and_shows_the_answers(path: Path, tmp_path: Path) -> None:
    """A program that shares nothing with us reads the answers as they were written."""
    questionnaire = read_questionnaire(path)
    slots = [slot for slot in questionnaire.slots() if slot.role is SlotRole.TEXT and not slot.options]
    values = [SlotValue(slot, f"Answer {number} a<b") for number, slot in enumerate(slots[:20])]
    if not values:
        pytest.skip("the file has no text answers")
    output = tmp_path / path.name
    result = write_answers(questionnaire, values, output, OVERWRITE)
    refused = {problem.where for problem in result.refused}
    kind = (
        "txt:Text"
        if path.suffix == ".docx"
        else "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    )
    command = [
        _SOFFICE or "",
        "--headless",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--convert-to",
        kind,
        "--outdir",
        str(tmp_path),
        str(output),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    shown = "".join(file.read_text("utf-8") for file in tmp_path.glob("*.csv")) + "".join(
        file.read_text("utf-8-sig") for file in tmp_path.glob("*.txt")
    )
    missing = [value.value for value in values if value.slot.locator not in refused and value.value not in shown]
    assert not missing
