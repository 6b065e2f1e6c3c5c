"""Words of an answer that its citations do not hold are named."""

from __future__ import annotations

import pytest

from answering.conftest import make_passage
from qanswer.answering.claims import check_claims

_PASSAGE = make_passage(
    "Backups are taken daily, kept for thirty days and encrypted with AES-256 in Frankfurt.", "Backups"
)


@pytest.mark.parametrize(
    "text",
    [
        "Yes. Backups are taken daily.",
        "Backups are kept for 30 days.",
        "Yes. Backups are encrypted with AES-256.",
        "In part. Backups are kept in Frankfurt. Not stated: tested.",
    ],
)
def test_covered_words_pass(text: str) -> None:
    """What stands in the passage, in whatever form of the number, is covered."""
    assert check_claims(text, [_PASSAGE]) == ()


@pytest.mark.parametrize(
    ("text", "offending"),
    [
        ("Backups are taken hourly.", "hourly"),
        ("Backups are kept for 90 days.", "90 days"),
        ("Backups are encrypted with AES-512.", "AES-512"),
        ("Backups are always encrypted.", "always"),
        ("All backups are encrypted.", "All"),
        ("Backups are kept in Frankfurt and Dublin.", "Dublin"),
        ("We are SOC 2 certified.", "SOC 2"),
        ("Recovery is guaranteed in 2027.", "2027"),
    ],
)
def test_an_uncovered_word_is_named(text: str, offending: str) -> None:
    """A number, name or scope word beyond the passage is reported with its words."""
    assert offending in [claim.words for claim in check_claims(text, [_PASSAGE])]


def test_the_vendors_own_name_needs_no_cover() -> None:
    """The company may call itself by its name."""
    assert check_claims("Yes. Tansy Works backs up daily.", [_PASSAGE], own_names=("Tansy Works",)) == ()
