"""The Word questionnaire: words from `document.toml` -> the bytes of a .docx package."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from northwind import word_styles
from northwind.logo import draw_logo
from northwind.package import (
    GREY,
    HEAD,
    MIST,
    OFFICE,
    Part,
    attribute,
    document_properties,
    relationships,
    root_relationships,
    theme,
    zip_parts,
)
from northwind.word_styles import WORD
from northwind.word_text import (
    Column,
    write_boxes,
    write_checkboxes,
    write_dropdown,
    write_paragraph,
    write_run,
    write_table,
)

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_NAMESPACES = (
    f'xmlns:w="{WORD}" xmlns:r="{OFFICE}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14"'
)
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_NUMBER, _WIDTH = Column(680, GREY, "TableNumber"), 9638
"""The column of question numbers, and the width between the margins, in twentieths of a point."""

_SECTION_PROPERTIES = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId5"/><w:footerReference w:type="default" r:id="rId6"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1588" w:right="1134" w:bottom="1134" w:left="1134" '
    'w:header="567" w:footer="454" w:gutter="0"/><w:cols w:space="708"/></w:sectPr>'
)

Words = Mapping[str, Any]


def build_document() -> bytes:
    """Build the questionnaire."""
    words = tomllib.loads(Path(__file__).with_name("document.toml").read_text(encoding="utf-8"))
    body = "".join(
        (
            write_paragraph(words["title"], "Title"),
            write_paragraph(f"{words['company']}  ·  {words['form']}  ·  {words['revision']}", "Subtitle"),
            write_paragraph(words["intro"]),
            write_paragraph(words["note"]),
            _label_table(words["profile"], MIST, ""),
            _facts(words["facts"]),
            _controls(words["controls"]),
            _assurance(words["assurance"]),
            _open_questions(words["open"]),
            _heading(words["signature"]),
            write_paragraph(words["signature"]["text"]),
            _label_table({**words["signature"], "title": ""}, MIST, ""),
            _label_table(words["official"], GREY, GREY),
            write_paragraph(),
            _SECTION_PROPERTIES,
        )
    )
    return zip_parts(_parts(words, f"{HEAD}<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>"))


def _heading(section: Words, number: str = "") -> str:
    return write_paragraph(f"{number}. {section['title']}" if number else section["title"], "Heading1")


def _label_table(section: Words, fill: str, answer_fill: str) -> str:
    heading = _heading(section) if section["title"] else ""
    columns = (Column(3100, fill, "TableLabel"), Column(_WIDTH - 3100, answer_fill))
    return heading + write_table(columns, [(label, "") for label in section["rows"]])


def _begin(section: Words) -> str:
    return _heading(section, section["prefix"]) + write_paragraph(section["guide"], "Guide")


def _numbered(section: Words) -> list[tuple[str, str]]:
    return [(f"{section['prefix']}.{number}", text) for number, text in enumerate(section["questions"], 1)]


def _facts(section: Words) -> str:
    columns = (_NUMBER, Column(3900), Column(_WIDTH - 680 - 3900))
    return _begin(section) + write_table(
        columns, [(*row, "") for row in _numbered(section)], ("No.", "Question", "Answer")
    )


def _controls(section: Words) -> str:
    columns = (_NUMBER, Column(3300), Column(1650), Column(_WIDTH - 680 - 3300 - 1650))
    rows = [(*row, write_boxes(section["boxes"]), "") for row in _numbered(section)]
    return _begin(section) + write_table(columns, rows, ("No.", "Question", "Answer", "Comment"))


def _assurance(section: Words) -> str:
    columns = (_NUMBER, Column(3900), Column(2900), Column(_WIDTH - 680 - 3900 - 2900))
    rows = [
        (
            *row,
            write_checkboxes(section["boxes"], 310_000 + 10 * index),
            write_dropdown("Status", "Choose a status", section["statuses"], 310_009 + 10 * index),
        )
        for index, row in enumerate(_numbered(section))
    ]
    return _begin(section) + write_table(columns, rows, ("No.", "Question", "Answer", "Status"))


def _open_questions(section: Words) -> str:
    pairs = "".join(
        write_paragraph(text, "NumberedQuestion") + write_paragraph("", "AnswerBox") for text in section["questions"]
    )
    return _heading(section, "4") + write_paragraph(section["guide"], "Guide") + pairs


def _parts(words: Words, document: str) -> list[Part]:
    targets = {
        "styles.xml": "styles",
        "settings.xml": "settings",
        "numbering.xml": "numbering",
        "theme/theme1.xml": "theme",
        "header1.xml": "header",
        "footer1.xml": "footer",
        "fontTable.xml": "fontTable",
    }
    return [
        root_relationships("word/document.xml"),
        Part("word/document.xml", document, f"{_TYPE}.document.main+xml"),
        relationships("word/_rels/document.xml.rels", targets),
        word_styles.styles(),
        word_styles.settings(),
        word_styles.numbering(4),
        word_styles.font_table(),
        theme("word/theme/theme1.xml"),
        Part("word/header1.xml", _header(words["company"]), f"{_TYPE}.header+xml"),
        relationships("word/_rels/header1.xml.rels", {"media/image1.png": "image"}),
        Part("word/footer1.xml", _footer(words), f"{_TYPE}.footer+xml"),
        Part("word/media/image1.png", draw_logo()),
        *document_properties(words["title"], words["company"]),
    ]


def _header(company: str) -> str:
    text = write_run(f"  {company}", '<w:b/><w:color w:val="1F3A5F"/><w:sz w:val="24"/>')
    right = "<w:r><w:tab/></w:r>" + write_run("Confidential when completed")
    content = write_paragraph(_picture(f"{company} logo", 380_000) + text + right, "Header")
    return f"{HEAD}<w:hdr {_NAMESPACES}>{content}</w:hdr>"


def _picture(name: str, side: int) -> str:
    """Write the logo inline; `side` in English Metric Units."""
    return (
        "<w:r><w:drawing>"
        f'<wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{side}" cy="{side}"/><wp:docPr id="1" name="Logo" descr={attribute(name)}/>'
        f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture">'
        f'<pic:pic xmlns:pic="{_DRAWING}/picture">'
        '<pic:nvPicPr><pic:cNvPr id="1" name="Logo"/><pic:cNvPicPr/></pic:nvPicPr>'
        '<pic:blipFill><a:blip r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{side}" cy="{side}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )


def _footer(words: Words) -> str:
    origin = write_run(f"{words['company']}  ·  {words['form']}  ·  {words['revision']}") + "<w:r><w:tab/></w:r>"
    pages = write_run("Page ") + _field("PAGE") + write_run(" of ") + _field("NUMPAGES")
    return f"{HEAD}<w:ftr {_NAMESPACES}>{write_paragraph(origin + pages, 'Footer')}</w:ftr>"


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} ">{write_run("1")}</w:fldSimple>'
