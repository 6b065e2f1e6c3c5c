"""A passage, read for judging: its statements with what they name, deny, and how far it is in place."""

from __future__ import annotations

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

    @cached_property
    def denied(self) -> frozenset[int]:
        """Positions of the words that are denied here."""
        return find_denied(self.text)


@dataclass(frozen=True)
class ReadStatement:
    """One statement of a passage: its words, status, and its quote to the letter."""

    words: Words
    quote: str
    status: ControlStatus


@dataclass(frozen=True)
class Reading:
    """A passage with its statements; `frame` is what stands around them: headings, the question, column headers."""

    passage: Passage
    statements: tuple[ReadStatement, ...]
    body: Words
    frame: Words


@lru_cache(maxsize=8192)
def read_passage(passage: Passage) -> Reading:
    """Read a passage once; later calls are free."""
    statements = tuple(
        ReadStatement(Words(strip_markup(statement.quote)), statement.quote, statement.status)
        for statement in read_statements(passage)
    )
    body = Words(strip_markup(passage.text))
    if not statements:
        statements = (ReadStatement(body, passage.text, passage.status),)
    headers = " . ".join(header for header, _ in passage.fields)
    frame = Words(
        " . ".join(part for part in (" . ".join(passage.heading_path[-2:]), passage.question, headers) if part)
    )
    return Reading(passage, statements, body, frame)


def get_lexicon() -> Lexicon:
    """Give the lexicon all readings use."""
    return load_lexicon()
