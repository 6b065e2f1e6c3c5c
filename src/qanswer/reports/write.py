"""An overview as files: Word, HTML, Markdown, OSCAL, and PDF through LibreOffice; whole, or not at all."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qanswer.core.errors import FileError, UsageError
from qanswer.reports.oscal import build_component_definition
from qanswer.reports.overview import SECTIONS, Overview
from qanswer.reports.render import render_docx, render_template
from qanswer.reports.wording import StatusView, count_noun

if TYPE_CHECKING:
    from docxtpl import RichText

FORMATS = ("docx", "html", "md", "pdf", "oscal")
_SUFFIXES = {"oscal": "oscal.json"}
_CONVERT_SECONDS = 60
_APPENDICES = (("A", "Crosswalk to frameworks", "app_crosswalk"), ("B", "Sources", "app_sources"))


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the contents list; `page` is "" where it is not known."""

    number: str
    title: str
    anchor: str
    level: int
    page: str = ""


def write_overview(
    overview: Overview, output_folder: Path, formats: Sequence[str] = ("docx",), *, folders: Sequence[Path] = ()
) -> tuple[Path, ...]:
    """Write an overview in each format; give the files in the order of the formats.

    Raises:
        UsageError: a format is not known.
        TemplateError: a template cannot be used.
        FileError: LibreOffice is missing and a PDF was asked for, or a file cannot be written.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        message = f"unknown format {unknown[0]!r}; there are {', '.join(FORMATS)}"
        raise UsageError(message)
    if "pdf" in formats:
        _find_office()
    stem = name_file(overview)
    try:
        output_folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".qanswer-", dir=output_folder) as name:
            stage = Path(name)
            _make_files(overview, stage, stem, formats, folders)
            made = [f"{stem}.{_SUFFIXES.get(name, name)}" for name in dict.fromkeys(formats)]
            for file in made:
                (stage / file).replace(output_folder / file)
    except OSError as error:
        message = f"{output_folder}: cannot be written ({(error.strerror or str(error)).lower()})"
        raise FileError(message, hint="Choose another folder with -o DIR.") from error
    return tuple(output_folder / file for file in made)


def name_file(overview: Overview) -> str:
    """Name an overview's files after the buyer and the end of the tracking id, so that two copies never meet."""
    buyer = re.sub(r"[^\w-]+", "-", overview.request.buyer).strip("-").lower() or "buyer"
    return f"control-overview.{buyer[:60]}.{re.sub(r'[^A-Za-z0-9]+', '', overview.tracking_id)[-8:]}"


def overview_context(overview: Overview, pages: Mapping[str, str] | None = None) -> dict[str, object]:
    """Give what the overview's templates may use; `pages` pairs an anchor with its page."""
    vendor = overview.request.vendor
    found = {section.key: section for section in overview.sections}
    return {
        "overview": overview,
        "section": {key: found.get(key) for key, _ in SECTIONS},
        "contents": list_contents(overview, pages or {}),
        "contact": ", ".join(part for part in (vendor.contact, vendor.email) if part),
        "count_noun": count_noun,
    }


def list_contents(overview: Overview, pages: Mapping[str, str]) -> tuple[ContentsEntry, ...]:
    """List sections, the groups that have titles, and the appendices."""
    entries: list[ContentsEntry] = []
    for section in overview.sections:
        entries.append(ContentsEntry(section.number, section.title, section.anchor, 1))
        groups = (group for group in section.groups if group.title)
        entries += [ContentsEntry(group.id, group.title, group.anchor, 2) for group in groups]
    present = (bool(overview.crosswalk), bool(overview.sources))
    entries += [ContentsEntry(*one, 1) for one, is_present in zip(_APPENDICES, present, strict=True) if is_present]
    return tuple(replace(entry, page=pages.get(entry.anchor, "")) for entry in entries)


