"""Questions in, draft answers out: approved answers first, then passages; judged, worded, checked, made to agree."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from typing import Self

from qanswer.answering.ask import parse_ask
from qanswer.answering.claims import check_claims
from qanswer.answering.compose import CUT, compose, pick_quote
from qanswer.answering.confidence import grade
from qanswer.answering.consistency import make_consistent
from qanswer.answering.cover import weigh
from qanswer.answering.judge import Judgement, judge
from qanswer.answering.retrieve import retrieve
from qanswer.answering.reuse import reuse
from qanswer.answering.rules import AnsweringRules
from qanswer.core.answer import Confidence, DraftAnswer, Evidence, Route, Stance, Verdict
from qanswer.core.errors import Problem
from qanswer.core.passage import RankedPassage, cite
from qanswer.core.protocols import AnswerBank, Retriever
from qanswer.core.question import Question

_DEFAULT_RULES = AnsweringRules()


class Drafter:
    """Drafts answers from policy passages and approved answers; abstains unless the sources carry the answer."""

    def __init__(
        self,
        retriever: Retriever,
        *,
        bank: AnswerBank | None = None,
        rules: AnsweringRules = _DEFAULT_RULES,
        today: date | None = None,
    ) -> None:
        """Take where passages and approved answers come from, the rules to judge by, and the day (default: today)."""
        self.retriever = retriever
        self.bank = bank
        self.rules = rules
        self.today = today

    def with_rules(self, rules: AnsweringRules) -> Self:
        """Give a drafter like this one that judges by other rules."""
        other = copy(self)
        other.rules = rules
        return other

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What kept drafts from being made as the settings ask; the built-in judge needs nothing that could fail."""
        return ()

    def draft(self, questions: Sequence[Question]) -> tuple[DraftAnswer, ...]:
        """Draft an answer to each question, in their order, with one retrieval call for all."""
        if not questions:
            return ()
        texts = [put_in_context(question) for question in questions]
        found = retrieve(self.retriever, texts, self.rules.candidates)
        matches = self.bank.match(texts) if self.bank is not None else [()] * len(texts)
        today = self.today or date.today()  # noqa: DTZ011 - review dates are calendar days where the vendor is
        drafts = []
        for question, text, ranked, matched in zip(questions, texts, found, matches, strict=True):
            prior = reuse(question, matched, self.rules, today)
            drafts.append(prior or self._draft_one(question, text, ranked))
        return make_consistent(questions, drafts)

    def _draft_one(self, question: Question, text: str, ranked: tuple[RankedPassage, ...]) -> DraftAnswer:
        ask = parse_ask(text)
        judgement = judge(ask, [weigh(ask, passage) for passage in ranked], self.rules)
        if judgement.ruling.verdict is Verdict.UNANSWERABLE:
            shown = (
                Evidence(cite(f.passage, f.pivot.quote), Stance.CONTRADICTS, f.support) for f in judgement.findings
            )
            return replace(make_blank(question, judgement.ruling.reasons), evidence=tuple(shown))
        return self._make(question, text, judgement)

    def _make(self, question: Question, text: str, judgement: Judgement) -> DraftAnswer:
        confidence, route, reasons = grade(parse_ask(text), judgement, self.rules)
        stance = Stance.CONTRADICTS if judgement.ruling.verdict is Verdict.NO else Stance.SUPPORTS
        cited = (*judgement.findings, *judgement.agreeing)
        draft = DraftAnswer(
            question_id=question.id,
            question=question.full_text,
            verdict=judgement.ruling.verdict,
            text=compose(judgement.ruling, judgement.findings, self.rules),
            confidence=confidence,
            route=route,
            reasons=reasons,
            evidence=tuple(
                Evidence(
                    cite(finding.passage, pick_quote(finding, judgement.ruling.verdict)),
                    stance,
                    round(finding.support, 4),
                )
                for finding in cited
            ),
        )
        return self._check(draft, judgement)

    def _check(self, draft: DraftAnswer, judgement: Judgement) -> DraftAnswer:
        """Check the draft's own words against what it cites; an uncovered one sends it to a person."""
        passages = [finding.passage for finding in judgement.findings]
        claims = check_claims(draft.text, passages, own_names=(self.rules.company_name,))
        problems = [claim.message for claim in claims]
        if CUT in draft.text and not any(CUT in passage.text for passage in passages):
            problems.append(f"the text is cut at {self.rules.max_length} characters")
        if not problems:
            return draft
        reasons = (*draft.reasons, *problems)
        return replace(draft, confidence=min(draft.confidence, Confidence.LOW), route=Route.REVIEW, reasons=reasons)


def put_in_context(question: Question) -> str:
    """Give the text to judge; "Are the policies reviewed?" takes its subject from the section that it stands in."""
    text = question.full_text
    if question.section and parse_ask(text).is_of_any_policy:
        return f"{text.rstrip(' ?')} for {question.section}?"
    return text


def make_blank(question: Question, reasons: tuple[str, ...]) -> DraftAnswer:
    """Make the draft that claims nothing and says why."""
    return DraftAnswer(question.id, question.full_text, Verdict.UNANSWERABLE, "", Confidence.NONE, Route.BLANK, reasons)
