"""Labelled questions in, figures out: how often answers claim too much, abstain, and are right.

The definitions are those of the product's promise: an overclaim is a yes that the labels do not allow.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from qanswer.answering.draft import Drafter
from qanswer.core.answer import DraftAnswer, Route, Verdict
from qanswer.core.errors import FileError, NoQuestionsError
from qanswer.core.passage import RankedPassage
from qanswer.core.question import Question

_ANSWERABLE = "answerable"
_QUOTE_PREFIX = 80
"""A gold quote counts as cited when its first 80 characters lie in a citation: longer ones are cut by ingestion."""
_RECALL_AT = (1, 3, 5)


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question with what a corpus supports: the verdict, others that also hold, and the sentences that carry it."""

    question: Question
    gold: str
    accepted: frozenset[str]
    quotes: tuple[str, ...] = ()
    set_name: str = ""

    @property
    def is_answerable(self) -> bool:
        """Whether the corpus supports any answer."""
        return self.gold != Verdict.UNANSWERABLE


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over some questions; `n_found` counts gold quotes among the first 1, 3 and 5 passages."""

    n: int = 0
    n_overclaimed: int = 0
    n_unanswerable: int = 0
    n_false: int = 0
    n_answerable: int = 0
    n_claimed: int = 0
    n_strict: int = 0
    n_lenient: int = 0
    n_cited: int = 0
    n_auto: int = 0
    n_auto_right: int = 0
    n_quotes: int = 0
    n_found_1: int = 0
    n_found_3: int = 0
    n_found_5: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Pool two counts."""
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def rates(self) -> dict[str, float | int | None]:
        """Give the figures by their names, rates rounded to three places; None where there is nothing to divide by."""
        return {
            "n": self.n,
            "n_answerable": self.n_answerable,
            "n_unanswerable": self.n_unanswerable,
            "overclaim": _rate(self.n_overclaimed, self.n),
            "false_answer": _rate(self.n_false, self.n_unanswerable),
            "answer_rate": _rate(self.n_claimed, self.n_answerable),
            "verdict_strict": _rate(self.n_strict, self.n_claimed),
            "verdict_lenient": _rate(self.n_lenient, self.n_claimed),
            "auto_precision": _rate(self.n_auto_right, self.n_auto),
            "auto_coverage": _rate(self.n_auto_right, self.n_answerable),
            "citation_hit": _rate(self.n_cited, self.n_claimed),
            "recall_at_1": _rate(self.n_found_1, self.n_quotes),
            "recall_at_3": _rate(self.n_found_3, self.n_quotes),
            "recall_at_5": _rate(self.n_found_5, self.n_quotes),
        }


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled question with its draft and what went wrong: overclaim, false answer, wrong, uncited, unanswered."""

    labelled: LabelledQuestion
    draft: DraftAnswer
    fault: str


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """With `support_auto` at this threshold: the share of `auto` answers that are right, and of the answerable."""

    threshold: float
    precision: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures per set and pooled, the faults worst first, and the calibration curve."""

    sets: tuple[tuple[str, Tally], ...]
    cases: tuple[Case, ...]
    drafts: tuple[DraftAnswer, ...]
    curve: tuple[CurvePoint, ...]
    proposed: CurvePoint | None

    @property
    def pooled(self) -> Tally:
        """All sets together."""
        return sum((tally for _, tally in self.sets), Tally())


FAULTS = ("overclaim", "false answer", "wrong", "uncited", "unanswered")


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
        raise NoQuestionsError(message, hint='Write one a line: {"id", "question", "gold_verdict", "gold_sources"}')
    return found


def _parse_label(path: Path, number: int, line: str) -> LabelledQuestion:
    try:
        row = json.loads(line)
        gold = str(row["gold_verdict"])
        if gold != _ANSWERABLE:
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
        raise FileError(message, hint='Write one a line: {"id", "question", "gold_verdict", "gold_sources"}') from error


def evaluate(
    labelled: Sequence[LabelledQuestion],
    drafts: Sequence[DraftAnswer],
    ranked: Sequence[tuple[RankedPassage, ...]] = (),
) -> Tally:
    """Count over questions, their drafts and, where given, the passages retrieved for them; all in one order."""
    retrieved = ranked or [()] * len(labelled)
    triples = zip(labelled, drafts, retrieved, strict=True)
    return sum((_count(*triple) for triple in triples), Tally())


def _count(labelled: LabelledQuestion, draft: DraftAnswer, ranked: tuple[RankedPassage, ...]) -> Tally:
    fault = find_fault(labelled, draft)
    is_auto = draft.route is Route.AUTO
    is_right = fault is None or fault == "uncited"
    tally = Tally(n=1, n_overclaimed=int(is_overclaim(labelled, draft)))
    if not labelled.is_answerable:
        return replace(
            tally,
            n_unanswerable=1,
            n_false=int(fault in ("false answer", "overclaim")),
            n_auto=int(is_auto),
            n_auto_right=int(is_auto and fault is None),
        )
    found = [_is_found(labelled, ranked[:limit]) for limit in _RECALL_AT] if labelled.quotes and ranked else []
    tally = replace(tally, n_answerable=1, n_quotes=int(bool(found)), **_name_recall(found))
    if not draft.is_claimed:
        return tally
    return replace(
        tally,
        n_claimed=1,
        n_strict=int(draft.verdict == labelled.gold),
        n_lenient=int(is_right),
        n_cited=int(is_cited(labelled, draft)),
        n_auto=int(is_auto),
        n_auto_right=int(is_auto and fault is None),
    )


