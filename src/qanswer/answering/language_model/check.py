"""What a language model says, held against the rules that hold for everybody: quotes, ladder, status, words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qanswer.answering.ask import Ask, parse_ask
from qanswer.answering.compose import compose, name_source, pick_quote
from qanswer.answering.confidence import grade
from qanswer.answering.cover import Finding, weigh
from qanswer.answering.judge import Judgement, judge
from qanswer.answering.language_model.reply import Opinion
from qanswer.answering.language_model.wording import find_wording_fault, parse_wording
from qanswer.answering.rules import AnsweringRules
from qanswer.answering.ruling import Ruling
from qanswer.core.answer import Confidence, Evidence, Stance, Verdict
from qanswer.core.control import ControlStatus
from qanswer.core.passage import Passage, RankedPassage, cite
from qanswer.core.statement import OPEN_STATUSES, Statement, read_statements

# A quote shorter than this shows nothing ("encrypted"), unless it is the whole passage.
_SHORTEST_QUOTE = 12
_MOST_CITED = 3
# A passage up to this length is quoted whole, in characters: bullets and rows lose their sense in pieces.
_WHOLE_QUOTE = 420
# What the ladder finds in the cited passages, and what may be said then: the same, or less.
_ADMITS = {
    Verdict.YES: {Verdict.YES, Verdict.PARTIAL},
    Verdict.PARTIAL: {Verdict.PARTIAL},
    Verdict.PLANNED: {Verdict.PLANNED},
    Verdict.NO: {Verdict.NO},
    Verdict.NA: {Verdict.NA},
    Verdict.TEXT: {Verdict.TEXT},
}
# A passage that tells its reader what to answer states no fact, whatever subject it names.
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget)\b[^.]{0,40}\b(?:instructions?|rules?|prompts?|guidelines?|previous|above)\b"
    r"|\b(?:answer|reply|respond|say)\b[^.]{0,20}\b(?:yes|no)\b",
    re.IGNORECASE,
)
_WEAKER = frozenset({Verdict.PARTIAL, Verdict.PLANNED, Verdict.NO, Verdict.NA})


@dataclass(frozen=True, slots=True)
class Span:
    """A quote in its passage: what it says to the letter, and the statements that it touches."""

    ranked: RankedPassage
    quote: str
    statements: tuple[Statement, ...]

    @property
    def passage(self) -> Passage:
        """The passage itself."""
        return self.ranked.passage


@dataclass(frozen=True, slots=True)
class CheckedOpinion:
    """What may be said on the model's word.

    `wording_fault` says why the text is not its own, "" when it is; no text at all where none but its own would do.
    `confidence` and `reasons` are the built-in judge's on what is cited.
    """

    verdict: Verdict
    text: str = ""
    evidence: tuple[Evidence, ...] = ()
    wording_fault: str = ""
    reasons: tuple[str, ...] = ()
    confidence: Confidence = Confidence.NONE


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing of an opinion may be used; `is_quoted` when it is not for want of a quote to the letter."""

    reason: str
    is_quoted: bool = True


def could_hold(question: str, shown: Sequence[RankedPassage], rules: AnsweringRules) -> bool:
    """Tell whether an answer from these passages could pass at all; where none could, the model need not be asked."""
    ask = parse_ask(question)
    findings = [weigh(ask, ranked) for ranked in shown]
    return any(judge(ask, some, rules).findings for some in (findings, *([finding] for finding in findings)))


def check_opinion(
    question: str, opinion: Opinion, shown: Sequence[RankedPassage], rules: AnsweringRules
) -> CheckedOpinion | Refusal:
    """Check an opinion; `shown` are the passages in the order in which the model knows them as p1, p2 and so on."""
    if opinion.verdict is Verdict.UNANSWERABLE:
        return CheckedOpinion(Verdict.UNANSWERABLE)
    spans = _find_spans(opinion, shown)
    if isinstance(spans, Refusal):
        return spans
    ask = parse_ask(question)
    cited = _judge(ask, list(dict.fromkeys(span.ranked for span in spans)), rules)
    if not cited.findings:
        return Refusal("; ".join(cited.ruling.reasons) or "the cited passages do not answer it")
    ruling = _bound(cited.ruling, _judge(ask, shown, rules).ruling)
    verdict = _admit(opinion.verdict, ruling.verdict, spans)
    if isinstance(verdict, Refusal):
        return verdict
    judgement = replace(cited, ruling=ruling)
    confidence, _, reasons = grade(ask, judgement, rules)
    worded = _word(ask, replace(opinion, verdict=verdict), spans, judgement, rules)
    return replace(worded, confidence=confidence, reasons=reasons)


def _judge(ask: Ask, passages: Sequence[RankedPassage], rules: AnsweringRules) -> Judgement:
    judgement = judge(ask, [weigh(ask, ranked) for ranked in passages], rules)
    is_claimed = judgement.ruling.verdict is not Verdict.UNANSWERABLE
    return judgement if is_claimed else Judgement(judgement.ruling)


