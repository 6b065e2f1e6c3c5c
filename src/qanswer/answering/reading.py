"""A passage, read for judging: its statements with what they name, deny, and how far it is in place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from qanswer.answering.lexicon import ConceptKind, Lexicon, load_lexicon
from qanswer.answering.polarity import find_denied
from qanswer.answering.words import Token, split_words
from qanswer.core.control import ControlStatus
from qanswer.core.markup import strip_markup
from qanswer.core.passage import Passage
from qanswer.core.statement import read_statements


@dataclass(frozen=True)
class Words:
    """A text with its tokens, stems, and the concepts that it names; broader ones included."""

    text: str

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words in order."""
        return split_words(self.text)

    @cached_property
    def stems(self) -> frozenset[str]:
        """All stems."""
        return frozenset(token.stem for token in self.tokens)

    @cached_property
    def places(self) -> dict[str, frozenset[int]]:
        """Where each concept is named, directly or by a narrower one: positions of its words."""
        found: dict[str, set[int]] = {}
        for mention in load_lexicon().find(self.tokens):
            if mention.concept.kind is not ConceptKind.GENERIC:
                for concept_id in mention.concept.broader:
                    found.setdefault(concept_id, set()).update(mention.positions)
        return {concept_id: frozenset(positions) for concept_id, positions in found.items()}

    @cached_property
    def concepts(self) -> frozenset[str]:
        """The concepts named here."""
        return frozenset(self.places)

    def stance_on(self, concepts: frozenset[str], stem: str = "") -> int:
        """Tell whether any of the concepts (or the word with that stem) is affirmed (1), denied (-1) or not named (0)."""
        lexicon = load_lexicon()
        found = 0
        for concept_id in concepts:
            concept = lexicon.get(concept_id)
            denied = find_denied(self.text, is_threat=concept.is_threat)
            found = found or self._stance_at(self.places.get(concept_id, frozenset()), denied)
            if not found:
                found = -self._stance_at(self._places_of_opposites(concept_id), denied)
            if not found and any(self._stance_at(self.places.get(b, frozenset()), denied) < 0 for b in concept.broader):
                found = -1
        if not found and stem:
            positions = frozenset(i for i, token in enumerate(self.tokens) if token.stem == stem)
            found = self._stance_at(positions, find_denied(self.text))
        return found

    @staticmethod
    def _stance_at(positions: frozenset[int], denied: frozenset[int]) -> int:
        if not positions:
            return 0
        return -1 if positions & denied else 1

    def _places_of_opposites(self, concept_id: str) -> frozenset[int]:
        return frozenset().union(*(self.places.get(other, frozenset()) for other in load_lexicon().opposites(concept_id)))


@dataclass(frozen=True)
class ReadStatement:
    """One statement of a passage: its words, status, and its quote to the letter."""

    words: Words
    quote: str
    status: ControlStatus


@dataclass(frozen=True)
class Reading:
    """A passage with its statements.

    `frame` is what stands around them (headings, question, column headers, a bare label in front); `title` is its
    source's title.
    """

    passage: Passage
    statements: tuple[ReadStatement, ...]
    body: Words
    frame: Words
    title: Words
    whole: Words
    """Frame and body read on, so that a heading's word and a bullet's word can name a concept together."""
    is_none: bool
    """Whether it opens with a bare "None" or "No", which denies what its heading names."""
    is_pointer: bool
    """Whether it only says where something is written, or speaks of the document itself."""


@lru_cache(maxsize=8192)
def read_passage(passage: Passage) -> Reading:
    """Read a passage once; later calls are free."""
    read = [
        ReadStatement(Words(strip_markup(statement.quote)), statement.quote, statement.status)
        for statement in read_statements(passage)
    ]
    labels = [statement for statement in read if len(statement.words.tokens) < _LABEL_WORDS]
    statements = tuple(statement for statement in read if statement not in labels) or tuple(read)
    body = Words(strip_markup(passage.text))
    if not statements:
        statements = (ReadStatement(body, passage.text, passage.status),)
    around = (*passage.heading_path[-2:], passage.question, *(header for header, _ in passage.fields))
    frame = Words(" . ".join(strip_markup(part) for part in around if part))
    return Reading(
        passage,
        statements,
        body,
        frame,
        title=Words(f"{passage.source.title} . {' . '.join(passage.heading_path)}"),
        whole=Words(f"{frame.text} : {body.text}"),
        is_none=bool(_NONE.match(body.text)),
        is_pointer=bool(_POINTER.search(body.text)) and len(statements) < 3,
    )


_NONE = re.compile(r"^\W*(?:none|nothing|no|not applicable|n/a)\b\s*(?:yet|today|currently|at present)?\s*(?:[.,;:*]|$)", re.IGNORECASE)
_POINTER = re.compile(
    r"^(?:please )?see\b|\bsee (?:our|the|also|docs?|section|https?)\b|\bsee \w+[-./]\S+|\brefer to\b|^for (?:the )?(?:full|more|further|exact|detail)\w*\b|"
    r"^this (?:page|document|overview|section|policy|questionnaire|file)\b|\b(?:is|are) (?:documented|described|published|listed|detailed|covered|recorded) (?:in|at) [`/\[\w]+\b|"
    r"^(?:full|exact) [\w ,-]{3,50}:|\btrust center\b.*\bquestionnaire\b",
    re.IGNORECASE,
)

# A "statement" shorter than this is a label ("Penetration testing."), or a bare reply.
_LABEL_WORDS = 3
