"""Facets of a question: the concepts and distinctive words that evidence has to cover, each with its weight."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from qanswer.answering.lexicon import Concept, ConceptKind, Lexicon, Mention
from qanswer.answering.values import find_values
from qanswer.answering.words import STOPWORDS, Token, split_words

# What a facet weighs in the cover of a question. Named things carry the question; objects say the scope; everyday
# words help to tell passages apart. Origin: bench/answers.py, flat between half and double of each.
_WEIGHTS = {
    ConceptKind.THING: 2.0,
    ConceptKind.TOPIC: 1.2,
    ConceptKind.OBJECT: 0.6,
    ConceptKind.QUALITY: 0.5,
    ConceptKind.WORD: 0.5,
    ConceptKind.PLACE: 1.0,
}
# "Do you offer, use, provide, list": what the question does, not what it is about.
_FAINT = {
    "w_supply": 0.1,
    "w_use": 0.1,
    "w_list": 0.2,
    "w_manage": 0.3,
    "w_customer": 0.2,
    "w_check": 0.3,
    "w_start": 0.3,
}
# Words of form: what they name is named by the words beside them.
_FORM_WORDS = frozenset(
    [
        "plan",
        "policy",
        "program",
        "programme",
        "process",
        "procedure",
        "system",
        "management",
        "conduct",
        "perform",
        "carried",
        "provided",
        "list",
        "copy",
        "full",
        "formal",
    ]
)
_WEIGHT_OF_WORD = 0.8
_WEIGHT_OF_NAME = 1.6

_JOINED_BY_OR = re.compile(
    r"^\s*(?:,?\s*(?:and/or|or)\b|/)(?:\s+(?:any|other|an?|the|equivalent|similar|comparable))*\s*$", re.IGNORECASE
)
_PARENTHESIS = re.compile(r"\([^()]*\)")
_JOINED_BY_COMMA = re.compile(r"^\s*,\s*$")
_EXAMPLES = re.compile(
    r"\([^()]*\betc\.?\)|\((?:e\.?g\.?|such as|i\.?e\.?|for example|including|like|"
    r"for instance)[^()]*\)|\(?\b(?:e\.g\.|for example|for instance|such as)[^()?;]*\)?",
    re.IGNORECASE,
)
_ORDER = (
    ConceptKind.THING,
    ConceptKind.PLACE,
    ConceptKind.TOPIC,
    ConceptKind.OBJECT,
    ConceptKind.QUALITY,
    ConceptKind.WORD,
)


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing that evidence should speak of; any of `concepts`, or the word with `stem`, will do."""

    words: str
    kind: ConceptKind
    concepts: frozenset[str]
    stem: str
    weight: float
    start: int
    end: int
    is_name: bool = False
    parts: tuple[tuple[frozenset[str], str], ...] = ()
    """The words it is made of, each as the concepts it names alone and its stem: all together may stand for it."""

    @property
    def is_thing(self) -> bool:
        """Whether evidence has to name it."""
        return self.kind is ConceptKind.THING or self.is_name


def strip_examples(question: str) -> str:
    """Blank out examples ("e.g. …", "such as …"): they illustrate what is asked and ask nothing themselves."""
    return _EXAMPLES.sub(lambda m: " " * len(m.group()), question)


def find_facets(question: str, lexicon: Lexicon) -> tuple[Facet, ...]:
    """Find what a question is about, in its own order; alternatives joined by "or" become one facet."""
    tokens = split_words(strip_examples(question))
    found = lexicon.find(tokens)
    mentions, taken = _choose(found)
    alone = _name_alone(found)
    facets = [_make_facet(question, tokens, group, alone) for group in mentions]
    generic = {
        position for mention in found if mention.concept.kind is ConceptKind.GENERIC for position in mention.positions
    }
    measured = {at for at, token in enumerate(tokens) if _is_in_value(question, token)}
    facets += _left_over(tokens, taken | generic | measured)
    joined = _join_alternatives(question, sorted(facets, key=lambda facet: facet.start))
    return tuple(_soften_parentheses(question, joined))


def _soften_parentheses(question: str, facets: Iterator[Facet]) -> Iterator[Facet]:
    """What stands in parentheses explains; it is looked for, but evidence need not name it."""
    asides = [m.span() for m in _PARENTHESIS.finditer(question)]
    for facet in facets:
        if any(start <= facet.start < end for start, end in asides):
            yield replace(facet, kind=ConceptKind.WORD, weight=facet.weight / 3, is_name=False)
        else:
            yield facet


def _is_in_value(question: str, token: Token) -> bool:
    """Tell whether a word belongs to a value ("twice a year"), which is compared and not looked for."""
    return any(value.start <= token.start < value.start + len(value.text) for value in find_values(question))


