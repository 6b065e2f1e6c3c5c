"""What an attestation's status lets us say, in many wordings: never yes, never in part, unless it is held."""

from __future__ import annotations

from itertools import product

import pytest

from answering.conftest import ask_all, make_passage
from qanswer.core.answer import Verdict
from qanswer.core.passage import Passage, PassageKind

_PASSAGES = (
    make_passage("Our SOC 2 Type I audit is in progress.", "Compliance", kind=PassageKind.BULLET),
    make_passage("SOC 2 Type II is on the roadmap after Type I.", "Compliance", kind=PassageKind.BULLET),
    make_passage(
        "ISO 27001 certification is under evaluation for 2027 and beyond.", "Compliance", kind=PassageKind.BULLET
    ),
    make_passage("See the roadmap for scope and timeline of our SOC 2 work.", "Compliance", kind=PassageKind.BULLET),
    make_passage("Code review is required for all production changes.", "Development", kind=PassageKind.BULLET),
)
_NAMES = ("SOC 2 Type I", "SOC 2 Type II", "ISO 27001", "ISO/IEC 27001", "SOC 2", "PCI DSS", "FedRAMP", "HITRUST")
_WORDINGS = (
    "Are you {} certified?",
    "Do you have a current {} report?",
    "Have you achieved {} compliance?",
    "Is your company {} compliant?",
    "Do you hold {}?",
    "Have you completed a {} audit?",
    "Has an independent auditor completed a {} examination?",
    "Can you share your {} report?",
    "Is a {} report available under NDA?",
    "Please confirm that you are {} certified.",
    "Do you maintain {} certification?",
    "Has your {} audit been completed without exceptions?",
    "Were you audited against {} in the past year?",
    "Is {} certification in place for the service in scope?",
    "We require {}. Do you have it?",
)


@pytest.mark.parametrize(("name", "wording"), list(product(_NAMES, _WORDINGS)))
def test_an_attestation_not_held_is_never_claimed(name: str, wording: str) -> None:
    """What is in progress, planned, evaluated or not named is never a yes and never a part."""
    draft = ask_all(_PASSAGES, [wording.format(name)])[0]
    assert draft.verdict in (Verdict.PLANNED, Verdict.NO, Verdict.UNANSWERABLE, Verdict.TEXT), draft


def test_a_held_attestation_is_a_yes() -> None:
    """Who always abstains would pass the test above, and fails here."""
    held: list[Passage] = [make_passage("We have been certified to ISO/IEC 27001:2022 since 2024.")]
    assert ask_all(held, ["Are you certified to ISO 27001?"])[0].verdict is Verdict.YES
