"""Verdicts read in the words of forms and of people."""

from __future__ import annotations

import pytest

from qanswer.core.answer import Verdict
from qanswer.core.verdict_words import read_opening


@pytest.mark.parametrize(
    ("comment", "verdict"),
    [
        ("Yes. Backups are made daily.", Verdict.YES),
        ("Yes — SAML 2.0 and OIDC", Verdict.YES),
        ("Yes we do", Verdict.YES),
        ("No, we do not.", Verdict.NO),
        ("No we do not", Verdict.NO),
        ("Yes, with exceptions: the legacy system", Verdict.PARTIAL),
        ("No, but planned", Verdict.PLANNED),
        ("In part. Only the database.", Verdict.PARTIAL),
        ("Not yet. It is planned for 2027.", Verdict.PLANNED),
        ("Nein, das tun wir nicht.", Verdict.NO),
        ("N/A", Verdict.NA),
        ("No data leaves the region.", None),
        ("None of our staff can read it.", None),
        ("Available on request", None),
        ("Partial restores are tested, too.", None),
        ("Backups are made daily.", None),
        ("", None),
    ],
)
def test_only_a_verdict_at_the_start_of_a_comment_is_one(comment: str, verdict: Verdict | None) -> None:
    """A comment that merely begins with such a word says something else."""
    assert read_opening(comment) is verdict
