"""The judge: a question and its weighed passages go in, a ruling with its findings comes out, or a refusal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qanswer.answering.ask import Ask
from qanswer.answering.conflict import find_conflict
from qanswer.answering.cover import Finding, is_named, join_cover
from qanswer.answering.form import AskForm
from qanswer.answering.rules import AnsweringRules
from qanswer.answering.ruling import LESS_THAN_DONE, Ruling
from qanswer.answering.values import find_values
from qanswer.answering.verdict import find_denied_premise, is_of_other_attestation, read_denial, rule
from qanswer.core.answer import Verdict
from qanswer.core.passage import PassageKind

# Further passages are cited when their support lies this close to the best one's.
_CLOSE = 0.15
_MOST_CITED = 3
# An open question is answered by several facts when they lie as close as this.
_CLOSE_TO_TELL = 0.08
_MOST_TOLD = 2


@dataclass(frozen=True, slots=True)
class Judgement:
    """A ruling, the findings it rests on (best first), others that say the same, and the support.

    Without findings nothing is claimed; with a ruling that nothing can be answered, they are what disagrees.
    """

    ruling: Ruling
    findings: tuple[Finding, ...] = ()
    support: float = 0.0
    agreeing: tuple[Finding, ...] = ()
    is_loose: bool = False
    """Whether the evidence matches the question's subject, but not all its words."""


def judge(ask: Ask, findings: Sequence[Finding], rules: AnsweringRules) -> Judgement:
    """Judge a question by its findings. Abstains unless they carry what is asked."""
    telling = [finding for finding in findings if finding.is_telling]
    ranked = sorted(telling, key=_rank, reverse=True)
    if not ranked:
        return _refuse("no passage speaks of this")
    best = _complete(ask, ranked)
    if reason := _refuse_other_party(ask, best, findings):
        return _refuse(reason)
    if reason := _why_not(ask, best, rules):
        return find_denial(ask, ranked, rules) or find_no_premise(ask, ranked, rules) or _refuse(reason)
    support = _support(ask, best)
    ruling = _rule_supported(ask, best, support, rules)
    if ruling.verdict is Verdict.UNANSWERABLE:
        return find_denial(ask, ranked, rules) or Judgement(ruling)
    rest = [finding for finding in ranked if finding not in best]
    if against := find_conflict(ask, ruling, best[0], rest):
        conflict = Ruling(Verdict.UNANSWERABLE, (_say_conflict(best[0], against),), is_conflict=True)
        return Judgement(conflict, (best[0], against), support)
    others = [finding for finding in rest if _is_close(finding, ranked[0], rules)]
    return _weigh_others(ask, Judgement(ruling, best, support), others)


def _rule_supported(ask: Ask, best: tuple[Finding, ...], support: float, rules: AnsweringRules) -> Ruling:
    """Rule, and take back what needs more support, or hands over a document that nothing says can be had."""
    ruling = _rule_together(ask, best)
    if ruling.verdict not in _NOTHING_TO_HAND_OVER and (reason := _refuse_document(ask, best)):
        return Ruling(Verdict.UNANSWERABLE, (reason,))
    if ruling.verdict in (Verdict.YES, Verdict.PARTIAL) and support < rules.support:
        return Ruling(Verdict.UNANSWERABLE, ("the nearest passage covers too little of what is asked",))
    return ruling


def _say_conflict(one: Finding, other: Finding) -> str:
    said = (f"“{finding.pivot.words.text}” ({finding.passage.source.title})" for finding in (one, other))
    return f"the sources disagree: {' against '.join(said)}"


def find_denial(ask: Ask, ranked: Sequence[Finding], rules: AnsweringRules) -> Judgement | None:
    """Find a sentence that denies what is asked, or puts it off: it promises nothing and needs less cover."""
    if ask.form not in (AskForm.YES_NO, AskForm.TOPIC) or ask.is_negated or not ask.has_subject:
        return None
    for finding in ranked:
        if finding.score < rules.score_of_denial:
            break
        for statement in finding.reading.statements:
            found = replace(finding, pivot=statement)
            if (verdict := read_denial(ask, statement)) and not is_of_other_attestation(ask, found):
                reasons = ("the source says no to it, in other words",) if verdict is Verdict.NO else ()
                return Judgement(Ruling(verdict, reasons), (found,), finding.support, is_loose=True)
    return None


