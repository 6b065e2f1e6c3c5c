"""Word policies become passages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from parts import document, paragraph, table
from qanswer.core.passage import Library, PassageKind

ReadPolicy = Callable[..., Library]
STYLES = (
    '<w:style w:type="paragraph" w:styleId="Kop1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Our section"/><w:basedOn w:val="Kop1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Deep"><w:name w:val="Deep"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="B1"><w:name w:val="List Bullet"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="B2"><w:name w:val="List Bullet 2"/></w:style>'
)
NUMBERED = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>'


def bold(text: str) -> str:
    """Write a paragraph in bold."""
    return f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r></w:p>"


def test_headings_by_style_name_base_and_level(read_policy: ReadPolicy) -> None:
    """A heading is told by its style's name in any language of Word, by the style it is based on, or by outline level."""
    body = (
        paragraph("Security", style="Kop1")
        + paragraph("Backups", style="Deep")
        + paragraph("Daily.")
        + paragraph("People", style="Own")
        + paragraph("Trained.")
    )
    daily, trained = read_policy("a.docx", document(body, styles=STYLES)).passages
    assert (daily.heading_path, daily.locator) == (("Security", "Backups"), "paragraph 3")
    assert trained.heading_path == ("Security", "People")


def test_lists_by_numbering_and_style(read_policy: ReadPolicy) -> None:
    """List items are bullets, nested by level, whether numbered directly or by style."""
    body = (
        paragraph("Security", style="Kop1")
        + paragraph("Backups:", properties=NUMBERED.format(0))
        + paragraph("daily", properties=NUMBERED.format(1))
        + paragraph("Logs:", style="B1")
        + paragraph("kept", style="B2")
    )
    passages = read_policy("a.docx", document(body, styles=STYLES)).passages
    assert [(passage.kind, passage.heading_path[1:]) for passage in passages] == [
        (PassageKind.BULLET, ()),
        (PassageKind.BULLET, ("Backups",)),
        (PassageKind.BULLET, ()),
        (PassageKind.BULLET, ("Logs",)),
    ]


def test_table_with_a_bold_header(read_policy: ReadPolicy) -> None:
    """A first row in bold is the header of the rows below."""
    body = paragraph("A", style="Kop1") + table([[bold("Layer"), bold("Standard")], ["At rest", "AES-256"]])
    (row,) = read_policy("a.docx", document(body, styles=STYLES)).passages
    assert (row.fields, row.locator) == ((("Layer", "At rest"), ("Standard", "AES-256")), "table 1, row 2")


def test_deleted_text_is_not_quoted(read_policy: ReadPolicy) -> None:
    """Tracked deletions are gone and insertions stand, as in the document when the changes are accepted."""
    body = (
        "<w:p><w:r><w:t>We test </w:t></w:r><w:del><w:r><w:delText>monthly</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>yearly</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>"
    )
    (passage,) = read_policy("a.docx", document(body)).passages
    assert passage.text == "We test yearly."


def test_text_in_content_controls_counts(read_policy: ReadPolicy) -> None:
    """Paragraphs inside a content control are read, wherever it stands."""
    body = f"<w:sdt><w:sdtContent>{paragraph('Inside.')}</w:sdtContent></w:sdt>{paragraph('Outside.')}"
    assert [passage.text for passage in read_policy("a.docx", document(body)).passages] == ["Inside.", "Outside."]


def test_bold_question_and_answer(read_policy: ReadPolicy) -> None:
    """A question in bold has the paragraph below it for an answer."""
    (passage,) = read_policy("a.docx", document(bold("Do you encrypt?") + paragraph("Yes."))).passages
    assert (passage.kind, passage.question) == (PassageKind.QA, "Do you encrypt?")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a package", b"plain text"])
def test_damaged_file_is_a_problem(read_policy: ReadPolicy, content: bytes) -> None:
    """A file that is no Word document is named, and stops nothing."""
    library = read_policy("a.docx", content)
    assert [problem.where for problem in library.problems] == ["a.docx"]
    assert library.passages == ()
