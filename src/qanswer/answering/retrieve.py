"""Passages for questions: each question as it stands and with its acronyms spelt out, all in one call."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qanswer.core.passage import RankedPassage
from qanswer.core.protocols import Retriever

# Acronyms that sources as often spell out, and the other way round.
_SPELT = {
    "RTO": "recovery time objective",
    "RPO": "recovery point objective",
    "MFA": "multi-factor authentication",
    "2FA": "two-factor authentication",
    "SSO": "single sign-on",
    "DR": "disaster recovery",
    "BCP": "business continuity plan",
    "DPA": "data processing agreement",
    "BAA": "business associate agreement",
    "SCC": "standard contractual clauses",
    "SCCs": "standard contractual clauses",
    "MDM": "device management",
    "EDR": "endpoint detection and response",
    "SBOM": "software bill of materials",
    "CISO": "chief information security officer",
    "DPO": "data protection officer",
    "BYOD": "personal device",
    "BYOK": "bring your own key",
    "CCTV": "cameras",
    "SAST": "static analysis",
    "DAST": "dynamic testing",
    "IDS": "intrusion detection",
    "RBAC": "roles",
    "PII": "personal data",
    "PHI": "protected health information",
    "SLA": "service level agreement",
    "IRP": "incident response plan",
    "SDLC": "secure development",
    "DLP": "data loss prevention",
    "NDA": "non-disclosure agreement",
}
_ACRONYM = re.compile(r"\b(?:" + "|".join(sorted(_SPELT, key=len, reverse=True)) + r")\b")


def retrieve(retriever: Retriever, texts: Sequence[str], limit: int) -> list[tuple[RankedPassage, ...]]:
    """Give each text its passages by falling score; a passage found by both wordings keeps the better score."""
    spelt = [(at, spell_out(text)) for at, text in enumerate(texts)]
    more = [(at, text) for at, text in spelt if text != texts[at]]
    found = retriever.search([*texts, *(text for _, text in more)], limit)
    merged = list(found[: len(texts)])
    for (at, _), ranked in zip(more, found[len(texts) :], strict=True):
        merged[at] = _merge(merged[at], ranked, limit)
    return merged


def spell_out(text: str) -> str:
    """Put the long form in the place of each acronym; one that stands beside its long form already goes."""
    folded = text.casefold()
    return _ACRONYM.sub(lambda m: "" if _SPELT[m.group()] in folded else _SPELT[m.group()], text)


def _merge(one: tuple[RankedPassage, ...], other: tuple[RankedPassage, ...], limit: int) -> tuple[RankedPassage, ...]:
    best: dict[str, RankedPassage] = {}
    for item in (*one, *other):
        known = best.get(item.passage.id)
        best[item.passage.id] = _take_better(known, item) if known else item
    ranked = sorted(best.values(), key=lambda item: -item.score)[:limit]
    return tuple(replace(item, rank=rank) for rank, item in enumerate(ranked, 1))


def _take_better(one: RankedPassage, other: RankedPassage) -> RankedPassage:
    nearness = tuple(max(pair) for pair in zip(one.nearness, other.nearness, strict=False))
    return replace(one, score=max(one.score, other.score), nearness=nearness)