def find_no_premise(ask: Ask, ranked: Sequence[Finding], rules: AnsweringRules) -> Judgement | None:
    """Find a sentence that denies what an open or conditional question takes for granted ("There is no office")."""
    if ask.form is AskForm.YES_NO and not ask.condition:
        return None
    for finding in ranked:
        if finding.score < rules.score_of_denial:
            break
        for statement in finding.reading.statements:
            found = replace(finding, pivot=statement)
            if premise := find_denied_premise(ask, found):
                ruling = Ruling(Verdict.NA, (f"the source says that there is no {premise}",))
                return Judgement(ruling, (found,), finding.support, is_loose=True)
    return None


def _rank(finding: Finding) -> float:
    """Rank for choosing: a passage without the named thing or the asked value is not what answers."""
    return finding.support - (0.3 if finding.missing_things else 0.0) - (0.12 if finding.lacking else 0.0)


def _support(ask: Ask, findings: tuple[Finding, ...]) -> float:
    cover, _ = join_cover(ask, findings)
    return 0.5 * cover + 0.5 * findings[0].score


def _complete(ask: Ask, ranked: list[Finding]) -> tuple[Finding, ...]:
    """Take the best finding, and for each named thing that it lacks the best other one that names it."""
    chosen = [ranked[0]]
    for facet in ranked[0].missing_things:
        helper = next((f for f in ranked[1:] if is_named(facet, f.reading.body) and f.score >= 0.3), None)
        if helper is not None and helper not in chosen:
            chosen.append(helper)
    return tuple(chosen) if not join_cover(ask, tuple(chosen))[1] else (ranked[0],)


def _why_not(ask: Ask, best: tuple[Finding, ...], rules: AnsweringRules) -> str:
    """Say why nothing can be claimed on this evidence; empty when something can."""
    gates = (_refuse_form, _refuse_subject, _refuse_support, _refuse_attribute)
    return next((reason for gate in gates if (reason := gate(ask, best, rules))), "")


def _refuse_form(ask: Ask, _: tuple[Finding, ...], __: AnsweringRules) -> str:
    if ask.is_bare_label:
        return "a label, not a question"
    return "the question does not say which policy it means" if ask.is_of_any_policy else ""


def _refuse_subject(ask: Ask, best: tuple[Finding, ...], _: AnsweringRules) -> str:
    _cover, missing = join_cover(ask, best)
    if missing:
        return f"the nearest passage does not mention {', '.join(facet.words for facet in missing)}"
    texts = [finding.reading.body.text for finding in best]
    severities = {found.group(1).casefold() for found in _SEVERITY.finditer(ask.text)}
    stated = {found.group(1).casefold() for text in texts for found in _SEVERITIES.finditer(text)}
    if severities and stated and severities.isdisjoint(stated):
        return f"the nearest passage speaks of another severity than {', '.join(sorted(severities))}"
    if severities and not stated and (ask.limits or ask.asked_kinds):
        return f"the nearest passage says nothing of {', '.join(sorted(severities))} severity"
    absent = [number for number in ask.designations if not any(number in text for text in texts)]
    return f"the nearest passage names another standard or version than {', '.join(absent)}" if absent else ""


def _refuse_support(ask: Ask, best: tuple[Finding, ...], rules: AnsweringRules) -> str:
    least = rules.support_of_fact + (0.0 if ask.has_subject else rules.support_without_subject)
    if ask.form is AskForm.OPEN:
        least = max(least, rules.support_of_text)
    return "the nearest passage covers too little of what is asked" if _support(ask, best) < least else ""


_SEVERITIES = re.compile(r"\b(critical|high|medium|moderate|low)\b", re.IGNORECASE)
_SEVERITY = re.compile(r"\b(critical|high|medium|moderate|low)[- ](?:severity|risk|priority)\b", re.IGNORECASE)


