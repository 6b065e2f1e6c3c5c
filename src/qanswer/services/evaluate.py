"""Sets of labelled questions in, an evaluation out: figures per set and pooled, worst cases, proposed thresholds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from qanswer.answering.draft import Drafter
from qanswer.core.answer import DraftAnswer, Verdict
from qanswer.core.errors import FileError, NoQuestionsError, Problem
from qanswer.core.question import Question
from qanswer.services.evaluate_curve import CurvePoint, ScoredAuto, find_curve, propose, score_autos
from qanswer.services.evaluate_figures import (
    ANSWERABLE,
    FAULTS,
    RECALL_AT,
    LabelledQuestion,
    Tally,
    evaluate,
    find_fault,
)

_FORM = 'Write one a line: {"id", "question", "gold_verdict", "gold_sources"}'


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled question with its draft and what went wrong: overclaim, false answer, wrong, uncited, unanswered."""

    labelled: LabelledQuestion
    draft: DraftAnswer
    fault: str


@dataclass(frozen=True)
class SetEvaluation:
    """One set: its figures, its questions with their drafts, and what would be `auto` at which threshold."""

    name: str
    tally: Tally
    labelled: tuple[LabelledQuestion, ...]
    drafts: tuple[DraftAnswer, ...]
    scored: tuple[ScoredAuto, ...]
    problems: tuple[Problem, ...] = ()

    @cached_property
    def curve(self) -> tuple[CurvePoint, ...]:
        """Precision and coverage of `auto` by threshold, in this set alone."""
        return find_curve(self.scored, self.tally.n_answerable)


@dataclass(frozen=True)
class Evaluation:
    """Several sets together. `left_out`: files that could not be measured on, each with the reason."""

    sets: tuple[SetEvaluation, ...]
    precision: float = 0.97
    left_out: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was left out, and what kept drafts from being made as the settings ask."""
        return (*self.left_out, *(problem for part in self.sets for problem in part.problems))

    @cached_property
    def pooled(self) -> Tally:
        """All sets' counts together: every question weighs the same."""
        return sum((part.tally for part in self.sets), Tally())

    @cached_property
    def curve(self) -> tuple[CurvePoint, ...]:
        """Precision and coverage of `auto` by threshold, over the questions of all sets."""
        return find_curve([entry for part in self.sets for entry in part.scored], self.pooled.n_answerable)

    @cached_property
    def proposed(self) -> CurvePoint | None:
        """The threshold of widest coverage that reaches the wanted precision over all sets; None if none does."""
        return propose(self.curve, self.precision)

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The faults of all sets, worst first."""
        cases = (case for part in self.sets for case in find_cases(part.labelled, part.drafts))
        return tuple(sorted(cases, key=_weigh))

    @property
    def drafts(self) -> tuple[DraftAnswer, ...]:
        """The drafts of all sets, in their order."""
        return tuple(draft for part in self.sets for draft in part.drafts)


def load_labels(path: Path) -> tuple[LabelledQuestion, ...]:
    """Load labelled questions from a JSON Lines file; the set is called by the name of its folder.

    Raises:
        FileError: the file cannot be read, or a line is no labelled question.
        NoQuestionsError: it holds none.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: cannot be read"
        raise FileError(message) from error
    found = tuple(_parse_label(path, number, line) for number, line in enumerate(lines, 1) if line.strip())
    if not found:
        message = f"{path}: holds no labelled question"
        raise NoQuestionsError(message, hint=_FORM)
    return found


def _parse_label(path: Path, number: int, line: str) -> LabelledQuestion:
    try:
        row = json.loads(line)
        gold = str(row["gold_verdict"])
        if gold != ANSWERABLE:
            Verdict(gold)
        return LabelledQuestion(
            question=Question(str(row.get("id", number)), str(row.get("id", number)), str(row["question"])),
            gold=gold,
            accepted=frozenset({gold, *row.get("also_ok", ())}),
            quotes=tuple(str(source["quote"]) for source in row.get("gold_sources", ())),
            set_name=path.resolve().parent.name,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{path}, line {number}: not a labelled question"
        raise FileError(message, hint=_FORM) from error


def evaluate_set(drafter: Drafter, labelled: Sequence[LabelledQuestion]) -> SetEvaluation:
    """Draft all questions of one set and count; it is called by the name that its first question gives."""
    questions = [label.question for label in labelled]
    drafts = drafter.draft(questions)
    has_quotes = any(label.quotes for label in labelled)
    texts = [question.full_text for question in questions]
    ranked = drafter.retriever.search(texts, max(RECALL_AT)) if has_quotes else []
    scored = score_autos(drafter, labelled)
    return SetEvaluation(
        name=labelled[0].set_name,
        tally=evaluate(labelled, drafts, ranked),
        labelled=tuple(labelled),
        drafts=drafts,
        scored=scored,
        problems=drafter.problems,
    )


def find_cases(labelled: Sequence[LabelledQuestion], drafts: Sequence[DraftAnswer]) -> tuple[Case, ...]:
    """Find the faults, worst first; within a kind the surest drafts first."""
    pairs = zip(labelled, drafts, strict=True)
    cases = [Case(label, draft, fault) for label, draft in pairs if (fault := find_fault(label, draft))]
    return tuple(sorted(cases, key=_weigh))


def _weigh(case: Case) -> tuple[int, int]:
    return FAULTS.index(case.fault), -case.draft.confidence
