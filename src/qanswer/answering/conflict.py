"""Sources that disagree: one states what is asked, another denies it or says that it is still to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qanswer.answering.ask import Ask
from qanswer.answering.cover import Finding, is_named
from qanswer.answering.polarity import count_negations
from qanswer.answering.reading import ReadStatement
from qanswer.answering.ruling import OPEN_STATUSES, Ruling
from qanswer.answering.verdict import rule
from qanswer.answering.words import STOPWORDS, split_words
from qanswer.core.answer import Verdict
from qanswer.core.control import ControlStatus
from qanswer.core.passage import PassageKind

_OPPOSITE = {
    Verdict.YES: (Verdict.NO, Verdict.PLANNED),
    Verdict.NO: (Verdict.YES,),
    Verdict.PLANNED: (Verdict.YES,),
}
# A statement with more words of its own than this speaks of something more special than what is asked.
_MOST_OWN_WORDS = 4
# A passage that retrieval puts this far behind names the thing in passing.
_MOST_BEHIND = 0.12


def find_conflict(ask: Ask, ruling: Ruling, best: Finding, others: Sequence[Finding]) -> Finding | None:
    """Find a statement of another passage that says the opposite of a ruling, on all that is asked; None if none does.

    A statement on a part of it ("backups of the reporting service are not encrypted") limits, and is no conflict.
    """
    opposite = _OPPOSITE.get(ruling.verdict, ())
    if not opposite or not ask.things:
        return None
    for other in (other for other in others if other.score >= best.score - _MOST_BEHIND):
        are_rows = {other.passage.kind, best.passage.kind} == {PassageKind.TABLE_ROW}
        for statement in () if are_rows else other.reading.statements:
            found = replace(other, pivot=statement)
            if _is_on_all(ask, statement, best) and _says_plainly(ask, found, opposite):
                return found
    return None


def _says_plainly(ask: Ask, found: Finding, opposite: tuple[Verdict, ...]) -> bool:
    """Tell whether a statement says the opposite in so many words; a value that is not the asked one does not."""
    ruling = rule(ask, found)
    if ruling.verdict not in opposite or ruling.by_value:
        return False
    text, status = found.pivot.words.text, found.pivot.status
    if ruling.verdict is Verdict.YES:
        return status is ControlStatus.IMPLEMENTED and not count_negations(text)
    if ruling.verdict is Verdict.PLANNED:
        return status in OPEN_STATUSES
    concepts = frozenset().union(*(facet.concepts for facet in ask.things))
    return status is ControlStatus.NOT_DONE or found.pivot.words.is_denied_closely(concepts)


def _is_on_all(ask: Ask, statement: ReadStatement, best: Finding) -> bool:
    if not all(is_named(facet, statement.words) for facet in (*ask.things, *ask.deeds)):
        return False
    said = best.pivot.words.stems | best.reading.frame.stems | {token.stem for token in split_words(ask.text)}
    named = {at for mentions in statement.words.places.values() for mention in mentions for at in mention}
    own = (
        token
        for at, token in enumerate(statement.words.tokens)
        if at not in named and token.stem not in said and token.text.casefold() not in STOPWORDS
    )
    return len(list(own)) <= _MOST_OWN_WORDS
