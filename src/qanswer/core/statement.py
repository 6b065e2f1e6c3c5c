"""Statements: the stretches of a passage that can differ in status, and the controls they speak to.

A passage goes in, its statements come out; each one's quote stands in the passage to the letter, and its status is
never stronger than its own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from qanswer.core.control import Control, ControlDomain, ControlGap, ControlStatus, Framework
from qanswer.core.errors import Problem
from qanswer.core.markup import strip_markup
from qanswer.core.passage import Passage, PassageKind
from qanswer.core.sentences import split_sentences
from qanswer.core.status import read_clause_status, split_clauses

OPEN_STATUSES = frozenset({ControlStatus.IN_PROGRESS, ControlStatus.PLANNED, ControlStatus.UNDER_EVALUATION})
"""Statuses of what is still to come: an overview shows them on its roadmap, never among what is implemented."""

_LABEL = re.compile(r"^(?:\*\*|__)?(?P<label>[^\W_][^:*|.;]{0,58}?)(?::(?:\*\*|__)|(?:\*\*|__):|:)\s+(?=\S)")
_EXCEPTION = re.compile(r",?\s+(?=(?:apart from|except(?:ing)?(?: for)?|with the exception of|aside from)\b)")
# "Compliance Roadmap" names a document; its name says nothing about the status of the sentence that points to it.
_DOCUMENT_NAME = re.compile(r"\b(?:[A-Z][\w&-]*\s+)+[Rr]oad-?[Mm]ap\b")
_REPLY = re.compile(r"^(?:yes|no|correct|absolutely|n/?a)\s*(?:[.,:;!\u2014\u2013-]\s*|$)", re.IGNORECASE)
_CONNECTOR = re.compile(
    r"^(?:but|and|while|although|however|though|apart from|except(?:ing)?(?: for)?|with the exception of|aside from)"
    r"\b,?\s*",
    re.IGNORECASE,
)
# "While the report is in progress, we can share …": the main clause has the status.
_BACKGROUND = re.compile(r"(?:^|(?<=: ))(?:while|until|although|even though)\b[^,;]*,\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statement:
    """A stretch of a passage with one status.

    `label` is what the passage calls it ("Session expiry", or the question that it answers), or empty.
    """

    passage: Passage
    quote: str
    status: ControlStatus
    label: str = ""

    @property
    def text(self) -> str:
        """The quote as a reader sees it: without markup, its first letter a capital."""
        plain = " ".join(strip_markup(self.quote).split())
        is_address = "@" in plain.split(" ", 1)[0]
        return plain if is_address else plain[:1].upper() + plain[1:]

    @property
    def is_open(self) -> bool:
        """Whether it speaks of what is still to come."""
        return self.status in OPEN_STATUSES


@dataclass(frozen=True, slots=True)
class ControlLink:
    """A statement speaks to a control; the strongest link of a statement is where it is shown."""

    control_id: str
    statement: Statement
    strength: float
    is_by_person: bool = False


@dataclass(frozen=True, slots=True)
class ControlMap:
    """Controls, and the statements of a library that speak to them. A statement's strongest link comes first."""

    frameworks: tuple[Framework, ...] = ()
    domains: tuple[ControlDomain, ...] = ()
    controls: tuple[Control, ...] = ()
    links: tuple[ControlLink, ...] = ()
    unmapped: tuple[Statement, ...] = ()
    gaps: tuple[ControlGap, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_statements(passage: Passage) -> tuple[Statement, ...]:
    """Cut a passage into statements; a table row is one, a bare "Yes." is none."""
    if passage.kind is PassageKind.TABLE_ROW:
        return (_read_row(passage),)
    label, body = _split_label(passage)
    if passage.kind is PassageKind.QA:
        label, body = strip_markup(passage.question), _REPLY.sub("", body, count=1)
    sentences = (sentence for line in body.splitlines() for sentence in split_sentences(line))
    return tuple(
        replace(statement, label=label) for sentence in sentences for statement in _read_sentence(passage, sentence)
    )


def drop_background(text: str) -> str:
    """Give a sentence without what it only sets the scene with: "While the audit is in progress, …"."""
    return _BACKGROUND.sub("", text)


def weaken(statuses: Iterable[ControlStatus]) -> ControlStatus:
    """Give one status for statements together: theirs if they agree; in place beside anything less is `PARTIAL`."""
    found = set(statuses) - {ControlStatus.UNKNOWN}
    if len(found) <= 1:
        return found.pop() if found else ControlStatus.UNKNOWN
    if found & {ControlStatus.IMPLEMENTED, ControlStatus.PARTIAL}:
        return ControlStatus.PARTIAL
    return next(status for status in _FURTHEST_FIRST if status in found)


_FURTHEST_FIRST = (
    ControlStatus.NOT_DONE,
    ControlStatus.UNDER_EVALUATION,
    ControlStatus.PLANNED,
    ControlStatus.IN_PROGRESS,
)


def _split_label(passage: Passage) -> tuple[str, str]:
    found = _LABEL.match(passage.text) if passage.kind is PassageKind.BULLET else None
    if not found:
        return "", passage.text
    return strip_markup(found["label"]).strip(), passage.text[found.end() :]


def _read_row(passage: Passage) -> Statement:
    """A row has the status of its Status column; in place there, but not in its notes, is only in part."""
    label = strip_markup(passage.fields[0][1]) if passage.fields else ""
    status = passage.status
    if status is ControlStatus.IMPLEMENTED:
        notes = (_read_clause(clause) for _, cell in passage.fields[1:] for clause in split_clauses(cell))
        status = weaken((status, *notes))
    return Statement(passage, passage.text, status, label)


def _read_sentence(passage: Passage, sentence: str) -> Iterator[Statement]:
    """One statement for each run of clauses with the same status; in place beside something less is in part."""
    clauses = tuple(_cut_clauses(sentence))
    together = weaken(status for _, _, status in clauses)
    for status, run in groupby(clauses, key=lambda clause: clause[2]):
        spans = list(run)
        quote = sentence[spans[0][0] : spans[-1][1]].strip()
        if spans[0][0]:
            quote = _CONNECTOR.sub("", quote)
        is_weaker = status is ControlStatus.IMPLEMENTED and together is ControlStatus.PARTIAL
        if quote:
            yield Statement(passage, quote, ControlStatus.PARTIAL if is_weaker else status)


def _cut_clauses(sentence: str) -> Iterator[tuple[int, int, ControlStatus]]:
    """Give start, end and status of each clause; one that only points to a document has its neighbour's, or none."""
    cursor = 0
    previous = ControlStatus.UNKNOWN
    for clause in _with_exceptions(split_clauses(sentence)):
        start = sentence.index(clause, cursor)
        cursor = start + len(clause)
        status = previous if _is_pointer(clause) else _read_clause(clause)
        previous = status
        yield start, cursor, status


def _with_exceptions(clauses: Iterable[str]) -> Iterator[str]:
    """Cut off an exception where it has another status than what it is an exception to."""
    for clause in clauses:
        parts = _EXCEPTION.split(clause, maxsplit=1)
        is_cut = len(parts) == 2 and _read_clause(parts[0]) is not _read_clause(parts[1])
        yield from parts if is_cut else (clause,)


_POINTER = re.compile(
    r"^(?:please |for [^,;]*, )?(?:see|refer to)\b"
    r"|\b(?:shows?|gives?|has|lists?|contains?|details?)\b(?:, [^,]*,)? (?:the |its |our |which )"
    r"|\b(?:is|are) (?:given|shown|listed|set out|described|published|documented) in\b",
    re.IGNORECASE,
)


def _is_pointer(clause: str) -> bool:
    return bool(_POINTER.search(clause)) and bool(_DOCUMENT_NAME.search(clause))


def _read_clause(clause: str) -> ControlStatus:
    plain = _DOCUMENT_NAME.sub("document", strip_markup(clause))
    return read_clause_status(drop_background(plain))