def _refuse_other_party(ask: Ask, best: tuple[Finding, ...], findings: Sequence[Finding]) -> str:
    """Refuse where a party that is asked about is named elsewhere only; who is named everywhere is the vendor."""
    for name in ask.names:
        holders = [finding for finding in findings if name in finding.reading.whole.text]
        if holders and len(holders) * 2 <= len(findings) and not any(finding in holders for finding in best):
            return f"the nearest passage does not mention {name}"
    return ""


def _refuse_attribute(ask: Ask, best: tuple[Finding, ...], _: AnsweringRules) -> str:
    if ask.form is not AskForm.YES_NO and (lacking := find_lacking(ask, best)):
        return f"the topic is there, but no {' or '.join(lacking)} is stated"
    is_valued = bool(ask.asked_kinds) and not find_lacking(ask, best)  # "which firm": a name answers, not the word
    if (head := ask.head) and not is_valued and all(f.levels[ask.facets.index(head)] < 0.5 for f in best):
        return f"the nearest passage does not say which {head.words}"
    stated = {value.kind for finding in best for value in find_values(finding.reading.body.text)}
    limit = next((limit for limit in ask.limits if limit.kind not in stated), None)
    return f"the topic is there, but nothing that compares with “{limit.text}” is stated" if limit else ""


def _refuse_document(ask: Ask, best: tuple[Finding, ...]) -> str:
    is_lacking = ask.wants_document and not any(finding.offers_document for finding in best)
    return "nothing says that the document can be had" if is_lacking else ""


