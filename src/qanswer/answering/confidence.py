"""Confidence and route, by plain rules: support gives the start, each defect can only lower it, and says so."""

from __future__ import annotations

import re

from qanswer.answering.ask import Ask
from qanswer.answering.cover import Finding
from qanswer.answering.form import AskForm
from qanswer.answering.judge import Judgement
from qanswer.answering.limits import is_limited_nearby
from qanswer.answering.rules import AnsweringRules
from qanswer.answering.verdict import DOCUMENTED, is_plain_no
from qanswer.core.answer import Confidence, Route, Verdict


def grade(ask: Ask, judgement: Judgement, rules: AnsweringRules) -> tuple[Confidence, Route, tuple[str, ...]]:
    """Grade a judgement: how sure, where it goes, and why."""
    start = Confidence.HIGH if judgement.support >= rules.support_auto else Confidence.MEDIUM
    defects = find_defects(ask, judgement)
    confidence = min([start, *(cap for cap, _ in defects)])
    route = Route.AUTO if confidence is Confidence.HIGH else Route.REVIEW
    reasons = [*judgement.ruling.reasons, *(reason for _, reason in defects)]
    if not reasons:
        reasons.append("a passage states it" if confidence is Confidence.HIGH else "a passage is near, not the same")
    return confidence, route, tuple(dict.fromkeys(reasons))


def find_defects(ask: Ask, judgement: Judgement) -> list[tuple[Confidence, str]]:
    """Find what speaks against sending a draft as it is, each with the confidence that it leaves."""
    best = judgement.findings[0]
    verdict = judgement.ruling.verdict
    is_far = judgement.support < _NEAR
    checks = (
        (ask.is_for_person, Confidence.LOW, "a person always decides on this topic"),
        (judgement.ruling.verdict is Verdict.PARTIAL, Confidence.MEDIUM, "a part only: a person reads what is missing"),
        (not ask.has_subject, Confidence.MEDIUM, "the question names no control that is known here"),
        (best.reading.is_pointer, Confidence.MEDIUM, "the passage points to another document"),
        (not best.is_direct, Confidence.MEDIUM, "what is asked stands in a heading, not in the sentence"),
        (ask.wants_document, Confidence.MEDIUM, "a document is asked for"),
        (
            is_hedged(best) and not _CAPABILITY.match(ask.text),
            Confidence.MEDIUM,
            "the source says how it should be, or may be",
        ),
        (bool(best.lookalikes), Confidence.LOW, "the passage speaks of a neighbouring control"),
        (is_far and _lacks_words(best), Confidence.MEDIUM, "a word of the question stands nowhere in the passage"),
        (
            is_far and verdict is Verdict.YES and is_limited_nearby(ask, best),
            Confidence.MEDIUM,
            "a sentence beside it denies, narrows or puts off",
        ),
        (
            verdict is Verdict.NO and not judgement.ruling.by_value and not is_plain_no(ask, best),
            Confidence.MEDIUM,
            "the no is read from other words",
        ),
        (ask.is_compound, Confidence.MEDIUM, "the question asks two things"),
        (bool(ask.condition), Confidence.MEDIUM, "the question holds on a condition"),
        (
            _is_document_assumed(ask, best),
            Confidence.MEDIUM,
            "that it is written down follows from the document's title alone",
        ),
        (best.is_meant, Confidence.MEDIUM, "the source uses other words than the question"),
        (judgement.is_loose, Confidence.MEDIUM, "the source uses other words than the question"),
        (ask.is_universal and ask.is_negated, Confidence.MEDIUM, "nothing can be ruled out by one sentence"),
        (ask.form is AskForm.TOPIC and "?" not in ask.text, Confidence.MEDIUM, "a heading, not a question"),
        (len(ask.text) > _LONG, Confidence.MEDIUM, "the question asks many things at once"),
        (ask.is_of_any_policy, Confidence.LOW, "the question does not say which policy it means"),
    )
    return [(cap, reason) for is_so, cap, reason in checks if is_so]


# From this support on, drafts with a missing word or a limiting neighbour were right 18 times in 19 (eight sets);
# below it 2 times in 3.
_NEAR = 0.65
# Beyond this many characters a question holds several, whatever its grammar (CAIQ's longest run to 400).
_LONG = 230
_HEDGED = re.compile(
    r"\b(?:may|might|could|can be|where (?:feasible|possible|appropriate|applicable|"
    r"practical)|wherever (?:feasible|possible)|as appropriate|optional(?:ly)?|"
    r"if (?:necessary|needed|required|applicable)|typically|usually|generally|in general|most|"
    r"prefer\w*|encouraged?|recommended)\b",
    re.IGNORECASE,
)


_CAPABILITY = re.compile(
    r"^\W*(?:can|could|may|is it possible|does the (?:product|software|application|service|platform))\b", re.IGNORECASE
)


def _is_document_assumed(ask: Ask, finding: Finding) -> bool:
    """Tell whether documentation is asked for, and only the title of the source speaks of any."""
    is_asked = any(facet.concepts & DOCUMENTED for facet in ask.qualities) and bool(_DOCUMENT_OF.search(ask.text))
    reading = finding.reading
    return is_asked and not DOCUMENTED & (reading.body.concepts | reading.frame.concepts)


_DOCUMENT_OF = re.compile(r"\b(?:documentation|documented|polic(?:y|ies)|procedures?|plans?)\b", re.IGNORECASE)


def _lacks_words(finding: Finding) -> bool:
    return any(facet.weight >= 0.7 for facet in finding.missing)


def is_hedged(finding: Finding) -> bool:
    """Tell whether the statement judged by is a recommendation, a possibility or a rule with a way out."""
    return bool(_HEDGED.search(finding.pivot.words.text))
