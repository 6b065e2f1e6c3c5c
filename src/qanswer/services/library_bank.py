"""The approved answers of the store, searchable by question: what the drafter asks before it asks the policies."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from qanswer.core.answer import ApprovedAnswer, Match
from qanswer.core.passage import Library, Passage, PassageKind, RankedPassage, Source
from qanswer.core.sameness import fold_question
from qanswer.retrieval.index import PassageIndex, build_index, load_index
from qanswer.services.library_freshness import Freshness

if TYPE_CHECKING:
    from qanswer.core.protocols import Encoder

_CANDIDATES = 12
"""Wordings looked at for each question; the judge takes the first that nothing blocks."""


@dataclass(frozen=True)
class LibraryBank:
    """Approved answers, found by the fused score over their questions and alternate wordings.

    A stale, expired or out-of-scope answer is not among those for reuse; it is given apart, with what is the matter.
    """

    answers: tuple[ApprovedAnswer, ...]
    encoder: Encoder
    folder: Path
    freshness: Freshness

    def match(self, questions: Sequence[str]) -> list[tuple[Match, ...]]:
        """Give, for each question, sound answers by falling score; the same words in the same order score 1."""
        return [tuple(match for match in found if not match.answer.caveats) for found in self._find(tuple(questions))]

    def match_doubtful(self, questions: Sequence[str]) -> list[tuple[Match, ...]]:
        """Give, for each question, the answers that must not be reused as they are, each with its caveats."""
        return [tuple(match for match in found if match.answer.caveats) for found in self._find(tuple(questions))]

    def _find(self, questions: tuple[str, ...]) -> list[tuple[Match, ...]]:
        if not self.answers or not questions:
            return [() for _ in questions]
        if questions not in self._last:
            found = self._index.search(questions, _CANDIDATES)
            self._last.clear()
            self._last[questions] = [self._collect(*pair) for pair in zip(questions, found, strict=True)]
        return self._last[questions]

    @cached_property
    def _last(self) -> dict[tuple[str, ...], list[tuple[Match, ...]]]:
        return {}

    def _collect(self, question: str, ranked: tuple[RankedPassage, ...]) -> tuple[Match, ...]:
        best: dict[str, float] = {answer.id: 1.0 for answer in self._by_key.get(fold_question(question), ())}
        for entry in ranked:
            best.setdefault(entry.passage.source.id, entry.score)
        matches = (Match(self._judge(answer_id), score) for answer_id, score in best.items())
        return tuple(sorted(matches, key=lambda match: -match.score))

    def _judge(self, answer_id: str) -> ApprovedAnswer:
        if answer_id not in self._judged:
            self._judged[answer_id] = self.freshness.judge(self._by_id[answer_id])
        return self._judged[answer_id]

    @cached_property
    def _judged(self) -> dict[str, ApprovedAnswer]:
        return {}

    @cached_property
    def _by_id(self) -> dict[str, ApprovedAnswer]:
        return {answer.id: answer for answer in self.answers}

    @cached_property
    def _by_key(self) -> dict[str, list[ApprovedAnswer]]:
        found: dict[str, list[ApprovedAnswer]] = {}
        for answer in self.answers:
            for wording in (answer.question_text, *answer.alternates):
                found.setdefault(fold_question(wording), []).append(answer)
        return found

    @cached_property
    def _index(self) -> PassageIndex:
        return open_wordings(self.answers, self.encoder, self.folder)


def open_wordings(
    answers: Sequence[ApprovedAnswer],
    encoder: Encoder,
    folder: Path,
    progress: Callable[[int, int], None] | None = None,
) -> PassageIndex:
    """Open the index of the answers' wordings, refreshed first if any changed; a known one is not embedded again."""
    library = _make_library(answers)
    saved = load_index(folder, encoder)
    if saved is not None and saved.sha256 == library.sha256:
        return saved
    return build_index(library, encoder, folder, progress=progress)


def _make_library(answers: Sequence[ApprovedAnswer]) -> Library:
    """Make each answer a source and each wording a passage of it."""
    sources, passages = [], []
    for answer in answers:
        wordings = tuple(dict.fromkeys((answer.question_text, *answer.alternates)))
        sha256 = hashlib.sha256("\x1f".join(wordings).encode()).hexdigest()
        source = Source(answer.id, answer.id, answer.id, "library", sha256)
        sources.append(source)
        passages += [
            Passage(f"{answer.id}.{n}", source, (), text, str(n), PassageKind.PARAGRAPH)
            for n, text in enumerate(wordings)
        ]
    return Library(tuple(sources), tuple(passages))
