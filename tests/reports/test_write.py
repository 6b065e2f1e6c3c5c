"""Overviews as files: read back from Word, HTML and Markdown."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from qanswer.core.errors import FileError, TemplateError, UsageError
from qanswer.core.passage import Classification, Library
from qanswer.reports import office
from qanswer.reports.office import find_office
from qanswer.reports.overview import Overview
from qanswer.reports.write import name_file, write_overview

DEMO = Path(__file__).parents[2] / "knowledge"


@pytest.fixture
def without_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave LibreOffice out."""
    monkeypatch.setattr(office, "find_office", lambda: None)


@pytest.fixture(scope="session")
def word(demo: Overview, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo vendor's overview in Word."""
    return write_overview(demo, tmp_path_factory.mktemp("overview"))[0]


def _read_parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


def _read_rows(path: Path, *header: str) -> list[list[str]]:
    """Give the rows of every table with this header, cell by cell."""
    rows = []
    for table in Document(str(path)).tables:
        texts = [["\n".join(p.text for p in cell.paragraphs) for cell in row.cells] for row in table.rows]
        if texts[0] == list(header):
            rows += texts[1:]
    return rows


def _read_controls(path: Path) -> list[list[str]]:
    """Give the rows of all tables of controls: a control's own row has one cell for statement and source."""
    return _read_rows(path, "Control and statements", "Source", "Status")


def _read_statements(path: Path) -> list[list[str]]:
    return [row for row in _read_controls(path) if row[0] != row[1]]


def test_word_holds_every_statement_with_its_status_and_source(word: Path, demo: Overview) -> None:
    """Read back from Word, each statement of a control stands in one row with its document, section and status."""
    rows = _read_statements(word)
    shown = [one for s in demo.sections for g in s.groups for c in g.controls for one in c.statements]
    assert len(rows) == len(shown)
    for row, one in zip(rows, shown, strict=True):
        assert one.text in row[0]
        assert row[1] == "\n".join(part for part in (one.document, one.section) if part)
        assert row[2] == one.status.label


def test_word_tells_of_each_control_all_that_a_reader_asks(word: Path, demo: Overview) -> None:
    """Id, title, status, scope, owner's role, last review and framework ids stand above a control's statements."""
    rows = [row for row in _read_controls(word) if row[0] == row[1]]
    controls = [control for s in demo.sections for g in s.groups for control in g.controls]
    assert len(rows) == len(controls) > 30
    for row, control in zip(rows, controls, strict=True):
        title, particulars, frameworks = row[0].split("\n")[:3]
        assert title == f"{control.id}  {control.title}"
        assert re.fullmatch(
            r"Scope: Smalt AI platform +· +Owner: [A-Z][\w ,]+ +· +Last reviewed: 5 May 2026", particulars
        )
        assert re.match(r"SOC 2 \w+.* · +ISO 27001 A\.\d.* · +CCM .* · +CSF ", frameworks)
        assert row[2].replace("\xa0", " ").strip() == control.status.label


def test_word_cover_names_vendor_copy_and_person(
    demo_library: Library, make_overview: Any, tmp_path: Path, without_office: None
) -> None:
    """Vendor, product in scope, company, person, mail, NDA with its date, dates, version and tracking id."""
    assert without_office is None
    overview = make_overview(
        demo_library,
        recipient="Jane Doe <jane@northwind.example>",
        nda="NDA-7",
        nda_on=date(2026, 5, 4),
        version="2.1",
    )
    path = write_overview(overview, tmp_path)[0]
    details = {row.cells[0].text: row.cells[1].text for row in Document(str(path)).tables[1].rows}
    assert details == {
        "Vendor": "Smalt AI",
        "Product in scope": "Smalt AI platform",
        "Prepared for": "Northwind",
        "Recipient": "Jane Doe",
        "Recipient's mail": "jane@northwind.example",
        "NDA": "NDA-7 of 4 May 2026",
        "Issued": "25 November 2026",
        "Valid until": "23 February 2027",
        "Version": "2.1",
        "Tracking id": overview.tracking_id,
        "Contact": "support@smaltai.com",
    }
    footer = Document(str(path)).sections[0].footer.paragraphs[0].text
    assert "Northwind (Jane Doe, jane@northwind.example)" in footer


def test_word_statements_stand_in_their_sources(word: Path, demo_library: Library) -> None:
    """What the Word file states is found in the policy that it cites."""
    haystack = {s.title: " ".join(_fold_words((DEMO / s.path).read_text("utf-8"))) for s in demo_library.sources}
    for row in _read_statements(word):
        source = re.sub(r" \d\.\d$", "", row[1].split("\n")[0])
        for sentence in re.split(r"(?<=[.?])\s+", row[0].split("\n")[0]):
            assert " ".join(_fold_words(sentence)) in haystack[source], row


def _fold_words(text: str) -> list[str]:
    return re.findall(r"[\w./@-]*\w", text.lower())


def test_word_roadmap_and_attestations_have_their_own_tables(word: Path) -> None:
    """The three SOC 2 and ISO rows, and the three items to come, with status and target."""
    attested = _read_rows(word, "Framework or law", "Status", "What the source says", "Target", "Source")
    statuses = {row[0]: (row[1].replace("\xa0", " ").strip(), row[3]) for row in attested}
    assert statuses["SOC 2 Type I"] == ("In progress", "2026")
    assert statuses["SOC 2 Type II"] == ("On roadmap", "\u2013")
    assert statuses["ISO 27001"] == ("Under evaluation", "2027 and beyond")
    roadmap = _read_rows(word, "Item", "Subject", "What is to come", "Status", "Target", "Source")
    assert [row[0] for row in roadmap] == ["R1", "R2", "R3"]


def test_word_has_no_template_leftovers(word: Path) -> None:
    """No tag, no undefined name and no sample text of the template is left in any part."""
    for name, text in _read_parts(word).items():
        if name.endswith(".xml"):
            assert not re.search(r"\{\{|\{%|%\}|\}\}|Undefined", text), name


def test_word_carries_copy_details_on_every_page(word: Path, demo: Overview) -> None:
    """Classification, recipient and tracking id stand in the footer of the cover and of all other pages."""
    section = Document(str(word)).sections[0]
    for footer in (section.footer, section.first_page_footer):
        text = footer.paragraphs[0].text
        assert demo.classification in text
        assert "security@northwind.example" in text
        assert demo.tracking_id in text
        instructions = "".join(footer.part.element.xpath("//w:instrText/text()"))
        assert "PAGE" in instructions
        assert "NUMPAGES" in instructions


@pytest.mark.usefixtures("without_office")
def test_two_recipients_get_two_footers(demo_library: Library, make_overview: Any, tmp_path: Path) -> None:
    """Copies for two people are two files with two tracking ids, each in its own footer."""
    footers = set()
    for recipient in ("one@northwind.example", "two@northwind.example"):
        path = write_overview(make_overview(demo_library, recipient=recipient), tmp_path)[0]
        text = Document(str(path)).sections[0].footer.paragraphs[0].text
        assert recipient in text
        footers.add(text)
    assert len(footers) == 2
    assert len(list(tmp_path.iterdir())) == 2


def test_word_properties_are_the_vendors(word: Path, demo: Overview) -> None:
    """Title and author are the vendor's; no trace of a library, a machine or a user."""
    properties = Document(str(word)).core_properties
    assert properties.title == "Security Control Overview: Smalt AI"
    assert properties.author == properties.last_modified_by == "Smalt AI"
    assert properties.comments == properties.keywords == ""
    assert properties.created == datetime(2026, 11, 25, tzinfo=UTC)
    assert properties.identifier == demo.tracking_id


def test_word_tables_repeat_headers_and_keep_rows_whole(word: Path) -> None:
    """Every table with a header row repeats it; no row breaks across pages; every table has a caption."""
    body = Document(str(word)).element.body
    tables = list(body.iter(qn("w:tbl")))
    assert len(tables) > 10
    for table in tables:
        rows = table.findall(qn("w:tr"))
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows[1:])
        assert table.find(f"{qn('w:tblPr')}/{qn('w:tblCaption')}") is not None
        assert len(rows) > 1 or "CONFIDENTIAL" in "".join(table.itertext())
    headers = [t for t in tables if t.find(f"{qn('w:tr')}/{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
    assert len(headers) == len(tables) - 2  # the cover's banner and details have none


def test_word_headings_stay_with_what_follows(word: Path) -> None:
    """A heading or lead-in never stands alone at the foot of a page: it is kept with the table below it."""
    document = Document(str(word))
    for before, table in pairwise(document.element.body):
        if table.tag == qn("w:tbl") and before.tag == qn("w:p") and "".join(before.itertext()).strip():
            paragraph = Paragraph(before, document)
            assert paragraph.style
            style = paragraph.style
            assert paragraph.paragraph_format.keep_with_next or style.paragraph_format.keep_with_next, paragraph.text
    assert all(cell.find(qn("w:p")) is not None for cell in document.element.body.iter(qn("w:tc")))


def test_word_contents_list_names_every_heading(word: Path) -> None:
    """The contents field is filled: an entry with a live page reference for each heading, linked to its bookmark."""
    document = Document(str(word))
    headings = [
        p.text.split("  ", 1)[1]
        for p in document.paragraphs
        if p.style and p.style.name in {"Heading 1", "Heading 2"} and "  " in p.text
    ]
    entries = [p for p in document.element.body.iter(qn("w:p")) if p.find(qn("w:hyperlink")) is not None]
    titles = ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in entries]
    assert len(titles) == len(headings)
    assert all(title.endswith(heading) for title, heading in zip(titles, headings, strict=True))
    names = [mark.get(qn("w:name")) for mark in document.element.body.iter(qn("w:bookmarkStart"))]
    assert len(names) == len(set(names))
    assert {p.find(qn("w:hyperlink")).get(qn("w:anchor")) for p in entries} == set(names)
    ids = [mark.get(qn("w:id")) for mark in document.element.body.iter(qn("w:bookmarkStart"))]
    assert len(ids) == len(set(ids))


@pytest.mark.usefixtures("without_office")
def test_internal_canaries_reach_no_part_of_any_file(
    make_source: Any, make_passage: Any, make_library: Any, make_overview: Any, tmp_path: Path
) -> None:
    """An internal policy leaves no trace in Word (any part), HTML or Markdown, nor in a file's name."""
    secret = make_source("Canary-title", Classification.INTERNAL, owner="canary-owner", path="canary.md")
    public = make_source("Backup Policy")
    library = make_library(
        make_passage(
            secret, "**Canary-label:** Backups of canary-system are made daily.", headings=("Canary-heading",)
        ),
        make_passage(public, "**Daily backups:** Backups are made automatically every day."),
    )
    for path in write_overview(make_overview(library), tmp_path, ("docx", "html", "md")):
        texts = _read_parts(path).values() if path.suffix == ".docx" else [path.read_text("utf-8")]
        assert "canary" not in path.name
        assert not [text for text in texts if "canary" in text.lower()]
        assert [text for text in texts if "Backups are made automatically every day" in text]


@pytest.mark.usefixtures("without_office")
def test_html_and_markdown_tell_the_same(demo: Overview, tmp_path: Path) -> None:
    """The other formats hold every statement, and no template leftovers; HTML loads nothing from elsewhere."""
    import html

    page, text = (p.read_text("utf-8") for p in write_overview(demo, tmp_path, ("html", "md")))
    plain = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
    attested = {one.statement for one in demo.attestations}
    told = [one.text for one in demo.statements() if one not in attested] + [one.detail for one in demo.attestations]
    for words in told:
        assert " ".join(words.split()) in plain
        assert " ".join(words.split()) in text.replace("\\", "").replace("**", "")
    assert not re.search(r"\{\{|\{%", page + text)
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    assert page.count("<h1") == 1


@pytest.mark.usefixtures("without_office")
def test_markdown_tables_have_no_broken_rows(demo: Overview, tmp_path: Path) -> None:
    """Every table of the Markdown has as many cells in each row as in its header."""
    lines = write_overview(demo, tmp_path, ("md",))[0].read_text("utf-8").splitlines()
    columns = 0
    for line in lines:
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        assert not (columns and cells and cells != columns), line
        columns = cells


@pytest.mark.usefixtures("without_office")
def test_markup_in_a_policy_stays_text(
    make_source: Any, make_passage: Any, make_library: Any, make_overview: Any, tmp_path: Path
) -> None:
    """A policy's angle brackets, pipes and braces come out as they are in every format."""
    text = "Backups are taken daily | with <b>care</b> & {{ 7 * 7 }} {% if %}."
    library = make_library(make_passage(make_source("A & B <Policy>"), text))
    word, page, markdown = write_overview(make_overview(library, buyer="N <& Co>"), tmp_path, ("docx", "html", "md"))
    assert any("{{ 7 * 7 }} {% if %}" in cell for row in _read_statements(word) for cell in row)
    assert "{{ 7 * 7 }}" in page.read_text("utf-8")
    assert "<b>" not in page.read_text("utf-8").split("<main>")[1].split("Backups are taken")[1][:60]
    assert r"daily \|" in markdown.read_text("utf-8")


@pytest.mark.usefixtures("without_office")
def test_unknown_format_and_missing_office_are_refused(demo: Overview, tmp_path: Path) -> None:
    """A format that is not known, and a PDF without LibreOffice: one clear line, nothing written."""
    with pytest.raises(UsageError, match="unknown format 'odt'"):
        write_overview(demo, tmp_path, ("odt",))
    with pytest.raises(FileError, match="a PDF needs LibreOffice"):
        write_overview(demo, tmp_path, ("docx", "pdf"))
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("without_office")
def test_failed_template_leaves_no_file(demo: Overview, tmp_path: Path) -> None:
    """When one format fails, none is written."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "overview.md.j2").write_text("{{ nothing }}")
    out = tmp_path / "out"
    with pytest.raises(TemplateError, match=r"overview\.md\.j2, line 1: 'nothing' is undefined"):
        write_overview(demo, out, ("html", "md"), folders=[tmp_path / "templates"])
    assert not list(out.iterdir())


def test_file_names_are_safe(demo_library: Library, make_overview: Any) -> None:
    """A buyer's name with slashes and dots makes a plain file name."""
    name = name_file(make_overview(demo_library, buyer="../Ünï & Co: <x>"))
    assert re.fullmatch(r"control-overview\.[\w-]+\.[0-9A-F]{8}", name)


@pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
def test_pdf_has_the_pages_that_the_contents_name(demo: Overview, tmp_path: Path) -> None:
    """Each section begins on the page that the contents list gives, and the footer stands on every page."""
    from pypdf import PdfReader

    word, pdf = write_overview(demo, tmp_path, ("docx", "pdf"))
    pages = [page.extract_text() for page in PdfReader(pdf).pages]
    assert all(demo.tracking_id in text for text in pages)
    listed = re.findall(r"^(\d+|[A-Z&]{1,3})\s+([A-Z][a-z].+?)\s+(\d+)$", pages[1], re.MULTILINE)
    assert len(listed) > 12
    for number, title, page in listed:
        assert re.search(rf"{re.escape(number)}\s+{re.escape(title)}", pages[int(page) - 1])
    assert word.is_file()


def test_a_word_file_leaves_its_page_numbers_to_whoever_opens_it(word: Path) -> None:
    """No number is guessed: each line of the contents list has a stale page reference, in no contents field."""
    text = _read_parts(word)["word/document.xml"]
    references = re.findall(r"PAGEREF (\S+)", text)
    assert len(references) > 12
    assert text.count('w:dirty="true"') == len(references)
    assert not re.search(r"<w:instrText[^>]*>\s*TOC", text)
    assert all(f'w:name="{anchor}"' in text for anchor in references)
