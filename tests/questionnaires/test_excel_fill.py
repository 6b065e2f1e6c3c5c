"""Cells of a workbook filled in place: what is written, what is left alone, what is refused."""

from __future__ import annotations

import io
import re
import warnings
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filling import OVERWRITE, choice, fill, slot, tick
from parts import HEAD, MAIN, OFFICE, relationships, sheet_data, workbook
from qanswer.core.question import SlotRole
from qanswer.questionnaires.fill.write import WriteOptions

SHEET = "xl/worksheets/sheet1.xml"
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_STYLES = (
    '<numFmts count="0"/><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/>'
    '<xf applyProtection="1"><protection locked="0"/></xf><xf numFmtId="49" applyNumberFormat="1"/><xf/></cellXfs>'
)


def _book(rows: str, *, before: str = "", after: str = "", styles: str = "") -> bytes:
    return workbook({"S": f"{before}<sheetData>{rows}</sheetData>{after}"}, styles=styles)


def _cells(data: bytes) -> dict[str, object]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        cell.coordinate: cell.value for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None
    }


@pytest.mark.parametrize(
    "text",
    ["=1+1", "@x", "-5", "+1", "a<b & \"c\" 'd' ]]>", " lead and trail ", "two\nlines", "tab\there", "日本語", "🔐", "_x000D_", "_x005F_x000D_",
     "x" * 32_767, "TRUE", "0012", "1e3"],
)  # fmt: skip
def test_a_text_is_written_exactly(tmp_path: Path, text: str) -> None:
    """Whatever a text begins with or holds, it reads back as that text, and never as a formula or number."""
    filled = fill(tmp_path, _book('<row r="2"><c r="B2" s="0"/></row>'), {"S!B2": text})
    assert not filled.refused
    read = _cells(filled.data)["B2"]
    assert isinstance(read, str)
    assert re.sub("_x([0-9A-F]{4})_", lambda match: chr(int(match[1], 16)), read) == text
    assert 'r="B2" s="0" t="inlineStr"' in filled.part(SHEET)


@pytest.mark.parametrize("text", ["two\r\nlines", "two\rlines"])
def test_any_line_break_becomes_the_one_that_excel_has(tmp_path: Path, text: str) -> None:
    """CR LF and CR are line feeds in a cell; the cell's wrapping stays as it was."""
    filled = fill(tmp_path, _book('<row r="2"><c r="B2" s="0"/></row>'), {"S!B2": text})
    assert _cells(filled.data)["B2"] == "two\nlines"


@pytest.mark.parametrize(("text", "words"), [("bell \x07", r"U\+0007"), ("x" * 32_768, "32,768"), ("\ud800", "U")])
def test_what_no_cell_can_hold_is_refused_with_the_reason(tmp_path: Path, text: str, words: str) -> None:
    """The cell stays empty, and the file is the buyer's to the byte."""
    data = _book('<row r="2"><c r="B2"/></row>')
    filled = fill(tmp_path, data, {"S!B2": text})
    assert re.search(words, filled.refused["S!B2"])
    assert filled.data == data


@pytest.mark.parametrize(
    "rows",
    [
        "",
        '<row r="7"/>',
        '<row r="7"></row>',
        '<row r="7"><c r="A7"/></row>',
        '<row r="7"><c r="D7"/></row>',
        '<row r="7"><c r="A7"/><c r="C7"/></row>',
        '<row r="3"/><row r="9"><c r="A9"/></row>',
        "<row/><row><c/><c/><c/></row>",
        '<row r="6"/><row><c/><c t="s"><v>0</v></c></row>',
    ],
)
def test_a_cell_is_found_or_put_in_order(tmp_path: Path, rows: str) -> None:
    """Missing rows and cells, self-closed ones and implicit positions: the answer lands in its cell, in order."""
    filled = fill(tmp_path, _book(rows), {"S!B7": "here", "S!C7": "there"})
    assert _cells(filled.data) == {"B7": "here", "C7": "there"}
    numbers = [int(number) for number in re.findall(r'<row r="(\d+)"', filled.part(SHEET))]
    assert numbers == sorted(set(numbers))


def test_an_empty_sheet_takes_rows(tmp_path: Path) -> None:
    """A sheet without any row gets them in order."""
    data = workbook({"S": "<sheetData/>"})
    assert _cells(fill(tmp_path, data, {"S!B9": "b", "S!A2": "a"}).data) == {"A2": "a", "B9": "b"}


