"""An optional second judge and writer: a language model, asked after the built-in judge and held to the same rules.

Nothing here reaches the network until `add_second_opinion` is given an address; only then is the client imported.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, Self

from qanswer.answering.ask import parse_ask
from qanswer.answering.consistency import make_consistent
from qanswer.answering.draft import Drafter, put_in_context
from qanswer.answering.language_model.check import CheckedOpinion, Refusal, check_opinion, could_hold
from qanswer.answering.language_model.prompt import MAX_QUESTION, Prompt, make_prompt
from qanswer.answering.language_model.reply import UnreadableReplyError, parse_opinion
from qanswer.answering.language_model.rules import LanguageModelRules, find_endpoint, may_show
from qanswer.answering.retrieve import retrieve
from qanswer.answering.rules import AnsweringRules
from qanswer.core.answer import Confidence, DraftAnswer, Evidence, Route, Verdict
from qanswer.core.errors import Problem
from qanswer.core.passage import RankedPassage
from qanswer.core.question import Question

if TYPE_CHECKING:
    from qanswer.answering.language_model.chat import ChatReply

_MOST_CITED = 3


class LanguageModel(Protocol):
    """Answers prompts, in their order; a failure is a reply that says why."""

    def ask_all(self, prompts: Sequence[Prompt]) -> tuple[ChatReply, ...]:
        """Ask each prompt."""
        ...


@dataclass(frozen=True, slots=True)
class _Case:
    """A draft, the question as it is judged, the passages that the model is shown for it, and the request."""

    question: str
    draft: DraftAnswer
    shown: tuple[RankedPassage, ...]
    prompt: Prompt


def add_second_opinion(builtin: Drafter, rules: LanguageModelRules, environment: Mapping[str, str]) -> Drafter:
    """Set a language model behind a drafter; without an address in the settings the drafter is given back as it is.

    Raises:
        SettingsError: the settings do not fit together, or the key's variable is not set.
    """
    if not rules.is_on:
        return builtin
    endpoint = find_endpoint(rules, environment)
    from qanswer.answering.language_model.client import LanguageModelClient

    return SecondOpinionDrafter(builtin, LanguageModelClient(rules, endpoint), rules)


class SecondOpinionDrafter(Drafter):
    """Drafts with the built-in judge, then asks a language model where the settings allow, and puts both together.

    The model can lower an answer, word one for review, or find one that passes every check where there was a blank.
    It can make none `auto`.
    """

    def __init__(
        self,
        builtin: Drafter,
        model: LanguageModel,
        model_rules: LanguageModelRules,
        replies: dict[str, ChatReply] | None = None,
    ) -> None:
        """Take the built-in drafter, the model, what it may be asked and shown, and what it has replied before."""
        super().__init__(builtin.retriever, bank=builtin.bank, rules=builtin.rules, today=builtin.today)
        self.builtin = builtin
        self.model = model
        self.model_rules = model_rules
        self._check_rules = _ease(builtin.rules, model_rules.eases)
        self._replies = {} if replies is None else replies
        self._failures: dict[str, int] = {}

    def with_rules(self, rules: AnsweringRules) -> Self:
        """Give a drafter like this one whose built-in judge, and checks, go by other rules."""
        return type(self)(self.builtin.with_rules(rules), self.model, self.model_rules, self._replies)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What kept questions from being asked or answered so far, each with how many."""
        where = f"language model {self.model_rules.model}"
        return tuple(
            Problem(where, f"{reason}; {count} question{'s' if count > 1 else ''} judged without it")
            for reason, count in self._failures.items()
        )

    def draft(self, questions: Sequence[Question]) -> tuple[DraftAnswer, ...]:
        """Draft an answer to each question, in their order."""
        drafts = list(self.builtin.draft(questions))
        asked = [at for at, pair in enumerate(zip(questions, drafts, strict=True)) if self._is_asked(*pair)]
        texts = [put_in_context(questions[at]) for at in asked]
        found = retrieve(self.retriever, texts, self.rules.candidates) if texts else []
        opened = (self._open_case(drafts[at], text, near) for at, text, near in zip(asked, texts, found, strict=True))
        cases = {at: case for at, case in zip(asked, opened, strict=True) if case}
        if not cases:
            return tuple(drafts)
        replies = self._ask(cases.values())
        for at, case in cases.items():
            drafts[at] = self._merge(case, replies[case.prompt.user])
        return tuple(_without_repeats(draft) for draft in make_consistent(questions, drafts))

    def _is_asked(self, question: Question, draft: DraftAnswer) -> bool:
        """Tell whether a draft is one to ask about; what a person approved, or must decide alone, never is."""
        is_closed = bool(question.parent_id) and draft.verdict is Verdict.NA
        if draft.prior is not None or is_closed or len(draft.question) > MAX_QUESTION:
            return False
        if parse_ask(draft.question).is_for_person:
            return False
        if draft.route is Route.BLANK:
            return not draft.evidence  # a blank with evidence shows sources that disagree: a person's to settle
        return self.model_rules.asks == "all" or (self.model_rules.asks == "review" and draft.route is Route.REVIEW)

    def _open_case(self, draft: DraftAnswer, question: str, ranked: Sequence[RankedPassage]) -> _Case | None:
        """Make the request for a draft; None where there is nothing to show, or nothing that could pass."""
        allowed = [item for item in ranked if may_show(item.passage.source.classification, self.model_rules)]
        prompt = make_prompt(question, [item.passage for item in allowed], self.rules)
        shown = tuple(allowed[: len(prompt.passages)])
        if not shown or (not draft.is_claimed and not could_hold(question, shown, self._check_rules)):
            return None
        return _Case(question, draft, shown, prompt)

    def _ask(self, cases: Collection[_Case]) -> dict[str, ChatReply]:
        """Ask each different request once in a run: the same question has the same answer everywhere."""
        prompts = {case.prompt.user: case.prompt for case in cases}
        new = [prompt for user, prompt in prompts.items() if user not in self._replies]
        replies = zip((prompt.user for prompt in new), self.model.ask_all(new), strict=True) if new else ()
        told = {**self._replies, **dict(replies)}
        self._replies.update((user, reply) for user, reply in told.items() if not reply.failure)
        return told

    def _merge(self, case: _Case, reply: ChatReply) -> DraftAnswer:
        draft = case.draft
        if reply.failure:
            self._count_failure(reply.failure)
            return _note(draft, f"no second opinion: {reply.failure}")
        try:
            opinion = parse_opinion(reply.text)
        except UnreadableReplyError as error:
            self._count_failure(str(error))
            return _note(draft, f"second opinion not used: {error}")
        checked = check_opinion(case.question, opinion, case.shown, self._check_rules)
        if draft.is_claimed:
            return _weigh(draft, opinion.verdict, checked)
        return _fill(draft, checked)

    def _count_failure(self, reason: str) -> None:
        self._failures[reason] = self._failures.get(reason, 0) + 1


