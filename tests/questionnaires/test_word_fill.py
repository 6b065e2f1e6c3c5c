"""Paragraphs and cells of a document filled in place: text, labels with blanks, tick boxes, tracked changes."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filling import OVERWRITE, Filled, fill, slot, tick
from parts import HEAD, WORD, document, paragraph, table
from qanswer.questionnaires.fill.write import WriteOptions

MAIN = "word/document.xml"


def _fill(folder: Path, body: str, values: object, options: WriteOptions = WriteOptions(), **more: str) -> Filled:  # noqa: B008 - frozen
    return fill(folder, document(body, **more), values, options, name="buyer.docx")  # type: ignore[arg-type]  # as fill has it


def _body(filled: Filled) -> str:
    return re.search(r"<w:body>(.*)</w:body>", filled.part(MAIN), re.DOTALL)[1]  # type: ignore[index]  # always there


def _texts(filled: Filled) -> list[str]:
    opened = docx.Document(io.BytesIO(filled.data))
    cells = [cell.text for one in opened.tables for row in one.rows for cell in row.cells]
    return [one.text for one in opened.paragraphs] + cells


@pytest.mark.parametrize(
    "text", ["=1+1", 'a<b & "c"', " lead and trail ", "two\nlines", "tab\there", "日本語 🔐", "x" * 30_000, "_____", "☐ no"]
)  # fmt: skip
@pytest.mark.parametrize("place", ["T0R0C1", "P0", "P1"])
def test_a_text_is_written_exactly(tmp_path: Path, text: str, place: str) -> None:
    """Cells and paragraphs, empty or self-closed: the text reads back as it is, with its breaks and tabs."""
    filled = _fill(tmp_path, "<w:p/>" + table([["Question?", ""]]) + "<w:p></w:p>", {place: text})
    assert not filled.refused
    assert text in _texts(filled)
    assert filled.proof.cells_changed == (place,)


@pytest.mark.parametrize("values", [{}, {"P7": "x"}])
def test_a_document_with_nothing_to_write_stays_as_it_is(tmp_path: Path, values: dict[str, str]) -> None:
    """No answer, or only one for a place that is not there: the buyer's own bytes come out."""
    data = document("<w:p/>" + table([["Question?", ""]]))
    filled = fill(tmp_path, data, values, name="buyer.docx")
    assert filled.data == data
    assert set(filled.refused) == set(values)


def test_everything_outside_of_the_answer_stays_to_the_byte(tmp_path: Path) -> None:
    """The new run is put in; bookmarks, odd spelling and the rest of the paragraph are the buyer's own."""
    body = "<w:p  w:rsidR='1' ><w:pPr><w:jc w:val='left'/></w:pPr><w:bookmarkStart w:id='0' w:name='a'/></w:p><w:p/>"
    filled = _fill(tmp_path, body, {"P0": "x"})
    run = '<w:r><w:t xml:space="preserve">x</w:t></w:r>'
    assert _body(filled) == body.replace("w:name='a'/>", f"w:name='a'/>{run}")


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (
            '<w:pPr><w:rPr><w:sz w:val="18"/><w:ins w:id="1" w:author="b"/></w:rPr></w:pPr>',
            '<w:rPr><w:sz w:val="18"/></w:rPr>',
        ),
        ("<w:r><w:rPr><w:i/></w:rPr><w:t>[enter]</w:t></w:r>", "<w:rPr><w:i/></w:rPr>"),
        ('<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr><w:t>Click</w:t></w:r>', ""),
        ("<w:r><w:rPr><w:b/></w:rPr></w:r>", "<w:rPr><w:b/></w:rPr>"),
    ],
)
def test_the_answer_looks_as_text_typed_there_would(tmp_path: Path, inside: str, expected: str) -> None:
    """Run properties come from the text that gives way, from the paragraph's mark, without a placeholder's style."""
    filled = _fill(tmp_path, f"<w:p>{inside}</w:p>", [(slot("P0"), "x")])
    assert f'<w:r>{expected}<w:t xml:space="preserve">x</w:t></w:r>' in _body(filled)


def test_a_bare_cell_takes_the_font_of_the_one_beside_it(tmp_path: Path) -> None:
    """Font and size of the label, but not what makes it a label."""
    label = '<w:p><w:r><w:rPr><w:rFonts w:ascii="Arial"/><w:b/><w:color w:val="FF0000"/><w:sz w:val="20"/></w:rPr><w:t>Q</w:t></w:r></w:p>'
    filled = _fill(tmp_path, table([[label, ""]]), {"T0R0C1": "x"})
    assert '<w:rPr><w:rFonts w:ascii="Arial"/><w:sz w:val="20"/></w:rPr><w:t xml:space="preserve">x' in _body(filled)


