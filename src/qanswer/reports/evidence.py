"""Documents that a buyer can have or is pointed to, and who answers for what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qanswer.core.control import Control, ControlStatus
from qanswer.core.passage import PassageKind
from qanswer.core.statement import Statement
from qanswer.reports.selection import Selected, share_words
from qanswer.reports.shown import ShownStatement, show_statement

_ACCESS = (
    ("Under NDA", re.compile(r"\bnda\b|non-disclosure", re.IGNORECASE)),
    ("On request", re.compile(r"\brequest", re.IGNORECASE)),
    ("Published", re.compile(r"\bpublish|\bpublic(?:ly)?\b|https?://|/\.well-known/", re.IGNORECASE)),
)
# What no control claims, yet tells where a document is to be had.
_OFFER = re.compile(
    r"\b(?:documents?|reports?|certificates?|summar(?:y|ies)|questionnaires?)\b"
    r".*\b(?:be requested|on request|upon request|under NDA|available)\b"
    r"|\b(?:roadmap|report|list|trust cent(?:er|re)|portal)\b.*\bshows?\b",
    re.IGNORECASE,
)
_CUSTOMER_ACTS = re.compile(
    r"^(?:customers?|clients?|you|users?|administrators?)(?: \w+)? (?:can|may|are able to|is able to|controls?|must"
    r"|should|(?:are|is|remains?) responsible)\b"
    r".*\b(?:delet|export|configur|manag|enabl|disabl|control|choos|set|invit|remov|restrict|responsib)",
    re.IGNORECASE,
)
_PROVIDER_ACTS = re.compile(
    r"\b(?:rel(?:y|ies) on|inherits?)\b.*\b(?:providers?|aws|amazon|azure|google cloud|gcp)\b"
    r"|\bprovider(?:s)? (?:is|are) responsible\b",
    re.IGNORECASE,
)
_SAME = 0.6
"""Share of an answer's words that a policy must hold for it to tell of the same documents."""
_SHARED = re.compile(r"\bshared responsibilit", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """A document and how a buyer comes to it; `statements` tell of it, or `named_in` says which control does."""

    title: str
    access: str
    statements: tuple[ShownStatement, ...] = ()
    named_in: str = ""


def collect_evidence(
    selected: Sequence[Selected], controls: Mapping[str, Control]
) -> tuple[tuple[EvidenceItem, ...], list[Selected]]:
    """Take out what tells of documents; give it and all other statements. An answer that repeats a policy goes."""
    found = [one for one in selected if _is_evidence(one, controls)]
    by_title: dict[str, list[ShownStatement]] = {}
    told: list[frozenset[str]] = []
    for one in sorted(found, key=_is_answer):
        shown = show_statement(one.statement, one.control_id)
        title = _name_document(shown.text) or ("" if _is_answer(one) else one.statement.label) or "Documents"
        if not _is_answer(one) or not (
            title in by_title or any(share_words(one.stems, stems) >= _SAME for stems in told)
        ):
            by_title.setdefault(title, []).append(shown)
            told.append(one.stems)
    items = (EvidenceItem(title, _read_access(shown), tuple(shown)) for title, shown in by_title.items())
    taken = {id(one) for one in found}
    return tuple(items), [one for one in selected if id(one) not in taken]


def _is_answer(selected: Selected) -> bool:
    return selected.statement.passage.kind is PassageKind.QA


def name_documents(statements: Iterable[tuple[str, ShownStatement]], known: Iterable[str]) -> tuple[EvidenceItem, ...]:
    """List documents that statements elsewhere name, each with the control under which it is named."""
    seen = {title.lower() for title in known}
    items: list[EvidenceItem] = []
    for place, shown in statements:
        for title in _find_documents(shown.text):
            if title.lower() not in seen:
                seen.add(title.lower())
                items.append(EvidenceItem(title, _read_access((shown,)), named_in=place))
    return tuple(items)


def find_party(statement: Statement) -> str:
    """Name the party that a statement makes answer for something; "" where it is the vendor, as for most."""
    if _SHARED.search(statement.text):
        return "Shared"
    if _CUSTOMER_ACTS.search(statement.text):
        return "Customer"
    return "Cloud provider" if _PROVIDER_ACTS.search(statement.text) else ""


def _is_evidence(selected: Selected, controls: Mapping[str, Control]) -> bool:
    control = controls.get(selected.control_id)
    if control and control.section == "evidence":
        return True
    if control and control.section == "attestations":
        return selected.statement.status is ControlStatus.UNKNOWN
    return control is None and bool(_OFFER.search(selected.statement.text))


def _read_access(statements: Iterable[ShownStatement]) -> str:
    text = " ".join(shown.text for shown in statements)
    return next((access for access, pattern in _ACCESS if pattern.search(text)), "Please ask")


_DOCUMENT = re.compile(
    r"\b(?:[A-Z][\w-]+ )+(?:Roadmap|List|Agreement|Addendum|Report|Overview|Statement|Page)\b"
    r"|/\.well-known/security\.txt"
)
_ARTICLE = re.compile(r"^(?:The|Our|Its|A|An) ")


def _find_documents(text: str) -> list[str]:
    """Find names of documents: capitalised words that end in what a document is called."""
    return [_ARTICLE.sub("", found) for found in _DOCUMENT.findall(text)]


def _name_document(text: str) -> str:
    return next(iter(_find_documents(text)), "")