def _ease(rules: AnsweringRules, by: float) -> AnsweringRules:
    """Ask for less support: that a second judge found the passage counts for something. All else stays a must."""
    return replace(rules, support=rules.support - by, support_of_fact=rules.support_of_fact - by)


def _fill(draft: DraftAnswer, checked: CheckedOpinion | Refusal) -> DraftAnswer:
    """Put what the model found in a blank's place: for review, with low confidence, whatever it is."""
    if isinstance(checked, Refusal):
        return _note(draft, f"second opinion not used: {checked.reason}")
    if checked.verdict is Verdict.UNANSWERABLE:
        return _note(draft, "the language model finds no answer either")
    if checked.confidence <= Confidence.LOW or not checked.text:
        why = checked.wording_fault if not checked.text else "; ".join(checked.reasons)
        return _note(draft, f"second opinion not used: {why}")
    reasons = ("proposed by the language model, its quotes checked", *_by_whom(checked), *checked.reasons)
    return replace(
        draft,
        verdict=checked.verdict,
        text=checked.text,
        confidence=Confidence.LOW,
        route=Route.REVIEW,
        reasons=(*reasons, *(f"the built-in judge: {reason}" for reason in draft.reasons)),
        evidence=checked.evidence,
    )


def _weigh(draft: DraftAnswer, said: Verdict, checked: CheckedOpinion | Refusal) -> DraftAnswer:
    """Let the model agree with a draft, lower it, or cast doubt on it; a draft never says more than before."""
    if isinstance(checked, Refusal):
        is_doubt = checked.is_quoted and _STRENGTH[said] < _STRENGTH[draft.verdict]
        return _doubt(draft, said) if is_doubt else _note(draft, f"second opinion not used: {checked.reason}")
    if checked.verdict is Verdict.UNANSWERABLE:
        return _doubt(draft, said)
    if checked.verdict is draft.verdict:
        return _agree(draft, checked)
    if checked.wording_fault or _STRENGTH[checked.verdict] >= _STRENGTH[draft.verdict]:
        return _doubt(draft, said)
    reason = (
        f"the language model says “{said}” where the built-in judge says “{draft.verdict}”; the more careful stands"
    )
    lowered = replace(
        draft, verdict=checked.verdict, text=checked.text, evidence=_join(checked.evidence, draft.evidence)
    )
    return _note(replace(lowered, confidence=min(draft.confidence, Confidence.MEDIUM), route=Route.REVIEW), reason)


def _agree(draft: DraftAnswer, checked: CheckedOpinion) -> DraftAnswer:
    """Note that the model agrees, and take its words for a draft that a person reads anyway."""
    agreed = _note(draft, "the language model agrees")
    if draft.route is not Route.REVIEW or checked.wording_fault:
        return agreed
    worded = replace(agreed, text=checked.text, evidence=_join(checked.evidence, draft.evidence))
    return _note(worded, *_by_whom(checked))


def _doubt(draft: DraftAnswer, said: Verdict) -> DraftAnswer:
    doubted = replace(draft, confidence=min(draft.confidence, Confidence.LOW), route=Route.REVIEW)
    finds = "finds no answer in the passages" if said is Verdict.UNANSWERABLE else f"reads them as “{said}”"
    return _note(doubted, f"the language model {finds}")


def _by_whom(checked: CheckedOpinion) -> tuple[str, ...]:
    if checked.wording_fault:
        return (f"its words were not used: {checked.wording_fault}",)
    return ("worded by the language model",)


def _without_repeats(draft: DraftAnswer) -> DraftAnswer:
    return replace(draft, reasons=tuple(dict.fromkeys(draft.reasons)))


def _note(draft: DraftAnswer, *reasons: str) -> DraftAnswer:
    return replace(draft, reasons=(*draft.reasons, *reasons))


def _join(first: Sequence[Evidence], others: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Put the model's quotes first, then those of passages that it did not quote."""
    quoted = {evidence.citation.passage_id for evidence in first}
    return (*first, *(e for e in others if e.citation.passage_id not in quoted))[:_MOST_CITED]


# How much a verdict claims; an open answer claims what it quotes.
_STRENGTH = {
    Verdict.UNANSWERABLE: 0,
    Verdict.NA: 1,
    Verdict.NO: 1,
    Verdict.PLANNED: 2,
    Verdict.PARTIAL: 3,
    Verdict.TEXT: 4,
    Verdict.YES: 4,
}
