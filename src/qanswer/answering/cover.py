"""How well passages cover what is asked: facet by facet, statement by statement."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from qanswer.answering.ask import Ask
from qanswer.answering.facets import Facet
from qanswer.answering.form import AskForm
from qanswer.answering.lexicon import ConceptKind, load_lexicon
from qanswer.answering.parties import (
    are_of_others,
    find_new_names,
    is_for_customers_system,
    is_of_provider,
    read_audience,
    speaks_to_customers,
)
from qanswer.answering.reading import Reading, ReadStatement, Words, read_passage
from qanswer.answering.values import ValueKind, find_values, holds_count, holds_kind
from qanswer.answering.words import split_words, stem
from qanswer.core.passage import Passage, PassageKind, RankedPassage

# How much a facet counts by where it is found. Headings give the subject of terse bullets; other sentences of the
# same passage its context. A broader concept is not what was asked for, but closer than nothing.
_IN_STATEMENT = 1.0
_IN_PASSAGE = 0.8
_IN_FRAME = 0.8
_BROADER = 0.3
_BY_PARTS = 0.85
_BY_PARTS_AROUND = 0.65
_FOUND = 0.5
_BY_MEANING = 0.6
_WEIGHTY = 0.7
# "Can it be provided?" asks of no provider: words of form tell no party.
_TELLING = 0.3
# From this cosine of question and statement on, a statement says what is asked in other words.
NEAR = 0.70
NEAR_THING = 0.76
# What nearness counts for in choosing the statement to judge by.
_NEAR_SHARE = 0.3


# A date is the date of something: that a certificate runs since 2023 does not say when it expires.
_EVENT = re.compile(r"\b(?:expir\w+|valid|renewal|renewed|founded|issued)\b", re.IGNORECASE)
_END = re.compile(r"expir|valid|renew", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|through|ends?|expir\w+|valid|renew\w*)\b", re.IGNORECASE)
_HOW_MANY = re.compile(r"\bhow many\b", re.IGNORECASE)
_LABEL_WORDS = 3
_SENTENCE = re.compile(r"\b(?:is|are|was|were)\b.*\.$")
_ACTORS = frozenset({"contractors", "mobile_devices"})
_OFFER = re.compile(
    r"\b(?:available|on request|upon request|request|provide|share|download|obtain|copy|copies|under NDA)\b",
    re.IGNORECASE,
)


_DOCUMENTS = r"reports?|cop(?:y|ies)|documents?|documentation|results|findings|certificates?|polic(?:y|ies)|plans?"
_GIVEN = (
    r"handed|shared|given|provided|distributed|disclosed|sent|released|passed on|made available|published|available"
)
_GIVE = (
    r"hand(?: out| over)?|share|give(?: out| away)?|provide|distribute|disclose|send(?: out)?|release|pass on|publish"
)
# "The report itself is not handed out", "we do not give out the full report".
_WITHHELD = re.compile(
    rf"\b(?P<what>{_DOCUMENTS}|it|they) (?:itself |themselves )?"
    rf"(?:(?:is|are|will|can|may|shall|must)(?: not|n['\u2019]t)|cannot|never)(?: be)? (?:{_GIVEN})\b"
    rf"|\b(?:(?:do|does|will|can)(?: not|n['\u2019]t)|never|cannot) (?:{_GIVE})\b"
    rf"[^.;]{{0,40}}?\b(?P<object>{_DOCUMENTS})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A passage weighed against a question.

    `levels` says how well each facet of the question is found (0 to 1, in the question's order), `cover` their
    weighted mean, `score` what the retriever gave.
    """

    ask: Ask
    reading: Reading
    pivot: ReadStatement
    score: float
    levels: tuple[float, ...]
    cover: float
    near: float = 0.0
    """How near in meaning (0 to 1) the pivot lies to the question."""

    @property
    def is_near(self) -> bool:
        """Whether the pivot says what is asked in other words, so near that single words need not recur."""
        return self.near >= NEAR

    @property
    def is_meant(self) -> bool:
        """Whether a weighty word of the question is only meant, and not said, by a statement that is near enough."""
        pairs = zip(self.ask.facets, self.levels, strict=True)
        is_meant = any(facet.weight >= _WEIGHTY and level == _BY_MEANING for facet, level in pairs)
        return is_meant and self.near < NEAR_THING

    @property
    def passage(self) -> Passage:
        """The passage itself."""
        return self.reading.passage

    @property
    def support(self) -> float:
        """Cover and retrieval score in equal parts (0 to 1), less for a passage that only points elsewhere.

        Origin: over three sets, each left out once, AUROC .91; either part alone .84 to .87; more features no better.
        """
        return 0.5 * self.cover + 0.5 * self.score - (0.08 if self.reading.is_pointer else 0.0)

    @property
    def lacking(self) -> tuple[ValueKind, ...]:
        """Kinds of value that are asked for and not in the passage."""
        wanted = self.ask.asked_kinds | {limit.kind for limit in self.ask.limits}
        return tuple(kind for kind in wanted if not self.holds(kind))

    def holds(self, kind: ValueKind) -> bool:
        """Tell whether the passage holds such a value: a name that is not in the question, a date of what is asked."""
        body = self.reading.body
        if kind is ValueKind.NAME:
            return bool(find_new_names(body, self.ask))
        if kind is ValueKind.NUMBER and _HOW_MANY.search(self.ask.text):
            return holds_count(body.text)
        if kind is ValueKind.DATE and (event := _EVENT.search(self.ask.text)):
            is_end = bool(_END.match(event.group())) and bool(_UNTIL.search(body.text))
            return holds_kind(body.text, kind) and (is_end or stem(event.group()) in body.stems)
        return holds_kind(body.text, kind)

    @property
    def missing(self) -> tuple[Facet, ...]:
        """Facets found nowhere in the passage or its headings."""
        return tuple(f for f, level in zip(self.ask.facets, self.levels, strict=True) if level < _FOUND)

    @property
    def missing_things(self) -> tuple[Facet, ...]:
        """Named things that the passage does not name."""
        return tuple(facet for facet in self.missing if facet.is_thing)

    @property
    def is_of_others(self) -> bool:
        """Whether the passage speaks of third parties although the question does not."""
        asked = frozenset().union(*(facet.concepts for facet in self.ask.facets if facet.weight >= _TELLING))
        is_theirs = self.reading.is_of_others or is_of_provider(self.pivot.words.text)
        return is_theirs and not are_of_others(asked)

    @property
    def is_telling(self) -> bool:
        """Whether the passage states something about whom the question asks of."""
        if self.is_of_others or self.is_label or self.reading.is_no_fact or self.is_of_other_users:
            return False
        return not self.ask.is_about_others or are_of_others(self.reading.whole.concepts)

    @property
    def is_of_other_users(self) -> bool:
        """Whether the question is about the customer's users and the passage about the vendor's, or the reverse."""
        words = self.reading
        if is_for_customers_system(self.ask.text) and not speaks_to_customers(words.whole.text):
            return True
        asked = read_audience(self.ask.text)
        stated = (
            read_audience(self.pivot.words.text) or read_audience(words.body.text) or read_audience(words.frame.text)
        )
        return bool(asked and stated) and asked.isdisjoint(stated)

    @property
    def withholds_document(self) -> bool:
        """Whether the passage says that the document asked for is not given away; another one may be."""
        asked = {token.stem for token in split_words(self.ask.text)} | {"it", "they"}
        return any(
            stem(found["what"] or found["object"]) in asked for found in _WITHHELD.finditer(self.reading.body.text)
        )

    @property
    def offers_document(self) -> bool:
        """Whether the passage says that something can be had, or gives its address."""
        return bool(_OFFER.search(self.reading.whole.text)) or holds_kind(self.reading.body.text, ValueKind.LINK)

    @property
    def is_label(self) -> bool:
        """Whether the passage is a bare label, which names a thing and says nothing of it."""
        body = self.reading.body
        is_short = len(body.tokens) <= _LABEL_WORDS and self.passage.kind is not PassageKind.TABLE_ROW
        return is_short and not find_values(body.text) and not _SENTENCE.search(body.text)

    @property
    def lookalikes(self) -> tuple[Facet, ...]:
        """Missing things whose well-known neighbour is there instead."""
        whole = self.reading.body.concepts | self.reading.frame.concepts
        return tuple(facet for facet in self.missing if _neighbours(facet.concepts) & whole)

    @property
    def is_on_subject(self) -> bool:
        """Whether the passage's own text names a subject of the question, not only its heading."""
        subjects = [facet for facet in self.ask.facets if facet.is_thing or facet.kind is ConceptKind.TOPIC]
        reading = self.reading
        is_reply = self.passage.kind is PassageKind.QA  # a published answer is read on from its question
        return (
            not subjects
            or self.is_near
            or (is_reply and any(is_named(facet, reading.frame) for facet in subjects))
            or any(
                is_named(facet, reading.body) or (is_named(facet, reading.whole) and not is_named(facet, reading.frame))
                for facet in subjects
            )
        )

    @property
    def missing_subjects(self) -> tuple[Facet, ...]:
        """What a yes cannot do without: things, topics, and who or what is told apart from a look-alike."""
        lexicon = load_lexicon()
        return tuple(
            facet
            for facet in self.missing
            if facet.is_thing
            or facet.kind is ConceptKind.TOPIC
            or any(concept in _ACTORS or lexicon.get(concept).unlike for concept in facet.concepts)
        )

    @property
    def is_direct(self) -> bool:
        """Whether every named thing stands in the passage's own text, not only in a heading."""
        return all(is_named(facet, self.reading.body) for facet in self.ask.things)