def test_new_cells_take_the_style_of_row_or_column(tmp_path: Path) -> None:
    """A cell that did not exist looks as one typed there would."""
    before = '<cols><col min="2" max="3" width="9" style="3"/></cols>'
    data = _book('<row r="1" s="2" customFormat="1"/><row r="2" s="2"/>', before=before, styles=_STYLES)
    part = fill(tmp_path, data, {"S!B1": "x", "S!B2": "y", "S!C5": "z", "S!D5": "w"}).part(SHEET)
    assert 'r="B1" s="2"' in part
    assert 'r="B2" s="3"' in part
    assert 'r="C5" s="3"' in part
    assert '<c r="D5" t="inlineStr">' in part


def test_everything_but_the_cell_stays_to_the_byte(tmp_path: Path) -> None:
    """Dimension, spans, comments, odd quoting and white space around the cell are the buyer's own."""
    rows = (
        "\n <row r='2'  spans='1:9' x='>'>\n<c  r='B2'\ts='3' t=\"s\" ><v>0</v></c > <!-- note --><c r='C2'/></row>\n"
    )
    data = _book(rows, before='<dimension ref="A1:C2"/>', after="<!-- end -->")
    part = fill(tmp_path, data, {"S!B2": "x"}, OVERWRITE).part(SHEET)
    cell = "<c  r='B2'\ts='3' t=\"inlineStr\"><is><t xml:space=\"preserve\">x</t></is></c>"
    whole = workbook({"S": f'<dimension ref="A1:C2"/><sheetData>{rows}</sheetData><!-- end -->'})
    expected = fill(tmp_path, whole, {}).part(SHEET).replace("<c  r='B2'\ts='3' t=\"s\" ><v>0</v></c >", cell)
    assert part == expected


@pytest.mark.parametrize("prefix", ["x:", "main:"])
def test_any_namespace_prefix_is_followed(tmp_path: Path, prefix: str) -> None:
    """A sheet that calls its elements x:row and x:c is filled in its own words."""
    data = workbook({"S": "<sheetData/>"}, parts={
        SHEET: f'{HEAD}<{prefix}worksheet xmlns:{prefix[:-1]}="{MAIN}"><{prefix}sheetData><{prefix}row r="2">'
               f'<{prefix}c r="B2"/></{prefix}row></{prefix}sheetData></{prefix}worksheet>'
    })  # fmt: skip
    filled = fill(tmp_path, data, {"S!B2": "x", "S!B3": "y"})
    assert _cells(filled.data) == {"B2": "x", "B3": "y"}
    assert f"<{prefix}is><{prefix}t" in filled.part(SHEET)


def test_a_single_byte_encoding_is_kept(tmp_path: Path) -> None:
    """What the part's encoding lacks is written as a character reference."""
    sheet = f'<?xml version="1.0" encoding="ISO-8859-1"?><worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"/></row></sheetData></worksheet>'
    filled = fill(tmp_path, workbook({"S": ""}, parts={SHEET: sheet.encode("latin-1")}), {"S!A1": "é 日"})
    assert _cells(filled.data) == {"A1": "é 日"}


def test_a_utf16_sheet_is_not_edited(tmp_path: Path) -> None:
    """Some readers see nothing in such a part; the reason is given and the file stays as it is."""
    sheet = f'<?xml version="1.0" encoding="UTF-16"?><worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    data = workbook({"S": ""}, parts={SHEET: sheet.encode("utf-16")})
    filled = fill(tmp_path, data, {"S!A1": "x"})
    assert "UTF-16" in filled.refused["S!A1"]
    assert filled.data == data


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ('<c r="B2"><f>A1</f><v>1</v></c>', "formula"),
        ('<c r="B2"><f t="shared" si="0"/><v>1</v></c>', "formula"),
        ('<c r="A2"><f t="array" ref="A2:B3">A1</f><v>1</v></c><c r="B2"><v>1</v></c>', "array formula"),
        ('<c r="A2"><f t="dataTable" ref="B2:B9" dt2D="1"/><v>1</v></c><c r="B2"><v>1</v></c>', "array formula"),
        ('<c r="B2" t="e" vm="1"><v>#VALUE!</v></c>', "rich value"),
    ],
)  # fmt: skip
def test_formula_cells_are_never_written(tmp_path: Path, cell: str, words: str) -> None:
    """Not even with overwrite: a formula, or the cells that one fills, belong to the buyer."""
    data = _book(f'<row r="2">{cell}</row>')
    filled = fill(tmp_path, data, {"S!B2": "x"}, WriteOptions(overwrite=True, fill_locked=True))
    assert words in filled.refused["S!B2"]
    assert filled.data == data


