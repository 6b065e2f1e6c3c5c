"""An overview as files: Word, HTML, Markdown, OSCAL, and PDF through LibreOffice; whole, or not at all."""

from __future__ import annotations

import itertools
import json
import re
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qanswer.core.errors import UsageError
from qanswer.core.staging import prepare_output_folder, staging_folder
from qanswer.reports.office import Office, find_pages, start_office
from qanswer.reports.oscal import build_component_definition
from qanswer.reports.overview import SECTIONS, Overview
from qanswer.reports.render import render_docx, render_template
from qanswer.reports.word_fields import fill_page_references, leave_references_to_the_reader, unwrap_contents
from qanswer.reports.wording import StatusView, count_noun

if TYPE_CHECKING:
    from docxtpl import RichText

FORMATS = ("docx", "html", "md", "pdf", "oscal")
_SUFFIXES = {"oscal": "oscal.json"}
_APPENDICES = (("A", "Crosswalk to frameworks", "app_crosswalk"), ("B", "Sources", "app_sources"))


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the contents list."""

    number: str
    title: str
    anchor: str
    level: int


def write_overview(
    overview: Overview,
    output_folder: Path,
    formats: Sequence[str] = ("docx",),
    *,
    folders: Sequence[Path] = (),
    office: Office | None = None,
) -> tuple[Path, ...]:
    """Write an overview in each format; give the files in the order of the formats.

    A PDF is made by `office`, or where none is given by a LibreOffice that is started for it.

    Raises:
        UsageError: a format is not known.
        TemplateError: a template cannot be used.
        FileError: LibreOffice is missing and a PDF was asked for, or a file cannot be written.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        message = f"unknown format {unknown[0]!r}; there are {', '.join(FORMATS)}"
        raise UsageError(message)
    stem = name_file(overview)
    with ExitStack() as stack:
        if "pdf" in formats and office is None:
            office = stack.enter_context(start_office())
        stage = stack.enter_context(staging_folder(prepare_output_folder(output_folder)))
        _make_texts(overview, stage, stem, formats, folders)
        if {"docx", "pdf"} & set(formats):
            _make_word(overview, stage / f"{stem}.docx", formats, folders, office)
    return tuple(output_folder / f"{stem}.{_SUFFIXES.get(name, name)}" for name in dict.fromkeys(formats))


def name_file(overview: Overview) -> str:
    """Name an overview's files after the buyer and the end of the tracking id, so that two copies never meet."""
    buyer = re.sub(r"[^\w-]+", "-", overview.request.buyer).strip("-").lower() or "buyer"
    return f"control-overview.{buyer[:60]}.{re.sub(r'[^A-Za-z0-9]+', '', overview.tracking_id)[-8:]}"


def overview_context(overview: Overview) -> dict[str, object]:
    """Give what the overview's templates may use."""
    vendor = overview.request.vendor
    found = {section.key: section for section in overview.sections}
    return {
        "overview": overview,
        "section": {key: found.get(key) for key, _ in SECTIONS},
        "contents": list_contents(overview),
        "vendor": ", ".join(part for part in (vendor.name, vendor.address, vendor.website) if part),
        "contact": ", ".join(part for part in (vendor.contact, vendor.email) if part),
        "count_noun": count_noun,
    }


def list_contents(overview: Overview) -> tuple[ContentsEntry, ...]:
    """List sections, the groups that have titles, and the appendices."""
    entries: list[ContentsEntry] = []
    for section in overview.sections:
        entries.append(ContentsEntry(section.number, section.title, section.anchor, 1))
        groups = (group for group in section.groups if group.title)
        entries += [ContentsEntry(group.id, group.title, group.anchor, 2) for group in groups]
    present = (bool(overview.crosswalk), bool(overview.sources))
    entries += [ContentsEntry(*one, 1) for one, is_present in zip(_APPENDICES, present, strict=True) if is_present]
    return tuple(entries)


def _make_texts(overview: Overview, stage: Path, stem: str, formats: Sequence[str], folders: Sequence[Path]) -> None:
    context = overview_context(overview)
    for suffix in ("html", "md"):
        if suffix in formats:
            text = render_template(f"overview.{suffix}.j2", context, folders=folders)
            (stage / f"{stem}.{suffix}").write_text(text, "utf-8")
    if "oscal" in formats:
        text = json.dumps(build_component_definition(overview), indent=2, ensure_ascii=False)
        (stage / f"{stem}.{_SUFFIXES['oscal']}").write_text(text + "\n", "utf-8")


def _make_word(
    overview: Overview, word: Path, formats: Sequence[str], folders: Sequence[Path], office: Office | None
) -> None:
    """Make the Word file and, by LibreOffice, the PDF of it; what was not asked for is not left."""
    render_docx("overview.docx", overview_context(overview) | {"chip": make_chip}, word, folders=folders)
    _finish_word(word, overview)
    if office is not None and "pdf" in formats:
        _make_pdf(word, overview, office)
    else:
        _leave_pages_open(word)
    if "docx" not in formats:
        word.unlink()


def _leave_pages_open(word: Path) -> None:
    """Leave the page numbers of the contents list to whoever opens the file: a rendering of our own takes seconds."""
    from docx import Document

    document = Document(str(word))
    leave_references_to_the_reader(document.element.body)
    document.save(str(word))


def _make_pdf(word: Path, overview: Overview, office: Office) -> None:
    """Make the PDF, and take the page numbers of the Word file's contents list from it.

    Raises:
        FileError: LibreOffice made no PDF.
    """
    from docx import Document

    with tempfile.TemporaryDirectory(dir=word.parent) as name:
        copy = Path(name) / word.name
        document = Document(str(word))
        unwrap_contents(document.element.body)
        document.save(str(copy))
        pdf = office.convert_to_pdf(copy)
        document = Document(str(word))
        titles = {entry.anchor: f"{entry.number} {entry.title}" for entry in list_contents(overview)}
        fill_page_references(document.element.body, find_pages(pdf, titles))
        document.save(str(word))
        pdf.replace(word.with_suffix(".pdf"))


def make_chip(status: StatusView, words: str = "") -> RichText:
    """Give a status as a shaded run of text: the colour only repeats the word."""
    from docxtpl import RichText

    text = (words or status.label).replace(" ", "\u00a0")
    return RichText(f"\u00a0{text}\u00a0", color=status.ink, highlight=f"#{status.fill}", size=14, bold=True)


def _finish_word(path: Path, overview: Overview) -> None:
    """Set the document's properties to the vendor's and nothing else's, and make its bookmarks unique."""
    from docx import Document

    document = Document(str(path))
    properties = document.core_properties
    properties.title = f"{overview.title}: {overview.request.vendor.name}"
    properties.author = properties.last_modified_by = overview.request.vendor.name
    properties.subject = f"Prepared for {overview.prepared_for}"
    properties.identifier = overview.tracking_id
    properties.comments = properties.keywords = properties.category = ""
    properties.version, properties.revision = overview.request.version, 1
    properties.created = properties.modified = datetime.combine(overview.request.issued_on, time(), tzinfo=UTC)
    _number_bookmarks(document.element.body)
    document.save(str(path))


def _number_bookmarks(body: Any) -> None:
    """Give every bookmark an id of its own: a loop in the template repeats the one it was made with."""
    from docx.oxml.ns import qn

    marks = body.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"))
    numbers = itertools.count(1)
    number = 0
    for mark in marks:
        number = next(numbers) if mark.tag == qn("w:bookmarkStart") else number
        mark.set(qn("w:id"), str(number))