def test_a_placeholder_of_several_paragraphs_gives_way_to_one_answer(tmp_path: Path) -> None:
    """Hints disappear; paragraphs, footnote marks and pictures stay."""
    note = '<w:p><w:r><w:t>hint</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    cell = paragraph("Yes, no") + note + paragraph("or n/a")
    filled = _fill(tmp_path, table([["Q", cell]]), [(slot("T0R0C1"), "Yes")])
    assert _texts(filled)[-1].split() == ["Yes"]
    assert "footnoteReference" in _body(filled)
    assert _body(filled).count("<w:p>") == 4


def test_an_answer_is_kept_unless_asked(tmp_path: Path) -> None:
    """Text that reading did not call a placeholder stays."""
    body = table([["Q", "our answer"]])
    kept = _fill(tmp_path, body, {"T0R0C1": "new"})
    assert "already answered" in kept.refused["T0R0C1"]
    assert kept.proof.parts_changed == ()
    assert _texts(_fill(tmp_path, body, {"T0R0C1": "new"}, OVERWRITE))[-1] == "new"


@pytest.mark.parametrize(
    ("place", "body"),
    [
        ("P1", "<w:sdt><w:sdtContent><w:p/></w:sdtContent></w:sdt><w:p/><w:p/>"),
        ("S0P0", "<w:sdt><w:sdtContent><w:p/></w:sdtContent></w:sdt><w:p/>"),
        ("T0R1C0", "<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:p/></w:tc></w:tr><w:sdt><w:sdtContent><w:tr><w:tc><w:p/></w:tc></w:tr></w:sdtContent></w:sdt></w:tbl>"),
        ("T0R0C1", "<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:sdt><w:sdtContent><w:tc><w:p/></w:tc></w:sdtContent></w:sdt><w:tc><w:p/></w:tc></w:tr></w:tbl>"),
        ("T0R0C0/P1", table([["<w:p/><w:p/>"]])),
        ("T0R0C0/T0R0C1", table([[table([["a", ""]]) + "<w:p/>"]])),
        ("T0R0C0/S0P0", table([["<w:sdt><w:sdtContent><w:p/></w:sdtContent></w:sdt><w:p/>"]])),
    ],
)  # fmt: skip
def test_places_are_counted_as_locators_say(tmp_path: Path, place: str, body: str) -> None:
    """Rows and cells in content controls count; nested tables and controls have places of their own."""
    filled = _fill(tmp_path, body, {place: "here"})
    assert filled.proof.cells_changed == (place,)
    assert _body(filled).replace('<w:r><w:t xml:space="preserve">here</w:t></w:r>', "").replace(
        "<w:p></w:p>", "<w:p/>"
    ) == body.replace("<w:p></w:p>", "<w:p/>")


def test_blanks_behind_labels_are_filled(tmp_path: Path) -> None:
    """Underscores, dots, brackets, leaders and nothing at all: the answer goes behind its label."""
    body = paragraph("Role: ____ Date: ……… Name: [enter name] City:\t State:")
    values = [
        (slot("P0#0", anchor="Role:"), "CISO"), (slot("P0#1", anchor="Date:"), "today"), (slot("P0#2", anchor="Name:"), "Ada"),
        (slot("P0#3", anchor="City:"), "Bern"), (slot("P0#4", anchor="State:"), "BE"),
    ]  # fmt: skip
    filled = _fill(tmp_path, body, values)
    assert _texts(filled) == ["Role: CISO Date: today Name: Ada City:\tBern State: BE"]
    assert fill(tmp_path, filled.data, values, name="buyer.docx").data == filled.data


def test_a_blank_may_be_spread_over_runs(tmp_path: Path) -> None:
    """The answer takes the run in which the blank begins; the label's run stays as it is."""
    body = '<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Role:</w:t></w:r><w:r><w:t xml:space="preserve"> __</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>___ end</w:t></w:r></w:p>'
    filled = _fill(tmp_path, body, [(slot("P0", anchor="Role:"), "CISO")])
    assert _texts(filled) == ["Role: CISO end"]
    assert "<w:r><w:rPr><w:b/></w:rPr><w:t>Role:</w:t></w:r>" in _body(filled)


def test_behind_a_bare_label_the_answer_is_not_bold(tmp_path: Path) -> None:
    """The label's font is taken, its weight is not."""
    body = '<w:p><w:r><w:rPr><w:b/><w:sz w:val="18"/></w:rPr><w:t>Role:</w:t></w:r></w:p>'
    filled = _fill(tmp_path, body, [(slot("P0", anchor="Role:"), "CISO")])
    assert '<w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t xml:space="preserve"> CISO</w:t></w:r>' in _body(filled)


