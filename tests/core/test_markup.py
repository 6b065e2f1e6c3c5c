"""Markdown's marks come off, and nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanswer.core.markup import strip_markup


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("**RPO:** 24 h", "RPO: 24 h"),
        ("*only* the __vault__ is _encrypted_", "only the vault is encrypted"),
        ('see [the `policy`](docs/a_(b).md "title")', "see the policy"),
        ("![logo](logo.png) [ref][1] <https://a.example>", "logo ref https://a.example"),
        ("`org_id` and `snake_case_name`", "org_id and snake_case_name"),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("escaped \\*star\\* and `**not bold**`", "escaped *star* and **not bold**"),
        ("a<br>b <b>c</b>", "a b  c"),
        ("latency < 5 ms and > 1 ms", "latency < 5 ms and > 1 ms"),
        ("RTO:** 2 h target", "RTO: 2 h target"),
        ("~~old~~ new", "old new"),
        ("x <!-- note --> y", "x  y"),
    ],
)
def test_marks_come_off(raw: str, plain: str) -> None:
    """What a reader sees of a line is left."""
    assert strip_markup(raw) == plain


@given(st.text(alphabet="abc *_`[]()<>\\!~\n", max_size=40))
def test_any_text_can_be_stripped(raw: str) -> None:
    """Unbalanced marks do no harm: letters stay, in order."""
    letters = [character for character in strip_markup(raw) if character in "abc"]
    assert len(letters) <= sum(character in "abc" for character in raw)