def _make_files(overview: Overview, stage: Path, stem: str, formats: Sequence[str], folders: Sequence[Path]) -> None:
    context = overview_context(overview)
    for suffix in ("html", "md"):
        if suffix in formats:
            text = render_template(f"overview.{suffix}.j2", context, folders=folders)
            (stage / f"{stem}.{suffix}").write_text(text, "utf-8")
    if "oscal" in formats:
        text = json.dumps(build_component_definition(overview), indent=2, ensure_ascii=False)
        (stage / f"{stem}.{_SUFFIXES['oscal']}").write_text(text + "\n", "utf-8")
    if {"docx", "pdf"} & set(formats):
        word = stage / f"{stem}.docx"
        _make_word(overview, word, folders, {})
        pages = _find_pages_if_possible(word, overview)
        if pages:
            _make_word(overview, word, folders, pages)
        if "pdf" in formats:
            _convert(word)


def _find_pages_if_possible(word: Path, overview: Overview) -> dict[str, str]:
    """Find the pages for the contents list; without LibreOffice, or where it fails, Word fills them in when asked."""
    if find_office() is None:
        return {}
    try:
        return find_pages(_convert(word), overview)
    except FileError:
        return {}


def _make_word(overview: Overview, output: Path, folders: Sequence[Path], pages: Mapping[str, str]) -> None:
    context = overview_context(overview, pages) | {"chip": make_chip}
    render_docx("overview.docx", context, output, folders=folders)
    _finish_word(output, overview)


def make_chip(status: StatusView, words: str = "") -> RichText:
    """Give a status as a shaded run of text: the colour only repeats the word."""
    from docxtpl import RichText

    text = (words or status.label).replace(" ", "\u00a0")
    return RichText(f"\u00a0{text}\u00a0", color=status.ink, highlight=f"#{status.fill}", size=15, bold=True)


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


def find_office() -> Path | None:
    """Find LibreOffice; None when it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return Path(found) if found else None


def _find_office() -> Path:
    office = find_office()
    if office is None:
        message = "a PDF needs LibreOffice, which was not found"
        raise FileError(message, hint="Install LibreOffice, or ask for docx or html.")
    return office


def _convert(word: Path) -> Path:
    """Make the PDF beside a Word file, with a LibreOffice profile of its own so that an open one is not disturbed."""
    with tempfile.TemporaryDirectory(prefix="qanswer-office-") as profile:
        command = [
            str(_find_office()),
            f"-env:UserInstallation={Path(profile).as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(word.parent),
            str(word),
        ]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_CONVERT_SECONDS)  # noqa: S603  # our own file, no shell
        except (subprocess.SubprocessError, OSError) as error:
            message = f"{word.name}: LibreOffice made no PDF of it"
            raise FileError(message, hint="Ask for docx or html, or see that LibreOffice starts.") from error
    pdf = word.with_suffix(".pdf")
    if not pdf.is_file():
        message = f"{word.name}: LibreOffice made no PDF of it"
        raise FileError(message, hint="Ask for docx or html, or see that LibreOffice starts.")
    return pdf


def find_pages(pdf: Path, overview: Overview) -> dict[str, str]:
    """Find on which page each section begins, by its heading in the PDF's outline."""
    from pypdf import PdfReader

    anchors = {_fold(f"{entry.number} {entry.title}"): entry.anchor for entry in list_contents(overview, {})}
    reader = PdfReader(pdf)
    pages: dict[str, str] = {}
    for item in _flatten(reader.outline):
        anchor = anchors.get(_fold(str(item.title)))
        page = reader.get_destination_page_number(item)
        if anchor and page is not None:
            pages[anchor] = str(page + 1)
    return pages


def _flatten(outline: Iterable[Any]) -> Iterator[Any]:
    for item in outline:
        if isinstance(item, list):
            yield from _flatten(item)
        else:
            yield item


def _fold(text: str) -> str:
    return " ".join(text.split())
