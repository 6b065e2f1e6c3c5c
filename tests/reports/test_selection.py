"""Each fact once: what counts as a repetition, and what never does."""

from __future__ import annotations

from typing import Any

import pytest

from qanswer.core.passage import PassageKind
from qanswer.core.statement import read_statements
from qanswer.reports.selection import drop_repeats, make_selected


def _kept(passages: list[Any], *control_ids: str) -> list[str]:
    statements = [statement for passage in passages for statement in read_statements(passage)]
    return [one.statement.text for one in drop_repeats([make_selected(s, *control_ids) for s in statements])]


@pytest.mark.parametrize(
    ("shorter", "fuller"),
    [
        ("Backups are encrypted with AES-256.", "All backups are encrypted with AES-256, using separate keys."),
        (
            "Affected customers are notified within 72 hours.",
            "We notify affected customers within 72 hours, as the GDPR asks.",
        ),
    ],
)
def test_shorter_twin_goes(make_source: Any, make_passage: Any, shorter: str, fuller: str) -> None:
    """Of two statements on one control, the one whose words all stand in the other goes, in whatever order."""
    source = make_source("P")
    for order in ((shorter, fuller), (fuller, shorter)):
        assert _kept([make_passage(source, text) for text in order], "BCR.06") == [fuller]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Backups are kept for 30 days.", "Backups are kept for 90 days in two regions."),
        ("We do not share customer data with anyone.", "We share customer data with anyone under a contract."),
        ("Backups are taken daily.", "Logs are kept for one year."),
    ],
)
def test_other_number_negation_or_subject_stays(make_source: Any, make_passage: Any, one: str, other: str) -> None:
    """Another number, or a "not" that the other lacks, is another fact."""
    source = make_source("P")
    assert len(_kept([make_passage(source, one), make_passage(source, other)], "BCR.06")) == 2


def test_published_answer_that_repeats_policies_goes(make_source: Any, make_passage: Any) -> None:
    """An answer whose words stand in two policy statements goes; one with a fact of its own stays."""
    source = make_source("P")
    passages = [
        make_passage(source, "Customers can export their data in standard formats."),
        make_passage(source, "Customers can delete their data at any time."),
        make_passage(
            source,
            "Customers can export their data in standard formats and delete it at any time.",
            kind=PassageKind.QA,
            question="Can we take our data with us?",
        ),
        make_passage(source, "Exports are signed with Ed25519.", kind=PassageKind.QA, question="Are exports signed?"),
    ]
    kept = _kept(passages, "IPY.01")
    assert len(kept) == 3
    assert kept[-1] == "Exports are signed with Ed25519."


def test_statements_of_other_controls_are_not_compared(make_source: Any, make_passage: Any) -> None:
    """A policy statement repeats only what stands under the same control."""
    source = make_source("P")
    one, other = (
        read_statements(make_passage(source, text))[0] for text in ("Keys are rotated.", "Keys are rotated yearly.")
    )
    assert len(drop_repeats([make_selected(one, "CEK.05"), make_selected(other, "AIS.09")])) == 2


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Each layer is checked as follows:", PassageKind.PARAGRAPH),
        ("Do not present SSO as available until the flow ships.", PassageKind.BULLET),
        ("To rotate secrets.", PassageKind.PARAGRAPH),
        ("This document describes how backups are encrypted.", PassageKind.PARAGRAPH),
        ("**Penetration testing.**", PassageKind.PARAGRAPH),
    ],
)
def test_what_is_no_fact_is_not_told(
    make_source: Any, make_passage: Any, make_library: Any, make_overview: Any, text: str, kind: PassageKind
) -> None:
    """Lead-ins, instructions, words on the document itself and bold headings say nothing about a control."""
    source = make_source("Policy")
    library = make_library(make_passage(source, text, kind=kind), make_passage(source, "Backups are taken daily."))
    assert [one.text for one in make_overview(library).statements()] == ["Backups are taken daily."]


def test_what_depends_on_something_to_come_is_not_called_implemented(
    make_source: Any, make_passage: Any, make_library: Any, make_overview: Any
) -> None:
    """A report "once executed" is not in place; "once a year" is how often."""
    source = make_source("Policy")
    later = make_passage(source, "The penetration test summary is shared once executed.")
    yearly = make_passage(source, "Penetration tests are carried out once a year.")
    found = {one.text: one.status.key for one in make_overview(make_library(later, yearly)).statements()}
    assert found == {later.text: "unknown", yearly.text: "implemented"}


def test_answers_that_say_the_same_are_told_once(make_source: Any, make_passage: Any) -> None:
    """Two buyers asked the same: one answer stands."""
    source = make_source("P")
    text = "Recovery is tested twice a year by the operations team."
    twice = [make_passage(source, text, kind=PassageKind.QA, question=f"Question {n}?") for n in (1, 2)]
    assert _kept(twice, "BCR.05") == [text]


def test_a_denial_of_something_else_is_no_repeat(make_source: Any, make_passage: Any) -> None:
    """Not to keep and not to train on share all words but the one that counts: both are told."""
    source = make_source("P")
    texts = (
        "LLM providers do not retain customer data, as their agreements with Acme ensure.",
        "LLM providers do not use customer data for training, as their agreements with Acme ensure.",
    )
    assert _kept([make_passage(source, text) for text in texts], "DSP.04") == list(texts)


def test_a_documents_own_history_is_not_told(
    make_source: Any, make_passage: Any, make_library: Any, make_overview: Any
) -> None:
    """Who changed a policy when names people and says nothing about a control."""
    source = make_source("Policy")
    row = make_passage(
        source,
        "1.1 | 2023-05-31 | Removed backups of data retention | Jo Canary",
        kind=PassageKind.TABLE_ROW,
        fields=(
            ("Version", "1.1"),
            ("Date", "2023-05-31"),
            ("Description", "Removed backups of data retention"),
            ("Author", "Jo Canary"),
        ),
    )
    library = make_library(row, make_passage(source, "Backups are taken daily."))
    assert [one.text for one in make_overview(library).statements()] == ["Backups are taken daily."]


@pytest.mark.parametrize(
    ("lead_in", "status"),
    [
        ("Sources that we have or that are in our plans", "unknown"),
        ("The continuity plan shall contribute to ensuring that", "required"),
        ("All of our production systems run with", "implemented"),
    ],
)
def test_a_bullet_is_no_stronger_than_its_lead_in(
    make_source: Any, make_passage: Any, make_library: Any, make_overview: Any, lead_in: str, status: str
) -> None:
    """What completes a sentence on plans or duties is not in place for want of such words of its own."""
    passage = make_passage(make_source("Policy"), "Backups are taken daily.", headings=(lead_in,))
    assert [one.status.key for one in make_overview(make_library(passage)).statements()] == [status]
