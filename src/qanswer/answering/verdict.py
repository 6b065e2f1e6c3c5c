"""The ladder: from a question and its best evidence to a verdict, by status words and polarity."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qanswer.answering.ask import Ask, AskForm
from qanswer.answering.cover import Finding, is_named
from qanswer.answering.reading import ReadStatement
from qanswer.answering.values import Value, find_values, meets
from qanswer.core.answer import Verdict
from qanswer.core.control import ControlStatus
from qanswer.core.passage import PassageKind

_OPEN_STATUSES = {ControlStatus.IN_PROGRESS, ControlStatus.PLANNED, ControlStatus.UNDER_EVALUATION}
_NOT_APPLICABLE = re.compile(
    r"\bnot applicable\b|\bn/a\b|\b(?:not|out) (?:in|of) scope\b|\bdoes not apply\b", re.IGNORECASE
)
_REPLY = re.compile(r"^\W*(yes|no)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict and why; `missing` names what is asked and not covered, in the question's words."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def rule(ask: Ask, finding: Finding) -> Ruling:
    """Rule on a question by one finding that is known to speak of it."""
    statement = finding.pivot
    if _NOT_APPLICABLE.search(statement.words.text) and ask.form is not AskForm.OPEN:
        return Ruling(Verdict.NA, ("the source says that it does not apply",))
    if ask.form in (AskForm.OPEN, AskForm.REQUEST):
        return Ruling(Verdict.TEXT)
    if statement.status in _OPEN_STATUSES:
        return Ruling(Verdict.PLANNED, ("the source speaks of something not yet in place",))
    affirmed = _affirms(ask, finding, statement)
    if ask.form is AskForm.TOPIC:
        return Ruling(Verdict.TEXT if affirmed else Verdict.NO)
    if affirmed is ask.is_negated:
        return Ruling(Verdict.NO, ("the source states the opposite of what is asked",))
    return _rule_affirmed(ask, finding, statement)


def _rule_affirmed(ask: Ask, finding: Finding, statement: ReadStatement) -> Ruling:
    if statement.status is ControlStatus.PARTIAL:
        return Ruling(Verdict.PARTIAL, ("the source says it is in place only in part",))
    for limit in ask.limits:
        if not _meets_limit(limit, finding):
            return Ruling(Verdict.NO, (f"the source gives another value than {limit.text!r}",))
    missing = tuple(facet.words for facet in finding.missing_things)
    if missing:
        return Ruling(Verdict.PARTIAL, (), missing)
    return Ruling(Verdict.YES)


def _meets_limit(limit: Value, finding: Finding) -> bool:
    stated = [value for value in find_values(finding.reading.body.text) if value.kind is limit.kind]
    return any(meets(value, limit) for value in stated)


def _affirms(ask: Ask, finding: Finding, statement: ReadStatement) -> bool:
    """Tell whether a statement affirms what the question's words name, its own negations taken into account."""
    if finding.passage.kind is PassageKind.QA and (reply := _REPLY.match(finding.passage.text)):
        return reply[1].lower() == "yes"
    if statement.status is ControlStatus.NOT_DONE:
        return False
    named = [facet for facet in ask.facets if is_named(facet, statement.words)]
    if not named:
        return True
    main = max(named, key=lambda facet: facet.weight)
    words = statement.words
    positions = {i for concept in main.concepts for i in words.places.get(concept, ())}
    positions |= {i for i, token in enumerate(words.tokens) if token.stem == main.stem}
    return not positions & words.denied