def test_a_label_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    """Nothing is guessed."""
    filled = _fill(tmp_path, paragraph("Name: ____"), [(slot("P0", anchor="Role:"), "CISO")])
    assert "not there" in filled.refused["P0"]


def test_boxes_are_ticked_one_by_one(tmp_path: Path) -> None:
    """☐ becomes ☒ where it stands, over runs and paragraphs of a cell, and back; other boxes keep their glyph."""
    cell = "<w:p><w:r><w:t>☐ Yes </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>□ No</w:t></w:r></w:p><w:p><w:r><w:t>☑ n/a</w:t></w:r></w:p>"
    body = table([["Q", cell]])
    filled = _fill(
        tmp_path, body, [(tick("T0R0C1#1", "No"), "No"), (tick("T0R0C1#2", "n/a"), ""), (tick("T0R0C1#0"), "")]
    )
    assert _texts(filled)[-1] == "☐ Yes ☒ No\n☐ n/a"
    assert filled.proof.cells_changed == ("T0R0C1#1", "T0R0C1#2")
    assert "no such tick box" in _fill(tmp_path, body, [(tick("T0R0C1#3"), "Yes")]).refused["T0R0C1#3"]


def test_drawn_boxes_are_ticked_by_their_label(tmp_path: Path) -> None:
    """Brackets, circles and symbol fonts: the box beside the label, in the way that it is drawn; never a guess."""
    symbol = '<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r><w:r><w:t>{}</w:t></w:r>'
    body = (
        paragraph("Encrypted? [ ] Yes [ ] No ( ) Partly") + paragraph("○ low ○ high") + paragraph("small (x) large ( )")
        + f"<w:p>{symbol.format(' Often')}{symbol.format(' Never')}</w:p>" + paragraph("[ ] a [ ] a")
    )  # fmt: skip
    values = [
        (tick("P0#0"), "Yes"), (tick("P0#2", "Partly"), "Partly"), (tick("P1#1", "high"), "high"), (tick("P2#0", "small"), ""),
        (tick("P3#1", "Never"), "Never"), (tick("P4#0", "a"), "a"),
    ]  # fmt: skip
    filled = _fill(tmp_path, body, values)
    assert _texts(filled)[:3] == ["Encrypted? [X] Yes [ ] No (X) Partly", "○ low ◉ high", "small ( ) large ( )"]
    assert re.findall(r'w:char="(\w+)"', _body(filled)) == ["F0A8", "F0FE"]
    assert "no such tick box" in filled.refused["P4#0"]
    assert fill(tmp_path, filled.data, values, name="buyer.docx").data == filled.data


def test_a_cell_for_a_mark_takes_an_x(tmp_path: Path) -> None:
    """Put an X in one of these columns; a cell that holds text is no place for it."""
    body = table([["Q", "", "n/a"]])
    filled = _fill(tmp_path, body, [(tick("T0R0C1"), "Yes"), (tick("T0R0C2"), "Yes")])
    assert _texts(filled) == ["Q", "X", "n/a"]
    assert "not a mark" in filled.refused["T0R0C2"]
    assert _texts(fill(tmp_path, filled.data, [(tick("T0R0C1"), "")], name="b.docx"))[1] == ""


def test_hidden_and_deleted_text_is_left_alone(tmp_path: Path) -> None:
    """What the reader does not see is not replaced."""
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>"
    deleted = '<w:del w:id="1" w:author="b"><w:r><w:delText>gone</w:delText></w:r></w:del>'
    filled = _fill(tmp_path, f"<w:p>{hidden}{deleted}</w:p>", {"P0": "x"})
    assert hidden in _body(filled)
    assert deleted in _body(filled)
    assert not filled.refused


def test_with_tracking_on_an_answer_is_an_insertion(tmp_path: Path) -> None:
    """What gives way is a tracked deletion, what comes an insertion; accepting both gives the answer."""
    settings_part = "<w:trackRevisions/>"
    filled = _fill(
        tmp_path,
        table([["Q", "TBD"], ["R", ""]]),
        [(slot("T0R0C1"), "x"), (slot("T0R1C1"), "y")],
        settings=settings_part,
    )
    body = _body(filled)
    assert re.search(
        r'<w:ins w:id="\d+" w:author="Vendor"><w:r><w:t xml:space="preserve">x</w:t></w:r></w:ins><w:del [^>]*><w:r><w:delText',
        body,
    )
    assert re.search(r'<w:ins [^>]*><w:r><w:t xml:space="preserve">y</w:t></w:r></w:ins>', body)
    assert len(set(re.findall(r'w:id="(\d+)"', body))) == 3
    again = fill(tmp_path, filled.data, [(slot("T0R0C1"), "x"), (slot("T0R1C1"), "y")], name="buyer.docx")
    assert again.data == filled.data