@pytest.mark.parametrize(
    "cell",
    ['<c r="B2" t="s"><v>1</v></c>', '<c r="B2"><v>3.5</v></c>', '<c r="B2" t="b"><v>1</v></c>',
     '<c r="B2" t="inlineStr"><is><r><t>old</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c>', '<c r="B2" t="d"><v>2024-01-01</v></c>'],
)  # fmt: skip
def test_an_answer_that_stands_there_is_kept_unless_asked(tmp_path: Path, cell: str) -> None:
    """Any kind of content counts as an answer; --overwrite replaces it, its phonetic runs too."""
    strings = {
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>a</t></si><si><r><t>ol</t></r><r><t>d</t></r></si></sst>',
        "xl/_rels/workbook.xml.rels": relationships(
            {
                "rId1": (f"{OFFICE}/worksheet", "worksheets/sheet1.xml"),
                "r2": (f"{OFFICE}/sharedStrings", "sharedStrings.xml"),
            }
        ),
    }
    data = workbook({"S": f'<sheetData><row r="2">{cell}</row></sheetData>'}, parts=strings)
    kept = fill(tmp_path, data, {"S!B2": "new"})
    assert "already answered" in kept.refused["S!B2"]
    assert kept.data == data
    assert '<c r="B2" t="inlineStr"><is><t xml:space="preserve">new</t></is></c>' in fill(
        tmp_path, data, {"S!B2": "new"}, OVERWRITE
    ).part(SHEET)


def test_a_placeholder_that_reading_knows_gives_way(tmp_path: Path) -> None:
    """A slot without a value may hold "TBD"; it is written over without being asked."""
    filled = fill(tmp_path, _book('<row r="1"><c r="A1" t="str"><v>TBD</v></c></row>'), [(slot("S!A1"), "Yes, we do.")])
    assert _cells(filled.data) == {"A1": "Yes, we do."}


def test_an_error_value_is_no_answer(tmp_path: Path) -> None:
    """A cell left with #N/A takes an answer."""
    filled = fill(tmp_path, _book('<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>'), {"S!A1": "x"})
    assert _cells(filled.data) == {"A1": "x"}


def test_a_choice_is_one_of_the_options_to_the_letter(tmp_path: Path) -> None:
    """Another spelling is refused with the options, and the cell stays empty."""
    data = _book('<row r="1"><c r="A1"/><c r="B1"/></row>')
    filled = fill(tmp_path, data, [(choice("S!A1", "Yes", "No"), "yes"), (choice("S!B1", "Yes", "No"), "No")])
    assert "'Yes', 'No'" in filled.refused["S!A1"]
    assert _cells(filled.data) == {"B1": "No"}


@pytest.mark.parametrize(
    ("options", "value", "style", "stored"),
    [
        (("0", "1", "2", "N/A"), "2", 0, '<c r="A1" s="0"><v>2</v></c>'),
        (("0.25", "1"), "0.25", 0, "<v>0.25</v>"),
        (("1", "2"), "2", 2, 't="inlineStr"'),
        (("007", "008"), "007", 0, 't="inlineStr"'),
        (("TRUE", "FALSE"), "TRUE", 0, 't="b"><v>1</v>'),
        (("Yes", "No"), "Yes", 0, 't="inlineStr"'),
    ],
)
def test_options_are_stored_as_a_pick_from_the_list_would_be(
    tmp_path: Path, options: tuple[str, ...], value: str, style: int, stored: str
) -> None:
    """Numbers as numbers (unless the cell is formatted as text), TRUE and FALSE as booleans, all else as text."""
    data = _book(f'<row r="1"><c r="A1" s="{style}"/></row>', styles=_STYLES)
    assert stored in fill(tmp_path, data, [(choice("S!A1", *options), value)]).part(SHEET)


def test_a_number_in_a_text_answer_stays_text(tmp_path: Path) -> None:
    """Only an option is ever a number."""
    assert 't="inlineStr"' in fill(tmp_path, _book('<row r="1"><c r="A1"/></row>'), {"S!A1": "42"}).part(SHEET)


