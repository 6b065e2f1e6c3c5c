"""How well a passage covers what is asked: facet by facet, statement by statement."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from qanswer.answering.ask import Ask
from qanswer.answering.facets import Facet
from qanswer.answering.lexicon import load_lexicon
from qanswer.answering.reading import Reading, ReadStatement, Words, read_passage
from qanswer.core.passage import Passage, RankedPassage

# How much a facet counts by where it is found. Headings give the subject of terse bullets; other sentences of the
# same passage its context. A broader concept is not what was asked for, but closer than nothing.
_IN_STATEMENT = 1.0
_IN_PASSAGE = 0.8
_IN_FRAME = 0.8
_BROADER = 0.3


@dataclass(frozen=True, slots=True)
class Finding:
    """A passage weighed against a question.

    `cover` is the weighted share of the facets found (0 to 1), `score` the retriever's; `missing` are facets found
    nowhere in the passage or its headings; `lookalikes` are missing things whose well-known neighbour is there instead.
    """

    reading: Reading
    pivot: ReadStatement
    score: float
    rank: int
    cover: float
    missing: tuple[Facet, ...]
    lookalikes: tuple[Facet, ...]
    missing_qualities: tuple[Facet, ...]

    @property
    def passage(self) -> Passage:
        """The passage itself."""
        return self.reading.passage

    @property
    def missing_things(self) -> tuple[Facet, ...]:
        """Named things that the passage does not name."""
        return tuple(facet for facet in self.missing if facet.is_thing)


def weigh(ask: Ask, ranked: RankedPassage) -> Finding:
    """Weigh one passage against a question; its pivot is the statement that covers most."""
    reading = read_passage(ranked.passage)
    pivot = max(reading.statements, key=lambda statement: _cover(ask.facets, reading, statement))
    missing = tuple(facet for facet in ask.facets if _level(facet, reading, pivot) < 0.5)
    whole = reading.body.concepts | reading.frame.concepts
    return Finding(
        reading=reading,
        pivot=pivot,
        score=ranked.score,
        rank=ranked.rank,
        cover=_cover(ask.facets, reading, pivot),
        missing=missing,
        lookalikes=tuple(facet for facet in missing if _neighbours(facet.concepts) & whole),
        missing_qualities=tuple(facet for facet in ask.qualities if _level(facet, reading, pivot) < 0.5),
    )


def _cover(facets: tuple[Facet, ...], reading: Reading, statement: ReadStatement) -> float:
    total = sum(facet.weight for facet in facets)
    if not total:
        return 0.0
    return sum(facet.weight * _level(facet, reading, statement) for facet in facets) / total


def _level(facet: Facet, reading: Reading, statement: ReadStatement) -> float:
    if is_named(facet, statement.words):
        return _IN_STATEMENT
    if is_named(facet, reading.body):
        return _IN_PASSAGE
    if is_named(facet, reading.frame):
        return _IN_FRAME
    if _broader(facet.concepts) & (reading.body.concepts | reading.frame.concepts):
        return _BROADER
    return 0.0


def is_named(facet: Facet, words: Words) -> bool:
    """Tell whether a text names a facet: one of its concepts, a narrower one, or its very word."""
    if facet.stem and facet.stem in words.stems:
        return True
    return not facet.concepts.isdisjoint(words.concepts)


@lru_cache(maxsize=4096)
def _broader(concepts: frozenset[str]) -> frozenset[str]:
    lexicon = load_lexicon()
    return frozenset().union(*(lexicon.get(concept).broader - {concept} for concept in concepts))


@lru_cache(maxsize=4096)
def _neighbours(concepts: frozenset[str]) -> frozenset[str]:
    lexicon = load_lexicon()
    return frozenset().union(*(lexicon.get(concept).unlike for concept in concepts))
