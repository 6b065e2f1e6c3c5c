"""Markdown policies become passages that can be quoted to the letter."""

from __future__ import annotations

from collections.abc import Callable

from qanswer.core.control import ControlStatus
from qanswer.core.passage import Library, PassageKind

ReadPolicy = Callable[..., Library]


def test_bullet_keeps_its_heading_path(read_policy: ReadPolicy) -> None:
    """A bullet knows the headings above it, the document's title first."""
    library = read_policy("a.md", "# Hosting\n\n## Region\n\n- We host in Frankfurt.\n")
    (passage,) = library.passages
    assert (passage.kind, passage.heading_path) == (PassageKind.BULLET, ("Hosting", "Region"))
    assert (passage.text, passage.locator) == ("We host in Frankfurt.", "line 5")


def test_front_matter_title_goes_first(read_policy: ReadPolicy) -> None:
    """The front matter's title heads the path when the text has another first heading."""
    library = read_policy("a.md", "---\ntitle: Hosting policy\n---\n# Region\n\nWe host in Frankfurt.\n")
    assert library.passages[0].heading_path == ("Hosting policy", "Region")
    assert library.passages[0].locator == "line 6"


def test_hard_wrapped_lines_are_one_passage(read_policy: ReadPolicy) -> None:
    """A paragraph that an editor wrapped is one passage, its lines joined by spaces."""
    library = read_policy("a.md", "# A\n\nBackups are taken\ndaily and kept\nfor 30 days.\n")
    assert library.passages[0].text == "Backups are taken daily and kept for 30 days."
    assert library.passages[0].locator == "lines 3-5"


def test_inline_marks_stay_for_quoting_and_go_for_showing(read_policy: ReadPolicy) -> None:
    """The text stands as in the file; what is shown and embedded has no marks."""
    library = read_policy("a.md", "# A\n\n- **RTO:** 4 h, see [`docs/dr.md`](docs/dr.md).\n")
    (passage,) = library.passages
    assert passage.text == "**RTO:** 4 h, see [`docs/dr.md`](docs/dr.md)."
    assert passage.plain_text == "RTO: 4 h, see docs/dr.md."
    assert "**" not in passage.embed_text


def test_table_row_pairs_cells_with_headers(read_policy: ReadPolicy) -> None:
    """A row's text is its cells as they stand; each is paired with its header; the Status column is its status."""
    library = read_policy(
        "a.md", "# A\n\n| Framework | Status |\n|---|---|\n| SOC 2 Type I | In Progress |\n| GDPR | Compliant |\n"
    )
    soc, gdpr = library.passages
    assert (soc.kind, soc.text) == (PassageKind.TABLE_ROW, "SOC 2 Type I | In Progress")
    assert soc.fields == (("Framework", "SOC 2 Type I"), ("Status", "In Progress"))
    assert (soc.status, gdpr.status) == (ControlStatus.IN_PROGRESS, ControlStatus.IMPLEMENTED)


def test_unpadded_row_is_quoted_as_it_stands(read_policy: ReadPolicy) -> None:
    """A row without spaces around its bars keeps them so: a quote must be found in the file."""
    library = read_policy("a.md", "# A\n\n|Layer|Standard|\n|---|---|\n|At rest|AES-256|\n")
    assert library.passages[0].text == "At rest|AES-256"


def test_nested_bullet_stands_under_its_parent(read_policy: ReadPolicy) -> None:
    """A nested bullet has the bullet above it in its path."""
    library = read_policy("a.md", "# A\n\n- Backups:\n    - kept 30 days\n    - encrypted\n- Logs\n")
    assert [passage.heading_path for passage in library.passages] == [
        ("A",),
        ("A", "Backups"),
        ("A", "Backups"),
        ("A",),
    ]


def test_lead_in_belongs_to_its_bullets_only(read_policy: ReadPolicy) -> None:
    """The sentence that opens a list is context of its bullets, and of nothing after them."""
    text = "# A\n\nWe log the following:\n\n- sign-ins\n\nLogs are kept one year.\n\n| X | Y |\n|---|---|\n| a | b |\n"
    lead_in, bullet, paragraph, row = read_policy("a.md", text).passages
    assert lead_in.text == "We log the following:"
    assert bullet.heading_path == ("A", "We log the following")
    assert paragraph.heading_path == row.heading_path == ("A",)


