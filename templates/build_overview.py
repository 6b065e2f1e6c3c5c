"""Build `overview.docx`, the Word template of the control overview: run it after a change here, and commit both.

    python templates/build_overview.py

A designer may just as well edit overview.docx in Word: whatever stands in {{ }} or {% %} is filled in by docxtpl.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

OUTPUT = Path(__file__).parent / "overview.docx"
FONT = "Arial"
INK, ACCENT, GREY, RULE, PALE = "1F2933", "14495C", "5F6B76", "CBD3DA", "EEF2F5"
TEXT_WIDTH = 17.4
CELL_PADDING = 80
"""Left and right margin of a cell, in twentieths of a point."""
STATEMENT_COLUMNS = (3.5, 7.5, 3.0, 3.4)

SECTIONS = (
    ("summary", "Posture at a glance"),
    ("attestations", "Attestations and legal compliance"),
    ("hosting", "Hosting and architecture"),
    ("dataflow", "Data flow"),
    ("domains", "Control domains"),
    ("responsibility", "Shared responsibility"),
    ("suppliers", "Suppliers and sub-processors"),
    ("incident", "Incident response and notice"),
    ("continuity", "Continuity and recovery"),
    ("roadmap", "Roadmap"),
    ("gaps", "Known gaps"),
    ("evidence", "Evidence available"),
)


def build() -> None:
    """Write the template."""
    document = Document()
    _set_page(document)
    _set_styles(document)
    _build_cover(document)
    _build_contents(document)
    for key, _ in SECTIONS:
        _build_section(document, key)
    _build_appendices(document)
    _build_running_lines(document)
    _set_properties(document)
    document.save(str(OUTPUT))


# ---------------------------------------------------------------- page, styles, properties


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin, section.bottom_margin = Cm(2.3), Cm(2.1)
    section.header_distance, section.footer_distance = Cm(1.0), Cm(0.9)
    section.different_first_page_header_footer = True
    section.start_type = WD_SECTION.NEW_PAGE


def _set_styles(document: Any) -> None:
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


def _add_style(
    document: Any, name: str, size: float, colour: str, *, bold: bool = False, before: float = 0, after: float = 6
) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    _set_font(style, size, colour, bold=bold)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
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


def _set_properties(document: Any) -> None:
    """Set what the program overwrites when it renders, so that the template itself carries nothing foreign."""
    properties = document.core_properties
    properties.title, properties.author, properties.subject = "Security Control Overview", "", ""
    properties.comments, properties.keywords, properties.category = "", "", ""
    properties.last_modified_by = ""
    properties.created = properties.modified = datetime(2026, 1, 1, tzinfo=UTC)
    properties.language = "en-GB"


# ---------------------------------------------------------------- cover, contents, header and footer


def _build_cover(document: Any) -> None:
    for paragraph in document.paragraphs:
        paragraph._element.getparent().remove(paragraph._element)
    document.add_paragraph("{{ overview.request.vendor.name }}", style="Cover Vendor")
    title = document.add_paragraph("{{ overview.title }}", style="Title")
    title.paragraph_format.space_before = Pt(150)
    document.add_paragraph("{%p if overview.request.vendor.product %}")
    document.add_paragraph("{{ overview.request.vendor.product }}", style="Cover Product")
    document.add_paragraph("{%p endif %}")
    banner = _add_table(document, (TEXT_WIDTH,), caption="Classification")
    _shade(banner.rows[0].cells[0], ACCENT)
    _write(banner.rows[0].cells[0], "{{ overview.classification | upper }}", "Banner")
    _pad(banner, 90, CELL_PADDING)
    _borderless(banner)
    gap = document.add_paragraph(style="Small")
    gap.paragraph_format.space_after = Pt(4)
    _build_cover_details(document)
    notice = document.add_paragraph(style="Heading 2")
    notice.add_run("Confidentiality notice")
    notice.paragraph_format.space_before = Pt(34)
    document.add_paragraph(
        "This document is confidential information of {{ overview.request.vendor.name }}. It is given to "
        "{{ overview.request.buyer }} for its own assessment of the service{% if overview.request.nda %}, under the "
        "non-disclosure agreement {{ overview.request.nda }}{% endif %}, and must not be passed on to anyone else "
        "without written consent. It describes the state on the day of issue, is no warranty, and is not to be relied "
        "on after {{ overview.valid_until }}. The tracking id names this copy.",
        style="Small",
    )


def _build_cover_details(document: Any) -> None:
    table = _add_table(document, (4.2, TEXT_WIDTH - 4.2), caption="Details of this copy")
    rows = (
        ("Prepared for", "{{ overview.request.buyer }}", ""),
        ("Recipient", "{{ overview.request.recipient }}", "overview.request.recipient"),
        ("NDA reference", "{{ overview.request.nda }}", "overview.request.nda"),
        ("Issued", "{{ overview.issued }}", ""),
        ("Valid until", "{{ overview.valid_until }}", ""),
        ("Version", "{{ overview.request.version }}", ""),
        ("Tracking id", "{{ overview.tracking_id }}", ""),
        ("Contact", "{{ contact }}", "contact"),
    )
    table._tbl.remove(table.rows[0]._tr)
    for label, value, condition in rows:
        if condition:
            _add_tag_row(table, f"{{%tr if {condition} %}}")
        cells = table.add_row().cells
        _write(cells[0], label, "Cell Head")
        _write(cells[1], value, "Cell")
        if condition:
            _add_tag_row(table, "{%tr endif %}")
    _finish_table(table, has_header=False)


def _build_contents(document: Any) -> None:
    heading = document.add_paragraph("Contents", style="Contents Heading")
    heading.paragraph_format.page_break_before = True
    start = document.add_paragraph(style="Small")
    start.paragraph_format.space_after = Pt(0)
    start.paragraph_format.line_spacing = Pt(2)
    _add_field_start(start, ' TOC \\o "1-2" \\h \\z ')
    document.add_paragraph("{%p for entry in contents %}")
    for level, condition in ((1, "{%p if entry.level == 1 %}"), (2, "{%p else %}")):
        document.add_paragraph(condition)
        _add_contents_line(document, level)
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")
    end = document.add_paragraph(style="Small")
    end.paragraph_format.space_after = Pt(0)
    end._element.append(_field_mark("end"))


def _add_contents_line(document: Any, level: int) -> None:
    entry = document.add_paragraph(style=f"TOC {level}")
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), "{{ entry.anchor }}")
    link.set(qn("w:history"), "1")
    entry._element.append(link)
    for text in ("{{ entry.number }}", "\t", "{{ entry.title }}", "\t"):
        link.append(_run(text))
    for run in _field_runs(" PAGEREF {{ entry.anchor }} \\h ", "{{ entry.page }}"):
        link.append(run)


def _build_running_lines(document: Any) -> None:
    section = document.sections[0]
    header = section.header.paragraphs[0]
    _set_running_line(header, "{{ overview.request.vendor.name }}  ·  {{ overview.title }}", border="bottom")
    header.add_run("\tValid until {{ overview.valid_until }}")
    for footer in (section.footer, section.first_page_footer):
        line = footer.paragraphs[0]
        _set_running_line(
            line,
            "{{ overview.classification }}  ·  {{ overview.prepared_for }}  ·  {{ overview.tracking_id }}",
            border="top",
        )
        line.add_run("\tPage ")
        for run in (*_field_runs(" PAGE ", "1"), _run(" of "), *_field_runs(" NUMPAGES ", "1")):
            line._element.append(run)


def _set_running_line(paragraph: Any, text: str, *, border: str) -> None:
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


# ---------------------------------------------------------------- sections


def _build_section(document: Any, key: str) -> None:
    document.add_paragraph(f"{{%p if section.{key} %}}")
    _add_heading(
        document, f"{{{{ section.{key}.number }}}}  {{{{ section.{key}.title }}}}", f"sec_{key}", first=key == "summary"
    )
    builders = {
        "summary": _build_summary,
        "attestations": _build_attestations,
        "domains": _build_domains,
        "responsibility": _build_responsibility,
        "roadmap": _build_roadmap,
        "gaps": _build_gaps,
        "evidence": _build_evidence,
    }
    if key in builders:
        builders[key](document)
    else:
        document.add_paragraph(f"{{%p for group in section.{key}.groups %}}")
        _build_control_table(document)
        document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p endif %}")


_bookmarks = iter(range(1, 1000))


def _add_heading(document: Any, text: str, anchor: str, *, first: bool = False) -> None:
    heading = document.add_paragraph(style="Heading 1")
    heading.paragraph_format.page_break_before = first
    _add_bookmarked(heading, text, anchor)


def _add_bookmarked(paragraph: Any, text: str, anchor: str) -> None:
    """Add text under a bookmark; those that a loop repeats get ids of their own when the program has rendered them."""
    number = str(next(_bookmarks))
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), number)
    start.set(qn("w:name"), anchor)
    paragraph._element.append(start)
    paragraph.add_run(text)
    paragraph._element.append(end)


def _build_summary(document: Any) -> None:
    document.add_paragraph(
        "{{ overview.request.vendor.name }} describes {{ count_noun(overview.n_controls, 'control') }} in "
        "{{ count_noun(overview.n_domains, 'domain') }}. Every statement is taken from a policy that may be shown to "
        "{{ overview.request.buyer }}, with the status that the policy itself gives it."
        "{% if section.roadmap %} What is still to come stands on the roadmap in section {{ section.roadmap.number }} and "
        "nowhere among what is in place.{% endif %} On matters that are not mentioned, nothing is claimed.",
        style="Lead",
    )
    table = _add_table(document, (4.0, TEXT_WIDTH - 6.4, 2.4), caption="Statements by status")
    _write_header(table, ("Status", "What it means", "Statements"))
    _add_tag_row(table, "{%tr for count in overview.counts %}")
    cells = table.add_row().cells
    _write(cells[0], "{{r chip(count.status) }}", "Cell")
    _write(cells[1], "{{ count.status.meaning }}", "Cell")
    _write(cells[2], "{{ count.n }}", "Cell")
    _add_tag_row(table, "{%tr endfor %}")
    _finish_table(table)


def _build_attestations(document: Any) -> None:
    table = _add_table(document, (3.6, 3.1, 6.6, 1.9, 2.2), caption="Attestations")
    _write_header(table, ("Framework or law", "Status", "What the source says", "Target", "Source"))
    _add_tag_row(table, "{%tr for one in overview.attestations %}")
    cells = table.add_row().cells
    _write(cells[0], "{{ one.name }}", "Cell Title")
    _write(cells[1], "{{r chip(one.status, one.status_words) }}", "Cell")
    _write(cells[2], "{{ one.detail }}", "Cell")
    _write(cells[3], "{{ one.target or '\u2013' }}", "Cell")
    _write(cells[4], "{{ one.statement.document }}", "Cell Small")
    _add_tag_row(table, "{%tr endfor %}")
    _finish_table(table)


def _build_domains(document: Any) -> None:
    document.add_paragraph("{%p if overview.elsewhere %}")
    document.add_paragraph(
        "Domains that have sections of their own: {% for one in overview.elsewhere %}{{ one.title }} ({{ one.id }}) in "
        "{{ one.sections }}{{ '' if loop.last else '; ' }}{% endfor %}."
    )
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p for group in section.domains.groups %}")
    _add_bookmarked(
        document.add_paragraph(style="Heading 2"), "{{ group.id }}  {{ group.title }}", "{{ group.anchor }}"
    )
    _build_control_table(document)
    document.add_paragraph("{%p endfor %}")


def _build_control_table(document: Any) -> None:
    table = _add_table(document, STATEMENT_COLUMNS, caption="Controls")
    _write_header(table, ("Control", "Statement", "Status", "Source"))
    _add_tag_row(table, "{%tr for control in group.controls %}")
    _add_tag_row(table, "{%tr for statement in control.statements %}")
    _add_tag_row(table, "{%tr if loop.first %}")
    cells = table.add_row().cells
    _write(cells[0], "{{ control.id }}", "Cell Id")
    cells[0].add_paragraph("{{ control.title }}", style="Cell Title")
    _add_optional(cells[0], "control.owner", "{{ control.owner }}")
    _add_optional(cells[0], "control.roadmap_ids", "Further work: roadmap {{ control.roadmap_ids | join(', ') }}")
    _write_statement(cells)
    _add_tag_row(table, "{%tr else %}")
    cells = table.add_row().cells
    _write(cells[0], "{{ control.id }}", "Cell Again")
    _write_statement(cells)
    _add_tag_row(table, "{%tr endif %}")
    _add_tag_row(table, "{%tr endfor %}")
    _add_tag_row(table, "{%tr if control.n_more %}")
    cells = table.add_row().cells
    _write(cells[0], "{{ control.id }}", "Cell Again")
    _write(cells[1], "{{ count_noun(control.n_more, 'further statement') }} in the same sources", "Cell Small")
    _add_tag_row(table, "{%tr endif %}")
    _add_tag_row(table, "{%tr endfor %}")
    _finish_table(table)


def _add_optional(cell: Any, condition: str, text: str) -> None:
    """Add a small paragraph that is there only when a condition holds."""
    for line in (f"{{%p if {condition} %}}", text, "{%p endif %}"):
        cell.add_paragraph(line, style="Cell Small")


def _write_statement(cells: Any) -> None:
    paragraph = _write(cells[1], "", "Cell")
    paragraph.add_run("{% if statement.label %}")
    paragraph.add_run("{{ statement.label }}").bold = True
    paragraph.add_run("{{ '' if statement.label[-1] in '?!.:' else '.' }} {% endif %}{{ statement.text }}")
    _add_optional(cells[1], "statement.roadmap_id", "Remaining work: roadmap {{ statement.roadmap_id }}")
    _write(cells[2], "{{r chip(statement.status) }}", "Cell")
    _write(cells[3], "{{ statement.document }}", "Cell Small")
    _add_optional(cells[3], "statement.section", "{{ statement.section }}")


def _build_responsibility(document: Any) -> None:
    document.add_paragraph(
        "{{ overview.request.vendor.name }} answers for the controls in this document, except where another party is named here."
    )
    table = _add_table(document, STATEMENT_COLUMNS, caption="Shared responsibility")
    _write_header(table, ("Party", "Statement", "Status", "Source"))
    _add_tag_row(table, "{%tr for party in overview.parties %}")
    _add_tag_row(table, "{%tr for statement in party.statements %}")
    _add_tag_row(table, "{%tr if loop.first %}")
    cells = table.add_row().cells
    _write(cells[0], "{{ party.party }}", "Cell Title")
    _write_statement(cells)
    _add_tag_row(table, "{%tr else %}")
    cells = table.add_row().cells
    _write(cells[0], "{{ party.party }}", "Cell Again")
    _write_statement(cells)
    for tag in ("{%tr endif %}", "{%tr endfor %}", "{%tr endfor %}"):
        _add_tag_row(table, tag)
    _finish_table(table)


def _build_roadmap(document: Any) -> None:
    document.add_paragraph("Nothing in this section is in place yet. Dates are those that the sources give.")
    table = _add_table(document, (1.1, 3.4, 6.2, 2.5, 1.8, 2.4), caption="Roadmap")
    _write_header(table, ("Item", "Subject", "What is to come", "Status", "Target", "Source"))
    _add_tag_row(table, "{%tr for item in overview.roadmap %}")
    cells = table.add_row().cells
    _write(cells[0], "{{ item.id }}", "Cell Id")
    _write(cells[1], "{{ item.title }}", "Cell Title")
    _write(cells[2], "{{ item.statement.text }}", "Cell")
    _write(cells[3], "{{r chip(item.statement.status) }}", "Cell")
    _write(cells[4], "{{ item.target or '\u2013' }}", "Cell")
    _write(cells[5], "{{ item.statement.document }}", "Cell Small")
    _add_tag_row(table, "{%tr endfor %}")
    _finish_table(table)


def _build_gaps(document: Any) -> None:
    table = _add_table(document, (3.9, 8.1, 2.7, 2.7), caption="Known gaps")
    _write_header(table, ("Control", "What is stated", "Status", "Source"))
    _add_tag_row(table, "{%tr for gap in overview.gaps %}")
    cells = table.add_row().cells
    _write(cells[0], "{{ gap.control_id }}", "Cell Id")
    cells[0].add_paragraph("{{ gap.title }}", style="Cell Title")
    _write(cells[1], "{{ gap.text }}", "Cell")
    _write(cells[2], "{{ gap.status }}", "Cell")
    _write(cells[3], "{{ gap.source }}", "Cell Small")
    _add_tag_row(table, "{%tr endfor %}")
    _finish_table(table)


def _build_evidence(document: Any) -> None:
    table = _add_table(document, (4.4, 2.4, TEXT_WIDTH - 6.8), caption="Evidence available")
    _write_header(table, ("Document", "Access", "What the sources say of it"))
    _add_tag_row(table, "{%tr for item in overview.evidence %}")
    cells = table.add_row().cells
    _write(cells[0], "{{ item.title }}", "Cell Title")
    _write(cells[1], "{{ item.access }}", "Cell")
    cells[2].paragraphs[0].style = "Cell"
    cells[2].paragraphs[0].add_run("{%p for statement in item.statements %}")
    cells[2].add_paragraph("{{ statement.text }}", style="Cell")
    cells[2].add_paragraph("{%p endfor %}")
    cells[2].add_paragraph("{%p if item.named_in %}")
    cells[2].add_paragraph("Named under {{ item.named_in }}", style="Cell")
    cells[2].add_paragraph("{%p endif %}")
    _add_tag_row(table, "{%tr endfor %}")
    _finish_table(table)


def _build_appendices(document: Any) -> None:
    document.add_paragraph("{%p if overview.crosswalk %}")
    _add_heading(document, "A  Crosswalk to frameworks", "app_crosswalk")
    document.add_paragraph(
        "The ids name requirements on the same subject. They help to find the place; they claim no conformity.",
        style="Normal",
    )
    table = _add_table(document, (5.2, 1.6, 2.5, 2.5, 2.7, 2.9), caption="Crosswalk to frameworks")
    _write_header(table, ("Control", "Section", *(f"{{{{ overview.frameworks[{n}] }}}}" for n in range(4))))
    _add_tag_row(table, "{%tr for row in overview.crosswalk %}")
    cells = table.add_row().cells
    paragraph = _write(cells[0], "", "Cell")
    identity = paragraph.add_run("{{ row.control_id }}")
    identity.bold, identity.font.size = True, Pt(8)
    identity.font.color.rgb = RGBColor.from_string(ACCENT)
    paragraph.add_run("  {{ row.title }}")
    _write(cells[1], "{{ row.sections }}", "Cell Small")
    for n in range(4):
        _write(cells[n + 2], f"{{{{ row.framework_ids[{n}] }}}}", "Cell Small")
    _add_tag_row(table, "{%tr endfor %}")
    _finish_table(table)
    document.add_paragraph("{%p endif %}")
    _build_sources(document)


def _build_sources(document: Any) -> None:
    document.add_paragraph("{%p if overview.sources %}")
    _add_heading(document, "B  Sources", "app_sources")
    table = _add_table(document, (5.6, 1.6, 3.4, 2.5, 2.5, 1.8), caption="Sources")
    _write_header(table, ("Document", "Version", "Owner", "In force since", "Next review", "Access"))
    _add_tag_row(table, "{%tr for source in overview.sources %}")
    cells = table.add_row().cells
    values = (
        "title",
        "version or '\u2013'",
        "owner or '\u2013'",
        "effective or '\u2013'",
        "review or '\u2013'",
        "access",
    )
    for cell, value in zip(cells, values, strict=True):
        _write(cell, f"{{{{ source.{value} }}}}", "Cell")
    _add_tag_row(table, "{%tr endfor %}")
    _finish_table(table)
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p for left in overview.left_out %}")
    document.add_paragraph("Left out: {{ left.title }}; {{ left.reason }}.", style="Small")
    document.add_paragraph("{%p endfor %}")


# ---------------------------------------------------------------- tables


def _add_table(document: Any, widths: Sequence[float], *, caption: str) -> Any:
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
    indent.set(qn("w:w"), str(CELL_PADDING))
    indent.set(qn("w:type"), "dxa")
    properties.append(indent)
    _set_borders(properties)
    _pad(table, 40, CELL_PADDING)
    return table


def _set_borders(properties: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", RULE)):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    properties.append(borders)


def _borderless(table: Any) -> None:
    borders = table._tbl.tblPr.find(qn("w:tblBorders"))
    table._tbl.tblPr.remove(borders)


def _pad(table: Any, vertical: int, horizontal: int) -> None:
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


def _write_header(table: Any, titles: Sequence[str]) -> None:
    for cell, title in zip(table.rows[0].cells, titles, strict=True):
        paragraph = _write(cell, title, "Cell Head")
        paragraph.paragraph_format.keep_with_next = True
        _shade(cell, PALE)


def _add_tag_row(table: Any, tag: str) -> None:
    """Add a row that holds a template tag only: docxtpl takes the whole row for the tag."""
    table.add_row().cells[0].paragraphs[0].add_run(tag)


def _finish_table(table: Any, *, has_header: bool = True) -> None:
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


def _write(cell: Any, text: str, style: str) -> Any:
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    if text:
        paragraph.add_run(text)
    return paragraph


def _shade(cell: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{key}"), value)
    cell._element.get_or_add_tcPr().append(shade)


# ---------------------------------------------------------------- fields


def _run(text: str) -> Any:
    run = OxmlElement("w:r")
    if text == "\t":
        run.append(OxmlElement("w:tab"))
        return run
    content = OxmlElement("w:t")
    content.set(qn("xml:space"), "preserve")
    content.text = text
    run.append(content)
    return run


def _field_mark(kind: str) -> Any:
    run, mark = OxmlElement("w:r"), OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    run.append(mark)
    return run


def _field_runs(instruction: str, result: str) -> tuple[Any, ...]:
    run, text = OxmlElement("w:r"), OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = instruction
    run.append(text)
    return (_field_mark("begin"), run, _field_mark("separate"), _run(result), _field_mark("end"))


def _add_field_start(paragraph: Any, instruction: str) -> None:
    for run in _field_runs(instruction, "")[:3]:
        paragraph._element.append(run)


if __name__ == "__main__":
    build()
