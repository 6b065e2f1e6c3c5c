"""What a policy file says about itself."""

from __future__ import annotations

from datetime import date

import pytest

from qanswer.knowledge.blocks import Details
from qanswer.knowledge.details import parse_date, parse_front_matter, read_line


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-05-05", date(2026, 5, 5)),
        ("May 5, 2026", date(2026, 5, 5)),
        ("5 May 2026", date(2026, 5, 5)),
        ("24-Jan-2022", date(2022, 1, 24)),
        ("Sept. 1st, 2025", date(2025, 9, 1)),
        ("Feb 30, 2026", None),
        ("soon", None),
    ],
)
def test_dates_in_the_usual_forms(text: str, day: date | None) -> None:
    """A day is read in ISO form or in words; an impossible one is none."""
    assert parse_date(text) == day


def test_invalid_front_matter_is_a_problem() -> None:
    """YAML that cannot be read is named, and does not become text."""
    text = "---\ntitle: [a\n---\nBody"
    details, length, problems = parse_front_matter(text, "a.md")
    assert (details, text[length:], len(problems)) == (Details(), "Body", 1)


def test_a_rule_is_no_front_matter() -> None:
    """Text between two rules at the top of a page stays text."""
    assert parse_front_matter("---\nJust a sentence.\n---\n", "a.md")[1] == 0


def test_unreadable_date_is_a_problem() -> None:
    """A date that is none is named."""
    problems = parse_front_matter("---\nreview: someday\n---\n", "a.md")[2]
    assert [problem.message for problem in problems] == ["no date can be read from review: someday"]


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("Last Updated: May 5, 2026", "effective_on", date(2026, 5, 5)),
        ("Effective Date: 2026-01-01", "effective_on", date(2026, 1, 1)),
        ("Next review: 1 June 2027", "review_on", date(2027, 6, 1)),
        ("Version: 2.1", "version", "2.1"),
        ("Policy Owner: Head of Security", "owner", "Head of Security"),
    ],
)
def test_lines_that_say_something_of_the_file(line: str, name: str, value: object) -> None:
    """Lines of a label and a value are taken up, and do not override what is known."""
    details = read_line(line, Details())
    assert getattr(details, name) == value
    assert read_line(line, details) == details


def test_a_statement_about_reviews_is_no_date() -> None:
    """A control's own words about reviews say nothing of the file."""
    assert read_line("Review: access is reviewed every quarter by the owners of each system.", Details()) == Details()