def _find_spans(opinion: Opinion, shown: Sequence[RankedPassage]) -> tuple[Span, ...] | Refusal:
    names = {f"p{number}": ranked for number, ranked in enumerate(shown, 1)}
    spans = []
    for given in opinion.quotes:
        ranked = names.get(given.passage)
        if ranked is None:
            return Refusal("it cites a passage that it was not shown", is_quoted=False)
        text = ranked.passage.text
        if given.quote not in text:
            return Refusal("its quote does not stand in the passage", is_quoted=False)
        if len(given.quote) < _SHORTEST_QUOTE and given.quote != text.strip():
            return Refusal("its quote is too short to show anything", is_quoted=False)
        if _ORDERS.search(text):
            return Refusal("what it cites gives orders instead of facts", is_quoted=False)
        spans.append(_make_span(ranked, given.quote))
    return tuple(spans) or Refusal("it cites nothing", is_quoted=False)


def _make_span(ranked: RankedPassage, quote: str) -> Span:
    """Widen a quote to whole statements: a clause cut in half can hide that it is only planned."""
    text = ranked.passage.text
    places = [match.span() for match in re.finditer(re.escape(quote), text)]
    touched = []
    cursor = 0
    for statement in read_statements(ranked.passage):
        begin = text.find(statement.quote, cursor)
        if begin >= 0:
            cursor = begin + len(statement.quote)
        if begin >= 0 and any(begin < end and cursor > start for start, end in places):
            touched.append((begin, cursor, statement))
    begin = min([places[0][0], *(place[0] for place in touched)])
    stop = max([places[0][1], *(place[1] for place in touched)])
    whole = text if len(text) <= _WHOLE_QUOTE else text[begin:stop]
    return Span(ranked, whole, tuple(place[2] for place in touched))


def _bound(cited: Ruling, overall: Ruling) -> Ruling:
    """Bound what the cited passages allow by what all shown passages say together: none may be passed over."""
    if overall.is_conflict:
        return overall
    if cited.verdict is Verdict.YES and overall.verdict in _WEAKER:
        return Ruling(Verdict.PARTIAL, ("another passage says less",))
    if cited.verdict in _WEAKER - {Verdict.PARTIAL} and overall.verdict is Verdict.YES:
        return Ruling(Verdict.UNANSWERABLE, ("another passage says that it is in place",))
    return cited


def _admit(said: Verdict, allowed: Verdict, spans: Sequence[Span]) -> Verdict | Refusal:
    """Give the verdict that stands, or refuse: never more than the ladder allows, nor than the quotes' own status."""
    if allowed is Verdict.TEXT and said in {Verdict.YES, Verdict.PARTIAL}:
        said = Verdict.TEXT
    if allowed is Verdict.TEXT and said is Verdict.PLANNED and OPEN_STATUSES & _statuses(spans):
        return said
    if said not in _ADMITS.get(allowed, ()):
        return Refusal(f"it says “{said}” where the passages bear “{allowed}”")
    statuses = _statuses(spans)
    if said is Verdict.YES and statuses and statuses <= OPEN_STATUSES | {ControlStatus.PARTIAL}:
        return Refusal("it says “yes” where its own quote speaks of something not yet in place, or only in part")
    return said


def _statuses(spans: Sequence[Span]) -> frozenset[ControlStatus]:
    return frozenset(statement.status for span in spans for statement in span.statements)


def _word(
    ask: Ask, opinion: Opinion, spans: Sequence[Span], judgement: Judgement, rules: AnsweringRules
) -> CheckedOpinion:
    """Take the model's words where every one is covered, else those of the built-in writer."""
    wording = parse_wording(opinion.text)
    statements = [statement for span in spans for statement in span.statements]
    fault = find_wording_fault(wording, ask.text, statements, rules)
    is_weakened = opinion.verdict is Verdict.PARTIAL and judgement.ruling.verdict is Verdict.YES
    if opinion.verdict is Verdict.PARTIAL and not wording.missing:
        fault = fault or "it does not say which part is missing"
    if not fault:
        lead = compose(Ruling(opinion.verdict), (), rules)
        missing = f"Not stated: {wording.missing}." if wording.missing else ""
        source = name_source([span.ranked.passage for span in spans], rules)
        text = " ".join(part for part in (lead, wording.body, missing, source) if part)
        findings = [weigh(ask, span.ranked) for span in spans]
        return CheckedOpinion(opinion.verdict, text, _cite(opinion.verdict, findings, spans))
    text = compose(replace(judgement.ruling, verdict=opinion.verdict), judgement.findings, rules)
    return CheckedOpinion(
        opinion.verdict, "" if is_weakened else text, _cite(opinion.verdict, judgement.findings), fault
    )


def _cite(verdict: Verdict, findings: Sequence[Finding], spans: Sequence[Span] = ()) -> tuple[Evidence, ...]:
    """Cite the model's quotes, or where the text is built in, those that the text is made of."""
    stance = Stance.CONTRADICTS if verdict is Verdict.NO else Stance.SUPPORTS
    quotes = [span.quote for span in spans] or [pick_quote(finding, verdict) for finding in findings]
    evidence = (
        Evidence(cite(finding.passage, quote), stance, round(finding.support, 4))
        for finding, quote in zip(findings, quotes, strict=True)
    )
    return tuple(dict.fromkeys(evidence))[:_MOST_CITED]
