"""Whether two questions ask the same: alike in words is not enough, a single word can turn the answer."""

from __future__ import annotations

from functools import lru_cache

from qanswer.answering.ask import Ask, parse_ask
from qanswer.answering.form import AskForm
from qanswer.answering.lexicon import ConceptKind, load_lexicon
from qanswer.answering.parties import read_audience
from qanswer.answering.words import STOPWORDS, split_words


def find_block(question: str, other: str) -> str:
    """Find why an answer to `other` must not serve for `question`, however alike they look; empty when nothing does."""
    ask, known = parse_ask(question), parse_ask(other)
    checks = (
        (ask.is_negated is not known.is_negated, "one of them is negated"),
        (_things(ask) != _things(known), "they name different things"),
        (_values(ask) != _values(known), "they set different values"),
        (_of_kind(ask, ConceptKind.PLACE) != _of_kind(known, ConceptKind.PLACE), "they name different places"),
        (_scope(ask) != _scope(known), "their scope differs"),
        (ask.is_universal is not known.is_universal, "one of them asks of all"),
        (read_audience(question) != read_audience(other), "they are about different users"),
        (ask.asked_kinds != known.asked_kinds, "they ask for different values"),
        (ask.wants_document is not known.wants_document, "one of them asks for a document"),
        (_is_open(ask) is not _is_open(known), "one of them is an open question"),
    )
    return next((reason for is_blocked, reason in checks if is_blocked), "")


def _things(ask: Ask) -> frozenset[frozenset[str]]:
    return frozenset(facet.concepts or frozenset({facet.stem}) for facet in ask.things)


def _of_kind(ask: Ask, kind: ConceptKind) -> frozenset[str]:
    return frozenset(concept for facet in ask.facets if facet.kind is kind for concept in facet.concepts)


def _scope(ask: Ask) -> frozenset[str]:
    """Give what narrows a question: objects that have a look-alike ("at rest"), and strength."""
    lexicon = load_lexicon()
    objects = {c for f in ask.facets if f.kind is ConceptKind.OBJECT for c in f.concepts if lexicon.get(c).unlike}
    strength = {concept for facet in ask.qualities for concept in facet.concepts if concept not in _WEAK}
    return frozenset(objects | strength)


_WEAK = frozenset({"policy_doc", "enforced", "all_scope", "promptly", "communicated"})


def _values(ask: Ask) -> frozenset[tuple[str, float]]:
    return frozenset((value.kind.value, round(value.amount, 2)) for value in ask.limits)


def _is_open(ask: Ask) -> bool:
    return ask.form in (AskForm.OPEN, AskForm.REQUEST)


@lru_cache(maxsize=8192)
def sign(question: str) -> frozenset[str]:
    """Give the words that carry a question, as stems: equal signatures are asked in the same words."""
    return frozenset(token.stem for token in split_words(question) if token.text.casefold() not in _PADDING)


_PADDING = STOPWORDS - {"not", "no", "never", "without", "none", "all", "any"} | {"please", "organization", "company"}
