"""A language model as a writer: are its words no more than the cited statements say?

Each sentence must lie within one cited statement: the same words, denied where that denies them, as far in place, with
all that limits it. A text that fails is not mended: the built-in wording takes its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from qanswer.answering.claims import check_claims
from qanswer.answering.lexicon import ConceptKind, load_lexicon
from qanswer.answering.polarity import count_negations, find_denied
from qanswer.answering.rules import AnsweringRules
from qanswer.answering.words import STOPWORDS, Token, split_words, stem
from qanswer.core.control import ControlStatus
from qanswer.core.markup import strip_markup
from qanswer.core.sentences import split_sentences
from qanswer.core.statement import Statement
from qanswer.core.status import read_status

_LEAD = re.compile(
    r"^(?:yes|no|in part|partial(?:ly)?|partly|not yet|planned|not applicable|n/a)\b(?:[.,:;!]\s*|\s+[-–—]\s+|$)",  # noqa: RUF001 - dashes that models write
    re.IGNORECASE,
)
_NOT_STATED = re.compile(r"\s*\bnot stated: (?P<missing>[^.]+)\.?$", re.IGNORECASE)
# Words that limit a statement: who leaves one out says more than the source. Bounds and kinds of duty alike.
_LIMITS = (
    "only except unless if when where until while some most many part partly partially selected certain may might "
    "could should usually generally typically normally default request requested upon least approximately subject "
    "limited than eligible applicable relevant critical"
)
_SCOPE_KINDS = frozenset({ConceptKind.OBJECT, ConceptKind.PLACE})
_FREE = STOPWORDS - {"any", "all", "each", "both", "never", "none", "neither", "nor", "no", "not", "without"}


@dataclass(frozen=True, slots=True)
class Wording:
    """A model's text without its lead-in ("Yes."); `missing` is what it says is not stated, in the question's words."""

    body: str
    missing: str = ""


def parse_wording(text: str) -> Wording:
    """Cut a text into lead-in (dropped: the verdict gives it), body, and what is not stated."""
    body = _LEAD.sub("", text.strip(), count=1)
    found = _NOT_STATED.search(body)
    body = body[: found.start()] if found else body
    return Wording(body[:1].upper() + body[1:], found["missing"].strip() if found else "")


def find_wording_fault(wording: Wording, question: str, statements: Sequence[Statement], rules: AnsweringRules) -> str:
    """Say why a text may not be used, "" when it may; `statements` are those that the model's quotes touch."""
    if not wording.body or len(wording.body) > rules.max_length:
        return "its text is empty or too long"
    own = split_words(rules.company_name)
    if _stems(wording.missing) - _stems(question):
        return "it says that something is missing which was not asked"
    passages = dict.fromkeys(statement.passage for statement in statements)
    if claims := check_claims(wording.body, passages, own_names=(rules.company_name,)):
        return claims[0].message
    free = {token.stem for token in own}
    for sentence in split_sentences(wording.body):
        faults = [_find_fault(sentence, statement, free) for statement in statements]
        if all(faults):
            return faults[0] if len(faults) == 1 else "a sentence of its text is in none of the cited statements"
    return ""


def _find_fault(sentence: str, statement: Statement, free: set[str]) -> str:
    """Say in what a sentence departs from a statement, or ""."""
    stated = strip_markup(statement.quote)
    named = _read_names(statement)
    added = (token for token in split_words(sentence) if token.text.casefold() not in named)
    if new := _keep_content(added) - _stems(stated) - free:
        return f"its text says more than the cited statement ({', '.join(sorted(new)[:3])})"
    if _turns(sentence, stated):
        return "its text denies what the source does not, or the reverse"
    if not _is_as_far(sentence, statement):
        return "its text leaves out how far the source says it is in place"
    if _limits(stated) - _all_stems(sentence):
        return "its text leaves out what limits the cited statement"
    return ""


def _read_names(statement: Statement) -> frozenset[str]:
    """Give the words that stand around a statement, as they are written: they name its subject, they state nothing.

    Under the heading "Encryption" a text may speak of encryption, but not say that something is encrypted.
    """
    passage = statement.passage
    headers = (header for header, _ in passage.fields)
    parts = (*passage.heading_path[-2:], passage.question, *headers, statement.label)
    return frozenset(token.text.casefold() for part in parts for token in split_words(strip_markup(part)))


def _stems(text: str) -> set[str]:
    return _keep_content(split_words(text))


def _keep_content(tokens: Iterable[Token]) -> set[str]:
    return {token.stem for token in tokens if token.text.casefold() not in _FREE}


def _all_stems(text: str) -> set[str]:
    return {token.stem for token in split_words(text)}


def _limits(text: str) -> set[str]:
    """Give the stems of the words that limit a statement: limiting words, and to what or how it applies."""
    tokens = split_words(text)
    mentions = (m for m in load_lexicon().find(tokens) if m.concept.kind in _SCOPE_KINDS)
    scope = {tokens[position].stem for mention in mentions for position in mention.positions}
    return {token.stem for token in tokens if token.stem in _limit_stems()} | scope


@cache
def _limit_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in _LIMITS.split())


def _turns(sentence: str, stated: str) -> bool:
    """Tell whether a word is denied in one and not in the other, or one of the two denies nothing at all."""
    if bool(count_negations(sentence)) is not bool(count_negations(stated)):
        return True
    return bool(_denied(sentence) ^ (_denied(stated) & _stems(sentence)))


def _denied(text: str) -> set[str]:
    tokens = split_words(text)
    return {tokens[i].stem for i in find_denied(text) if tokens[i].text.casefold() not in _FREE}


def _is_as_far(sentence: str, statement: Statement) -> bool:
    if statement.status in {ControlStatus.IMPLEMENTED, ControlStatus.UNKNOWN}:
        return True
    return read_status(sentence) is statement.status
