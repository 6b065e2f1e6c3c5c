"""Content controls, bound data and legacy form fields filled in place, with all that they note beside the text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from filling import OVERWRITE, Filled, choice, fill, slot, tick
from parts import OFFICE, document, package, relationships, table
from qanswer.questionnaires.fill.write import WriteOptions

MAIN = "word/document.xml"
_GREY = '<w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr>'
_PLACEHOLDER = f"<w:r>{_GREY}<w:t>Click or tap here.</w:t></w:r>"


def _control(kind: str = "<w:text/>", *, content: str = _PLACEHOLDER, properties: str = "<w:showingPlcHdr/>") -> str:
    return f"<w:sdt><w:sdtPr>{properties}{kind}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def _field(data: str, result: str = "", *, separate: bool = True) -> str:
    mark = "<w:r><w:fldChar w:fldCharType='{}'/></w:r>"
    begin = f"<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:enabled/>{data}</w:ffData></w:fldChar></w:r>"
    text = f"<w:r><w:rPr><w:b/></w:rPr><w:t>{result}</w:t></w:r>" if result else ""
    return (
        begin
        + "<w:r><w:instrText> FORMTEXT </w:instrText></w:r>"
        + (mark.format("separate") if separate else "")
        + text
        + mark.format("end")
    )


def _fill(folder: Path, body: str, values: object, options: WriteOptions = WriteOptions(), **more: object) -> Filled:  # noqa: B008 - frozen
    return fill(folder, document(body, **more), values, options, name="buyer.docx")  # type: ignore[arg-type]  # as document and fill have it


def _body(filled: Filled) -> str:
    return re.search(r"<w:body>(.*)</w:body>", filled.part(MAIN), re.DOTALL)[1]  # type: ignore[index]  # always there


def _in_paragraph(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


def _run(text: str, properties: str = "") -> str:
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


@pytest.mark.parametrize("locator", ["P0/SDT0", "P0"])
def test_a_text_control_loses_its_placeholder_state(tmp_path: Path, locator: str) -> None:
    """The answer is text, not a placeholder that vanishes at the next click, and not grey."""
    body = f"<w:p><w:r><w:t>Name: </w:t></w:r>{_control()}</w:p>"
    filled = _fill(tmp_path, body, [(slot(locator), "Ada")])
    assert _body(filled) == body.replace("<w:showingPlcHdr/>", "").replace(_PLACEHOLDER, _run("Ada"))


def test_a_control_has_looks_of_its_own(tmp_path: Path) -> None:
    """Run properties set for the control's content are used for it."""
    body = f"<w:p>{_control(properties='<w:rPr><w:b/></w:rPr><w:showingPlcHdr/>')}</w:p>"
    assert _run("Ada", "<w:rPr><w:b/></w:rPr>") in _body(_fill(tmp_path, body, [(slot("P0/SDT0"), "Ada")]))


def test_controls_around_paragraphs_and_cells_are_filled(tmp_path: Path) -> None:
    """Block controls keep their paragraph, cell controls their cell; both lose the placeholder state."""
    block = _control("", content=f"<w:p>{_PLACEHOLDER}</w:p>")
    cell = _control(content=f"<w:tc><w:p>{_PLACEHOLDER}</w:p></w:tc>")
    row = f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:p/></w:tc>{cell}</w:tr></w:tbl>"
    filled = _fill(tmp_path, block + row + "<w:p/>", [(slot("S0"), "a"), (slot("T0R0C1"), "b")])
    assert "showingPlcHdr" not in _body(filled)
    assert f"<w:p>{_run('a')}</w:p>" in _body(filled)
    assert f"<w:tc><w:p>{_run('b')}</w:p></w:tc>" in _body(filled)


_LIST = '<w:dropDownList w:lastValue=""><w:listItem w:value="1" w:displayText="Yes"/><w:listItem w:displayText="No" w:value="0"/></w:dropDownList>'


def test_a_list_takes_the_text_that_it_shows(tmp_path: Path) -> None:
    """An item's display text is written, its value noted where the list notes one; anything else is refused."""
    body = _in_paragraph(_control(_LIST.replace('lastValue=""', 'lastValue="9"')))
    filled = _fill(tmp_path, body, [(choice("P0/SDT0", "Yes", "No"), "No")])
    assert _run("No") in _body(filled)
    assert 'w:lastValue="0"' in _body(filled)
    assert "own options" in _fill(tmp_path, body, [(slot("P0/SDT0"), "Perhaps")]).refused["P0/SDT0"]