def _choose(mentions: Sequence[Mention]) -> tuple[list[list[Mention]], set[int]]:
    """Keep the weightiest, longest mentions; one that lies within those kept says nothing more.

    Gives mentions of the same words together, and the positions of all words that are spoken for.
    """
    kept: list[list[Mention]] = []
    taken: set[int] = set()
    ranked = sorted(
        (m for m in mentions if m.concept.kind is not ConceptKind.GENERIC),
        key=lambda m: (_ORDER.index(m.concept.kind), -len(m.positions), m.positions),
    )
    for mention in ranked:
        same = next((g for g in kept if g[0].positions == mention.positions), None)
        if same is not None:
            if mention.concept.kind is same[0].concept.kind:
                same.append(mention)
        elif any(_repeats(group[0].concept, mention) for group in kept):
            taken |= set(mention.positions)
        elif len(set(mention.positions) & taken) * 2 < len(mention.positions) or not taken & set(mention.positions):
            kept.append([mention])
            taken |= set(mention.positions)
    return kept, taken


def _repeats(concept: Concept, mention: Mention) -> bool:
    opposites = {concept.opposite, mention.concept.opposite}
    return mention.concept.id in concept.broader or mention.concept.id in opposites or concept.id in opposites


def _name_alone(mentions: Sequence[Mention]) -> dict[int, frozenset[str]]:
    """Give, for each word, the concepts that it names by itself."""
    found: dict[int, frozenset[str]] = {}
    for mention in mentions:
        if len(mention.positions) == 1 and mention.concept.kind is not ConceptKind.GENERIC:
            at = mention.positions[0]
            found[at] = found.get(at, frozenset()) | {mention.concept.id}
    return found


def _make_facet(
    question: str, tokens: Sequence[Token], group: list[Mention], alone: dict[int, frozenset[str]]
) -> Facet:
    positions = group[0].positions
    first, last = next(_runs(tokens, positions))
    kind = group[0].concept.kind
    concepts = frozenset(mention.concept.id for mention in group)
    words = " … ".join(question[first.start : last.end] for first, last in _runs(tokens, positions))
    weight = min(_FAINT.get(concept, _WEIGHTS[kind]) for concept in concepts)
    telling = [i for i in positions if tokens[i].text.casefold() not in STOPWORDS | _FORM_WORDS]
    is_name = any(tokens[i].is_acronym or tokens[i].text[:1].isdigit() for i in positions)
    parts = (
        tuple((alone.get(i, frozenset()), tokens[i].stem) for i in telling) if len(telling) > 1 and not is_name else ()
    )
    return Facet(words, kind, concepts, "", weight, first.start, last.end, parts=parts)


def _is_in_title(tokens: Sequence[Token], position: int) -> bool:
    """Tell whether a word is one of several with capitals in mid-sentence ("Common Criteria")."""
    if position < 2 or not tokens[position].text[:1].isupper():
        return False
    beside = [tokens[at] for at in (position - 1, position + 1) if 1 < at < len(tokens)]
    return any(token.text[:1].isupper() for token in beside)


def _runs(tokens: Sequence[Token], positions: tuple[int, ...]) -> Iterator[tuple[Token, Token]]:
    """Give first and last word of each unbroken run of positions."""
    for _, run in groupby(enumerate(positions), key=lambda pair: pair[1] - pair[0]):
        places = [position for _, position in run]
        yield tokens[places[0]], tokens[places[-1]]


def _left_over(tokens: Sequence[Token], taken: set[int]) -> Iterator[Facet]:
    seen: set[str] = set()
    for position, token in enumerate(tokens):
        word = token.text.casefold()
        if position in taken or word in STOPWORDS or token.stem in seen or len(word) < 2 or word[0].isdigit():
            continue
        seen.add(token.stem)
        is_name = (token.is_acronym or any(c.isupper() for c in token.text[1:])) and position > 0
        is_name = is_name or _is_in_title(tokens, position)
        weight = _WEIGHT_OF_NAME if is_name else _WEIGHT_OF_WORD
        yield Facet(token.text, ConceptKind.WORD, frozenset(), token.stem, weight, token.start, token.end, is_name)


def _join_alternatives(question: str, facets: list[Facet]) -> Iterator[Facet]:
    """Join things that the question offers as alternatives; a comma joins only inside a run that "or" closes."""
    run: list[Facet] = []
    for facet in facets:
        if run and not _is_joined(question, run[-1], facet):
            yield from _close(question, run)
            run = []
        run.append(facet)
    yield from _close(question, run)


def _is_joined(question: str, left: Facet, right: Facet) -> bool:
    between = question[left.end : right.start]
    is_like = left.is_thing == right.is_thing or {left.kind, right.kind} <= {ConceptKind.THING, ConceptKind.TOPIC}
    return is_like and bool(_JOINED_BY_OR.match(between) or _JOINED_BY_COMMA.match(between))


def _close(question: str, run: list[Facet]) -> Iterator[Facet]:
    has_or = any(_JOINED_BY_OR.match(question[a.end : b.start]) for a, b in pairwise(run))
    if len(run) < 2 or not has_or:
        yield from run
        return
    first, last = run[0], run[-1]
    concepts = frozenset().union(*(facet.concepts for facet in run))
    kind = min((facet.kind for facet in run), key=_ORDER.index)
    stem = next((facet.stem for facet in run if facet.stem), "")
    weight = max(facet.weight for facet in run)
    yield Facet(question[first.start : last.end], kind, concepts, stem, weight, first.start, last.end, first.is_name)
