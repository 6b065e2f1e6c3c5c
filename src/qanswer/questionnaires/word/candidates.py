"""Paragraphs that ask, what followed each of them, and which of them the text as a whole shows to be questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from qanswer.core.question import QuestionKind, SlotRole
from qanswer.questionnaires.word.drafts import Draft, Findings, SlotDraft, judge_kind, settle_signatures
from qanswer.questionnaires.word.groups import asks, ends_as_label, inline_slot
from qanswer.questionnaires.word.lines import Line
from qanswer.questionnaires.word.model import Paragraph
from qanswer.questionnaires.word.words import is_signatory_label


class Evidence(StrEnum):
    """What shows that a paragraph waits for an answer."""

    PLACE = "a place to write or tick"
    BLANK = "an empty paragraph below it"
    ANSWERED = "a text below it"
    NONE = "nothing"


@dataclass(slots=True)
class Candidate:
    """A paragraph that asks, and what followed it."""

    draft: Draft
    line: Line
    evidence: Evidence = Evidence.NONE
    blank: Paragraph | None = None
    answer: Line | None = None

    @property
    def is_open(self) -> bool:
        """Whether nothing was found yet that takes the answer."""
        return self.evidence is Evidence.NONE and self.blank is None and self.answer is None

    @property
    def takes_parts(self) -> bool:
        """Whether lines such as "Comments: ____" below it belong to it."""
        has_boxes = any(slot.role is SlotRole.CHECKBOX for slot in self.draft.slots)
        return has_boxes or bool(self.draft.number) or asks(self.draft.text)

    @property
    def is_listed(self) -> bool:
        """Whether it is an item of a list."""
        return bool(self.draft.number or self.line.paragraph.bullet)

    @property
    def is_label(self) -> bool:
        """Whether it is a label that asks for something."""
        text = self.draft.text
        return ends_as_label(text) and (asks(text) or judge_kind(text) is not QuestionKind.QUESTION)

    @property
    def is_particular(self) -> bool:
        """Whether it is a label that asks for the vendor's or product's particulars."""
        return ends_as_label(self.draft.text) and judge_kind(self.draft.text) is QuestionKind.PROFILE

    @property
    def is_plain_question(self) -> bool:
        """Whether it ends with a question mark."""
        return self.draft.text.rstrip().endswith(("?", "\uff1f"))


def settle(candidates: Sequence[Candidate], findings: Findings) -> None:
    """Keep the questions without a place of their own only where the text as a whole is a form of such questions."""
    loose = [candidate for candidate in candidates if candidate.evidence is not Evidence.PLACE]
    for candidate in loose:
        candidate.evidence = _judge(candidate)
    n_placed = len(candidates) - len(loose)
    accepted = _accepted_evidence(loose, n_placed)
    labels = _lone_labels(candidates)
    refused = set()
    for candidate in loose:
        if candidate.evidence in accepted and _is_eligible(candidate):
            _give_slot(candidate)
        elif id(candidate) in labels:
            candidate.draft.is_weak = True
            _give_slot(candidate)
        else:
            refused.add(id(candidate.draft))
            findings.skip(candidate.draft.home, candidate.draft.text, "no place for an answer")
    findings.drafts = [draft for draft in findings.drafts if id(draft) not in refused]


def _lone_labels(candidates: Sequence[Candidate]) -> frozenset[int]:
    """Find labels of particulars that stand below one another with nothing between: each is filled behind itself."""
    found: set[int] = set()
    for before, after in pairwise(candidates):
        if all(one.is_particular and one.evidence is Evidence.NONE for one in (before, after)):
            found |= {id(before), id(after)}
    return frozenset(found)


def _judge(candidate: Candidate) -> Evidence:
    if candidate.answer is not None:
        return Evidence.ANSWERED
    return Evidence.NONE if candidate.blank is None else Evidence.BLANK


def _accepted_evidence(loose: Sequence[Candidate], n_placed: int) -> frozenset[Evidence]:
    """Tell what counts as a place in this text: what at least half of its questions have."""
    eligible = [candidate for candidate in loose if _is_eligible(candidate)]
    accepted = set()
    for evidence in (Evidence.BLANK, Evidence.ANSWERED, Evidence.NONE):
        alike = [candidate for candidate in eligible if candidate.evidence is evidence]
        n_needed = {Evidence.BLANK: 1 if n_placed else 2}.get(evidence, 3)
        if len(alike) >= n_needed and len(alike) * 2 >= len(loose):
            accepted.add(evidence)
    if Evidence.ANSWERED in accepted or Evidence.NONE in accepted:
        accepted.add(Evidence.BLANK)
    return frozenset(accepted)


def _is_eligible(candidate: Candidate) -> bool:
    if candidate.line.paragraph.level is not None and candidate.evidence is not Evidence.BLANK:
        return False
    if candidate.evidence is Evidence.BLANK:
        return candidate.is_plain_question or (candidate.is_listed and asks(candidate.draft.text)) or candidate.is_label
    return candidate.is_listed and (candidate.is_plain_question or asks(candidate.draft.text))


def _give_slot(candidate: Candidate) -> None:
    draft = candidate.draft
    if candidate.answer is not None:
        home = candidate.answer.paragraph.home
        draft.slots.append(SlotDraft(home, SlotRole.TEXT, value=candidate.answer.text))
    elif candidate.blank is not None and candidate.blank.home != draft.home:
        draft.slots.append(SlotDraft(candidate.blank.home))
    else:
        draft.slots.append(inline_slot(candidate.line))


def settle_signature_lines(candidates: Sequence[Candidate]) -> None:
    """Take names and dates beside a signature for parts of it: those in its line or the lines around it."""
    drafts = [candidate.draft for candidate in candidates if candidate.draft.slots]
    run: list[Draft] = []
    for draft in drafts:
        if judge_kind(draft.text) is QuestionKind.SIGNATURE or is_signatory_label(draft.text):
            run.append(draft)
        else:
            settle_signatures(run)
            run = []
    settle_signatures(run)