def test_a_merged_range_is_written_at_its_top_left(tmp_path: Path) -> None:
    """Any cell of the range stands for the first; two answers for one range are one too many."""
    data = _book(
        '<row r="2"><c r="B2"/><c r="C2"/></row>', after='<mergeCells count="1"><mergeCell ref="B2:D5"/></mergeCells>'
    )
    filled = fill(tmp_path, data, {"S!C4": "x", "S!D5": "y"})
    assert _cells(filled.data) == {"B2": "x"}
    assert "same cell" in filled.refused["S!D5"]


def test_protected_sheets_take_answers_in_their_open_cells(tmp_path: Path) -> None:
    """Locked cells only with fill_locked; the protection itself stays."""
    data = _book(
        '<row r="1"><c r="A1" s="1"/><c r="B1"/></row>',
        after='<sheetProtection sheet="1" objects="1"/>',
        styles=_STYLES,
    )
    filled = fill(tmp_path, data, {"S!A1": "open", "S!B1": "locked", "S!C9": "new"})
    assert _cells(filled.data) == {"A1": "open"}
    assert "locked" in filled.refused["S!B1"]
    assert "locked" in filled.refused["S!C9"]
    forced = fill(tmp_path, data, {"S!B1": "locked"}, WriteOptions(fill_locked=True))
    assert _cells(forced.data) == {"B1": "locked"}
    assert '<sheetProtection sheet="1" objects="1"/>' in forced.part(SHEET)


def test_ticks_use_the_mark_of_their_column(tmp_path: Path) -> None:
    """An X, or whatever the column is marked with already; clearing takes it away again."""
    rows = '<row r="1"><c r="A1" t="str"><v>✓</v></c></row><row r="2"><c r="A2"/><c r="B2"/></row>'
    filled = fill(tmp_path, _book(rows), [(tick("S!A2"), "Yes"), (tick("S!B2", "No"), "No")])
    assert _cells(filled.data) == {"A1": "✓", "A2": "✓", "B2": "X"}
    cleared = fill(tmp_path, filled.data, [(tick("S!B2"), "")])
    assert _cells(cleared.data) == {"A1": "✓", "A2": "✓"}


def test_boxes_in_a_cell_are_ticked_one_by_one(tmp_path: Path) -> None:
    """☐ becomes ☒ at its place in the text, and back."""
    data = _book('<row r="1"><c r="A1" t="str"><v>☐ Yes ☐ No ☑ n/a</v></c></row>')
    filled = fill(tmp_path, data, [(tick("S!A1#1", "No"), "No"), (tick("S!A1#2", "n/a"), "")])
    assert _cells(filled.data) == {"A1": "☐ Yes ☒ No ☐ n/a"}


def test_a_boolean_cell_is_ticked_as_a_boolean(tmp_path: Path) -> None:
    """A cell with an in-cell checkbox holds TRUE or FALSE."""
    data = _book('<row r="1"><c r="A1" t="b"><v>0</v></c></row>')
    assert '<c r="A1" t="b"><v>1</v></c>' in fill(tmp_path, data, [(tick("S!A1"), "Yes")]).part(SHEET)


def test_an_answer_behind_its_label_in_one_cell(tmp_path: Path) -> None:
    """The blank after the label gives way; the rest of the cell stays."""
    data = _book('<row r="1"><c r="A1" t="str"><v>Name: ____ Date: [dd/mm]\nPlace:</v></c></row>')
    slots = [
        (slot("S!A1#0", anchor="Name:"), "Ada"),
        (slot("S!A1#1", anchor="Date:"), "today"),
        (slot("S!A1#2", anchor="Place:"), "Bern"),
    ]
    filled = fill(tmp_path, data, slots)
    assert _cells(filled.data) == {"A1": "Name: Ada Date: today\nPlace: Bern"}
    again = fill(tmp_path, filled.data, slots)
    assert again.data == filled.data


