# ruff: noqa: INP001, SLF001  # beside a script, no package; python-docx gives its XML under private names only
"""Page, styles and properties of the generated Word documents."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

FONT = "Arial"
INK, ACCENT, GREY, RULE, PALE, FAINT = "1F2933", "14495C", "5F6B76", "CBD3DA", "EEF2F5", "F7F9FA"
TEXT_WIDTH = 17.4

APP_PROPERTIES = (
    "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Microsoft Office Word</Application></Properties>"
)

TABLE_ORDER = ("tblStyle", "tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblCellMar", "tblLook", "tblCaption")
PARAGRAPH_ORDER = ("pStyle", "keepNext", "pageBreakBefore", "widowControl", "pBdr", "tabs", "spacing", "ind", "jc")


def set_page(document: Any) -> None:
    """Set A4, margins, and a cover without the running header."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin, section.bottom_margin = Cm(2.3), Cm(2.1)
    section.header_distance, section.footer_distance = Cm(1.0), Cm(0.9)
    section.different_first_page_header_footer = True
    section.start_type = WD_SECTION.NEW_PAGE


def set_styles(document: Any) -> None:
    """Set the fonts and distances of every style that the template uses."""
    normal = document.styles["Normal"]
    _set_font(normal, 10, INK)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.12
    normal.paragraph_format.widow_control = True
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    normal.element.get_or_add_rPr().append(language)
    for name, size, before, after in (("Heading 1", 17, 20, 8), ("Heading 2", 11.5, 14, 5), ("Title", 32, 0, 6)):
        style = document.styles[name]
        _set_font(style, size, ACCENT, bold=True)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.keep_with_next = True
        style.paragraph_format.line_spacing = 1.0
        borders = style.element.pPr.find(qn("w:pBdr"))
        if borders is not None:
            style.element.pPr.remove(borders)
    _add_style(document, "Lead", 10.5, INK, after=8)
    _add_style(document, "Cover Vendor", 15, ACCENT, bold=True, after=0)
    _add_style(document, "Cover Product", 13, GREY, after=20)
    _add_style(document, "Banner", 9, "FFFFFF", bold=True, before=0, after=0)
    for name in ("Lead", "Cover Product"):
        document.styles[name].paragraph_format.keep_with_next = True
    _add_style(document, "Small", 8, GREY, after=3)
    _add_style(document, "Contents Heading", 17, ACCENT, bold=True, before=0, after=10)
    _add_style(document, "Cell", 9, INK, before=1, after=1)
    _add_style(document, "Cell Head", 8, GREY, bold=True, before=1, after=1)
    _add_style(document, "Cell Small", 7.5, GREY, before=1, after=1)
    _add_style(document, "Cell Id", 8, ACCENT, bold=True, before=1, after=0)
    _add_style(document, "Cell Title", 9, INK, bold=True, before=0, after=0)
    _add_style(document, "Cell Again", 8, GREY, before=1, after=1)
    for name, size, indent, stop, colour, before in (
        ("TOC 1", 10.5, 0.0, 1.0, INK, 5),
        ("TOC 2", 9, 1.0, 2.6, GREY, 1),
    ):
        toc = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _set_font(toc, size, colour)
        toc.paragraph_format.space_before, toc.paragraph_format.space_after = Pt(before), Pt(0)
        toc.paragraph_format.left_indent = Cm(indent)
        toc.paragraph_format.tab_stops.add_tab_stop(Cm(stop))
        toc.paragraph_format.tab_stops.add_tab_stop(Cm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)


def _add_style(document: Any, name: str, size: float, colour: str, **look: float) -> None:
    """Add a paragraph style; `look` may hold bold (0 or 1), and the distances before and after in points."""
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    _set_font(style, size, colour, bold=bool(look.get("bold")))
    style.paragraph_format.space_before = Pt(look.get("before", 0))
    style.paragraph_format.space_after = Pt(look.get("after", 6))
    if name.startswith("Cell"):
        style.paragraph_format.line_spacing = 1.05


def _set_font(style: Any, size: float, colour: str, *, bold: bool = False) -> None:
    style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
    style.font.italic = False
    style.font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)


def set_properties(document: Any) -> None:
    """Set what the program overwrites when it renders, so that the template itself carries nothing foreign."""
    properties = document.core_properties
    properties.title, properties.author, properties.subject = "Security Control Overview", "", ""
    properties.comments, properties.keywords, properties.category = "", "", ""
    properties.last_modified_by = ""
    properties.created = properties.modified = datetime(2026, 1, 1, tzinfo=UTC)
    properties.language = "en-GB"


def order_properties(document: Any) -> None:
    """Put the properties of tables and paragraphs in the order that the schema wants and Word may insist on."""
    section = document.sections[0]
    roots = (
        document.element.body,
        section.header._element,
        section.footer._element,
        section.first_page_footer._element,
    )
    for root in roots:
        for tag, order in ((qn("w:tblPr"), TABLE_ORDER), (qn("w:pPr"), PARAGRAPH_ORDER)):
            for properties in root.iter(tag):
                ranks = {qn(f"w:{name}"): rank for rank, name in enumerate(order)}
                properties[:] = sorted(properties, key=lambda child: ranks[child.tag])


def drop_foreign_parts(document: Any) -> None:
    """Drop what python-docx's own template brings along: a picture of a page, data of its maker, unused styles."""
    for owner in (document.part.package, document.part):
        for key, relation in list(owner.rels.items()):
            if any(word in relation.reltype for word in ("thumbnail", "customXml", "stylesWithEffects")):
                owner.rels.pop(key)
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/docProps/app.xml":
            part._blob = APP_PROPERTIES.encode()
    _drop_unused(document)


def _drop_unused(document: Any) -> None:
    """Drop table styles that nothing uses and settings of another file; ask for Word's present layout rules."""
    styles = document.styles.element
    for style in list(styles.iter(qn("w:style"))):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:default")) != "1":
            styles.remove(style)
    settings = document.settings.element
    for setting in list(settings.iter(qn("w:rsids"), qn("w:savePreviewPicture"), qn("w:useFELayout"))):
        setting.getparent().remove(setting)
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