@pytest.mark.parametrize(
    ("text", "noted"), [("2024-05-06", 'w:fullDate="2024-05-06T00:00:00Z"'), ("May 2024", "<w:date>")]
)
def test_a_date_control_notes_the_date_or_drops_it(tmp_path: Path, text: str, noted: str) -> None:
    """A date that is no longer the one shown is not left behind."""
    body = _in_paragraph(_control('<w:date w:fullDate="2020-01-01T00:00:00Z"></w:date>'))
    filled = _fill(tmp_path, body, [(slot("P0/SDT0"), text)])
    assert _run(text) in _body(filled)
    assert noted in _body(filled)


@pytest.mark.parametrize("kind", ["<w:picture/>", "<w:group/>", "<w:docPartObj/>"])
def test_controls_for_other_things_take_no_text(tmp_path: Path, kind: str) -> None:
    """A picture's control is not written into."""
    assert "no text" in _fill(tmp_path, f"<w:p>{_control(kind)}</w:p>", [(slot("P0/SDT0"), "x")]).refused["P0/SDT0"]


def test_a_locked_control_is_filled_only_when_asked(tmp_path: Path) -> None:
    """The lock stays either way."""
    body = _in_paragraph(_control(properties='<w:lock w:val="contentLocked"/><w:showingPlcHdr/>'))
    assert "locked" in _fill(tmp_path, body, [(slot("P0/SDT0"), "x")]).refused["P0/SDT0"]
    forced = _fill(tmp_path, body, [(slot("P0/SDT0"), "x")], WriteOptions(fill_locked=True))
    assert _run("x") in _body(forced)
    assert "contentLocked" in _body(forced)


def _checkbox(state: str, glyph: str, *, font: str = "MS Gothic") -> str:
    box = (
        f'<w14:checkbox>{state}<w14:checkedState w14:val="00FE" w14:font="{font}"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>'
    )
    return _control(box, content=f'<w:r><w:rPr><w:rFonts w:ascii="MS Gothic"/></w:rPr>{glyph}</w:r>', properties="")


def test_a_tick_box_control_changes_state_and_glyph(tmp_path: Path) -> None:
    """Word and every other program show the same: the state, and the character that stands for it, in its font."""
    body = _in_paragraph(_checkbox('<w14:checked w14:val="0"/>', "<w:t>☐</w:t>", font="Wingdings"))
    filled = _fill(tmp_path, body, [(tick("P0/CC0"), "Yes")])
    assert '<w14:checked w14:val="1"/>' in _body(filled)
    assert '<w:sym w:font="Wingdings" w:char="00FE"/>' in _body(filled)
    assert '<w:rFonts w:ascii="Wingdings"/>' in _body(filled)
    cleared = fill(tmp_path, filled.data, [(tick("P0/CC0"), "")], name="b.docx")
    assert _body(cleared) == body


def test_a_tick_box_without_a_state_gets_one(tmp_path: Path) -> None:
    """No `w14:checked` means not ticked."""
    body = f"<w:p>{_checkbox('', '<w:t>☐</w:t>')}</w:p>"
    filled = _fill(tmp_path, body, [(tick("P0"), "Yes")])
    assert '<w14:checkbox><w14:checked w14:val="1"/>' in _body(filled)
    assert "<w:t>þ</w:t>" in _body(filled)


def test_controls_are_counted_by_kind(tmp_path: Path) -> None:
    """`/CC1` is the second tick box, `/SDT1` the second other control, in one cell."""
    box = _checkbox('<w14:checked w14:val="0"/>', "<w:t>☐</w:t>")
    cell = f"<w:p>{_control()}{box}{_control()}{box}</w:p>"
    filled = _fill(tmp_path, table([[cell]]), [(tick("T0R0C0/CC1"), "Yes"), (slot("T0R0C0/SDT1"), "second")])
    body = _body(filled)
    assert [match[0] for match in re.finditer(r'checked w14:val="\d"', body)] == [
        'checked w14:val="0"',
        'checked w14:val="1"',
    ]
    assert body.index("Click or tap") < body.index("second")


