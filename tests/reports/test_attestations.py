"""Attestations: the source's own word for a status, its details and its target, and nothing that is only hoped for."""

from __future__ import annotations

from typing import Any

import pytest

from qanswer.core.passage import PassageKind


@pytest.fixture
def attest(make_source: Any, make_passage: Any, make_library: Any, make_overview: Any) -> Any:
    """Give the attestations of one row or sentence."""

    def give(*cells: str, headers: tuple[str, ...] = ("Framework", "Status", "Details", "Evidence")) -> Any:
        source = make_source("Compliance")
        fields = tuple(zip(headers, cells, strict=False))
        if len(cells) == 1:
            passage = make_passage(source, cells[0], kind=PassageKind.PARAGRAPH)
        else:
            passage = make_passage(source, " | ".join(cells), kind=PassageKind.TABLE_ROW, fields=fields)
        return make_overview(make_library(passage))

    return give


@pytest.mark.parametrize(
    ("cells", "words", "detail", "target"),
    [
        (
            ("ISO/IEC 27701:2019", "In progress", "Audit in March 2027", "–"),
            "In progress",
            "Audit in March 2027.",
            "March 2027",
        ),
        (
            ("SOC 2 Type II", "Held", "Period to 31 July 2026; no exceptions", "Report under NDA"),
            "Held",
            "Period to 31 July 2026; no exceptions. Report under NDA.",
            "",
        ),
        (
            ("SOC 2 Type I", "Targeted 2026 H2, gated on the first customer"),
            "Targeted 2026 H2",
            "Gated on the first customer.",
            "2026 H2",
        ),
        (("HIPAA", "Not in scope — no PHI handled"), "Not in scope", "No PHI handled.", ""),
    ],
)
def test_rows_are_told_in_their_own_words(
    attest: Any, cells: tuple[str, ...], words: str, detail: str, target: str
) -> None:
    """A dash is no detail, cells are sentences, a year in a standard's name is no target, a long status is cut."""
    (one,) = attest(*cells).attestations
    assert (one.status_words, one.detail, one.target) == (words, detail, target)


def test_what_is_out_of_scope_is_not_partly_in_place(attest: Any) -> None:
    """The colour follows the words: "Not in scope" is no half."""
    (one,) = attest("HIPAA", "Not in scope — no PHI handled").attestations
    assert one.status.key == "not_done"


@pytest.mark.parametrize(
    "text",
    [
        "A SOC 2 Type II observation period is the natural next step once there is a paid tier.",
        "SOC 2 Type II would follow when customers ask.",
    ],
)
def test_a_name_in_passing_is_no_attestation(attest: Any, text: str) -> None:
    """A sentence that only mentions a certificate is not shown as one in place, here or elsewhere."""
    overview = attest(text)
    assert not overview.attestations
    assert "implemented" not in {one.status.key for one in overview.statements()}


@pytest.mark.parametrize(
    "text", ["We are certified to ISO 27001.", "We comply with the GDPR.", "We hold a SOC 2 Type II report."]
)
def test_a_plain_claim_is_one(attest: Any, text: str) -> None:
    """Running text that says what is held counts as a row does."""
    (one,) = attest(text).attestations
    assert one.status.key == "implemented"