def _name_recall(found: list[bool]) -> dict[str, int]:
    return {f"n_found_{limit}": int(hit) for limit, hit in zip(_RECALL_AT, found, strict=False)}


def is_overclaim(labelled: LabelledQuestion, draft: DraftAnswer) -> bool:
    """Tell whether a yes was drafted that the labels do not allow."""
    is_allowed = labelled.gold in (Verdict.YES, Verdict.TEXT, _ANSWERABLE) or Verdict.YES in labelled.accepted
    return draft.verdict is Verdict.YES and not is_allowed


def is_cited(labelled: LabelledQuestion, draft: DraftAnswer) -> bool:
    """Tell whether a citation holds, or lies in, a sentence that carries the answer; true where none is given."""
    quotes = [fold(evidence.citation.quote) for evidence in draft.evidence]
    return not labelled.quotes or any(_overlap(fold(gold), quote) for gold in labelled.quotes for quote in quotes)


def find_fault(labelled: LabelledQuestion, draft: DraftAnswer) -> str | None:
    """Name what is wrong with a draft, the worst first; None when nothing is."""
    if is_overclaim(labelled, draft):
        return "overclaim"
    if not draft.is_claimed:
        return "unanswered" if labelled.is_answerable else None
    is_right = draft.verdict in labelled.accepted or labelled.gold == _ANSWERABLE
    is_told = labelled.gold == Verdict.TEXT and draft.verdict is Verdict.YES and is_cited(labelled, draft)
    if not (is_right or is_told):
        return "wrong" if labelled.is_answerable else "false answer"
    return None if is_cited(labelled, draft) else "uncited"


def run_evaluation(drafter: Drafter, labelled: Sequence[LabelledQuestion], *, precision: float = 0.97) -> Evaluation:
    """Draft all labelled questions, count per set, and propose the `support_auto` that reaches the precision."""
    questions = [label.question for label in labelled]
    drafts = drafter.draft(questions)
    ranked = drafter.retriever.search([question.full_text for question in questions], max(_RECALL_AT))
    rows = list(zip(labelled, drafts, ranked, strict=True))
    names = tuple(dict.fromkeys(label.set_name for label in labelled))
    sets = tuple((name, _tally([row for row in rows if row[0].set_name == name])) for name in names)
    curve = find_curve(drafter, labelled)
    return Evaluation(sets, find_cases(labelled, drafts), drafts, curve, propose(curve, precision))


def _tally(rows: list[tuple[LabelledQuestion, DraftAnswer, tuple[RankedPassage, ...]]]) -> Tally:
    return evaluate([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows])


def join_evaluations(parts: Sequence[Evaluation], precision: float = 0.97) -> Evaluation:
    """Put evaluations of several corpora together; the curve is read off their points' thresholds by mean."""
    sets = tuple(row for part in parts for row in part.sets)
    cases = sorted((case for part in parts for case in part.cases), key=lambda case: FAULTS.index(case.fault))
    drafts = tuple(draft for part in parts for draft in part.drafts)
    curve = parts[0].curve if len(parts) == 1 else ()
    return Evaluation(sets, tuple(cases), drafts, curve, propose(curve, precision))


def find_cases(labelled: Sequence[LabelledQuestion], drafts: Sequence[DraftAnswer]) -> tuple[Case, ...]:
    """Find the faults, worst first; within a kind the surest drafts first."""
    pairs = zip(labelled, drafts, strict=True)
    cases = [Case(label, draft, fault) for label, draft in pairs if (fault := find_fault(label, draft))]
    return tuple(sorted(cases, key=lambda case: (FAULTS.index(case.fault), -case.draft.confidence)))


def find_curve(drafter: Drafter, labelled: Sequence[LabelledQuestion]) -> tuple[CurvePoint, ...]:
    """Find precision and coverage of the route `auto` for each threshold, all other rules in force."""
    eager = Drafter(drafter.retriever, bank=drafter.bank, rules=replace(drafter.rules, support_auto=0.0))
    drafts = eager.draft([label.question for label in labelled])
    scored = sorted(_score_autos(labelled, drafts), reverse=True)
    n_answerable = sum(label.is_answerable for label in labelled)
    points = []
    n_right = 0
    for n, (score, is_right) in enumerate(scored, 1):
        n_right += is_right
        points.append(CurvePoint(round(score, 3), n_right / n, n_right / n_answerable if n_answerable else 0.0))
    return tuple(points)


def _score_autos(labelled: Sequence[LabelledQuestion], drafts: Sequence[DraftAnswer]) -> Iterable[tuple[float, bool]]:
    for label, draft in zip(labelled, drafts, strict=True):
        if draft.route is Route.AUTO:
            score = draft.evidence[0].score if draft.evidence else 1.0
            yield score, find_fault(label, draft) is None


def propose(curve: Sequence[CurvePoint], precision: float) -> CurvePoint | None:
    """Propose the threshold of widest coverage whose precision is at least that asked for; None if none reaches it."""
    reaching = [point for point in curve if point.precision >= precision]
    return max(reaching, key=lambda point: point.coverage, default=None)


def _is_found(labelled: LabelledQuestion, ranked: Sequence[RankedPassage]) -> bool:
    texts = [fold(item.passage.text) for item in ranked]
    return any(_overlap(fold(gold), text) for gold in labelled.quotes for text in texts)


def _overlap(gold: str, quote: str) -> bool:
    return bool(gold and quote) and (gold[:_QUOTE_PREFIX] in quote or quote in gold or gold in quote)


def fold(text: str) -> str:
    """Fold white space and case, as the outside scorer does."""
    return " ".join(text.split()).casefold()


def _rate(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None
