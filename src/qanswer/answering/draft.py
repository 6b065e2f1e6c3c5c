"""Questions in, draft answers out: retrieval, judgement, wording, claim check, confidence, consistency."""

from __future__ import annotations

from collections.abc import Sequence

from qanswer.answering.ask import parse_ask
from qanswer.answering.compose import compose, pick_quote
from qanswer.answering.confidence import grade
from qanswer.answering.cover import weigh
from qanswer.answering.judge import Judgement, judge
from qanswer.answering.rules import AnsweringRules
from qanswer.core.answer import Confidence, DraftAnswer, Evidence, Route, Stance, Verdict
from qanswer.core.passage import RankedPassage, cite
from qanswer.core.protocols import AnswerBank, Retriever
from qanswer.core.question import Question

_DEFAULT_RULES = AnsweringRules()


class Drafter:
    """Drafts answers from policy passages and approved answers; abstains unless the sources carry the answer."""

    def __init__(
        self, retriever: Retriever, *, bank: AnswerBank | None = None, rules: AnsweringRules = _DEFAULT_RULES
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
        judgement = judge(ask, [weigh(ask, passage) for passage in ranked], self.rules)
        if not judgement.findings:
            return make_blank(question, judgement.ruling.reasons)
        return self._make(question, judgement)

    def _make(self, question: Question, judgement: Judgement) -> DraftAnswer:
        ask = parse_ask(question.full_text)
        confidence, route, reasons = grade(ask, judgement, self.rules)
        stance = Stance.CONTRADICTS if judgement.ruling.verdict is Verdict.NO else Stance.SUPPORTS
        return DraftAnswer(
            question_id=question.id,
            question=question.full_text,
            verdict=judgement.ruling.verdict,
            text=compose(judgement.ruling, judgement.findings, self.rules),
            confidence=confidence,
            route=route,
            reasons=reasons,
            evidence=tuple(
                Evidence(cite(finding.passage, pick_quote(finding)), stance, round(finding.support, 4))
                for finding in (*judgement.findings, *judgement.agreeing)
            ),
        )


def make_blank(question: Question, reasons: tuple[str, ...]) -> DraftAnswer:
    """Make the draft that claims nothing and says why."""
    return DraftAnswer(question.id, question.full_text, Verdict.UNANSWERABLE, "", Confidence.NONE, Route.BLANK, reasons)
