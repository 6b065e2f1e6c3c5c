"""What is asked measured against what is stated: values, and places inside or outside."""

from __future__ import annotations

import re
from dataclasses import replace

from qanswer.answering.ask import CRITERION, Ask
from qanswer.answering.cover import Finding, asks_where, is_named
from qanswer.answering.form import AskForm
from qanswer.answering.lexicon import ConceptKind
from qanswer.answering.limits import HOPE
from qanswer.answering.ruling import OPEN_STATUSES, Ruling
from qanswer.answering.values import Bound, Value, find_values, meets
from qanswer.core.answer import Verdict
from qanswer.core.control import ControlStatus


def compare_values(limit: Value, ask: Ask, finding: Finding) -> Ruling | None:
    """Compare what is asked ("at least quarterly") with what is stated; None when it is met."""
    stated = _stated_values(limit, finding, is_open=False)
    if not any(meets(value, limit) for value in stated):
        if any(meets(value, limit) for value in _stated_values(limit, finding, is_open=True)):
            return Ruling(Verdict.PLANNED, (f"“{limit.text}” stands only in what is planned",))
        return Ruling(Verdict.NO, (f"the source gives another value than “{limit.text}”",), by_value=True)
    is_met_by_all = all(meets(value, limit) for value in stated)
    if ask.is_universal and not is_met_by_all:
        return Ruling(Verdict.PARTIAL, (f"not all of it meets “{limit.text}”",))
    return None


def _stated_values(limit: Value, finding: Finding, *, is_open: bool) -> list[Value]:
    """Give the values of that kind in the statement judged by, else in the others of its passage."""
    statements = [
        statement
        for statement in finding.reading.statements
        if (statement.status in OPEN_STATUSES or bool(HOPE.search(statement.words.text))) is is_open
    ]
    own = [s for s in statements if s is finding.pivot and any(v.kind is limit.kind for v in find_values(s.words.text))]
    telling = [statement for statement in own or statements if statement.status is not ControlStatus.NOT_DONE]
    found = [value for s in telling for value in find_values(s.words.text) if value.kind is limit.kind]
    if len(found) > 1 and any("by_default" in facet.concepts for facet in finding.ask.qualities):
        return found[:1]  # "thirty minutes as delivered; the administrator can set any value"
    if len(found) > 1 and _RANGE.search(finding.pivot.words.text):
        low, high = min(v.amount for v in found), max(v.amount for v in found)
        return [replace(limit, bound=Bound.EQUAL)] if low <= limit.amount <= high else found
    return _pick_own(found, finding) if own and len(found) > 1 else found


def _pick_own(values: list[Value], finding: Finding) -> list[Value]:
    """Pick the value that stands with the named thing ("RTO 8 hours, RPO 1 hour"); all, where it is no single thing."""
    if len(finding.ask.things) != 1 or finding.ask.is_universal:
        return values
    words = finding.pivot.words
    mentions = [m for concept in finding.ask.things[0].concepts for m in words.places.get(concept, []) if len(m) == 1]
    if not mentions:
        return values
    at = words.tokens[min(mentions)[0]].start
    after = [value for value in values if value.start > at]
    return after[:1] or values


_RANGE = re.compile(r"\b(?:any (?:value|period|time)|between)\b", re.IGNORECASE)


def rule_outside(ask: Ask, finding: Finding) -> Ruling | None:
    """Rule on "outside of P": a source that names P says that it is inside, any other place that it is not."""
    if not _OUTSIDE.search(ask.text) or ask.form is not AskForm.YES_NO:
        return None
    body = finding.reading.body
    asked = [facet for facet in ask.facets if facet.kind is ConceptKind.PLACE]
    stated = [concept for concept in body.concepts if concept.startswith("place_")]
    is_outside = bool(_ELSEWHERE.search(body.text)) or (bool(stated) and not any(is_named(f, body) for f in asked))
    if is_outside:
        return Ruling(Verdict.NO if ask.is_negated else Verdict.YES, ("the source names places outside",))
    if ask.is_negated or not asked:
        return (
            Ruling(Verdict.UNANSWERABLE, ("the source names a place inside; nothing is said of all others",))
            if asked
            else None
        )
    return Ruling(Verdict.NO, ("the source names a place inside",))


_OUTSIDE = re.compile(
    r"\b(?:outside|beyond)\b(?= (?:of|the|our|your|their|its|that|these|this|(?-i:[A-Z])\w*)\b)"
    r"(?! (?:of |the |normal )*(?:business|working|office|scope))|\b(?:elsewhere|other than in|offshore|abroad)\b",
    re.IGNORECASE,
)


_ELSEWHERE = re.compile(
    r"\b(?:other|another|different|multiple) (?:regions?|countr(?:y|ies)|locations?|jurisdictions?)\b|\boutside\b",
    re.IGNORECASE,
)


def rule_criteria(ask: Ask, finding: Finding) -> Ruling | None:
    """Rule on the criteria that a SOC 2 report covers: a source that lists them leaves out what it does not list."""
    if not ask.criteria or ask.form is not AskForm.YES_NO:
        return None
    text = finding.reading.body.text
    listed = {found.group().casefold() for found in CRITERION.finditer(text)}
    if not listed and not re.search(r"\bsecurity\b[^.|;]{0,40}\bcriteri", text, re.IGNORECASE):
        return Ruling(Verdict.UNANSWERABLE, ("the criteria that the report covers are not stated",))
    absent = tuple(criterion for criterion in ask.criteria if criterion not in listed)
    if not absent:
        return None
    if len(absent) < len(ask.criteria):
        return Ruling(Verdict.PARTIAL, (), absent)
    return Ruling(Verdict.NO, (f"the criteria that it lists do not include {', '.join(absent)}",), by_value=True)


def find_other_places(ask: Ask, finding: Finding) -> str:
    """Name the places asked of that a source does not name, where it names others; else empty."""
    asked = [facet for facet in ask.facets if facet.kind is ConceptKind.PLACE]
    stated = any(concept.startswith("place_") for concept in finding.reading.body.concepts)
    if not stated or ask.is_negated or not asks_where(ask):
        return ""
    return ", ".join(facet.words for facet in asked if not is_named(facet, finding.reading.body))
