"""Facts told as "we" or by the company's name: restated where that is certain, else in the source's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answering.conftest import make_passage
from qanswer.answering.claims import check_claims
from qanswer.answering.voice import BASES, THIRDS, speak_as

NAME = "Smalt AI"


@pytest.mark.parametrize(
    ("we", "company"),
    [
        ("We encrypt all data at rest.", "Smalt AI encrypts all data at rest."),
        ("We have no SOC 2 report.", "Smalt AI has no SOC 2 report."),
        ("We are compliant with the GDPR.", "Smalt AI is compliant with the GDPR."),
        ("We do not sell or share data.", "Smalt AI does not sell or share data."),
        ("We also regularly test restores.", "Smalt AI also regularly tests restores."),
        ("We can share our report under NDA.", "Smalt AI can share its report under NDA."),
        ("In 2025 we held two exercises.", "In 2025 Smalt AI held two exercises."),
        ("We notify customers before we change a term.", "Smalt AI notifies customers before Smalt AI changes a term."),
        ("We rely on two data centres.", "Smalt AI relies on two data centres."),
        ("Keys, of which we store only a hash, expire.", "Keys, of which Smalt AI stores only a hash, expire."),
        ("We've never had a breach.", "Smalt AI has never had a breach."),
        ("If your data is affected, we'll tell you.", "If your data is affected, Smalt AI will tell you."),
        ("Our staff use hardware keys.", "Smalt AI's staff use hardware keys."),
        ("Requests reach us over TLS 1.3.", "Requests reach Smalt AI over TLS 1.3."),
        ("We review our policies every year.", "Smalt AI reviews its policies every year."),
        # "its" could be the provider's: the company is named again.
        ("We require the provider to protect our data.", "Smalt AI requires the provider to protect Smalt AI's data."),
    ],
)
def test_we_becomes_the_company(we: str, company: str) -> None:
    """The verb agrees, and "our" is "its" only where nothing else could be meant."""
    assert speak_as(we, first_person="company", company=NAME) == company


@pytest.mark.parametrize(
    ("company", "we"),
    [
        ("Smalt AI is fully compliant with the GDPR.", "We are fully compliant with the GDPR."),
        ("Smalt AI has defined recovery targets.", "We have defined recovery targets."),
        ("Smalt AI does not train models on it, ever.", "Smalt AI does not train models on it, ever."),
        ("Smalt AI does not use customer data for training.", "We do not use customer data for training."),
        ("By default Smalt AI keeps logs.", "By default Smalt AI keeps logs."),
        ("When a vendor is new, Smalt AI assesses the risk.", "When a vendor is new, we assess the risk."),
        ("Tokens move in the course of Smalt AI's hardening.", "Tokens move in the course of our hardening."),
        ("Smalt AI monitors health; its alerting grows.", "We monitor health; our alerting grows."),
        ("Smalt AI can share its report and its overview.", "We can share our report and our overview."),
    ],
)
def test_the_company_becomes_we(company: str, we: str) -> None:
    """Where its name is the subject or owns something, "we" and "our" take its place."""
    assert speak_as(company, first_person="we", company=NAME) == we


@pytest.mark.parametrize(
    "text",
    [
        "We are certified and hold a report.",
        "We encrypt, sign and archive logs.",
        "Neither we nor Amazon trains models on them.",
        "Nor do we sell data.",
        "We, the undersigned, agree.",
        "Data is held in us-east-1, in the US.",
        "We do not sign agreements and ask customers to keep such data away.",
    ],
)
def test_what_is_unsure_stays_as_it_is_for_the_company(text: str) -> None:
    """A second verb, an odd place, or a word that only looks like "us": the source's words stand."""
    assert speak_as(text, first_person="company", company=NAME) == text


@pytest.mark.parametrize(
    "text",
    [
        "Users can sign in to Smalt AI with Google.",
        "All data stored by Smalt AI is encrypted at rest.",
        "The audit of Smalt AI is underway.",
        "Smalt AI encrypts data and stores keys.",
        "Smalt AI requires a vendor to prove its controls.",
        "Smalt AI controls for backups are audited.",
        "Smalt AI is a platform for sales teams.",
        "Smalt AI runs on AWS.",
        "Access to the Smalt AI's assets is limited.",
        "Smalt AIs are many.",
    ],
)
def test_what_is_unsure_stays_as_it_is_for_we(text: str) -> None:
    """The name as an object, as part of another name or as the product's, stays."""
    assert speak_as(text, first_person="we", company=NAME) == text


def test_each_sentence_is_restated_by_itself() -> None:
    """One that cannot be restated keeps no other from it, and spaces and line ends stay."""
    text = "We test backups.\nWe are certified and hold a report.  We log access."
    told = speak_as(text, first_person="company", company=NAME)
    assert told == "Smalt AI tests backups.\nWe are certified and hold a report.  Smalt AI logs access."


def test_without_a_name_nothing_is_restated() -> None:
    """Who has set no company name gets the source's words."""
    assert speak_as("We test backups.", first_person="company", company="") == "We test backups."


@given(st.sampled_from(sorted(BASES)), st.sampled_from(["Smalt AI", "Acme", "Brine Works Ltd."]))
def test_there_and_back_gives_the_same_words(base: str, name: str) -> None:
    """Naming the company and saying "we" again changes nothing, and the claim check passes on both."""
    text = f"We {base} backups within 30 days."
    named = speak_as(text, first_person="company", company=name)
    assert name in named
    assert speak_as(named, first_person="we", company=name) == text
    assert not check_claims(named, [make_passage(text)], own_names=(name,))


def test_no_verb_is_read_two_ways() -> None:
    """Each third person belongs to one verb, and none is a plain form of another."""
    assert len(THIRDS) == len(BASES)
    assert not THIRDS.keys() & BASES
