"""Whom a text is about: the vendor, its providers, its staff or the customer's people; and which parties it names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from qanswer.answering.ask import Ask
from qanswer.answering.reading import Words
from qanswer.answering.values import find_names
from qanswer.answering.words import split_words

# The holder is somebody else: "the provider, whose ISO 27001 certificate", "that is their certificate, not ours".
_THEIRS = re.compile(
    r"\b(?:provider|supplier|vendor|landlord|host|processor|partner|AWS|Amazon|Azure|"
    r"Google Cloud|GCP)s?\b[^.;]{0,30}\b(?:whose|holds?|(?:is|are) (?:\w+ )?(?:certified|"
    r"responsible|compliant))\b"
    r"|\b(?:their|the provider['\u2019]s|provider['\u2019]s) (?:certificate|certification|"
    r"report|attestation|data cent)\w*"
    r"|\bresponsibility of (?:the|our) (?:provider|landlord|host)"
    r"|\bdata cent(?:er|re)s?\b[^.;]{0,40}\b(?:certified|SOC 2|ISO 27001)"
    r"|^\W*(?:AWS|Amazon(?: Web Services)?|Azure|Google Cloud|GCP|"
    r"(?:our|the) (?:\w+ ){0,2}(?:provider|host|landlord)s?)"
    r" (?:has|have|maintains?|makes?|provides?|undergo\w*|(?:is|are) audited)\b",
    re.IGNORECASE,
)
# Concepts of third parties: a question that names one of them may be answered by what such parties do.
_OTHERS = (
    "vendor",
    "subprocessor",
    "w_vendor",
    "llm_provider",
    "ai",
    "model_training",
    "prompt_retention",
    "dpa",
    "scc",
    "data_transfer",
    "cloud_provider",
    "hosting",
    "zdr",
    "integrations",
    "contractors",
    "data_sale",
    "w_share",
    "supply_chain",
    "physical",
    "environmental",
    "data_center",
    "badge",
    "cctv",
    "visitors",
)


def is_of_provider(text: str) -> bool:
    """Tell whether a text says what a provider holds or does, and not the vendor."""
    return bool(_THEIRS.search(text))


def are_of_others(concepts: Iterable[str]) -> bool:
    """Tell whether concepts are of third parties, or of what third parties may do for the vendor."""
    return any(concept.startswith(_OTHERS) for concept in concepts)


_CUSTOMERS = re.compile(
    r"\b(?:customer[- ]users?|customer (?:user )?accounts?|customer[- ]facing|end[- ]users?|"
    r"(?:our|your|their) (?:own )?users|users of (?:the|our|your) (?:application|product|"
    r"tenant|platform)|tenant users)\b"
    r"|\bour (?:staff|employees|personnel)\b",
    re.IGNORECASE,
)
_STAFF = re.compile(
    r"\b(?:workforce|(?<!your )(?<!our )(?:employees?|staff|personnel)|contractors?|"
    r"team members?|administrators of the (?:production|platform))\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=32768)
def read_audience(text: str) -> frozenset[str]:
    """Read whose users a text is about: the customer's, the vendor's own staff, both, or nobody in particular.

    In a buyer's question "our staff" are the customer's users; in a vendor's policy "your staff" are.
    """
    found = {name for name, pattern in (("customers", _CUSTOMERS), ("staff", _STAFF)) if pattern.search(text)}
    if re.search(r"\byour (?:staff|employees|personnel|users)\b", text, re.IGNORECASE) and "?" not in text:
        found.add("customers")
    elif re.search(r"\byour (?:own )?(?:staff|employees|personnel)\b", text, re.IGNORECASE):
        found.add("staff")
    return frozenset(found)


def is_for_customers_system(question: str) -> bool:
    """Tell whether a question is about a system of the buyer's own ("our SIEM", "our own identity provider")."""
    return bool(_BUYERS_OWN.search(question))


def speaks_to_customers(text: str) -> bool:
    """Tell whether a text says what customers have or can do, or names an interface that is theirs."""
    return bool(_TO_CUSTOMERS.search(text))


_BUYERS_OWN = re.compile(
    r"\bour (?:own )?(?:tenant|SIEM|SOC|Splunk|Sentinel|syslog|log (?:server|management)|monitoring|identity provider|"
    r"IdP|directory|Entra|Azure AD|Active Directory|Okta|bucket|storage|HSM|KMS|key vault|keys|MDM|DLP|CASB)\b",
    re.IGNORECASE,
)
_TO_CUSTOMERS = re.compile(
    r"\b(?:customers?|clients?|tenants?|subscribers?|you|your|administrators?|admins?|workspace|exports?|webhooks?|APIs?|"
    r"integrat\w+|federat\w+|SAML|OIDC|OpenID|SCIM|SSO|BYOK|bring your own|customer-managed|plans?|tiers?|editions?)\b",
    re.IGNORECASE,
)


def find_new_names(body: Words, ask: Ask) -> frozenset[str]:
    """Find names that the question does not say; asked who did it, a standard or acronym of the field is no name."""
    names = find_names(body.text) - {token.text.casefold() for token in split_words(ask.text)}
    if not _WHO.search(ask.text):
        return names
    asked = frozenset().union(*(facet.concepts for facet in ask.facets))
    others = (places for concept, places in body.places.items() if concept not in asked)
    known = {body.tokens[at].text.casefold() for places in others for found in places for at in found}
    introduced = {found["name"].casefold() for found in _INTRODUCED.finditer(body.text)}
    return (names - known - _NO_NAMES) & introduced


_WHO = re.compile(
    r"\b(?:who|whom|name of|which|what) (?:\w+ ){0,2}?(?:company|companies|firm|body|bodies|auditor|assessor|insurer|"
    r"carrier|laborator(?:y|ies)|organi[sz]ation|person|tester|provider|vendor|supplier|product|tool|solution|software)s?\b",
    re.IGNORECASE,
)
# A name is given where its bearer acts, is used, or stands in its own place: "tested by Foo", "we use Foo", "(Foo)".
_INTRODUCED = re.compile(
    r"(?:\b(?:by|with|from|through|via|firm|company|provider|auditor|insurer|carrier|partner|called|named|is|are|"
    r"use|uses|using|runs?|on|in)(?: the)? |[:(|,] ?|^)(?P<name>[A-Z][\w&-]+)"
)
_NO_NAMES = frozenset(
    {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"}
    | {"december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
    | {"security", "confidentiality", "availability", "privacy", "integrity", "type"}
)
