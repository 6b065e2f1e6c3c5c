"""The sample questionnaires: as built by their script, openable, and with the traits that make real forms hard."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "samples"
WORKBOOK = SAMPLES / "northwind-security-questionnaire.xlsx"
DOCUMENT = SAMPLES / "northwind-vendor-assessment.docx"
BOTH = (WORKBOOK, DOCUMENT)

SHEET_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection", "mergeCells",
    "conditionalFormatting", "dataValidations", "printOptions", "pageMargins", "pageSetup", "headerFooter", "drawing", "extLst",
)  # fmt: skip
"""The order in ECMA-376 part 1, 18.3.1.99; Excel repairs a sheet that breaks it."""


def read_part(path: Path, name: str) -> str:
    """Give the text of one part."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def is_number(value: object) -> bool:
    """Whether a cell holds a question's number, such as `GOV-01`."""
    return re.fullmatch(r"[A-Z]+-\d\d", str(value)) is not None


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the samples anew; give their folder."""
    folder = tmp_path_factory.mktemp("samples")
    for name in ("first", "second"):
        (folder / name).mkdir()
        command = [sys.executable, "-B", str(SAMPLES / "build.py"), str(folder / name)]
        subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("path", BOTH, ids=lambda path: path.suffix)
def test_build_gives_the_same_bytes_each_time(fresh: Path, path: Path) -> None:
    """Two builds do not differ in a byte."""
    assert (fresh / "first" / path.name).read_bytes() == (fresh / "second" / path.name).read_bytes()


@pytest.mark.parametrize("path", BOTH, ids=lambda path: path.suffix)
def test_committed_sample_is_what_the_script_builds(fresh: Path, path: Path) -> None:
    """Every part of the committed file equals a fresh build's; compressed bytes may vary with the zlib at hand."""
    with zipfile.ZipFile(path) as committed, zipfile.ZipFile(fresh / "first" / path.name) as built:
        assert [info.filename for info in committed.infolist()] == [info.filename for info in built.infolist()]
        assert [name for name in committed.namelist() if committed.read(name) != built.read(name)] == []


@pytest.mark.parametrize("path", BOTH, ids=lambda path: path.suffix)
def test_every_part_is_well_formed_and_typed(path: Path) -> None:
    """Each part parses, has a content type, and every relationship leads to a part."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        types = ET.fromstring(archive.read("[Content_Types].xml"))
        overridden = {node.get("PartName", "") for node in types if node.tag.endswith("Override")}
        assert {
            f"/{name}" for name in names if not name.endswith((".rels", ".png", "[Content_Types].xml"))
        } == overridden
        for name in names:
            if not name.endswith(".png"):
                ET.fromstring(archive.read(name))
            if name.endswith(".rels"):
                base = Path(name).parent.parent
                targets = re.findall(r'Target="([^"]+)"', archive.read(name).decode())
                resolved = [(SAMPLES / base / target).resolve().relative_to(SAMPLES).as_posix() for target in targets]
                assert [target for target in resolved if target not in names] == []


def test_worksheet_elements_stand_in_the_order_of_the_schema() -> None:
    """Excel opens the workbook without a word about repairs: elements in order, none unknown."""
    for number in range(1, 7):
        root = ET.fromstring(read_part(WORKBOOK, f"xl/worksheets/sheet{number}.xml"))
        positions = [SHEET_ORDER.index(node.tag.rsplit("}", 1)[1]) for node in root]
        assert positions == sorted(positions)


def test_workbook_opens_in_two_readers() -> None:
    """Both openpyxl and calamine read the same number of questions."""
    import openpyxl
    import python_calamine

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl says that it would drop the x14 lists
        book = openpyxl.load_workbook(WORKBOOK)
    ids = [row[1].value for row in book["Security Controls"].iter_rows(min_row=7) if is_number(row[1].value)]
    ids += [row[0].value for row in book["Data & AI"].iter_rows(min_row=7) if is_number(row[0].value)]
    assert 60 <= len(ids) == len(set(ids)) <= 80
    results = python_calamine.CalamineWorkbook.from_path(WORKBOOK).get_sheet_by_name("Results").to_python()
    assert results[-1][:3] == ["Total", len(ids), 0]


def test_workbook_has_what_makes_real_forms_hard() -> None:
    """A list on a hidden sheet, a logo, protection with unlocked cells, merged rows, both kinds of conditional formats."""
    controls, data = read_part(WORKBOOK, "xl/worksheets/sheet3.xml"), read_part(WORKBOOK, "xl/worksheets/sheet4.xml")
    assert "<xm:f>Lists!$B$2:$B$6</xm:f>" in controls
    assert "<dataValidations" not in controls
    assert '"Yes,Partially,No,Not applicable"' in data
    assert 'name="Lists" sheetId="6" state="hidden"' in read_part(WORKBOOK, "xl/workbook.xml")
    assert all("<sheetProtection " in sheet and "<drawing " in sheet for sheet in (controls, data))
    assert "<conditionalFormatting " in controls
    assert "<x14:conditionalFormatting " in controls
    assert '<protection locked="0"/>' in read_part(WORKBOOK, "xl/styles.xml")
    assert '<mergeCell ref="B7:G7"/>' in controls


def test_stored_results_are_those_of_an_empty_form() -> None:
    """Each formula carries a value, and each formula cell is in the calculation chain."""
    results = read_part(WORKBOOK, "xl/worksheets/sheet5.xml")
    formulas = re.findall(r'<c r="(\w+)"[^>]*><f>[^<]+</f><v>[^<]+</v>', results)
    assert len(formulas) == results.count("<f>")
    assert re.findall(r'<c r="(\w+)" i="5"/>', read_part(WORKBOOK, "xl/calcChain.xml")) == formulas


def test_document_opens_and_has_every_kind_of_answer_place() -> None:
    """python-docx reads the tables; boxes, check boxes, dropdowns, numbered questions and blocks to leave alone are there."""
    import docx

    document = docx.Document(str(DOCUMENT))
    assert [len(table.rows) for table in document.tables] == [6, 9, 9, 6, 4, 5]
    assert [p.style.name for p in document.paragraphs if p.style is not None].count("AnswerBox") == 5
    text = read_part(DOCUMENT, "word/document.xml")
    assert text.count("<w14:checkbox>") == 15
    assert text.count("<w:dropDownList>") == 5
    assert document.tables[2].cell(1, 2).text.split() == ["☐", "Yes", "☐", "No"]
    assert "For official use only" in text
    ids = re.findall(r'<w:id w:val="(\d+)"/>', text)
    assert len(ids) == len(set(ids)) == 20