def find_lacking(ask: Ask, findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """Name the kinds of value that are asked for and in none of the findings."""
    return tuple(kind.value for kind in sorted(ask.asked_kinds) if not any(f.holds(kind) for f in findings))


def _rule_together(ask: Ask, findings: tuple[Finding, ...]) -> Ruling:
    """Rule by each finding; what they support together is what the weakest supports."""
    rulings = [rule(ask, finding) for finding in findings]
    if unclear := next((ruling for ruling in rulings if ruling.verdict is Verdict.UNANSWERABLE), None):
        return unclear
    weakest = min(rulings, key=lambda ruling: _STRENGTH[ruling.verdict])
    if len(findings) > 1 and weakest.verdict is Verdict.YES and not _LISTS.search(ask.text):
        return Ruling(
            Verdict.UNANSWERABLE, ("two passages name what is asked, and none says how they belong together",)
        )
    if reason := _why_no_claim(ask, findings, weakest):
        return Ruling(Verdict.UNANSWERABLE, (reason,))
    if weakest.verdict is Verdict.YES and (lacking := find_lacking(ask, findings)):
        return Ruling(Verdict.PARTIAL, (), lacking)
    if len({ruling.verdict for ruling in rulings}) == 1 or Verdict.YES not in {r.verdict for r in rulings}:
        return weakest
    return Ruling(Verdict.PARTIAL, weakest.reasons or ("only a part of what is asked is in place",), weakest.missing)


def _why_no_claim(ask: Ask, findings: tuple[Finding, ...], ruling: Ruling) -> str:
    """Say why a yes, a no or a part would claim more than the evidence names; empty when it would not."""
    if ruling.verdict not in _BY_DEED_OR_PART:
        return ""
    if join_cover(ask, findings)[0] < _LEAST_COVER:
        return "the nearest passage covers too little of what is asked"
    return _why_no_yes(findings, ruling) or _why_no_deed(ask, findings, ruling) or _why_no_no(ask, findings, ruling)


def _why_no_yes(findings: tuple[Finding, ...], ruling: Ruling) -> str:
    if ruling.verdict is not Verdict.YES:
        return ""
    if not any(finding.is_on_subject for finding in findings):
        return "what is asked stands only in the heading of the nearest passage"
    absent = find_missing_subjects(findings)
    return f"the nearest passage does not mention {', '.join(absent)}" if absent else ""


def _why_no_no(ask: Ask, findings: tuple[Finding, ...], ruling: Ruling) -> str:
    """A no by another value, or to a question that is itself denied, needs every weighty word of the question."""
    is_fragile = ruling.by_value or ask.is_negated
    if ruling.verdict is not Verdict.NO or not is_fragile or findings[0].is_near:
        return ""
    absent = [f.words for f in findings[0].missing if f.weight >= _WEIGHTY]
    return f"the nearest passage does not mention {', '.join(absent)}" if absent else ""


def _why_no_deed(ask: Ask, findings: tuple[Finding, ...], ruling: Ruling) -> str:
    if ruling.verdict not in _BY_DEED or ruling.by_value:
        return ""
    if lookalikes := findings[0].lookalikes:
        return f"the passage speaks of a neighbour of {', '.join(facet.words for facet in lookalikes)}"
    absent = () if findings[0].is_near else find_absent_deeds(ask, findings)
    return f"the subject is there, but nothing says “{', '.join(absent)}”" if absent else ""


_LISTS = re.compile(r"\b(?:and|as well as|or|plus|both)\b|,", re.IGNORECASE)
_STRENGTH = {
    Verdict.NO: 0,
    Verdict.NA: 1,
    Verdict.PLANNED: 2,
    Verdict.PARTIAL: 3,
    Verdict.TEXT: 4,
    Verdict.YES: 5,
    Verdict.UNANSWERABLE: 6,
}


def _is_close(finding: Finding, best: Finding, rules: AnsweringRules) -> bool:
    return not finding.missing_things and finding.support >= max(best.support - _CLOSE, rules.support - 0.05)


def _weigh_others(ask: Ask, judgement: Judgement, others: list[Finding]) -> Judgement:
    """Cite what agrees; what disagrees takes a yes down to a part, with both shown."""
    ruling = judgement.ruling
    agreeing = [finding for finding in others if rule(ask, finding).verdict is ruling.verdict]
    differing = [finding for finding in others if _differs(ask, finding, judgement.findings[0])]
    if ruling.verdict is Verdict.YES and differing:
        reasons = ("another passage limits what this one says",)
        return Judgement(Ruling(Verdict.PARTIAL, reasons), (*judgement.findings, differing[0]), judgement.support)
    n_told = _MOST_TOLD if ask.form in (AskForm.OPEN, AskForm.TOPIC) else 0
    told = [finding for finding in agreeing if finding.support >= judgement.findings[0].support - _CLOSE_TO_TELL][
        :n_told
    ]
    rest = [finding for finding in agreeing if finding not in told]
    n_more = max(0, _MOST_CITED - len(judgement.findings) - len(told))
    return Judgement(ruling, (*judgement.findings, *told), judgement.support, tuple(rest[:n_more]))


def _differs(ask: Ask, finding: Finding, best: Finding) -> bool:
    """Tell whether a passage limits a yes: its very statement speaks of all that is asked, and is denied or planned."""
    if finding.passage.kind is PassageKind.TABLE_ROW and best.passage.kind is PassageKind.TABLE_ROW:
        return False  # each row of a table is a control of its own
    named = [facet for facet in ask.facets if is_named(facet, finding.pivot.words)]
    if not ask.things or not all(facet in named for facet in ask.things) or finding.cover < best.cover - 0.05:
        return False
    if not all(is_named(deed, finding.pivot.words) for deed in ask.deeds):
        return False
    return read_denial(ask, finding.pivot) is not None or finding.pivot.status in LESS_THAN_DONE


def find_missing_subjects(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """Name the subjects that a yes needs and none of the findings names."""
    missing = [finding.missing_subjects for finding in findings]
    return tuple(facet.words for facet in missing[0] if all(facet in others for others in missing))


# A report that does not exist yet, or never will, cannot be had: that is the answer.
_NOTHING_TO_HAND_OVER = (Verdict.NO, Verdict.NA, Verdict.PLANNED, Verdict.UNANSWERABLE)
_BY_DEED_OR_PART = (Verdict.YES, Verdict.NO, Verdict.PARTIAL)
_WEIGHTY = 0.7
_BY_DEED = (Verdict.YES, Verdict.NO)
# A yes or no needs at least this share of what is asked in so many words, however near the passage is.
_LEAST_COVER = 0.5


def find_absent_deeds(ask: Ask, findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """Name what is to be done by the question ("shared", "alerted") and is said by none of the findings."""
    texts = [finding.reading.whole for finding in findings]
    return tuple(deed.words for deed in ask.deeds if not any(is_named(deed, words) for words in texts))


def _refuse(reason: str) -> Judgement:
    return Judgement(Ruling(Verdict.UNANSWERABLE, (reason,)))
