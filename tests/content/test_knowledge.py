"""The demo vendor's policies say what its published trust page says: every fact, in other words, and nothing more."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
POLICIES = sorted((ROOT / "knowledge").glob("*.md"))
SEED = ROOT.parent / "shared" / "seed" / "smalt-trust-center.txt"

FACTS = {
    "hosting-and-encryption.md": (
        "Amazon Web Services", "AWS", "Supabase", "Singapore", "Asia Pacific", "ap-southeast-1", "By default",
        "authentication data", "uploaded files", "pinned to a region", "multiple availability zones", "high availability",
        "Virtual Private Cloud", "VPC", "strict security group rules", "network ACLs", "AWS Shield", "distributed denial-of-service",
        "TLS 1.2", "1.3", "HTTPS", "HSTS", "AES-256", "AWS KMS", "rotated automatically", "at the storage layer",
        "separate encryption keys", "physical and infrastructure security", "Sensitive financial data",
    ),
    "access-control.md": (
        "Supabase Auth", "Google SSO", "email and password", "sessions expire and rotate automatically",  "being migrated from browser storage",
        "`HttpOnly` secure cookies", "SOC 2 hardening", "2026", "at the database layer", "Row-level authorisation", "token-based",
        "rate limited", "Compliance Roadmap",
    ),
    "secure-development.md": (
        "input is validated", "output is encoded", "injection", "CSRF", "state-changing operations", "legacy exemptions that remain are being removed",
        "2026 hardening pass", "SSRF", "metadata endpoints", "X-Frame-Options", "X-Content-Type-Options", "HSTS",
        "Every change to production must pass a code review", "scanned for known vulnerabilities",
    ),
    "data-protection.md": (
        "never claims ownership", "inputs or outputs", "train, fine-tune or improve", "logically isolated", "across tenants is not possible",
        "needed to provide the service", "delete their data at any time", "within 30 days", "export their data at any time",
        "standard formats", "TLS-encrypted", "Anthropic", "Google", "enterprise API", "data processing agreement", "do not retain",
        "conversation history", "timestamps and token counts", "billing and monitoring", "does not log the content",
        "regions other than Singapore", "Sub-processors List", "Privacy Team", "support@smaltai.com",
    ),
    "compliance-status.md": (
        "| GDPR | Compliant |", "UK Data Protection Act 2018 | Compliant |", "| CCPA / CPRA | Compliant |",
        "| SOC 2 Type I | In progress |", "| SOC 2 Type II | On roadmap |", "| ISO 27001 | Under evaluation |",
        "underway in 2026", "Security, Availability and Confidentiality", "required observation period", "2027 and beyond",
        "on request", "under NDA", "security questionnaire response", "control overview", "customers in the US", "Compliance Roadmap",
    ),
    "incident-response.md": (
        "application health", "key security signals", "alerting coverage is being expanded", "SOC 2 readiness work of 2026",
        "documented procedures", "severity levels", "within 72 hours", "confirmed data breach", "GDPR", "root cause analysis",
        "preventive measures",
    ),
    "business-continuity.md": (
        "automatically every day", "Point-in-time recovery", "multi-AZ", "RTO", "RPO",
        "Service Level Agreement",
    ),
    "vendor-security.md": (
        "security assessment", "before Smalt AI onboards", "all sub-processors", "reviewed regularly", "complete inventory",
    ),
    "responsible-disclosure.md": (
        "/.well-known/security.txt", "RFC 9116", "steps to reproduce", "reasonable time", "access, change or delete",
        "automated scans", "no legal action", "good faith",
    ),
    "buyer-faq.md": (
        "Singapore", "in another region", "self-hosted or on-premise", "Yes. A standard DPA", "custom DPA requirements",
        "prohibit model training", "in progress", "under NDA", "Enterprise Sales", "support@smaltai.com",
    ),
}  # fmt: skip
"""What each policy must state, as the trust page does: names, numbers, status words."""

LEFT_OPEN = (
    "penetration", "pentest", "pen test", "SAML", "SCIM", "MFA", "multi-factor", "two-factor", "background check", "insurance",
    "bounty", "FIPS", "HIPAA", "PCI", "SIEM", "24x7", "24/7", "intrusion", "SAST", "DAST", "SBOM", "BYOK", "phishing",
    "awareness training", "CISO", "99.", "hours of downtime", "certificate of destruction", "standard contractual", "quarterly",
    "annually", "every year", "geo-redundan", "second region", "ISO 27001 certified", "SOC 2 certified", "SOC 2 compliant", "antivirus",
    "endpoint protection", "WAF", "firewall", "minutes",
)  # fmt: skip
"""Words for what the trust page leaves open: to use one would be to claim, or to deny, more than it says."""


def read_policy(path: Path) -> tuple[dict[str, object], str]:
    """Give a policy's front matter and its body."""
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(head), body