def test_published_answers_in_each_form(read_policy: ReadPolicy) -> None:
    """A question as heading, in bold, marked Q and A, or on one paragraph's lines has its answer beside it."""
    text = (
        "# FAQ\n\n## Do you encrypt backups?\n\nYes, with AES-256.\n\n"
        "## More\n\n**Where is data stored?**\n\nIn Frankfurt.\n\n"
        "Q: Do you offer SSO?\n\nA: Not yet.\n\nQ: Is MFA on?\nA: Yes.\n\n**Q:** Who may see it?\n\n**A:** Nobody.\n"
    )
    passages = read_policy("a.md", text).passages
    assert {passage.kind for passage in passages} == {PassageKind.QA}
    assert [(passage.question, passage.text) for passage in passages] == [
        ("Do you encrypt backups?", "Yes, with AES-256."),
        ("Where is data stored?", "In Frankfurt."),
        ("Do you offer SSO?", "Not yet."),
        ("Is MFA on?", "Yes."),
        ("Who may see it?", "Nobody."),
    ]


def test_answer_table_gives_published_answers(read_policy: ReadPolicy) -> None:
    """A table of questions and answers is read as published answers, not as rows."""
    text = "# FAQ\n\n| # | Question | Answer |\n|---|---|---|\n| 1 | Do you encrypt? | Yes. |\n"
    (passage,) = read_policy("a.md", text).passages
    assert (passage.kind, passage.question, passage.text) == (PassageKind.QA, "Do you encrypt?", "Yes.")


def test_comments_are_dropped_and_code_is_kept(read_policy: ReadPolicy) -> None:
    """What an HTML comment hides is not quoted; a code fence is text, and no heading is read in it."""
    text = "# A\n\n<!-- secret\nplan -->\n\nPublic.\n\n```\n# not a heading\nkey: value\n```\n"
    passages = read_policy("a.md", text).passages
    assert [passage.text for passage in passages] == ["Public.", "# not a heading key: value"]
    assert passages[1].heading_path == ("A",)


def test_html_table_is_read_to_its_end(read_policy: ReadPolicy) -> None:
    """A raw HTML table gives rows with headers, blank lines within it notwithstanding."""
    text = (
        "# A\n\n<table>\n<tr><td><strong>Layer</strong></td><td><strong>Standard</strong></td></tr>\n\n"
        "<tr><td>At rest</td><td>AES-256</td></tr>\n</table>\n\nAfter.\n"
    )
    row, after = read_policy("a.md", text).passages
    assert row.fields == (("Layer", "At rest"), ("Standard", "AES-256"))
    assert row.locator == "lines 3-7, row 2"
    assert after.text == "After."


def test_foldable_question_closes(read_policy: ReadPolicy) -> None:
    """A details element asks its summary; what comes after it is no answer to that."""
    text = "# A\n\n<details>\n<summary>Do you test?</summary>\n\nYes, yearly.\n\n</details>\n\nMore.\n"
    answer, more = read_policy("a.md", text).passages
    assert (answer.question, answer.text, more.question) == ("Do you test?", "Yes, yearly.", "")


def test_bold_item_heads_the_paragraphs_in_it(read_policy: ReadPolicy) -> None:
    """A list item of a bold line and paragraphs is a section."""
    (passage,) = read_policy("a.md", "# A\n\n- **Purpose**\n\n  To protect data.\n").passages
    assert (passage.heading_path, passage.text) == (("A", "Purpose"), "To protect data.")


def test_sources_details_are_read(read_policy: ReadPolicy) -> None:
    """The front matter says owner, version, dates and classification, under either name of a date."""
    text = (
        "---\ntitle: T\nowner: CISO\nversion: 1.2\neffective: 2026-05-05\nreview_on: 2027-05-05\n"
        "classification: nda\n---\n# T\n\nText.\n"
    )
    (source,) = read_policy("a.md", text).sources
    assert (source.owner, source.version, source.classification.value) == ("CISO", "1.2", "nda")
    assert (str(source.effective_on), str(source.review_on)) == ("2026-05-05", "2027-05-05")


def test_same_bullet_twice_has_two_ids(read_policy: ReadPolicy) -> None:
    """Passages with the same words under the same heading are told apart, and keep their ids when others move."""
    first = read_policy("a.md", "# A\n\n- x y\n- x y\n").passages
    second = read_policy("a.md", "# A\n\nNew.\n\n- x y\n- x y\n").passages
    assert len({passage.id for passage in first}) == 2
    assert [passage.id for passage in first] == [passage.id for passage in second[1:]]
