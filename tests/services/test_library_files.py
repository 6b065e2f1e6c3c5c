"""Library tables: both ways without loss."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qanswer.core.answer import AnswerStatus, ApprovedAnswer, Verdict
from qanswer.core.errors import FileError
from qanswer.core.passage import Citation, Classification
from qanswer.core.scope import make_scope
from qanswer.services.library_files import read_table, write_table
from qanswer.services.library_table import clean_text, join_list, make_row, parse_rows, split_list

HARD = st.sampled_from(
    [
        "=1+1",
        "@x",
        "-2",
        "'quoted",
        "a;b",
        '["x"]',
        "two\nlines",
        "暗号化 🔒",
        "a,b",
        'say "so"',
        "#x",
        "0012",
        "1e5",
        "yes",
        "null",
    ]
)
TEXTS = (st.text(min_size=1, max_size=30) | HARD).map(clean_text).filter(bool)
LISTS = st.lists(TEXTS, max_size=3).map(lambda values: tuple(dict.fromkeys(values)))
ANSWERS = st.builds(
    ApprovedAnswer,
    id=st.uuids().map(lambda value: f"a-{value.hex[:10]}"),
    question_text=TEXTS,
    verdict=st.sampled_from([verdict for verdict in Verdict if verdict is not Verdict.UNANSWERABLE]),
    text=TEXTS,
    alternates=LISTS,
    citations=st.lists(st.builds(Citation, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS), max_size=2).map(tuple),
    scope=st.builds(lambda p, r: make_scope(product=p, region=r), LISTS, LISTS),
    owner=TEXTS,
    provenance=TEXTS,
    review_by=st.none() | st.dates(min_value=date(2020, 1, 1)),
    tags=LISTS,
    status=st.just(AnswerStatus.APPROVED) | st.just(AnswerStatus.RETIRED),
    classification=st.sampled_from(Classification),
    approved_by=TEXTS,
    approved_on=st.dates(min_value=date(2020, 1, 1)),
)


@pytest.mark.parametrize("suffix", ["yaml", "csv", "xlsx"])
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.lists(ANSWERS, min_size=1, max_size=4))
def test_the_library_comes_back_as_it_went_out(tmp_path: Path, suffix: str, answers: list[ApprovedAnswer]) -> None:
    """Every field of every entry survives each format: formulas-to-be, separators, scripts, line ends."""
    path = tmp_path / f"library.{suffix}"
    write_table(path, {"Library": [make_row(answer) for answer in answers]})
    table = read_table(path)
    assert table is not None
    rows, problems = parse_rows(table, path.name)
    assert problems == ()
    assert [row.answer for row in rows] == answers


@given(LISTS)
def test_lists_survive_their_separator(values: tuple[str, ...]) -> None:
    """Values that hold the separator are kept apart all the same."""
    assert split_list(join_list(values)) == values


def test_a_row_with_an_approver_is_approved_and_any_other_waits(tmp_path: Path) -> None:
    """The columns of the manual are enough; case and spaces in the header do not matter."""
    path = tmp_path / "answers.csv"
    path.write_text(
        "Question, Verdict ,Answer,Owner,Tags,Product,Region,Review_by,Approved_by\n"
        "MFA?,Yes,All staff.,IT,access; core,Cloud,EU,2027-01-31,ana\n"
        "SSO?,,By SAML.,,,,,,\n",
        "utf-8",
    )
    rows, problems = parse_rows(read_table(path) or (), path.name)
    first, second = (row.answer for row in rows)
    assert problems == ()
    assert (first.status, first.verdict, first.review_by) == (AnswerStatus.APPROVED, Verdict.YES, date(2027, 1, 31))
    assert (first.tags, first.scope) == (("access", "core"), ("product:Cloud", "region:EU"))
    assert (second.status, second.verdict) == (AnswerStatus.WAITING, Verdict.TEXT)
    assert second.provenance == "answers.csv, row 3"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Q?,maybe,a,,", "verdict 'maybe'"),
        ("Q?,yes,a,31.12.2026,", "review_by '31.12.2026'"),
        (",yes,a,,", "no question"),
    ],
)
def test_a_row_that_is_not_understood_is_named_and_the_rest_goes_on(tmp_path: Path, line: str, words: str) -> None:
    """A wrong value is a finding with its place; the other rows are read."""
    path = tmp_path / "answers.csv"
    path.write_text(f"question,verdict,answer,review_by,approved_by\n{line}\nMFA?,yes,Yes.,,ana\n", "utf-8")
    rows, problems = parse_rows(read_table(path) or (), path.name)
    assert len(rows) == 1
    assert (problems[0].where, words in problems[0].message) == ("row 2", True)


def test_a_text_that_no_cell_can_hold_is_refused(tmp_path: Path) -> None:
    """Nothing is cut off: a text beyond a cell's limit is an error, and no file is left."""
    answer = ApprovedAnswer("a", "q", Verdict.TEXT, "x" * 40_000)
    with pytest.raises(FileError, match="does not fit"):
        write_table(tmp_path / "a.xlsx", {"Library": [make_row(answer)]})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["a: [", "just text", "- 1\n- 2"])
def test_yaml_that_is_no_list_of_answers_is_one_clear_line(tmp_path: Path, text: str) -> None:
    """Broken YAML, or YAML of something else, is named."""
    path = tmp_path / "a.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(FileError) as caught:
        read_table(path)
    assert "\n" not in caught.value.message


def test_a_buyers_form_is_no_library_table(tmp_path: Path) -> None:
    """A questionnaire's columns are not taken for the library's."""
    path = tmp_path / "form.csv"
    path.write_text("No.,Question,Answer,Comments\n1,MFA?,Yes,\n", "utf-8")
    assert read_table(path) is None