def weigh(ask: Ask, ranked: RankedPassage) -> Finding:
    """Weigh one passage against a question; its pivot is the statement that covers most."""
    reading = read_passage(ranked.passage)
    near = [_nearness(ranked, statement) for statement in reading.statements]
    fits = [
        _fit(ask, reading, statement) + _NEAR_SHARE * n for statement, n in zip(reading.statements, near, strict=True)
    ]
    at = fits.index(max(fits))
    pivot = reading.statements[at]
    levels = _levels(ask, reading, pivot, near[at])
    return Finding(ask, reading, pivot, ranked.score, levels, _cover(ask, levels), near[at])


def _nearness(ranked: RankedPassage, statement: ReadStatement) -> float:
    return ranked.nearness[statement.place] if statement.place < len(ranked.nearness) else 0.0


def _fit(ask: Ask, reading: Reading, statement: ReadStatement) -> float:
    """Give what makes a statement the one to judge by: its cover, and that it holds the kind of value asked for."""
    cover = _cover(ask, _levels(ask, reading, statement, 0.0))
    wanted = ask.asked_kinds | {limit.kind for limit in ask.limits}
    holds = sum(holds_kind(statement.words.text, kind) for kind in wanted)
    is_place_asked = any(facet.kind is ConceptKind.PLACE for facet in ask.facets)
    names_place = is_place_asked and _names_place(statement.words)
    subjects = (f for f in ask.facets if f.is_thing or f.kind is ConceptKind.TOPIC)
    denies = ask.form is AskForm.YES_NO and any(stance_on(facet, statement.words) < 0 for facet in subjects)
    return cover + 0.15 * (holds + names_place) + 0.12 * denies


