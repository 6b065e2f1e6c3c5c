"""Library entries as rows of a table and back, without loss; the names of the columns are the user's interface."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from qanswer.core.answer import AnswerStatus, ApprovedAnswer, Verdict
from qanswer.core.errors import Problem
from qanswer.core.passage import Citation, Classification
from qanswer.core.scope import SCOPE_KINDS, get_scope_values, make_scope

COLUMNS = (
    "id",
    "question",
    "alternates",
    "verdict",
    "answer",
    "owner",
    "tags",
    "product",
    "region",
    "buyer",
    "classification",
    "review_by",
    "approved_by",
    "approved_on",
    "status",
    "origin",
    "version",
    "citations",
    "waits_for",
)
"""`waits_for` is used by interview sheets alone: the questions of open jobs that the answer is for."""
_LISTS = ("alternates", "tags", *SCOPE_KINDS)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
_CITATION = ("passage_id", "source_id", "section", "locator", "quote")
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """A row as read: the entry it makes, and the places it answers."""

    answer: ApprovedAnswer
    waits_for: tuple[str, ...] = ()
    where: str = ""


def make_row(answer: ApprovedAnswer) -> Row:
    """Give an entry as texts by column."""
    scope = {kind: join_list(get_scope_values(answer.scope, kind)) for kind in SCOPE_KINDS}
    citations = [{name: getattr(citation, name) for name in _CITATION} for citation in answer.citations]
    return {
        "id": answer.id,
        "question": answer.question_text,
        "alternates": join_list(answer.alternates),
        "verdict": answer.verdict.value,
        "answer": answer.text,
        "owner": answer.owner,
        "tags": join_list(answer.tags),
        **scope,
        "classification": answer.classification.value,
        "review_by": answer.review_by.isoformat() if answer.review_by else "",
        "approved_by": answer.approved_by,
        "approved_on": answer.approved_on.isoformat() if answer.approved_on else "",
        "status": answer.status.value,
        "origin": answer.provenance,
        "version": str(answer.version),
        "citations": json.dumps(citations, ensure_ascii=False) if citations else "",
    }


def parse_rows(
    rows: Iterable[tuple[str, Mapping[str, Any]]], origin: str
) -> tuple[tuple[ImportedRow, ...], tuple[Problem, ...]]:
    """Read rows, each with its place; a row that is not understood is a Problem that names column and value."""
    found: list[ImportedRow] = []
    problems: list[Problem] = []
    for where, row in rows:
        values = {str(name).strip().casefold(): clean_text(value) for name, value in row.items() if name}
        if not any(values.get(name) for name in ("question", "answer", "verdict")):
            continue
        try:
            found.append(ImportedRow(_parse(values, origin, where), split_list(values.get("waits_for", "")), where))
        except ValueError as error:
            problems.append(Problem(where, str(error)))
    return tuple(found), tuple(problems)


def _parse(values: Mapping[str, str], origin: str, where: str) -> ApprovedAnswer:
    def read(name: str) -> str:
        return values.get(name, "")

    if not read("question"):
        message = "the row has no question"
        raise ValueError(message)
    approved_by = read("approved_by")
    verdict = read("verdict").casefold() or ("text" if read("answer") else "unanswerable")
    return ApprovedAnswer(
        id=read("id"),
        question_text=read("question"),
        verdict=_parse_name(Verdict, "verdict", verdict),
        text=read("answer"),
        alternates=split_list(read("alternates")),
        citations=_parse_citations(read("citations")),
        scope=make_scope(**{kind: split_list(read(kind)) for kind in SCOPE_KINDS}),
        owner=read("owner"),
        provenance=read("origin") or f"{origin}, {where}",
        review_by=_parse_day("review_by", read("review_by")),
        tags=split_list(read("tags")),
        status=_parse_status(read("status"), approved_by),
        classification=_parse_name(Classification, "classification", read("classification").casefold() or "nda"),
        approved_by=approved_by,
        approved_on=_parse_day("approved_on", read("approved_on")),
    )


def _parse_status(text: str, approved_by: str) -> AnswerStatus:
    """A row is approved by whoever it names; a retired or superseded one stays so; any other awaits review."""
    status = _parse_name(AnswerStatus, "status", text.casefold() or ("approved" if approved_by else "waiting"))
    return AnswerStatus.WAITING if status is AnswerStatus.APPROVED and not approved_by else status


def _parse_name(kind: Any, column: str, text: str) -> Any:
    try:
        return kind({"n/a": "na", "not applicable": "na"}.get(text, text))
    except ValueError as error:
        known = ", ".join(member.value for member in kind)
        message = f"{column} {text!r} is none of {known}"
        raise ValueError(message) from error


def _parse_day(column: str, text: str) -> date | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).date()
    except ValueError as error:
        message = f"{column} {text!r} is no date; write it as 2026-12-31"
        raise ValueError(message) from error


def _parse_citations(text: str) -> tuple[Citation, ...]:
    if not text:
        return ()
    try:
        return tuple(Citation(**{name: str(entry[name]) for name in _CITATION}) for entry in json.loads(text))
    except (ValueError, KeyError, TypeError) as error:
        message = "citations are not as `library export` writes them"
        raise ValueError(message) from error


def clean_text(value: Any) -> str:
    """Give a cell's value as text: dates as ISO, line ends as one character, no control characters, no blank ends."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return _join_given(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "\n".join(re.split("\r\n|[\r\x85\u2028\u2029]", str(value)))
    return _CONTROL.sub("", text).strip()


def _join_given(values: list[Any]) -> str:
    """A list from YAML: of texts, or the citations as written there."""
    if any(isinstance(entry, Mapping) for entry in values):
        return json.dumps(values, ensure_ascii=False, default=str)
    return join_list(tuple(clean_text(entry) for entry in values))


def join_list(values: tuple[str, ...]) -> str:
    """Join values by "; ", or write them as JSON where one of them would be cut by that."""
    if not values:
        return ""
    is_plain = all(value and value == value.strip() and not set(value) & set(";\n") for value in values)
    if is_plain and not values[0].startswith("["):
        return "; ".join(values)
    return json.dumps(values, ensure_ascii=False)


def split_list(text: str) -> tuple[str, ...]:
    """Read what `join_list` wrote."""
    if text.startswith("["):
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if isinstance(found, list) and all(isinstance(entry, str) for entry in found):
            return tuple(found)
    return tuple(part.strip() for part in text.split(";") if part.strip())
