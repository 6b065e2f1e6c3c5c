# ruff: noqa: INP001, SLF001  # beside a script, no package; python-docx gives its XML under private names only
"""Tables, fields, bookmarks and running lines in Word's markup."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from word_styles import FONT, GREY, PALE, RULE, TEXT_WIDTH

CELL_PADDING = 80
"""Left and right margin of a cell, in twentieths of a point."""
_bookmarks = count(1)


def add_table(document: Any, widths: Sequence[float], *, caption: str) -> Any:
    """Add a table of fixed columns, widths in centimetres, with a caption for readers of the screen."""
    table = document.add_table(rows=1, cols=len(widths))
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    properties = table._tbl.tblPr
    for tag, value in (("w:tblCaption", caption),):
        element = OxmlElement(tag)
        element.set(qn("w:val"), value)
        properties.append(element)
    indent = OxmlElement("w:tblInd")
    indent.set(qn("w:w"), "0")
    indent.set(qn("w:type"), "dxa")
    properties.append(indent)
    _set_borders(properties)
    pad(table, 40, CELL_PADDING)
    return table


def _set_borders(properties: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", RULE)):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    properties.append(borders)


def borderless(table: Any) -> None:
    """Take the rules of a table away."""
    borders = table._tbl.tblPr.find(qn("w:tblBorders"))
    table._tbl.tblPr.remove(borders)


def pad(table: Any, vertical: int, horizontal: int) -> None:
    """Set cell margins, in twentieths of a point."""
    old = table._tbl.tblPr.find(qn("w:tblCellMar"))
    if old is not None:
        table._tbl.tblPr.remove(old)
    margins = OxmlElement("w:tblCellMar")
    for side, size in (("top", vertical), ("left", horizontal), ("bottom", vertical), ("right", horizontal)):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), str(size))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    table._tbl.tblPr.append(margins)


def write_header(table: Any, titles: Sequence[str]) -> None:
    """Write a shaded header row, kept with the row below."""
    for cell, title in zip(table.rows[0].cells, titles, strict=True):
        paragraph = write(cell, title, "Cell Head")
        paragraph.paragraph_format.keep_with_next = True
        shade(cell, PALE)


def add_tag_row(table: Any, tag: str) -> None:
    """Add a row that holds a template tag only: docxtpl takes the whole row for the tag."""
    table.add_row().cells[0].paragraphs[0].add_run(tag)


def finish_table(table: Any, *, has_header: bool = True) -> None:
    """Let no row break across pages, and repeat the header row."""
    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if has_header and number == 0:
            properties.append(OxmlElement("w:tblHeader"))
    widths = [column.width for column in table.columns]
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def write(cell: Any, text: str, style: str) -> Any:
    """Write text into a cell's first paragraph."""
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    if text:
        paragraph.add_run(text)
    return paragraph


def shade(cell: Any, colour: str) -> None:
    """Fill a cell with a colour."""
    fill = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        fill.set(qn(f"w:{key}"), value)
    cell._element.get_or_add_tcPr().append(fill)


def add_optional(cell: Any, condition: str, text: str) -> None:
    """Add a small paragraph that is there only when a condition holds."""
    for line in (f"{{%p if {condition} %}}", text, "{%p endif %}"):
        cell.add_paragraph(line, style="Cell Small")


def add_bookmarked(paragraph: Any, text: str, anchor: str) -> None:
    """Add text under a bookmark; those that a loop repeats get ids of their own when the program has rendered them."""
    number = str(next(_bookmarks))
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), number)
    start.set(qn("w:name"), anchor)
    paragraph._element.append(start)
    paragraph.add_run(text)
    paragraph._element.append(end)


def set_running_line(paragraph: Any, text: str, *, border: str) -> None:
    """Set a header or footer: text at the left, a tab stop at the right, a rule towards the page."""
    paragraph.style.font.size, paragraph.style.font.name = Pt(8), FONT
    paragraph.style.font.color.rgb = RGBColor.from_string(GREY)
    stops = paragraph.paragraph_format.tab_stops
    for stop in list(paragraph.style.paragraph_format.tab_stops):
        paragraph.style.paragraph_format.tab_stops.clear_all()
        del stop
    stops.add_tab_stop(Cm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(text)
    borders = OxmlElement("w:pBdr")
    line = OxmlElement(f"w:{border}")
    for key, value in (("val", "single"), ("sz", "4"), ("space", "4"), ("color", RULE)):
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    paragraph._element.get_or_add_pPr().append(borders)


def make_run(text: str) -> Any:
    """Make a run of text, or of a tab."""
    run = OxmlElement("w:r")
    if text == "\t":
        run.append(OxmlElement("w:tab"))
        return run
    content = OxmlElement("w:t")
    content.set(qn("xml:space"), "preserve")
    content.text = text
    run.append(content)
    return run


def field_mark(kind: str) -> Any:
    """Make the mark at which a field begins, is separated from its result, or ends."""
    run, mark = OxmlElement("w:r"), OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    run.append(mark)
    return run


def field_runs(instruction: str, result: str) -> tuple[Any, ...]:
    """Make a field with the result that is shown until it is updated."""
    run, text = OxmlElement("w:r"), OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = instruction
    run.append(text)
    return (field_mark("begin"), run, field_mark("separate"), make_run(result), field_mark("end"))


def add_field_start(paragraph: Any, instruction: str) -> None:
    """Begin a field whose result is the paragraphs that follow."""
    for run in field_runs(instruction, "")[:3]:
        paragraph._element.append(run)


def add_intro(document: Any, text: str) -> None:
    """Add a paragraph that stays with the table below it."""
    document.add_paragraph(text).paragraph_format.keep_with_next = True


def add_contents_line(document: Any, level: int) -> None:
    """Add a line of the contents list, linked to its heading, with a page reference."""
    entry = document.add_paragraph(style=f"TOC {level}")
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), "{{ entry.anchor }}")
    link.set(qn("w:history"), "1")
    entry._element.append(link)
    for text in ("{{ entry.number }}", "\t", "{{ entry.title }}", "\t"):
        link.append(make_run(text))
    for part in field_runs(" PAGEREF {{ entry.anchor }} \\h ", ""):
        link.append(part)