def join_cover(ask: Ask, findings: tuple[Finding, ...]) -> tuple[float, tuple[Facet, ...]]:
    """Give the cover of several findings together, and the named things that none of them names."""
    levels = tuple(max(column) for column in zip(*(finding.levels for finding in findings), strict=True))
    missing = (f for f, level in zip(ask.facets, levels, strict=True) if level < _FOUND and f.is_thing)
    return _cover(ask, levels), tuple(missing)


def _cover(ask: Ask, levels: tuple[float, ...]) -> float:
    total = sum(facet.weight for facet in ask.facets)
    if not total:
        return 0.0
    return sum(facet.weight * level for facet, level in zip(ask.facets, levels, strict=True)) / total


def _levels(ask: Ask, reading: Reading, statement: ReadStatement, near: float) -> tuple[float, ...]:
    is_where = asks_where(ask)
    levels = (_level(facet, reading, statement, is_where=is_where) for facet in ask.facets)
    if near < NEAR:
        return tuple(levels)
    pairs = zip(ask.facets, levels, strict=True)
    return tuple(
        max(level, _by_meaning(facet, near)) if _may_be_meant(facet, reading) else level for facet, level in pairs
    )


def _by_meaning(facet: Facet, near: float) -> float:
    """Give the level of a facet that a near statement does not say: a named thing needs the most nearness."""
    return _BY_MEANING if near >= NEAR_THING or not facet.is_thing else _BROADER


