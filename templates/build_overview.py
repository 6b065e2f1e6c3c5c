# ruff: noqa: INP001, SLF001  # a script, no package; python-docx gives its XML under private names only
"""Build `overview.docx`, the Word template of the control overview: run it after a change here, and commit both.

    python templates/build_overview.py

A designer may just as well edit overview.docx in Word: whatever stands in {{ }} or {% %} is filled in by docxtpl.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.shared import Pt, RGBColor
from word_markup import (
    CELL_PADDING,
    add_bookmarked,
    add_contents_line,
    add_field_start,
    add_intro,
    add_optional,
    add_table,
    add_tag_row,
    borderless,
    field_mark,
    field_runs,
    finish_table,
    make_run,
    pad,
    set_running_line,
    shade,
    write,
    write_header,
)
from word_styles import (
    ACCENT,
    FAINT,
    TEXT_WIDTH,
    drop_foreign_parts,
    order_properties,
    set_page,
    set_properties,
    set_styles,
)

OUTPUT = Path(__file__).parent / "overview.docx"
STATEMENT_COLUMNS = (2.8, 7.6, 3.5, 3.5)
CONTROL_COLUMNS = (9.1, 4.8, 3.5)

SECTIONS = ("summary", "attestations", "hosting", "dataflow", "domains", "responsibility", "suppliers")
SECTIONS += ("incident", "continuity", "roadmap", "gaps", "evidence")


def build() -> None:
    """Write the template."""
    document = Document()
    set_page(document)
    set_styles(document)
    _build_cover(document)
    _build_contents(document)
    for key in SECTIONS:
        _build_section(document, key)
    _build_appendices(document)
    _build_running_lines(document)
    set_properties(document)
    drop_foreign_parts(document)
    order_properties(document)
    document.save(str(OUTPUT))


def _build_cover(document: Any) -> None:
    for paragraph in document.paragraphs:
        paragraph._element.getparent().remove(paragraph._element)
    document.add_paragraph("{{ overview.request.vendor.name }}", style="Cover Vendor")
    title = document.add_paragraph("{{ overview.title }}", style="Title")
    title.paragraph_format.space_before = Pt(150)
    document.add_paragraph("Prepared for {{ overview.request.buyer }}", style="Cover Product")
    banner = add_table(document, (TEXT_WIDTH,), caption="Classification")
    shade(banner.rows[0].cells[0], ACCENT)
    write(banner.rows[0].cells[0], "{{ overview.classification | upper }}", "Banner")
    pad(banner, 90, CELL_PADDING)
    borderless(banner)
    gap = document.add_paragraph(style="Small")
    gap.paragraph_format.space_after = Pt(4)
    _build_cover_details(document)
    notice = document.add_paragraph(style="Heading 2")
    notice.add_run("Confidentiality notice")
    notice.paragraph_format.space_before = Pt(34)
    document.add_paragraph(
        "This document is confidential information of {{ overview.request.vendor.name }}. It is given to "
        "{{ overview.request.buyer }} for its own assessment of the service"
        "{% if overview.request.nda_reference %}, under the non-disclosure agreement "
        "{{ overview.request.nda_reference }}{% endif %}, and must not be passed on to anyone else "
        "without written consent. It describes the state on the day of issue, is no warranty, and is not to be relied "
        "on after {{ overview.valid_until }}. The tracking id names this copy.",
        style="Small",
    )


def _build_cover_details(document: Any) -> None:
    table = add_table(document, (4.2, TEXT_WIDTH - 4.2), caption="Details of this copy")
    rows = (
        ("Vendor", "{{ vendor }}", ""),
        ("Product in scope", "{{ overview.request.scope }}", ""),
        ("Prepared for", "{{ overview.request.buyer }}", ""),
        ("Recipient", "{{ overview.request.person }}", "overview.request.person"),
        ("Recipient's mail", "{{ overview.request.mail }}", "overview.request.mail"),
        ("NDA", "{{ overview.request.nda_reference }}", "overview.request.nda_reference"),
        ("Issued", "{{ overview.issued }}", ""),
        ("Valid until", "{{ overview.valid_until }}", ""),
        ("Version", "{{ overview.request.version }}", ""),
        ("Tracking id", "{{ overview.tracking_id }}", ""),
        ("Contact", "{{ contact }}", "contact"),
    )
    table._tbl.remove(table.rows[0]._tr)
    for label, value, condition in rows:
        if condition:
            add_tag_row(table, f"{{%tr if {condition} %}}")
        cells = table.add_row().cells
        write(cells[0], label, "Cell Head")
        write(cells[1], value, "Cell")
        if condition:
            add_tag_row(table, "{%tr endif %}")
    finish_table(table, has_header=False)


def _build_contents(document: Any) -> None:
    heading = document.add_paragraph("Contents", style="Contents Heading")
    heading.paragraph_format.page_break_before = True
    start = document.add_paragraph(style="Small")
    start.paragraph_format.space_after = Pt(0)
    start.paragraph_format.line_spacing = Pt(2)
    add_field_start(start, ' TOC \\o "1-2" \\h \\z ')
    document.add_paragraph("{%p for entry in contents %}")
    for level, condition in ((1, "{%p if entry.level == 1 %}"), (2, "{%p else %}")):
        document.add_paragraph(condition)
        add_contents_line(document, level)
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")
    end = document.add_paragraph(style="Small")
    end.paragraph_format.space_after = Pt(0)
    end._element.append(field_mark("end"))


def _build_running_lines(document: Any) -> None:
    section = document.sections[0]
    header = section.header.paragraphs[0]
    set_running_line(header, "{{ overview.request.vendor.name }}  ·  {{ overview.title }}", border="bottom")
    header.add_run("\tValid until {{ overview.valid_until }}")
    for footer in (section.footer, section.first_page_footer):
        line = footer.paragraphs[0]
        set_running_line(
            line,
            "{{ overview.classification }}  ·  {{ overview.tracking_id }}",
            border="top",
        )
        line.add_run("\tPage ")
        for part in (*field_runs(" PAGE ", "1"), make_run(" of "), *field_runs(" NUMPAGES ", "1")):
            line._element.append(part)
        line.add_run().add_break()
        line.add_run("Prepared for {{ overview.prepared_for }}")


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


def _add_heading(document: Any, text: str, anchor: str, *, first: bool = False) -> None:
    heading = document.add_paragraph(style="Heading 1")
    heading.paragraph_format.page_break_before = first
    add_bookmarked(heading, text, anchor)


def _build_summary(document: Any) -> None:
    document.add_paragraph(
        "{{ overview.request.vendor.name }} describes {{ count_noun(overview.n_controls, 'control') }} in "
        "{{ count_noun(overview.n_domains, 'domain') }}. Every statement is taken from {{ overview.origins }} "
        "that may be shown to {{ overview.request.buyer }}, with no stronger status than its own words give it."
        "{% if section.roadmap %} What is still to come stands on the roadmap in section {{ section.roadmap.number }} "
        "and nowhere among what is in place.{% endif %} On matters that are not mentioned, nothing is claimed.",
        style="Lead",
    )
    table = add_table(document, (4.0, TEXT_WIDTH - 6.4, 2.4), caption="Statements by status")
    write_header(table, ("Status", "What it means", "Statements"))
    add_tag_row(table, "{%tr for count in overview.counts %}")
    cells = table.add_row().cells
    write(cells[0], "{{r chip(count.status) }}", "Cell")
    write(cells[1], "{{ count.status.meaning }}", "Cell")
    write(cells[2], "{{ count.n }}", "Cell")
    add_tag_row(table, "{%tr endfor %}")
    finish_table(table)


def _build_attestations(document: Any) -> None:
    table = add_table(document, (3.5, 3.3, 6.4, 1.9, 2.3), caption="Attestations")
    write_header(table, ("Framework or law", "Status", "What the source says", "Target", "Source"))
    add_tag_row(table, "{%tr for one in overview.attestations %}")
    cells = table.add_row().cells
    write(cells[0], "{{ one.name }}", "Cell Title")
    write(cells[1], "{{r chip(one.status, one.status_words) }}", "Cell")
    write(cells[2], "{{ one.detail }}", "Cell")
    write(cells[3], "{{ one.target or '\u2013' }}", "Cell")
    write(cells[4], "{{ one.statement.document }}", "Cell Small")
    add_tag_row(table, "{%tr endfor %}")
    finish_table(table)


def _build_domains(document: Any) -> None:
    document.add_paragraph("{%p if overview.elsewhere %}")
    add_intro(
        document,
        "Domains that have sections of their own: {% for one in overview.elsewhere %}{{ one.title }} ({{ one.id }}) in "
        "{{ one.sections }}{{ '' if loop.last else '; ' }}{% endfor %}.",
    )
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p for group in section.domains.groups %}")
    add_bookmarked(document.add_paragraph(style="Heading 2"), "{{ group.id }}  {{ group.title }}", "{{ group.anchor }}")
    _build_control_table(document)
    document.add_paragraph("{%p endfor %}")


def _build_control_table(document: Any) -> None:
    table = add_table(document, CONTROL_COLUMNS, caption="Controls")
    write_header(table, ("Control and statements", "Source", "Status"))
    add_tag_row(table, "{%tr for control in group.controls %}")
    head = table.add_row()
    add_tag_row(table, "{%tr for statement in control.statements %}")
    cells = table.add_row().cells
    _write_statement(cells[0], cells[1])
    write(cells[2], "{{ statement.status.label }}", "Cell Small")
    add_tag_row(table, "{%tr endfor %}")
    add_tag_row(table, "{%tr if control.n_more %}")
    more = "{{ count_noun(control.n_more, 'further statement') }} in the same sources"
    write(table.add_row().cells[0], more, "Cell Small")
    add_tag_row(table, "{%tr endif %}")
    add_tag_row(table, "{%tr endfor %}")
    finish_table(table)
    _write_control(head)


def _write_control(row: Any) -> None:
    """Write what a control is called, and its particulars, above its statements; kept with the first of them."""
    cell, status = row.cells[0].merge(row.cells[1]), row.cells[2]
    title = write(cell, "", "Cell Title")
    identity = title.add_run("{{ control.id }}")
    identity.font.color.rgb = RGBColor.from_string(ACCENT)
    title.add_run("  {{ control.title }}")
    cell.add_paragraph("{{ control.particulars }}", style="Cell Small")
    add_optional(cell, "control.framework_line", "{{ control.framework_line }}")
    add_optional(cell, "control.roadmap_ids", "Further work: roadmap {{ control.roadmap_ids | join(', ') }}")
    write(status, "{{r chip(control.status) }}", "Cell")
    for part in (cell, status):
        shade(part, FAINT)
        for paragraph in part.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def _write_statement(words: Any, source: Any) -> None:
    paragraph = write(words, "", "Cell")
    paragraph.add_run("{{ statement.lead }}").bold = True
    paragraph.add_run("{{ statement.body }}")
    add_optional(words, "statement.roadmap_id", "Remaining work: roadmap {{ statement.roadmap_id }}")
    write(source, "{{ statement.document }}", "Cell Small")
    add_optional(source, "statement.section", "{{ statement.section }}")


def _build_responsibility(document: Any) -> None:
    add_intro(
        document,
        "{{ overview.request.vendor.name }} answers for the controls in this document, except where another party is "
        "named here.",
    )
    table = add_table(document, STATEMENT_COLUMNS, caption="Shared responsibility")
    write_header(table, ("Party", "Statement", "Status", "Source"))
    add_tag_row(table, "{%tr for party in overview.parties %}")
    add_tag_row(table, "{%tr for statement in party.statements %}")
    add_tag_row(table, "{%tr if loop.first %}")
    cells = table.add_row().cells
    write(cells[0], "{{ party.party }}", "Cell Title")
    _write_party(cells)
    add_tag_row(table, "{%tr else %}")
    cells = table.add_row().cells
    write(cells[0], "{{ party.party }}", "Cell Again")
    _write_party(cells)
    for tag in ("{%tr endif %}", "{%tr endfor %}", "{%tr endfor %}"):
        add_tag_row(table, tag)
    finish_table(table)


def _write_party(cells: Any) -> None:
    _write_statement(cells[1], cells[3])
    write(cells[2], "{{r chip(statement.status) }}", "Cell")


def _build_roadmap(document: Any) -> None:
    add_intro(document, "Nothing in this section is in place yet. Dates are those that the sources give.")
    table = add_table(document, (1.1, 3.2, 5.9, 2.9, 1.8, 2.5), caption="Roadmap")
    write_header(table, ("Item", "Subject", "What is to come", "Status", "Target", "Source"))
    add_tag_row(table, "{%tr for item in overview.roadmap %}")
    cells = table.add_row().cells
    write(cells[0], "{{ item.id }}", "Cell Id")
    write(cells[1], "{{ item.title }}", "Cell Title")
    write(cells[2], "{{ item.statement.text }}", "Cell")
    write(cells[3], "{{r chip(item.statement.status) }}", "Cell")
    write(cells[4], "{{ item.target or '\u2013' }}", "Cell")
    write(cells[5], "{{ item.statement.document }}", "Cell Small")
    add_tag_row(table, "{%tr endfor %}")
    finish_table(table)


def _build_gaps(document: Any) -> None:
    table = add_table(document, (3.9, 8.1, 2.7, 2.7), caption="Known gaps")
    write_header(table, ("Control", "What is stated", "Status", "Source"))
    add_tag_row(table, "{%tr for gap in overview.gaps %}")
    cells = table.add_row().cells
    write(cells[0], "{{ gap.control_id }}", "Cell Id")
    cells[0].add_paragraph("{{ gap.title }}", style="Cell Title")
    write(cells[1], "{{ gap.text }}", "Cell")
    write(cells[2], "{{ gap.status }}", "Cell")
    write(cells[3], "{{ gap.source }}", "Cell Small")
    add_tag_row(table, "{%tr endfor %}")
    finish_table(table)


def _build_evidence(document: Any) -> None:
    table = add_table(document, (4.4, 2.4, TEXT_WIDTH - 6.8), caption="Evidence available")
    write_header(table, ("Document", "Access", "What the sources say of it"))
    add_tag_row(table, "{%tr for item in overview.evidence %}")
    cells = table.add_row().cells
    write(cells[0], "{{ item.title }}", "Cell Title")
    write(cells[1], "{{ item.access }}", "Cell")
    cells[2].paragraphs[0].style = "Cell"
    cells[2].paragraphs[0].add_run("{%p for statement in item.statements %}")
    cells[2].add_paragraph("{{ statement.text }}", style="Cell")
    cells[2].add_paragraph("{%p endfor %}")
    cells[2].add_paragraph("{%p if item.named_in %}")
    cells[2].add_paragraph("Named under {{ item.named_in }}", style="Cell")
    cells[2].add_paragraph("{%p endif %}")
    add_tag_row(table, "{%tr endfor %}")
    finish_table(table)


def _build_appendices(document: Any) -> None:
    document.add_paragraph("{%p if overview.crosswalk %}")
    _add_heading(document, "A  Crosswalk to frameworks", "app_crosswalk")
    add_intro(
        document,
        "The ids name requirements on the same subject. They help to find the place; they claim no conformity.",
    )
    table = add_table(document, (5.2, 1.6, 2.5, 2.5, 2.7, 2.9), caption="Crosswalk to frameworks")
    write_header(table, ("Control", "Section", *(f"{{{{ overview.frameworks[{n}] }}}}" for n in range(4))))
    add_tag_row(table, "{%tr for row in overview.crosswalk %}")
    cells = table.add_row().cells
    paragraph = write(cells[0], "", "Cell")
    identity = paragraph.add_run("{{ row.control_id }}")
    identity.bold, identity.font.size = True, Pt(8)
    identity.font.color.rgb = RGBColor.from_string(ACCENT)
    paragraph.add_run("  {{ row.title }}")
    write(cells[1], "{{ row.sections }}", "Cell Small")
    for n in range(4):
        write(cells[n + 2], f"{{{{ row.framework_ids[{n}] }}}}", "Cell Small")
    add_tag_row(table, "{%tr endfor %}")
    finish_table(table)
    document.add_paragraph("{%p endif %}")
    _build_sources(document)


def _build_sources(document: Any) -> None:
    document.add_paragraph("{%p if overview.sources %}")
    _add_heading(document, "B  Sources", "app_sources")
    table = add_table(document, (5.6, 1.6, 3.4, 2.5, 2.5, 1.8), caption="Sources")
    write_header(table, ("Document", "Version", "Owner", "Last reviewed", "Next review", "Access"))
    add_tag_row(table, "{%tr for source in overview.sources %}")
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
        write(cell, f"{{{{ source.{value} }}}}", "Cell")
    add_tag_row(table, "{%tr endfor %}")
    finish_table(table)
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p for left in overview.left_out %}")
    document.add_paragraph("Left out: {{ left.title }}; {{ left.reason }}.", style="Small")
    document.add_paragraph("{%p endfor %}")


if __name__ == "__main__":
    build()