def test_with_tracking_on_a_blank_is_cut_out_of_its_run(tmp_path: Path) -> None:
    """Only the blank is marked deleted; the label before and the text behind are not."""
    filled = _fill(
        tmp_path, paragraph("Role: ____ end"), [(slot("P0", anchor="Role:"), "CISO")], settings="<w:trackRevisions/>"
    )
    body = re.sub(r' w:(id|author)="[^"]*"| xml:space="preserve"', "", _body(filled))
    assert body == (
        "<w:p><w:r><w:t>Role:</w:t></w:r><w:del><w:r><w:delText> ____</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t> CISO</w:t></w:r></w:ins><w:r><w:t> end</w:t></w:r></w:p>"
    )


def test_tracking_that_is_off_is_off(tmp_path: Path) -> None:
    """`w:trackRevisions w:val="0"` is not tracking."""
    filled = _fill(tmp_path, "<w:p/>", {"P0": "x"}, settings='<w:trackRevisions w:val="0"/>')
    assert "w:ins" not in _body(filled)


def test_any_prefix_and_strict_documents_are_filled(tmp_path: Path) -> None:
    """The document's own words are used."""
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    for namespace in (WORD, strict):
        main = f'{HEAD}<x:document xmlns:x="{namespace}"><x:body><x:p/></x:body></x:document>'
        filled = fill(tmp_path, document("", parts={MAIN: main}), {"P0": "x"}, name="buyer.docx")
        assert '<x:p><x:r><x:t xml:space="preserve">x</x:t></x:r></x:p>' in filled.part(MAIN)


def test_macros_and_other_parts_are_untouched(tmp_path: Path) -> None:
    """A .docm keeps its macros, and is proved by a reader that opens it."""
    data = document("<w:p/>", parts={"word/vbaProject.bin": b"\1\2\3", "word/footnotes.xml": "<w:footnotes/>"})
    files = data.replace(b"x", b"x")
    import zipfile

    with zipfile.ZipFile(io.BytesIO(files)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    from parts import package

    filled = fill(tmp_path, package(parts), {"P0": "x"}, name="buyer.docm")
    with zipfile.ZipFile(io.BytesIO(filled.data)) as archive:
        assert archive.read("word/vbaProject.bin") == b"\1\2\3"
        assert {name for name in archive.namelist() if archive.read(name) != parts[name]} == {MAIN}


@pytest.mark.parametrize("locator", ["P9", "T0R0C9", "T4R0C0", "P0/FF0", "P0/SDT1", "P0/CC0", "rubbish"])
def test_a_place_that_does_not_exist_is_a_finding(tmp_path: Path, locator: str) -> None:
    """One wrong locator does not stop the others."""
    filled = _fill(tmp_path, "<w:p/>" + table([[""]]), [(slot(locator), "x"), (slot("T0R0C0"), "y")])
    assert locator in filled.refused
    assert _texts(filled)[-1] == "y"


def test_two_answers_for_one_place_are_one_too_many(tmp_path: Path) -> None:
    """The first is written, the second reported."""
    filled = _fill(tmp_path, "<w:p/>", [(slot("P0"), "x"), (slot("P0"), "y")])
    assert "same place" in filled.refused["P0"]
    assert _texts(filled) == ["x"]


_PIECES = st.sampled_from(["", "text", "__", "☐ a", "TBD "])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.lists(_PIECES, max_size=3), min_size=2, max_size=3), min_size=1, max_size=3),
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=9), min_size=9, max_size=9
    ),
)
def test_other_places_keep_their_text_and_a_second_fill_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, shape: list[list[list[str]]], values: list[str]
) -> None:
    """Laws of a fill, over tables whose cells hold any runs."""
    rows = [
        [
            "<w:p>" + "".join(f'<w:r><w:t xml:space="preserve">{piece}</w:t></w:r>' for piece in cell) + "</w:p>"
            for cell in row
        ]
        for row in shape
    ]
    folder = tmp_path_factory.mktemp("law")
    data = document(table(rows))
    answers = {f"T0R{number}C0": text for number, text in zip(range(len(rows)), values, strict=False)}
    filled = fill(folder, data, answers, OVERWRITE, name="buyer.docx")
    assert not filled.refused
    assert fill(folder, filled.data, answers, OVERWRITE, name="buyer.docx").data == filled.data
    cells = [[cell.text for cell in row.cells] for row in docx.Document(io.BytesIO(filled.data)).tables[0].rows]
    for number, row in enumerate(shape):
        assert cells[number][0] == values[number]
        assert cells[number][1:] == ["".join(cell) for cell in row[1:]]
