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


@pytest.mark.parametrize("name", ["Acme Ltd.", "O'Brine & Sons", "i2 Works"])
def test_a_name_with_marks_is_the_vendors_own_too(name: str) -> None:
    """A full stop, an apostrophe or an ampersand in the company's name makes it no stranger."""
    assert (
        check_claims(f"Yes. {name} takes backups daily. {name}'s backups are encrypted.", [_PASSAGE], own_names=(name,))
        == ()
    )


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ("The minimum length is twelve characters.", "The minimum length is twelve characters."),
        ("Keys may lie in a PKCS#11 module.", "Keys may lie in a PKCS#11 module."),
    ],
)
def test_words_to_the_letter_are_covered(stated: str, told: str) -> None:
    """Numbers in words, and names with marks inside, are found where they stand."""
    assert check_claims(told, [make_passage(stated)]) == ()


def test_the_sources_named_are_the_cited_ones() -> None:
    """The sentence that names the documents is a frame; it can name no document that is not cited."""
    assert check_claims("Yes. Backups are taken daily. Source: Policy, Backups.", [_PASSAGE]) == ()
    assert check_claims("Not yet. In place today: Backups are taken daily. Source: Policy.", [_PASSAGE]) == ()
    claims = check_claims("Backups are taken daily. Source: Policy. We hold a SOC 2 report.", [_PASSAGE])
    assert {claim.words for claim in claims} == {"SOC 2", "2"}
