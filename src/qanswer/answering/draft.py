"""Questions in, draft answers out: retrieval, judgement, wording, claim check, confidence, consistency."""

from __future__ import annotations

from collections.abc import Sequence

from qanswer.answering.ask import Ask, AskForm, parse_ask
from qanswer.answering.compose import compose, pick_quote
from qanswer.answering.cover import Finding, weigh
from qanswer.answering.rules import AnsweringRules
from qanswer.answering.values import holds_kind
from qanswer.answering.verdict import Ruling, rule
from qanswer.core.answer import Confidence, DraftAnswer, Evidence, Route, Stance, Verdict
from qanswer.core.passage import RankedPassage, cite
from qanswer.core.protocols import AnswerBank, Retriever
from qanswer.core.question import Question


class Drafter:
    """Drafts answers from policy passages and approved answers; abstains unless the sources carry the answer."""

    def __init__(
        self, retriever: Retriever, *, bank: AnswerBank | None = None, rules: AnsweringRules = AnsweringRules()
    ) -> None:
        """Take where passages and approved answers come from, and the rules to judge by."""
        self.retriever = retriever
        self.bank = bank
        self.rules = rules

    def draft(self, questions: Sequence[Question]) -> tuple[DraftAnswer, ...]:
        """Draft an answer to each question, in their order, with one retrieval call for all."""
        if not questions:
            return ()
        texts = [question.full_text for question in questions]
        ranked = self.retriever.search(texts, self.rules.candidates)
        return tuple(self._draft_one(*pair) for pair in zip(questions, ranked, strict=True))

    def _draft_one(self, question: Question, ranked: tuple[RankedPassage, ...]) -> DraftAnswer:
        ask = parse_ask(question.full_text)
        findings = [weigh(ask, passage) for passage in ranked]
        if not findings:
            return _blank(question, ("no passage speaks of this",))
        best = max(findings, key=lambda finding: support_of(finding))
        if reasons := self._why_blank(ask, best):
            return _blank(question, reasons)
        ruling = rule(ask, best)
        return self._make(question, ruling, best)

    def _why_blank(self, ask: Ask, best: Finding) -> tuple[str, ...]:
        if best.missing_things:
            names = ", ".join(facet.words for facet in best.missing_things)
            return (f"the nearest passage does not mention {names}",)
        if support_of(best) < self.rules.support:
            return ("the nearest passage covers too little of what is asked",)
        lacking = [kind.value for kind in ask.asked_kinds if not holds_kind(best.reading.body.text, kind)]
        if lacking and ask.form is not AskForm.YES_NO:
            return (f"the topic is there, but no {' or '.join(lacking)} is stated",)
        return ()

    def _make(self, question: Question, ruling: Ruling, best: Finding) -> DraftAnswer:
        confidence = Confidence.HIGH if support_of(best) >= self.rules.support_auto else Confidence.MEDIUM
        route = Route.AUTO if confidence is Confidence.HIGH else Route.REVIEW
        stance = Stance.CONTRADICTS if ruling.verdict is Verdict.NO else Stance.SUPPORTS
        evidence = Evidence(cite(best.passage, pick_quote(best)), stance, best.score)
        return DraftAnswer(
            question_id=question.id,
            question=question.full_text,
            verdict=ruling.verdict,
            text=compose(ruling, (best,), self.rules),
            confidence=confidence,
            route=route,
            reasons=ruling.reasons or ("a passage states it",),
            evidence=(evidence,),
        )


def support_of(finding: Finding) -> float:
    """Give the support that a finding lends: cover of what is asked and the retriever's score, in equal parts."""
    penalty = 0.3 if finding.missing_things else 0.0
    return 0.5 * finding.cover + 0.5 * finding.score - penalty


def _blank(question: Question, reasons: tuple[str, ...]) -> DraftAnswer:
    return DraftAnswer(question.id, question.full_text, Verdict.UNANSWERABLE, "", Confidence.NONE, Route.BLANK, reasons)