def _bound(
    folder: Path, item: str, xpath: str, text: str, kind: str = "<w:text/>", *, mappings: str = "xmlns:n='urn:n'"
) -> Filled:
    binding = f'<w:dataBinding w:prefixMappings="{mappings}" w:xpath="{xpath}" w:storeItemID="{{ABC}}"/>'
    body = f"<w:p>{_control(kind, properties=f'<w:showingPlcHdr/>{binding}')}</w:p>"
    ids = '<ds:datastoreItem xmlns:ds="urn:ds" ds:itemID="{abc}"/>'
    parts = {
        "word/_rels/document.xml.rels": relationships({"r1": (f"{OFFICE}/customXml", "../customXml/item1.xml")}),
        "customXml/item1.xml": item,
        "customXml/_rels/item1.xml.rels": relationships({"r1": (f"{OFFICE}/customXmlProps", "itemProps1.xml")}),
        "customXml/itemProps1.xml": ids,
    }
    return _fill(folder, body, [(slot("P0/SDT0"), text)], parts=parts)


@pytest.mark.parametrize(
    ("item", "xpath", "expected"),
    [
        ("<n:a xmlns:n='urn:n'><n:b>x</n:b><n:b>old</n:b></n:a>", "/n:a[1]/n:b[2]", "<n:a xmlns:n='urn:n'><n:b>x</n:b><n:b>Ada &amp; co</n:b></n:a>"),
        ("<a xmlns='urn:n'><b/></a>", "/n:a/n:b", "<a xmlns='urn:n'><b>Ada &amp; co</b></a>"),
        ("<a xmlns='urn:n'><c><b/></c><b></b></a>", "/n:a[1]/n:b[1]/text()", "<a xmlns='urn:n'><c><b/></c><b>Ada &amp; co</b></a>"),
        ("<a xmlns='urn:n'><b k='1'/></a>", "/n:a[1]/n:b[1]/@k", "<a xmlns='urn:n'><b k=\"Ada &amp; co\"/></a>"),
    ],
)  # fmt: skip
def test_bound_data_is_written_with_the_control(tmp_path: Path, item: str, xpath: str, expected: str) -> None:
    """Word shows what the store holds, so the store holds the answer too; nothing else in it changes."""
    filled = _bound(tmp_path, item, xpath, "Ada & co")
    assert filled.part("customXml/item1.xml") == expected
    assert filled.proof.parts_changed == (MAIN, "customXml/item1.xml")
    assert _run("Ada &amp; co") in _body(filled)


def test_bound_lists_store_the_value_and_dates_the_day(tmp_path: Path) -> None:
    """What stands behind the shown text is stored, in the store's own form."""
    item = "<a xmlns='urn:n'><b>9</b></a>"
    assert "<b>0</b>" in _bound(tmp_path, item, "/n:a/n:b", "No", _LIST).part("customXml/item1.xml")
    date = '<w:date><w:storeMappedDataAs w:val="dateTime"/></w:date>'
    assert "<b>2024-05-06T00:00:00</b>" in _bound(tmp_path, item, "/n:a/n:b", "2024-05-06", date).part(
        "customXml/item1.xml"
    )
    assert "YYYY-MM-DD" in _bound(tmp_path, item, "/n:a/n:b", "soon", date).refused["P0/SDT0"]


@pytest.mark.parametrize(
    ("item", "xpath", "words"),
    [
        ("<a xmlns='urn:n'><b><c/></b></a>", "/n:a/n:b", "more than a text"),
        ("<a xmlns='urn:n'><b/></a>", "//n:b", "not understood"),
        ("<a xmlns='urn:n'><b/></a>", "/m:a/m:b", "not understood"),
    ],
)
def test_bound_data_that_cannot_be_set_is_refused(tmp_path: Path, item: str, xpath: str, words: str) -> None:
    """An answer that Word would overwrite from the store is not written at all."""
    filled = _bound(tmp_path, item, xpath, "x")
    assert words in filled.refused["P0/SDT0"]
    assert filled.proof.parts_changed == ()


def test_a_binding_to_nothing_is_none(tmp_path: Path) -> None:
    """Where the node does not exist, Word shows what the document holds."""
    filled = _bound(tmp_path, "<a xmlns='urn:n'/>", "/n:a/n:b", "x")
    assert _run("x") in _body(filled)
    assert filled.proof.parts_changed == (MAIN,)


