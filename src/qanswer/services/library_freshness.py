"""Whether an approved answer still holds: its sources, its review date, its scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher
from functools import cached_property

from qanswer.core.answer import AnswerStatus, ApprovedAnswer
from qanswer.core.markup import strip_markup
from qanswer.core.passage import Citation, Library, Passage
from qanswer.core.scope import Occasion, find_scope_mismatch

_ALIKE = 0.5
"""Least likeness of two sentences for one to be shown as what became of the other."""
EXPIRED = "past its review date"
"""How the caveat begins that says nothing against an answer's truth."""
_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class StaleCitation:
    """A cited sentence that the policies no longer hold; `now` is what stands in its place, "" if nothing does."""

    citation: Citation
    now: str = ""

    @property
    def message(self) -> str:
        """Say it on one line, with the difference."""
        was = f'"{strip_markup(self.citation.quote)}"'
        place = self.citation.source_id
        return f'{place} no longer says {was}; it says "{self.now}"' if self.now else f"{place} no longer says {was}"


@dataclass(frozen=True)
class Freshness:
    """The policies as they are today, asked about answers that were approved before."""

    library: Library
    today: date
    occasion: Occasion | None = None
    """None: scope is not looked at."""
    _known: dict[Citation, StaleCitation | None] = field(default_factory=dict, compare=False)

    def judge(self, answer: ApprovedAnswer) -> ApprovedAnswer:
        """Give the answer with its caveats: why it must not be reused as it is."""
        return replace(answer, caveats=tuple(self._find_caveats(answer)))

    def find_stale(self, citations: Iterable[Citation]) -> tuple[StaleCitation, ...]:
        """Find the citations whose sentence the policies no longer hold."""
        return tuple(stale for stale in map(self._look_up, citations) if stale)

    def is_expired(self, answer: ApprovedAnswer) -> bool:
        """Tell whether its review date has passed."""
        return answer.review_by is not None and answer.review_by < self.today

    def _find_caveats(self, answer: ApprovedAnswer) -> Iterable[str]:
        if answer.status is not AnswerStatus.APPROVED:
            yield f"the library entry is {answer.status}"
        for stale in self.find_stale(answer.citations):
            yield f"stale: {stale.message}"
        if self.is_expired(answer):
            yield f"{EXPIRED}, {answer.review_by}"
        if self.occasion and (mismatch := find_scope_mismatch(answer.scope, self.occasion)):
            yield f"out of scope: {mismatch}"

    def _look_up(self, citation: Citation) -> StaleCitation | None:
        if citation not in self._known:
            self._known[citation] = self._compare(citation)
        return self._known[citation]

    def _compare(self, citation: Citation) -> StaleCitation | None:
        """A sentence that moved to another heading or file still stands; an import that cites no passage has none."""
        passage = self._passages.get(citation.passage_id)
        if passage is not None and citation.quote in passage.text:
            return None
        if not citation.quote or citation.quote in self._text:
            return None
        return StaleCitation(citation, self._find_successor(citation))

    def _find_successor(self, citation: Citation) -> str:
        near = [passage for passage in self.library.passages if passage.source.id == citation.source_id]
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(citation.quote)
        best, found = _ALIKE, ""
        for passage in near:
            for text in _cut(passage):
                matcher.set_seq1(text)
                if matcher.quick_ratio() > best and (ratio := matcher.ratio()) > best:
                    best, found = ratio, text
        return strip_markup(found)

    @cached_property
    def _passages(self) -> dict[str, Passage]:
        return {passage.id: passage for passage in self.library.passages}

    @cached_property
    def _text(self) -> str:
        return _SEPARATOR.join(passage.text for passage in self.library.passages)


def _cut(passage: Passage) -> tuple[str, ...]:
    return tuple(line for line in passage.text.splitlines() if line.strip())
