"""The demo vendor's overview, read back from Word: every fact that belongs there once, with its status, nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from qanswer.answering.claims import check_claims
from qanswer.core.passage import Library
from qanswer.reports.overview import Overview
from qanswer.reports.write import write_overview

# A few words by which each fact is known, by the status that the policies give it.
FACTS: dict[str, tuple[str, ...]] = {
    "Compliant": (
        "fully compliant with the EU",
        "UK GDPR and the Data Protection Act",
        "California Consumer Privacy Act",
    ),
    "On roadmap": ("SOC 2 Type II will be pursued after",),
    "Under evaluation": ("ISO 27001 certification of the information security management system",),
    "In progress": (
        "SOC 2 Type I audit of Smalt AI is underway in 2026",
        "Session tokens are being migrated",
        "alerting coverage is being expanded",
        "legacy exemptions that remain are being removed",
    ),
    "Partly implemented": ("CSRF protection is in place", "monitors application health"),
    "Required by policy": (
        "must pass a code review",
        "report should describe the vulnerability",
        "reasonable time to investigate",
        "must not access, change or delete the data of other users",
        "must not degrade the service",
    ),
    "Stated": (
        "pinned to a region in another jurisdiction",
        "Do you offer self-hosted",
        "Privacy Team can be reached",
    ),
    "Implemented": (
        "hosted with Amazon Web Services (AWS) and Supabase",
        "stored and processed on AWS and Supabase in Singapore",
        "default covers authentication data",
        "Virtual Private Cloud",
        "AWS Shield",
        "over a TLS-encrypted connection",
        "builds a prompt and sends it",
        "do not retain customer data",
        "do not use customer data for training",
        "kept in the conversation history",
        "logs metadata (timestamps and token counts)",
        "does not log the content",
        "output is encoded",
        "SSRF protection stops",
        "X-Content-Type-Options",
        "calls to sensitive endpoints are rate limited",
        "TLS 1.2 / 1.3",
        "AWS Key Management Service",
        "encryption keys are rotated automatically",
        "separate encryption keys",
        "(DPA) is available to customers on request",
        "custom DPA requirements",
        "never claims ownership",
        "train, fine-tune or improve AI models",
        "account-scoped isolation",
        "Row-level authorisation checks",
        "access across tenants is not possible",
        "only the data that is needed",
        "deletes its data within 30 days",
        "Supabase Auth",
        "Google SSO (single sign-on with Google)",
        "backup to Google SSO",
        "expire and rotate automatically",
        "scanned for known vulnerabilities",
        "welcomes security research",
        "RFC 9116",
        "safe harbour: researchers",
        "evaluates all third-party vendors",
        "before Smalt AI onboards any vendor",
        "in place with all sub-processors",
        "posture of vendors is reviewed regularly",
        "regions other than Singapore",
        "Safeguards for cross-border data transfers",
        "complete inventory of the sub-processors",
        "defined severity levels",
        "within 72 hours",
        "root cause analysis and preventive measures",
        "in more than one availability zone",
        "recovery point objective (RPO)",
        "backed up automatically every day",
        "recovered to a point in time",
        "within ap-southeast-1 for high availability",
        "Service Level Agreement (SLA)",
        "delete their data at any time",
        "export their data at any time",
        "relies on the physical and infrastructure security",
    ),
    "": (
        "target timeline of the SOC 2 Type I audit are given in the Compliance Roadmap",
        "which controls are implemented today",
        "security questionnaire response and its control overview under NDA",
        "documents can be requested from support@smaltai.com",
    ),
}
_COLUMNS = {
    "Control and statements": (0, 2),
    "Framework or law": (2, 1),
    "Party": (1, 2),
    "Item": (2, 3),
}


@pytest.fixture(scope="module")
def told(demo: Overview, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """Every statement of the Word file with its status; evidence has none."""
    return _read_statements(write_overview(demo, tmp_path_factory.mktemp("facts"))[0])


def _read_statements(path: Path) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for table in Document(str(path)).tables:
        rows = [[cell.text.replace("\xa0", " ").strip() for cell in row.cells] for row in table.rows]
        head = rows[0][0]
        if head in _COLUMNS:
            text, status = _COLUMNS[head]
            found += [(row[text], row[status]) for row in rows[1:] if row[0] != row[1]]
        elif head == "Document" and rows[0][1] == "Access":
            found += [
                (line, "") for row in rows[1:] for line in row[2].split("\n") if not line.startswith("Named under")
            ]
    return found


@pytest.mark.parametrize(("status", "words"), [(status, words) for status, facts in FACTS.items() for words in facts])
def test_each_fact_stands_once_with_its_status(told: list[tuple[str, str]], status: str, words: str) -> None:
    """What the policies say is there, in one place, and called what they call it."""
    assert [found for text, found in told if words in text] == [status]


def test_nothing_else_is_told(told: list[tuple[str, str]]) -> None:
    """No statement of the file is about anything that is not in the list of facts."""
    facts = [words for group in FACTS.values() for words in group]
    assert [text for text, _ in told if not any(words in text for words in facts)] == []
    assert len(told) == len(facts)


def test_no_statement_claims_more_than_its_passage(demo: Overview, demo_library: Library) -> None:
    """The claim check finds every number, name and scope word of each statement in the passage that it is from."""
    passages = {passage.id: passage for passage in demo_library.passages}
    for one in demo.statements():
        words = f"{one.lead}{one.body}"
        assert check_claims(words, [passages[one.passage_id]], own_names=("Smalt AI",)) == (), words