def test_formulas_are_recalculated_on_opening_and_that_is_declared(tmp_path: Path) -> None:
    """The one change outside of the cells, left out with strict_bytes, and not made where there is no formula."""
    data = _book('<row r="1"><c r="A1"/><c r="B1"><f>LEN(A1)</f><v>0</v></c></row>')
    filled = fill(tmp_path, data, {"S!A1": "x"})
    assert 'fullCalcOnLoad="1"' in filled.part("xl/workbook.xml")
    assert filled.proof.declared == ("fullCalcOnLoad set in xl/workbook.xml",)
    assert filled.proof.parts_changed == (SHEET, "xl/workbook.xml")
    strict = fill(tmp_path, data, {"S!A1": "x"}, WriteOptions(strict_bytes=True))
    assert strict.proof.parts_changed == (SHEET,)
    assert fill(tmp_path, _book('<row r="1"><c r="A1"/></row>'), {"S!A1": "x"}).proof.declared == ()


def test_table_headers_are_not_written(tmp_path: Path) -> None:
    """A header that no longer equals its column's name makes Excel repair the file."""
    rels = relationships({"r1": (f"{OFFICE}/table", "../tables/table1.xml")})
    table = f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="A1:B5" totalsRowCount="1"/>'
    data = workbook(
        {"S": sheet_data([["Q", "A"], ["x"]])},
        parts={"xl/worksheets/_rels/sheet1.xml.rels": rels, "xl/tables/table1.xml": table},
    )
    filled = fill(tmp_path, data, {"S!B1": "x", "S!B2": "fine", "S!B5": "total"}, OVERWRITE)
    assert set(filled.refused) == {"S!B1", "S!B5"}
    assert _cells(filled.data)["B2"] == "fine"


@pytest.mark.parametrize("locator", ["None!A1", "S!A1048577", "nothing"])
def test_a_place_that_does_not_exist_is_a_finding(tmp_path: Path, locator: str) -> None:
    """One wrong locator does not stop the others."""
    filled = fill(tmp_path, _book(""), [(slot(locator), "x"), (slot("S!A1"), "y")])
    assert locator in filled.refused
    assert _cells(filled.data) == {"A1": "y"}


def test_rows_out_of_order_stop_the_fill_only_where_it_matters(tmp_path: Path) -> None:
    """A sheet that no program writes is refused with a clear line."""
    from qanswer.core.errors import DamagedFileError

    with pytest.raises(DamagedFileError, match="twice"):
        fill(tmp_path, _book('<row r="2"/><row r="2"/>'), {"S!A2": "x"})


_CELL = st.sampled_from(["", "s", "e", "n", "i"])


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.lists(_CELL, max_size=4), max_size=5),
    st.dictionaries(
        st.tuples(st.integers(1, 6), st.integers(1, 5)),
        st.text(st.characters(codec="utf-8", exclude_characters="\r", exclude_categories=["Cc", "Cs"]), max_size=8),
        max_size=6,
    ),
)
def test_filling_again_changes_nothing_and_blanks_give_the_sheet_back(
    tmp_path_factory: pytest.TempPathFactory, shape: list[list[str]], values: dict[tuple[int, int], str]
) -> None:
    """Laws of a fill: the same answers again give the same bytes; other cells read as before; emptied cells are empty."""
    forms = {
        "s": '<c r="{0}" s="0"/>', "e": '<c r="{0}"></c>', "n": '<c r="{0}"><v>7</v></c>', "i": '<c r="{0}" t="str"><v>q</v></c>',
    }  # fmt: skip
    rows = ""
    for number, line in enumerate(shape, 1):
        cells = "".join(forms[kind].format(f"{'ABCDE'[column]}{number}") for column, kind in enumerate(line) if kind)
        rows += f'<row r="{number}">{cells}</row>'
    folder = tmp_path_factory.mktemp("law")
    data = _book(rows)
    answers = {f"S!{'ABCDE'[column - 1]}{row}": text for (row, column), text in values.items()}
    filled = fill(folder, data, answers, OVERWRITE)
    assert not filled.refused
    before, after = _cells(data), _cells(filled.data)
    for name, value in before.items():
        if f"S!{name}" not in answers:
            assert after[name] == value
    assert fill(folder, filled.data, answers, OVERWRITE).data == filled.data
    cleared = _cells(fill(folder, filled.data, dict.fromkeys(answers, ""), OVERWRITE).data)
    assert cleared == {name: value for name, value in before.items() if f"S!{name}" not in answers}


