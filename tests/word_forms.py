"""Word forms written part by part, and what was read from them in short: shared by the tests of the Word reader."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from parts import document, table
from qanswer.core.question import AnswerSlot, Question, Questionnaire
from qanswer.ooxml.package import open_package
from qanswer.questionnaires.word.reader import read_word

Found = list[tuple[str, list[str]]]


def read_form(body: str, *, settings: str = "", styles: str = "", numbering: str = "") -> Questionnaire:
    """Read a document made of the inner XML of its body."""
    return read_bytes(document(body, settings=settings, styles=styles, numbering=numbering))


def read_bytes(data: bytes, name: str = "form.docx") -> Questionnaire:
    """Read a package as the program does."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return read_word(path, open_package(path))


def found(body: str) -> Found:
    """Give each question's locator with those of its slots."""
    return [(question.locator, [slot.locator for slot in question.slots]) for question in read_form(body).questions]


def ask(body: str, locator: str) -> Question:
    """Give the question that stands at a locator."""
    return next(question for question in read_form(body).questions if question.locator == locator)


def slot_at(body: str, locator: str) -> AnswerSlot:
    """Give the slot at a locator."""
    return next(slot for slot in read_form(body).slots() if slot.locator == locator)


def runs(*texts: str, bold: bool = False) -> str:
    """Write runs; a text that starts with "<" is taken as XML."""
    properties = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return "".join(
        text if text.startswith("<") else f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
        for text in texts
    )


def para(*texts: str, bold: bool = False, properties: str = "") -> str:
    """Write a paragraph of runs and inline XML; `properties` is inner XML of `<w:pPr>`."""
    head = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{head}{runs(*texts, bold=bold)}</w:p>"


def listed(text: str, *, number: int = 1, level: int = 0) -> str:
    """Write a paragraph of an automatic list."""
    position = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return para(text, properties=position)


def cell(content: str = "", *, span: int = 1, merge: str = "", fill: str = "", bold: bool = False) -> str:
    """Write a cell; `merge` is "restart" or "continue" for a vertical merge."""
    properties = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties += f'<w:vMerge w:val="{merge}"/>' if merge else ""
    properties += f'<w:shd w:val="clear" w:fill="{fill}"/>' if fill else ""
    inner = content if content.startswith("<w:") else para(*([content] if content else []), bold=bold)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def row(*cells: str, header: bool = False) -> str:
    """Write a row; a text that is no XML becomes a plain cell."""
    properties = "<w:trPr><w:tblHeader/></w:trPr>" if header else ""
    return f"<w:tr>{properties}{''.join(c if c.startswith('<') else cell(c) for c in cells)}</w:tr>"


def grid(*rows: str) -> str:
    """Write a table of rows made by `row`."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def control(
    kind: str = "<w:text/>", content: str = "", *, is_empty: bool = False, title: str = "", more: str = ""
) -> str:
    """Write a content control; `kind` is XML of its type, `content` what it holds (a text becomes a run)."""
    alias = f"<w:alias w:val={quoteattr(title)}/>" if title else ""
    empty = "<w:showingPlcHdr/>" if is_empty else ""
    inner = content if content.startswith("<") else runs(content)
    properties = f"<w:sdtPr>{alias}{more}{empty}{kind}</w:sdtPr>"
    return f"<w:sdt>{properties}<w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def dropdown(*options: str, chosen: str = "") -> str:
    """Write a drop-down list control; its first entry only asks to choose."""
    items = "".join(f"<w:listItem w:displayText={quoteattr(o)} w:value={quoteattr(o)}/>" for o in options)
    first = '<w:listItem w:displayText="Choose an item." w:value=""/>'
    return control(f"<w:dropDownList>{first}{items}</w:dropDownList>", chosen or "Choose an item.", is_empty=not chosen)


def check(*, is_ticked: bool = False) -> str:
    """Write a check box control."""
    state = "1" if is_ticked else "0"
    return control(f'<w14:checkbox><w14:checked w14:val="{state}"/></w14:checkbox>', "☒" if is_ticked else "☐")


def empty_text() -> str:
    """Write a text control that waits for text."""
    return control(content="Click or tap here to enter text.", is_empty=True)


def text_field(value: str = "", *, default: str = "") -> str:
    """Write a legacy text field; an empty one shows five wide spaces."""
    shown = value or default or "\u2002" * 5
    data = f"<w:textInput><w:default w:val={quoteattr(default)}/></w:textInput>" if default else "<w:textInput/>"
    return _field("FORMTEXT", data) + runs(shown) + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def box_field(*, is_ticked: bool = False) -> str:
    """Write a legacy check box."""
    data = f'<w:checkBox><w:default w:val="{int(is_ticked)}"/></w:checkBox>'
    return _field("FORMCHECKBOX", data) + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def list_field(*entries: str, chosen: int | None = None) -> str:
    """Write a legacy drop-down list."""
    result = "" if chosen is None else f'<w:result w:val="{chosen}"/>'
    items = "".join(f"<w:listEntry w:val={quoteattr(entry)}/>" for entry in entries)
    return (
        _field("FORMDROPDOWN", f"<w:ddList>{result}{items}</w:ddList>") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _field(instruction: str, data: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="Text1"/>{data}</w:ffData></w:fldChar></w:r>'
        f"<w:r><w:instrText> {instruction} </w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


NUMBERED = (
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl>'
    "</w:abstractNum>"
    '<w:abstractNum w:abstractNumId="1">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
)
"""List 1 counts "1.", "a)"; list 2 has bullets."""


def simple_table(*rows: Sequence[str]) -> str:
    """Write a table of texts."""
    return table(rows)
