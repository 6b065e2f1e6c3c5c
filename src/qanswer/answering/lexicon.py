"""The words of the field: which concepts a text names, and which concepts stand in for which.

The data lies in `concepts/`, a file for each part of the field; its README explains the fields.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import chain, product
from typing import Any

from qanswer.answering.words import Token, split_words

# "a + b": both parts within this many words. A clause of policy English seldom holds more between subject and verb.
_WINDOW = 9


class ConceptKind(StrEnum):
    """What part a concept plays in a question."""

    THING = "thing"
    TOPIC = "topic"
    OBJECT = "object"
    QUALITY = "quality"
    WORD = "word"
    PLACE = "place"
    GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class Concept:
    """An entry of the lexicon. `broader` holds all concepts that naming this one states too, itself included."""

    id: str
    kind: ConceptKind
    title: str
    broader: frozenset[str]
    unlike: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    opposite: str = ""
    is_hint: bool = False
    is_threat: bool = False
    is_for_person: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept named in a text by the words at these token positions."""

    concept: Concept
    positions: tuple[int, ...]


_Parts = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All concepts, indexed by the stems of their terms."""

    concepts: tuple[Concept, ...]
    by_id: dict[str, Concept] = field(repr=False)
    by_opposite: dict[str, tuple[str, ...]] = field(repr=False)
    phrases: dict[str, tuple[tuple[tuple[str, ...], Concept], ...]] = field(repr=False)
    pairs: dict[str, dict[str, list[tuple[_Parts, Concept]]]] = field(repr=False)
    """By the first stems of a term's first two parts: most terms are ruled out by looking for the second."""

    def get(self, concept_id: str) -> Concept:
        """Give a concept by its id; KeyError if there is none."""
        return self.by_id[concept_id]

    def opposites(self, concept_id: str) -> tuple[str, ...]:
        """Give the concepts that deny this one, and the one that it denies."""
        return self.by_opposite.get(concept_id, ())

    def find(self, tokens: Sequence[Token]) -> tuple[Mention, ...]:
        """Find the concepts that these words name; of one concept every mention, in reading order."""
        stems = tuple(token.stem for token in tokens)
        breaks = frozenset(at for at, token in enumerate(tokens) if token.follows_break)
        found = [*self._find_phrases(stems, breaks), *self._find_pairs(stems)]
        return tuple(sorted(found, key=lambda mention: mention.positions))

    def _find_phrases(self, stems: tuple[str, ...], breaks: frozenset[int]) -> Iterator[Mention]:
        for at, first in enumerate(stems):
            for phrase, concept in self.phrases.get(first, ()):
                is_here = stems[at : at + len(phrase)] == phrase
                if is_here and breaks.isdisjoint(range(at + 1, at + len(phrase))):
                    yield Mention(concept, tuple(range(at, at + len(phrase))))

    def _find_pairs(self, stems: tuple[str, ...]) -> Iterator[Mention]:
        places: dict[str, list[int]] = defaultdict(list)
        for at, word in enumerate(stems):
            places[word].append(at)
        for first in places:
            here = (terms for second, terms in self.pairs.get(first, {}).items() if second in places)
            for parts, concept in chain.from_iterable(here):
                if (positions := _find_near(parts, stems, places)) is not None:
                    yield Mention(concept, positions)


def _find_near(parts: _Parts, stems: tuple[str, ...], places: dict[str, list[int]]) -> tuple[int, ...] | None:
    starts: list[list[int]] = []
    for part in parts:
        at = [i for i in places.get(part[0], ()) if stems[i : i + len(part)] == part]
        if not at:
            return None
        starts.append(at)
    for anchor in starts[0]:
        nearest = [_find_nearest(anchor, options) for options in starts[1:]]
        if all(abs(i - anchor) <= _WINDOW for i in nearest):
            spans = [(anchor, parts[0]), *zip(nearest, parts[1:], strict=True)]
            return tuple(sorted({i + k for i, part in spans for k in range(len(part))}))
    return None


def _find_nearest(anchor: int, places: list[int]) -> int:
    return min(places, key=lambda place: abs(place - anchor))


def _index_opposites(concepts: Iterable[Concept]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for concept in concepts:
        if concept.opposite:
            found[concept.id] = (*found.get(concept.id, ()), concept.opposite)
            found[concept.opposite] = (*found.get(concept.opposite, ()), concept.id)
    return found


@cache
def load_lexicon() -> Lexicon:
    """Load the lexicon that ships with the program; read once."""
    entries = _read_entries()
    parents = {entry["id"]: tuple(entry.get("is_a", ())) for entry in entries}
    phrases: dict[str, list[tuple[tuple[str, ...], Concept]]] = defaultdict(list)
    pairs: dict[str, dict[str, list[tuple[_Parts, Concept]]]] = defaultdict(lambda: defaultdict(list))
    concepts = []
    for entry in entries:
        concept = _make_concept(entry, parents)
        concepts.append(concept)
        for parts in dict.fromkeys(parts for term in entry["terms"] for parts in _split_term(term)):
            if len(parts) == 1:
                phrases[parts[0][0]].append((parts[0], concept))
            else:
                pairs[parts[0][0]][parts[1][0]].append((parts, concept))
    return Lexicon(
        concepts=tuple(concepts),
        by_id={concept.id: concept for concept in concepts},
        by_opposite=_index_opposites(concepts),
        phrases={key: tuple(found) for key, found in phrases.items()},
        pairs={key: dict(found) for key, found in pairs.items()},
    )


def _read_entries() -> list[dict[str, Any]]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    folder = files("qanswer.answering") / "concepts"
    parts = sorted((part for part in folder.iterdir() if part.name.endswith(".yaml")), key=lambda part: part.name)
    text = "\n".join(part.read_text("utf-8") for part in parts)
    entries: list[dict[str, Any]] = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader, in C where there is one
    return entries


def _make_concept(entry: dict[str, Any], parents: dict[str, tuple[str, ...]]) -> Concept:
    return Concept(
        id=entry["id"],
        kind=ConceptKind(entry["kind"]),
        title=str(entry.get("title") or entry["terms"][0]),
        broader=frozenset(_climb(entry["id"], parents)),
        unlike=frozenset(entry.get("unlike", ())),
        needs=tuple(entry.get("needs", ())),
        opposite=entry.get("opposite", ""),
        is_hint=bool(entry.get("hints", False)),
        is_threat=bool(entry.get("threat", False)),
        is_for_person=bool(entry.get("person", False)),
    )


def _climb(concept_id: str, parents: dict[str, tuple[str, ...]]) -> Iterable[str]:
    yield concept_id
    for parent in parents[concept_id]:
        yield from _climb(parent, parents)


def _split_term(term: str) -> Iterator[_Parts]:
    """Split a term into its parts, once for each choice of alternatives: "delete|erase + copy" is two terms."""
    choices = ([_stem_words(choice) for choice in part.split("|")] for part in str(term).split(" + "))
    for chosen in product(*choices):
        yield tuple(part for part in chosen if part)


def _stem_words(words: str) -> tuple[str, ...]:
    return tuple(token.stem for token in split_words(words))
