"""Status words of policies, as a security reviewer reads them."""

from __future__ import annotations

import pytest

from qanswer.core.control import ControlStatus
from qanswer.core.status import read_row_status, read_status

S = ControlStatus


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("All stored data is encrypted with AES-256.", S.IMPLEMENTED),
        ("We will notify affected customers within 72 hours.", S.IMPLEMENTED),
        ("We do NOT use your data to train AI models.", S.IMPLEMENTED),
        ("The audit is underway in 2026.", S.IN_PROGRESS),
        ("Remaining exemptions are being removed.", S.IN_PROGRESS),
        ("We are migrating session tokens to secure cookies.", S.IN_PROGRESS),
        ("Sessions expire. We are migrating tokens to secure cookies.", S.PARTIAL),
        ("We monitor key signals; alerting coverage is being expanded.", S.PARTIAL),
        ("SSO is on the roadmap.", S.PLANNED),
        ("An external penetration test is scheduled for Q3.", S.PLANNED),
        ("The service will support SCIM.", S.PLANNED),
        ("**Targeted 2026 H2**, gated on funding", S.PLANNED),
        ("Certification is under evaluation for 2027 and beyond.", S.UNDER_EVALUATION),
        ("SSO: not yet implemented.", S.NOT_DONE),
        ("There is no bug bounty program.", S.NOT_DONE),
        ("No full drill has been completed yet.", S.NOT_DONE),
        ("No SOC 2 report and no pen-test report exists today.", S.NOT_DONE),
        ("No.", S.NOT_DONE),
        ("MFA is enforced where feasible.", S.PARTIAL),
        ("24 h", S.UNKNOWN),
        ("", S.UNKNOWN),
    ],
)
def test_status_of_a_statement(text: str, status: ControlStatus) -> None:
    """Each status is read from the words that carry it; statements in place beside others are partial."""
    assert read_status(text) is status


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ((("Framework", "SOC 2"), ("Status", "In Progress"), ("Details", "Controls operate.")), S.IN_PROGRESS),
        ((("Framework", "SOC 2"), ("Status", "On Roadmap")), S.PLANNED),
        ((("Framework", "ISO"), ("Status", "Under Evaluation")), S.UNDER_EVALUATION),
        ((("Framework", "GDPR"), ("Status", "Compliant")), S.IMPLEMENTED),
        ((("Control", "SSO"), ("Implemented?", "No")), S.NOT_DONE),
        ((("Control", "SSO"), ("Implemented?", "Partially")), S.PARTIAL),
        ((("Layer", "Backups"), ("Standard", "AES-256")), S.IMPLEMENTED),
    ],
)
def test_status_of_a_row(fields: tuple[tuple[str, str], ...], status: ControlStatus) -> None:
    """A Status-like column decides; without one, the cells together."""
    assert read_row_status(fields) is status
