"""Templates that are wrong are named, with the line, in one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest

from qanswer.core.errors import FileError, TemplateError
from qanswer.reports.render import escape_markdown, find_template, packaged_templates, render_docx, render_template


def _word(path: Path, *paragraphs: str) -> Path:
    from docx import Document

    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(str(path))
    return path


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("one\ntwo {{ buyr }}\n", r"t\.md\.j2, line 2: 'buyr' is undefined"),
        ("one\n\n{% if x %}\n", r"t\.md\.j2, line 3: "),
        ("{{ 1 / 0 }}", r"t\.md\.j2, line 1: division by zero"),
        ("a\n{% include 'gone.j2' %}", r"t\.md\.j2, line 2: it includes gone\.j2, which is missing"),
        ("a\nb {{ x.nothing }}", r"t\.md\.j2, line 2: "),
        ("{{ x | nofilter }}", r"t\.md\.j2, line 1: No filter named 'nofilter'"),
    ],
)
def test_bad_text_template_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    """An undefined name, broken syntax, a failing expression, a missing include: template, line and reason."""
    (tmp_path / "t.md.j2").write_text(text)
    with pytest.raises(TemplateError, match=message) as caught:
        render_template("t.md.j2", {"x": "y"}, folders=[tmp_path])
    assert "\n" not in caught.value.message


def test_template_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are no template."""
    (tmp_path / "t.md.j2").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TemplateError, match=r"t\.md\.j2: it is no UTF-8 text"):
        render_template("t.md.j2", {}, folders=[tmp_path])


def test_missing_template_is_named(tmp_path: Path) -> None:
    """A template that exists nowhere is named."""
    with pytest.raises(TemplateError, match=r"gone\.md\.j2: no such template"):
        render_template("gone.md.j2", {}, folders=[tmp_path])


def test_template_cannot_reach_into_python(tmp_path: Path) -> None:
    """Templates run in a sandbox."""
    (tmp_path / "t.md.j2").write_text("{{ ''.__class__.__mro__ }}")
    with pytest.raises(TemplateError, match="unsafe"):
        render_template("t.md.j2", {}, folders=[tmp_path])


def test_workspace_template_comes_before_the_packaged_one(tmp_path: Path) -> None:
    """A vendor's own template of the same name is used."""
    (tmp_path / "memo.md.j2").write_text("ours")
    assert find_template("memo.md.j2", [tmp_path]).parent == tmp_path
    assert find_template("memo.md.j2").parent == packaged_templates()


def test_html_is_escaped_and_markdown_is_not(tmp_path: Path) -> None:
    """Text of a policy never becomes markup of a page."""
    for name in ("t.html.j2", "t.md.j2"):
        (tmp_path / name).write_text("{{ x }}")
    assert render_template("t.html.j2", {"x": "<b>&"}, folders=[tmp_path]) == "&lt;b&gt;&amp;"
    assert render_template("t.md.j2", {"x": "<b>&"}, folders=[tmp_path]) == "<b>&"


def test_markdown_text_stays_one_line_without_markup() -> None:
    """Stars, links and line ends in a policy's text are shown as they are."""
    assert escape_markdown("a *b*\n[c](d)") == r"a \*b\* \[c\](d)"


@pytest.mark.parametrize(
    ("paragraphs", "message"),
    [
        (
            ("fine", "Prepared for {{ buyr }}"),
            r"t\.docx, line 3: 'buyr' is undefined \(near “Prepared for \{\{ buyr \}\}”\)",
        ),
        (("fine", "{% if x %}"), r"t\.docx, line \d+: "),
        (("fine", "{{ x | nofilter }}"), r"t\.docx, line \d+: No filter named 'nofilter'"),
        (("{{ 1 / 0 }}",), r"t\.docx, line 2: division by zero"),
    ],
)
def test_bad_word_template_is_named_with_its_line(tmp_path: Path, paragraphs: tuple[str, ...], message: str) -> None:
    """In Word a line is a paragraph; the words around the fault are quoted."""
    _word(tmp_path / "t.docx", *paragraphs)
    with pytest.raises(TemplateError, match=message) as caught:
        render_docx("t.docx", {"x": 1}, tmp_path / "out.docx", folders=[tmp_path])
    assert "\n" not in caught.value.message
    assert not (tmp_path / "out.docx").exists()


def test_word_template_that_is_no_word_file_is_refused(tmp_path: Path) -> None:
    """A text file named .docx is refused in one line."""
    (tmp_path / "t.docx").write_text("hello")
    with pytest.raises(TemplateError, match=r"^t\.docx: it is no Word document"):
        render_docx("t.docx", {}, tmp_path / "out.docx", folders=[tmp_path])


def test_word_values_keep_markup_and_lose_forbidden_characters(tmp_path: Path) -> None:
    """What XML forbids is left out of a value; what it would take for markup is kept as text."""
    from docx import Document

    _word(tmp_path / "t.docx", "{{ x }}")
    render_docx("t.docx", {"x": "a<b & c\x0b\x00d"}, tmp_path / "out.docx", folders=[tmp_path])
    assert Document(str(tmp_path / "out.docx")).paragraphs[0].text == "a<b & cd"


def test_word_output_that_cannot_be_written_is_a_file_error(tmp_path: Path) -> None:
    """A folder in the output's place is told, not a traceback."""
    _word(tmp_path / "t.docx", "x")
    (tmp_path / "out.docx").mkdir()
    with pytest.raises(FileError, match=r"out\.docx: cannot be written"):
        render_docx("t.docx", {}, tmp_path / "out.docx", folders=[tmp_path])


def test_undefined_attribute_is_named_without_internals(tmp_path: Path) -> None:
    """A misspelt detail is told in the template's own terms, with its line, not by a class's full path."""
    from qanswer.reports.overview_parts import StatusCount
    from qanswer.reports.wording import status_views

    (tmp_path / "x.md.j2").write_text("a\n{{ count.nn }}\n")
    with pytest.raises(TemplateError, match=r"^x\.md\.j2, line 2: StatusCount has no 'nn'$"):
        render_template("x.md.j2", {"count": StatusCount(status_views()[0], 1)}, folders=[tmp_path])
