"""The internal copy: answers tinted and their sources beside them; the clean copy is never touched."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import openpyxl
import pytest

from parts import document, paragraph, sheet_data, table, workbook
from qanswer.core.errors import FileError
from qanswer.questionnaires.fill.marks import Mark, Tint, write_marked

_STYLES = (
    '<fonts count="1"><font/></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf><alignment wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
)


def test_cells_are_tinted_and_sources_stand_in_a_new_column(tmp_path: Path) -> None:
    """A tinted cell keeps everything else of its style; several notes of a row share its cell."""
    source, output = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    rows = '<sheetData><row r="2"><c r="A2" s="1" t="str"><v>Q</v></c><c r="B2" s="1" t="str"><v>Yes</v></c></row></sheetData>'
    source.write_bytes(workbook({"S": rows}, styles=_STYLES))
    before = source.read_bytes()
    marks = [
        Mark("S!B2", Tint.READY, "access.md › Reviews"),
        Mark("S!C2", Tint.BLANK, "nothing found"),
        Mark("X!A1", Tint.REVIEW),
    ]
    problems = write_marked(source, marks, output)
    sheet = openpyxl.load_workbook(output)["S"]
    assert sheet["B2"].value == "Yes"
    assert sheet["B2"].fill.fgColor.rgb == f"FF{Tint.READY}"
    assert sheet["B2"].alignment.wrapText
    assert sheet["C2"].fill.fgColor.rgb == f"FF{Tint.BLANK}"
    assert sheet["A2"].fill.patternType is None
    assert [problem.where for problem in problems] == ["X!A1"]
    assert source.read_bytes() == before


def test_notes_go_to_the_column_behind_the_last(tmp_path: Path) -> None:
    """No cell of the buyer's is written over."""
    source, output = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    source.write_bytes(workbook({"S": sheet_data([["Q", "A", "Score"], ["Is it?", "Yes", 3]])}))
    write_marked(source, [Mark("S!B2", Tint.REVIEW, "one"), Mark("S!A2", Tint.REVIEW, "two")], output)
    sheet = openpyxl.load_workbook(output)["S"]
    assert [cell.value for cell in sheet[2]] == ["Is it?", "Yes", 3, "one\ntwo"]


def test_places_of_a_document_are_highlighted_and_commented(tmp_path: Path) -> None:
    """The sources are comments on the answers; an empty place is marked too."""
    source, output = tmp_path / "a.docx", tmp_path / "b.docx"
    source.write_bytes(document(paragraph("Answer") + table([["Q", "Yes"], ["R", ""]])))
    marks = [
        Mark("P0", Tint.READY, "access.md"),
        Mark("T0R0C1", Tint.REVIEW, "keys.md"),
        Mark("T0R1C1", Tint.BLANK, "no source"),
        Mark("P9", Tint.BLANK),
    ]
    problems = write_marked(source, marks, output)
    opened = docx.Document(io.BytesIO(output.read_bytes()))
    assert [comment.text for comment in opened.comments] == ["access.md", "keys.md", "no source"]
    assert opened.paragraphs[0].runs[0].font.highlight_color is not None
    assert opened.tables[0].cell(0, 0).paragraphs[0].runs[0].font.highlight_color is None
    assert [problem.where for problem in problems] == ["P9"]


def test_a_copy_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    """As for any output."""
    source = tmp_path / "a.xlsx"
    source.write_bytes(workbook({"S": "<sheetData/>"}))
    with pytest.raises(FileError):
        write_marked(source, [Mark("S!A1", Tint.READY)], tmp_path / "none" / "b.xlsx")