def test_form_fields_take_their_result(tmp_path: Path) -> None:
    """The result's looks stay; its blanks, or a result that does not exist yet, give way to the answer."""
    empty = "\u2002" * 5
    body = f"<w:p>{_field('<w:textInput/>', empty)}{_field('<w:textInput/>')}{_field('<w:textInput/>', separate=False)}</w:p>"
    filled = _fill(tmp_path, body, {"P0/FF0": "one", "P0/FF1": "two", "P0/FF2": "three"})
    assert not filled.refused
    assert _run("one", "<w:rPr><w:b/></w:rPr>") in _body(filled)
    assert _run("two") + "<w:r><w:fldChar w:fldCharType='end'/>" in _body(filled)
    assert _body(filled).count("separate") == 3
    assert fill(tmp_path, filled.data, {"P0/FF0": "one"}, name="b.docx").data == filled.data
    cleared = fill(tmp_path, filled.data, {"P0/FF0": ""}, OVERWRITE, name="b.docx")
    assert "one" not in _body(cleared)


@pytest.mark.parametrize(
    ("data", "text", "words"),
    [
        ('<w:textInput><w:maxLength w:val="3"/></w:textInput>', "four", "takes 3"),
        ('<w:textInput><w:type w:val="calculated"/></w:textInput>', "x", "Word itself"),
        ("<w:checkBox/>", "x", ""),
        ('<w:ddList><w:listEntry w:val="a"/></w:ddList>', "b", "own options"),
    ],
)
def test_what_a_form_field_cannot_take_is_refused(tmp_path: Path, data: str, text: str, words: str) -> None:
    """Too long, computed, or not on the list."""
    filled = _fill(tmp_path, f"<w:p>{_field(data, 'y')}</w:p>", [(slot("P0/FF0"), text)])
    assert words in filled.refused.get("P0/FF0", "")


def test_form_field_boxes_and_lists_are_set(tmp_path: Path) -> None:
    """Their state is an attribute; what is missing is added, what is the default already stays."""
    box = '<w:checkBox><w:sizeAuto/><w:default w:val="{}"/>{}</w:checkBox>'
    items = '<w:ddList><w:listEntry w:val="a"/><w:listEntry w:val="b"/></w:ddList>'
    body = (
        "<w:p>"
        + "".join(map(_field, [box.format(0, ""), box.format(1, ""), box.format(0, "<w:checked/>"), items]))
        + "</w:p>"
    )
    values = [(tick("P0/FF0"), "Yes"), (tick("P0/FF1"), "Yes"), (tick("P0/FF2"), ""), (choice("P0/FF3", "a", "b"), "b")]
    filled = _fill(tmp_path, body, values)
    assert '<w:default w:val="0"/><w:checked w:val="1"/>' in _body(filled)
    assert '<w:default w:val="1"/></w:checkBox>' in _body(filled)
    assert '<w:checked w:val="0"/>' in _body(filled)
    assert '<w:ddList><w:result w:val="1"/>' in _body(filled)
    assert filled.proof.cells_changed == ("P0/FF0", "P0/FF2", "P0/FF3")
    assert fill(tmp_path, filled.data, values, name="b.docx").data == filled.data


def test_a_field_that_is_switched_off_is_filled_only_when_asked(tmp_path: Path) -> None:
    """`w:enabled w:val="0"` is the buyer's lock."""
    body = _in_paragraph(_field("<w:textInput/>", "x").replace("<w:enabled/>", '<w:enabled w:val="0"/>'))
    assert "switched off" in _fill(tmp_path, body, [(slot("P0/FF0"), "y")]).refused["P0/FF0"]
    assert not _fill(tmp_path, body, [(slot("P0/FF0"), "y")], WriteOptions(fill_locked=True)).refused


def test_a_control_behind_a_label_takes_the_labels_answer(tmp_path: Path) -> None:
    """A label with a control behind it is answered in the control."""
    body = f"<w:p><w:r><w:t xml:space='preserve'>Name: </w:t></w:r>{_control()}<w:r><w:t> Role: ___</w:t></w:r></w:p>"
    filled = _fill(tmp_path, body, [(slot("P0#0", anchor="Name:"), "Ada"), (slot("P0#1", anchor="Role:"), "CISO")])
    assert "showingPlcHdr" not in _body(filled)
    assert f"<w:sdtContent>{_run('Ada')}</w:sdtContent>" in _body(filled)
    assert " Role: CISO" in _body(filled)


def test_a_package_may_hold_anything_beside(tmp_path: Path) -> None:
    """Unknown parts are copied raw, whatever they are."""
    data = document("<w:p/>", parts={"odd/thing.bin": bytes(range(256))})
    assert fill(tmp_path, data, {"P0": "x"}, name="buyer.docx").proof.identical
    assert package({}) is not None
