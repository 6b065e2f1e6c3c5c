"""The vendor's particulars by the labels that forms print."""

from __future__ import annotations

import pytest

from qanswer.answering.profile import CompanyProfile, find_profile_value

PROFILE = CompanyProfile(name="Acme", email="sec@acme.example", fields=(("Year founded", "2019"),))


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Vendor Name:", "Acme"),
        ("Company name (legal entity)", "Acme"),
        ("Firmenname", "Acme"),
        ("Nom de la société", "Acme"),
        ("会社名", "Acme"),
        ("ベンダー名", "Acme"),
        ("E-mail address *", "sec@acme.example"),
        ("Year Founded", "2019"),
        ("Legal name of the vendor", "Acme"),
        ("E-mail address for security questions", "sec@acme.example"),
    ],
)
def test_find_profile_value_knows_the_label(label: str, value: str) -> None:
    """A label is recognised in the languages of forms, whatever its case, accents and punctuation."""
    assert find_profile_value(PROFILE, label) == value


@pytest.mark.parametrize(
    "label", ["Name of DPO", "Reviewer name", "Name of the auditor", "Phone", "Date", "Customer name", ""]
)
def test_find_profile_value_leaves_what_it_does_not_know(label: str) -> None:
    """Another person's name, or a field that the settings leave open, stays blank."""
    assert find_profile_value(PROFILE, label) is None


@pytest.mark.parametrize(
    "section", ["Information System Owner Information", "AO Point of Contact", "Document prepared by", "Approvals"]
)
def test_a_block_of_somebody_s_particulars_is_left(section: str) -> None:
    """The company's mailbox is no officer's address; under a heading of the vendor's own it is filled in."""
    assert find_profile_value(PROFILE, "E-mail address", section) is None
    assert find_profile_value(PROFILE, "E-mail address", "Vendor information") == "sec@acme.example"


def test_a_security_contact_is_not_any_contact() -> None:
    """Who answers for security is not whoever the profile names as contact."""
    assert find_profile_value(PROFILE, "Security contact") is None