def phrases(text: str, length: int = 8) -> set[str]:
    """Give every run of `length` words within one sentence, bullet or cell, without case and punctuation."""
    found = set()
    for sentence in re.split(r"\n+|[|:]\s|\.\s|\s-\s|^- ", text.lower(), flags=re.MULTILINE):
        words = re.findall(r"[a-z0-9][a-z0-9.\-@/]*[a-z0-9]|[a-z0-9]", sentence)
        found |= {" ".join(words[start : start + length]) for start in range(len(words) - length + 1)}
    return found


def test_policies_are_those_whose_facts_are_listed() -> None:
    """Every policy has its facts listed here, and the other way round."""
    assert {path.name for path in POLICIES} == set(FACTS)


@pytest.mark.parametrize(("name", "fact"), [(name, fact) for name, facts in FACTS.items() for fact in facts])
def test_policy_states_the_fact(name: str, fact: str) -> None:
    """The policy has the fact, with its exact name, number or status word."""
    assert fact.lower() in (ROOT / "knowledge" / name).read_text(encoding="utf-8").lower()


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.name)
def test_policy_says_nothing_on_what_is_left_open(path: Path) -> None:
    """No word occurs for a control that the trust page does not mention."""
    text = path.read_text(encoding="utf-8")
    assert [word for word in LEFT_OPEN if re.search(rf"(?<!\w){re.escape(word)}", text, re.IGNORECASE)] == []


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.name)
def test_policy_names_no_number_of_its_own(path: Path) -> None:
    """Every number in a policy's body occurs in the trust page."""
    known = {"1.2", "1.3", "256", "30", "72", "2", "1", "2018", "2026", "2027", "27001", "9116"}
    _, body = read_policy(path)
    assert set(re.findall(r"\d+(?:\.\d+)*", body)) <= known


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.name)
def test_policy_has_no_web_address(path: Path) -> None:
    """The trust page gives no web address, so no policy does."""
    assert not re.search(r"https?://|www\.", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.name)
def test_policy_shares_no_sentence_with_its_seed(path: Path) -> None:
    """No eight words in a row are the trust page's own: the policies restate it."""
    if not SEED.is_file():
        pytest.skip("the trust page lies beside the project only where it is developed")
    _, body = read_policy(path)
    assert phrases(body) & phrases(SEED.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.name)
def test_front_matter_is_complete(path: Path) -> None:
    """A policy has title, owner, version, dates a year apart and a classification."""
    head, body = read_policy(path)
    assert set(head) == {"title", "owner", "version", "effective", "review", "classification"}
    assert all(head.values())
    assert isinstance(head["version"], str)
    effective, review = head["effective"], head["review"]
    assert effective == date(2026, 5, 5)
    assert isinstance(review, date)
    assert review - date(2026, 5, 5) == timedelta(days=365)
    assert head["classification"] in {"public", "nda"}
    assert f"# {head['title']}\n" in body


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.name)
def test_bullet_is_a_sentence_of_its_own(path: Path) -> None:
    """Every bullet has a bold label and ends as a sentence, on one line: it is quoted to buyers by itself."""
    _, body = read_policy(path)
    bullets = [line for line in body.splitlines() if line.startswith("- ")]
    assert [line for line in bullets if not re.fullmatch(r"- \*\*[^*]+:\*\* [A-Z].+\.", line)] == []
    assert [line for line in body.splitlines() if line.startswith("  ")] == []
