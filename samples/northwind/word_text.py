"""Fragments of WordprocessingML: runs, paragraphs, tables, content controls; properties in the order of the schema."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from northwind.package import attribute

EMPTY_BOX, BOX_FONT = "\u2610", "MS Gothic"
"""The ballot box as Word draws it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column: width in twentieths of a point, background in hex, style of its paragraphs."""

    width: int
    fill: str = ""
    style: str = "TableText"


def write_run(text: str, properties: str = "") -> str:
    """Write one run; `properties` is inner XML of `<w:rPr>`."""
    head = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{head}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def write_paragraph(content: str = "", style: str = "", properties: str = "") -> str:
    """Write a paragraph around runs and controls; text without markup becomes one run."""
    runs = content if content.startswith("<") or not content else write_run(content)
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    head = f"<w:pPr>{named}{properties}</w:pPr>" if named or properties else ""
    return f"<w:p>{head}{runs}</w:p>"


def write_table(columns: Sequence[Column], rows: Sequence[Sequence[str]], header: Sequence[str] = ()) -> str:
    """Write a table of the style `FormTable`; a cell is text, or runs and controls of its one paragraph."""
    grid = "".join(f'<w:gridCol w:w="{column.width}"/>' for column in columns)
    head = ""
    if header:
        cells = "".join(
            _cell(Column(column.width, "1F3A5F", "TableHead"), text)
            for column, text in zip(columns, header, strict=True)
        )
        head = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"
    body = "".join(
        '<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="454"/></w:trPr>'
        f"{''.join(_cell(column, text) for column, text in zip(columns, row, strict=True))}</w:tr>"
        for row in rows
    )
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="FormTable"/>'
        f'<w:tblW w:w="{sum(column.width for column in columns)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
        'w:noHBand="0" w:noVBand="1"/>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>"
    )


def _cell(column: Column, text: str) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{column.fill}"/>' if column.fill else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{column.width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f"{write_paragraph(text, column.style)}</w:tc>"
    )


def write_boxes(labels: Sequence[str]) -> str:
    """Write ballot boxes as plain characters, each before its label."""
    font = f'<w:rFonts w:ascii="{BOX_FONT}" w:eastAsia="{BOX_FONT}" w:hAnsi="{BOX_FONT}"/>'
    return "".join(write_run(EMPTY_BOX, font) + write_run(f" {label}    ") for label in labels)


def write_checkboxes(labels: Sequence[str], first_id: int) -> str:
    """Write ballot boxes as content controls that Word ticks on a click, each before its label."""
    return "".join(
        f'<w:sdt><w:sdtPr><w:alias w:val={attribute(label)}/><w:id w:val="{number}"/><w14:checkbox>'
        f'<w14:checked w14:val="0"/><w14:checkedState w14:val="2612" w14:font="{BOX_FONT}"/>'
        f'<w14:uncheckedState w14:val="2610" w14:font="{BOX_FONT}"/></w14:checkbox></w:sdtPr><w:sdtContent>'
        f'<w:r><w:rPr><w:rFonts w:ascii="{BOX_FONT}" w:eastAsia="{BOX_FONT}" w:hAnsi="{BOX_FONT}" w:hint="eastAsia"/>'
        "</w:rPr>"
        f"<w:t>{EMPTY_BOX}</w:t></w:r></w:sdtContent></w:sdt>{write_run(f' {label}  ')}"
        for number, label in enumerate(labels, first_id)
    )


def write_dropdown(title: str, prompt: str, choices: Sequence[str], number: int) -> str:
    """Write a dropdown content control that shows its prompt."""
    shown = write_run(prompt, '<w:rStyle w:val="PlaceholderText"/>')
    items = "".join(
        f"<w:listItem w:displayText={attribute(choice)} w:value={attribute(choice)}/>" for choice in choices
    )
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val={attribute(title)}/><w:id w:val="{number}"/><w:showingPlcHdr/>'
        f'<w:dropDownList><w:listItem w:displayText={attribute(prompt)} w:value=""/>{items}</w:dropDownList></w:sdtPr>'
        f"<w:sdtContent>{shown}</w:sdtContent></w:sdt>"
    )
