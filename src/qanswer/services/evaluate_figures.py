"""Labelled questions and their drafts in, counts out: how often answers claim too much, abstain, and are right.

The definitions are those of docs/evaluation.md; an overclaim is a yes that the labels do not allow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace

from qanswer.core.answer import DraftAnswer, Route, Verdict
from qanswer.core.passage import RankedPassage
from qanswer.core.question import Question

ANSWERABLE = "answerable"
"""A gold verdict that says no more than that the corpus holds an answer."""
FAULTS = ("overclaim", "false answer", "wrong", "uncited", "unanswered")
RECALL_AT = (1, 3, 5)
_QUOTE_PREFIX = 80
"""A gold quote counts as cited when its first 80 characters lie in a citation: longer ones are cut by ingestion."""


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question with what a corpus supports: the verdict, others that also hold, and the sentences that carry it."""

    question: Question
    gold: str
    accepted: frozenset[str]
    quotes: tuple[str, ...] = ()
    set_name: str = ""
    comparable: frozenset[str] | None = None
    """The drafted verdicts that gold can be held against; None: all of them. A past answer in the vendor's own words
    says nothing about a yes or a no."""
    told: str = ""
    """What was answered, in words, where the label is a past answer."""

    @property
    def is_answerable(self) -> bool:
        """Whether the corpus supports any answer."""
        return self.gold != Verdict.UNANSWERABLE


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over some questions; `n_found_…` counts gold quotes among the first 1, 3 and 5 passages."""

    n: int = 0
    n_overclaimed: int = 0
    n_unanswerable: int = 0
    n_false: int = 0
    n_answerable: int = 0
    n_claimed: int = 0
    n_compared: int = 0
    n_strict: int = 0
    n_lenient: int = 0
    n_cited: int = 0
    n_auto: int = 0
    n_auto_compared: int = 0
    n_auto_right: int = 0
    n_quoted: int = 0
    """Questions whose label holds a gold quote: without any, nothing can be said of citations."""
    n_searched: int = 0
    n_found_1: int = 0
    n_found_3: int = 0
    n_found_5: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Pool two counts."""
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def n_uncompared(self) -> int:
        """Answers claimed whose verdict the label cannot be held against."""
        return self.n_claimed - self.n_compared

    def figures(self) -> dict[str, tuple[int, int]]:
        """Give each figure as how many of how many; of 0 where there is nothing to divide by."""
        return {
            "overclaim": (self.n_overclaimed, self.n),
            "false_answer": (self.n_false, self.n_unanswerable),
            "answer_rate": (self.n_claimed, self.n_answerable),
            "verdict_strict": (self.n_strict, self.n_compared),
            "verdict_lenient": (self.n_lenient, self.n_compared),
            "auto_precision": (self.n_auto_right, self.n_auto_compared),
            "auto_coverage": (self.n_auto_right, self.n_answerable),
            "citation_hit": (self.n_cited, self.n_claimed if self.n_quoted else 0),
            "recall_at_1": (self.n_found_1, self.n_searched),
            "recall_at_3": (self.n_found_3, self.n_searched),
            "recall_at_5": (self.n_found_5, self.n_searched),
        }

    def rates(self) -> dict[str, float | int | None]:
        """Give the figures by their names, rates rounded to three places; None where there is nothing to divide by."""
        sizes = {"n": self.n, "n_answerable": self.n_answerable, "n_unanswerable": self.n_unanswerable}
        rates = {name: round(part / whole, 3) if whole else None for name, (part, whole) in self.figures().items()}
        return {**sizes, "n_uncompared": self.n_uncompared, **rates}

    def counts(self) -> dict[str, int]:
        """Give all counts by their names."""
        return asdict(self)


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
    is_ready = is_auto and fault is None
    tally = Tally(n=1, n_overclaimed=int(is_overclaim(labelled, draft)), n_quoted=int(bool(labelled.quotes)))
    if not labelled.is_answerable:
        return replace(
            tally,
            n_unanswerable=1,
            n_false=int(fault in ("false answer", "overclaim")),
            n_auto=int(is_auto),
            n_auto_compared=int(is_auto),
            n_auto_right=int(is_ready),
        )
    found = [_is_found(labelled, ranked[:limit]) for limit in RECALL_AT] if labelled.quotes and ranked else []
    tally = replace(tally, n_answerable=1, n_searched=int(bool(found)), **_name_recall(found))
    if not draft.is_claimed:
        return tally
    tally = replace(tally, n_claimed=1, n_cited=int(is_cited(labelled, draft)), n_auto=int(is_auto))
    if not is_compared(labelled, draft):
        return tally
    return replace(
        tally,
        n_compared=1,
        n_strict=int(draft.verdict == labelled.gold),
        n_lenient=int(fault in (None, "uncited")),
        n_auto_compared=int(is_auto),
        n_auto_right=int(is_ready),
    )


def _name_recall(found: list[bool]) -> dict[str, int]:
    return {f"n_found_{limit}": int(hit) for limit, hit in zip(RECALL_AT, found, strict=False)}


def is_compared(labelled: LabelledQuestion, draft: DraftAnswer) -> bool:
    """Tell whether a drafted verdict can be right or wrong by this label."""
    return labelled.comparable is None or draft.verdict in labelled.comparable


def is_overclaim(labelled: LabelledQuestion, draft: DraftAnswer) -> bool:
    """Tell whether a yes was drafted that the labels do not allow."""
    is_allowed = labelled.gold in (Verdict.YES, Verdict.TEXT, ANSWERABLE) or Verdict.YES in labelled.accepted
    return draft.verdict is Verdict.YES and not is_allowed


def is_cited(labelled: LabelledQuestion, draft: DraftAnswer) -> bool:
    """Tell whether a citation holds, or lies in, a sentence that carries the answer; true where none is given."""
    quotes = [fold(evidence.citation.quote) for evidence in draft.evidence]
    return not labelled.quotes or any(_overlap(fold(gold), quote) for gold in labelled.quotes for quote in quotes)


def find_fault(labelled: LabelledQuestion, draft: DraftAnswer) -> str | None:
    """Name what is wrong with a draft, the worst first; None when nothing is, or nothing can be said."""
    if is_overclaim(labelled, draft):
        return "overclaim"
    if not draft.is_claimed:
        return "unanswered" if labelled.is_answerable else None
    if not is_compared(labelled, draft):
        return None
    is_right = draft.verdict in labelled.accepted or labelled.gold == ANSWERABLE
    is_told = labelled.gold == Verdict.TEXT and draft.verdict is Verdict.YES and is_cited(labelled, draft)
    if not (is_right or is_told):
        return "wrong" if labelled.is_answerable else "false answer"
    return None if is_cited(labelled, draft) else "uncited"


def _is_found(labelled: LabelledQuestion, ranked: Sequence[RankedPassage]) -> bool:
    texts = [fold(item.passage.text) for item in ranked]
    return any(_overlap(fold(gold), text) for gold in labelled.quotes for text in texts)


def _overlap(gold: str, quote: str) -> bool:
    return bool(gold and quote) and (gold[:_QUOTE_PREFIX] in quote or quote in gold or gold in quote)


def fold(text: str) -> str:
    """Fold white space and case, as the outside scorer does."""
    return " ".join(text.split()).casefold()