def test_a_fill_and_its_blanks_give_the_part_back_to_the_byte(tmp_path: Path) -> None:
    """Where the cells existed, emptied cells are what they were."""
    data = _book('<row r="1"><c r="A1" s="3"/><c r="B1"/></row>', styles=_STYLES)
    filled = fill(tmp_path, data, {"S!A1": "x", "S!B1": "y"})
    assert fill(tmp_path, filled.data, {"S!A1": "", "S!B1": ""}, OVERWRITE).part(SHEET) == fill(
        tmp_path, data, {}
    ).part(SHEET)


def test_an_owner_slot_is_a_text(tmp_path: Path) -> None:
    """Every role that is no choice and no tick takes free text."""
    data = _book("")
    filled = fill(tmp_path, data, [(slot("S!A1", SlotRole.OWNER), "Ada"), (slot("S!A2", SlotRole.COMMENT), "c")])
    assert _cells(filled.data) == {"A1": "Ada", "A2": "c"}


def test_a_tick_in_rich_text_keeps_the_looks_of_the_rest(tmp_path: Path) -> None:
    """Bold words in the cell stay bold, whether the text is shared or stands in the cell."""
    runs = "<r><t>☐ Yes </t></r><r><rPr><b/></rPr><t>☐ No, never</t></r>"
    expected = '<is><r><t xml:space="preserve">☐ Yes </t></r><r><rPr><b/></rPr><t xml:space="preserve">☒ No, never</t></r></is>'
    shared = {
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si>{runs}</si></sst>',
        "xl/_rels/workbook.xml.rels": relationships(
            {
                "rId1": (f"{OFFICE}/worksheet", "worksheets/sheet1.xml"),
                "r2": (f"{OFFICE}/sharedStrings", "sharedStrings.xml"),
            }
        ),
    }
    rows = f'<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is>{runs}</is></c></row>'
    data = workbook({"S": f"<sheetData>{rows}</sheetData>"}, parts=shared)
    part = fill(tmp_path, data, [(tick("S!A1#1", "No"), "No"), (tick("S!B1#1", "No"), "No")]).part(SHEET)
    assert part.count(expected) == 2


def test_a_control_linked_to_a_cell_is_ticked_through_it(tmp_path: Path) -> None:
    """The cell becomes TRUE and the control shows it, which is declared; an ActiveX one follows its cell alone."""
    control = f'<formControlPr xmlns="{_X14}" objectType="CheckBox" fmlaLink="\'S\'!$B$2" lockText="1"/>'
    active = '<controls><control shapeId="1"><controlPr linkedCell="B3"/></control></controls>'
    data = workbook(
        {"S": f'<sheetData><row r="3"><c r="B3"/></row></sheetData>{active}'},
        parts={
            "xl/worksheets/_rels/sheet1.xml.rels": relationships(
                {"r1": (f"{OFFICE}/ctrlProp", "../ctrlProps/ctrlProp1.xml")}
            ),
            "xl/ctrlProps/ctrlProp1.xml": control,
        },
    )
    values = [(tick("S!B2"), "Yes"), (tick("S!B3"), "Yes")]
    filled = fill(tmp_path, data, values)
    assert _cells(filled.data) == {"B2": True, "B3": True}
    assert 'lockText="1" checked="Checked"/>' in filled.part("xl/ctrlProps/ctrlProp1.xml")
    assert filled.proof.declared == ("state of the tick box in xl/ctrlProps/ctrlProp1.xml",)
    assert fill(tmp_path, filled.data, values).data == filled.data
    cleared = fill(tmp_path, filled.data, [(tick("S!B2"), "")])
    assert _cells(cleared.data) == {"B2": False, "B3": True}
    assert cleared.part("xl/ctrlProps/ctrlProp1.xml") == control


def test_a_number_that_is_there_is_the_same_answer_as_its_text(tmp_path: Path) -> None:
    """An answer that stands there already is not stored anew in another type."""
    data = _book('<row r="1"><c r="A1"><v>3</v></c><c r="B1" t="b"><v>1</v></c></row>')
    filled = fill(tmp_path, data, {"S!A1": "3", "S!B1": "TRUE"})
    assert not filled.refused
    assert filled.data == data


def test_a_tick_may_be_given_as_a_mark(tmp_path: Path) -> None:
    """Besides the box's own label; anything else is refused."""
    filled = fill(tmp_path, _book('<row r="1"><c r="A1"/></row>'), [(tick("S!A1"), "x"), (tick("S!B1"), "perhaps")])
    assert _cells(filled.data) == {"A1": "X"}
    assert "own options" in filled.refused["S!B1"]