def _may_be_meant(facet: Facet, reading: Reading) -> bool:
    """Tell whether a near statement may mean a facet without saying it: no name, no place, no look-alike beside it."""
    if facet.is_name or facet.kind is ConceptKind.PLACE:
        return False
    return not _neighbours(facet.concepts) & (reading.body.concepts | reading.frame.concepts)


def asks_where(ask: Ask) -> bool:
    """Tell whether a question is about where something is kept or done, so that another place answers it."""
    return bool(_WHERE.search(ask.text))


_WHERE = re.compile(
    r"\b(?:stor|host|locat|resid|process|region|kept|held|leave|access|based|operat|backed up|back-?up|copie|where)\w*",
    re.IGNORECASE,
)


def _level(facet: Facet, reading: Reading, statement: ReadStatement, *, is_where: bool) -> float:
    found = (
        (_IN_STATEMENT, is_named(facet, statement.words)),
        (_IN_PASSAGE, is_named(facet, reading.body)),
        (_IN_FRAME, is_named(facet, reading.frame) or _is_read_on(facet, reading) or _is_kept_time(facet, reading)),
    )
    level = next((level for level, is_here in found if is_here), 0.0)
    if not level and facet.parts:
        level = _level_of_parts(facet, reading, statement)
    if not level and facet.kind is ConceptKind.PLACE and is_where and _names_place(statement.words):
        level = _BY_MEANING  # another place answers where it is, too
    if not level and _broader(facet.concepts) & (reading.body.concepts | reading.frame.concepts):
        level = _BROADER
    return level


def _names_place(words: Words) -> bool:
    return any(concept.startswith("place_") for concept in words.concepts)


def _is_read_on(facet: Facet, reading: Reading) -> bool:
    """A terse bullet or row is read on from its heading ("Audit logging: Retention: 2 years"); a paragraph is not."""
    return reading.passage.kind is not PassageKind.PARAGRAPH and is_named(facet, reading.whole)


def _is_kept_time(facet: Facet, reading: Reading) -> bool:
    """Whoever gives the time within which something is done has an SLA for it, by whatever name."""
    return "sla" in facet.concepts and holds_kind(reading.body.text, ValueKind.DURATION)


def _level_of_parts(facet: Facet, reading: Reading, statement: ReadStatement) -> float:
    """Judge a facet by the words it is made of: together they stand for it, some of them are a hint."""
    own = sum(_names_part(part, statement.words) for part in facet.parts)
    around = sum(_names_part(part, reading.whole) for part in facet.parts)
    if own == len(facet.parts):
        return _BY_PARTS
    if around == len(facet.parts) and own * 2 >= around and reading.passage.kind is not PassageKind.PARAGRAPH:
        return _BY_PARTS_AROUND
    return _BROADER * around / len(facet.parts)


def stands_by_parts(facet: Facet, words: Words) -> bool:
    """Tell whether a text holds all the words that a facet is made of."""
    return bool(facet.parts) and all(_names_part(part, words) for part in facet.parts)


def denies_part(facet: Facet, words: Words) -> bool:
    """Tell whether a text denies one of the words that a facet is made of."""
    return any(_stance_on(words, *part) < 0 for part in facet.parts)


def _names_part(part: tuple[frozenset[str], str], words: Words) -> bool:
    return _stance_on(words, *part) != 0


def is_named(facet: Facet, words: Words) -> bool:
    """Tell whether a text names a facet: one of its concepts, a narrower or opposite one, or its very word.

    A broader concept names it too where it is denied: without any SOC 2 report there is none of Type II.
    """
    return stance_on(facet, words) != 0


def stance_on(facet: Facet, words: Words) -> int:
    """Tell whether a text affirms a facet (1), denies it (-1) or does not name it (0)."""
    return _stance_on(words, facet.concepts, facet.stem)


@lru_cache(maxsize=262144)
def _stance_on(words: Words, concepts: frozenset[str], stem: str) -> int:
    return words.stance_on(concepts, stem)


@lru_cache(maxsize=4096)
def _broader(concepts: frozenset[str]) -> frozenset[str]:
    lexicon = load_lexicon()
    return frozenset().union(*(lexicon.get(concept).broader - {concept} for concept in concepts))


@lru_cache(maxsize=4096)
def _neighbours(concepts: frozenset[str]) -> frozenset[str]:
    lexicon = load_lexicon()
    return frozenset().union(*(lexicon.get(concept).unlike for concept in concepts))
