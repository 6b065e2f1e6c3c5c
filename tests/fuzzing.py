"""Targets of the fuzz: two small packages with an answer for each kind of place, and one run over a broken one."""

from __future__ import annotations

import random
from pathlib import Path

from filling import choice, read_as, slot, tick
from mutations import mutate
from parts import document, list_validation, paragraph, relationships, sheet_data, table, workbook
from qanswer.core.errors import QAnswerError
from qanswer.core.question import AnswerSlot, SlotValue
from qanswer.ooxml.diff import diff_packages
from qanswer.questionnaires.files import read_questionnaire
from qanswer.questionnaires.fill.write import WriteOptions, write_answers

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = sheet_data([["Id", "Question", "Answer"], [1, "Is it so?", None], [2, "Is it?", "TBD"], [3, "☐ Yes ☐ No"]])
_MORE = '<row r="9"><c r="A9"><f>SUM(A2:A3)</f><v>3</v></c></row></sheetData><mergeCells><mergeCell ref="C5:D6"/></mergeCells>'
_BOOK = workbook(
    {
        "S": "<cols><col min='3' max='4' style='1'/></cols>"
        + _SHEET.replace("</sheetData>", _MORE)
        + list_validation("C2:C4", '"Yes,No"')
    },
    styles="<cellXfs count='2'><xf/><xf><protection locked='0'/></xf></cellXfs>",
)
_BINDING = "<w:dataBinding w:prefixMappings=\"xmlns:n='urn:n'\" w:xpath='/n:a/n:b' w:storeItemID='{1}'/>"
_CONTROL = f"<w:sdt><w:sdtPr><w:showingPlcHdr/>{_BINDING}<w:text/></w:sdtPr><w:sdtContent><w:r><w:t>Click</w:t></w:r></w:sdtContent></w:sdt>"
_BOX = "<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val='0'/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>☐</w:t></w:r></w:sdtContent></w:sdt>"
_FIELD = (
    "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:textInput/></w:ffData></w:fldChar></w:r>"
    "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>…</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
)
_FORM = document(
    table([["Is it?", ""], ["And this?", "☐ Yes ☐ No"]])
    + paragraph("Role: ____")
    + f"<w:p>{_CONTROL}{_BOX}</w:p><w:p>{_FIELD}</w:p>",
    settings="<w:trackRevisions/>",
    parts={
        "word/_rels/document.xml.rels": relationships(
            {"s": (f"{_OFFICE}/settings", "settings.xml"), "c": (f"{_OFFICE}/customXml", "../customXml/item1.xml")}
        ),
        "customXml/item1.xml": "<n:a xmlns:n='urn:n'><n:b/></n:a>",
        "customXml/_rels/item1.xml.rels": relationships({"p": (f"{_OFFICE}/customXmlProps", "itemProps1.xml")}),
        "customXml/itemProps1.xml": "<ds:datastoreItem xmlns:ds='urn:ds' ds:itemID='{1}'/>",
    },
)
_CELLS: list[tuple[AnswerSlot, str]] = [
    (choice("S!C2", "Yes", "No"), "Yes"), (slot("S!C3"), "x"), (tick("S!B4#1", "No"), "No"), (slot("S!D6"), "y"), (slot("S!F20"), "z"),
    (tick("S!D9"), "Yes"),
]  # fmt: skip
_PLACES: list[tuple[AnswerSlot, str]] = [
    (slot("T0R0C1"), "x"), (tick("T0R1C1#0"), "Yes"), (slot("P0", anchor="Role:"), "CISO"), (slot("P1/SDT0"), "y"), (tick("P1/CC0"), "Yes"),
    (slot("P2/FF0"), "z"),
]  # fmt: skip


def run(seed: int, folder: Path, *, with_reading: bool = False) -> str:
    """Break a package, fill it, and check what came of it; gives "filled", or the class of the error.

    Raises:
        AssertionError: a file without a proof, a changed source, something left behind, or an error that is not ours.
    """
    rng = random.Random(seed)
    is_book = rng.random() < 0.5
    source, output = folder / "buyer.xlsx", folder / "out.xlsx"
    source.write_bytes(mutate(_BOOK if is_book else _FORM, rng))
    before = source.read_bytes()
    output.unlink(missing_ok=True)
    outcome = _fill(source, output, _CELLS if is_book else _PLACES, overwrite=rng.random() < 0.5)
    if with_reading:
        _read(source)
    assert source.read_bytes() == before
    assert output.exists() == (outcome == "filled")
    assert {path.name for path in folder.iterdir()} <= {"buyer.xlsx", "out.xlsx"}
    return outcome


def _fill(source: Path, output: Path, values: list[tuple[AnswerSlot, str]], *, overwrite: bool) -> str:
    try:
        questionnaire = read_as(source, [one for one, _ in values])
        write_answers(questionnaire, [SlotValue(one, text) for one, text in values], output, WriteOptions(overwrite))
    except QAnswerError as error:
        assert error.message  # noqa: PT017 - the error is one of several right outcomes
        assert "\n" not in error.message  # noqa: PT017 - as above
        return type(error).__name__
    assert not diff_packages(source, output).lost_features
    return "filled"


def _read(source: Path) -> None:
    try:
        read_questionnaire(source)
    except QAnswerError as error:
        assert "\n" not in error.message  # noqa: PT017 - as above
