"""The claim check: each number, date, standard, name and scope word of an answer must stand in what it cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from qanswer.answering.values import ValueKind, find_values
from qanswer.answering.words import split_words, stem
from qanswer.core.markup import strip_markup
from qanswer.core.passage import Passage


class ClaimKind(StrEnum):
    """What kind of word is claimed without cover."""

    VALUE = "value"
    NAME = "name"
    SCOPE = "scope"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Words of an answer that no cited passage holds; `start` is their place in the answer."""

    kind: ClaimKind
    words: str
    start: int

    @property
    def message(self) -> str:
        """Say it to a person."""
        return f"“{self.words}” ({self.kind}) does not stand in the cited passages"


# Words that widen or strengthen a claim. The answer may use one only where a cited passage does.
_SCOPE = re.compile(
    r"\b(?:all|always|every|only|any|never|none|guarantee[sd]?|continuous(?:ly)?|fully|"
    r"complete(?:ly)?|entire(?:ly)?|exclusively|solely|"
    r"immediately|100\s?%|at all times|24[x/]7|without exception|independent(?:ly)?|automated|"
    r"automatically|annual(?:ly)?|mandatory|"
    r"certified|accredited|strictly|unlimited|everyone|each)\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\b(?:[A-Z]{2,}[\w-]*(?:[ /-]\d[\w.:-]*)*|[A-Z][a-z]+[A-Z]\w*|[A-Z][a-z][\w-]+(?: [A-Z][a-z][\w-]+)*)\b"
)
_STARTS_SENTENCE = re.compile(r"(?:^|[.!?:]\s+|\n[-*•\s]*|\|\s*)$")
_WORD_NUMBER = re.compile(r"[\d.,]+")
# The answer's own first words and its frame are no claims about the world.
_FRAME = re.compile(
    r"^(?:yes|no|in part|not yet|not applicable|partly|partially|planned)[.,:;]?\s+(?:in place today:)?|"
    r"\bnot stated: [^.]*\.?",
    re.IGNORECASE,
)
_FREE_NAMES = frozenset(
    [
        "yes",
        "no",
        "not",
        "in",
        "the",
        "we",
        "our",
        "us",
        "it",
        "this",
        "these",
        "a",
        "an",
        "i",
        "customer",
        "customers",
        "n/a",
        "na",
    ]
)


def check_claims(text: str, passages: Iterable[Passage], *, own_names: Iterable[str] = ()) -> tuple[Unsupported, ...]:
    """Find words of an answer that its cited passages do not hold; also for text that a person edited.

    `own_names` (the vendor's and its product's) need no cover. Headings, questions and column headers of the passages
    count as theirs; the frame around the facts ("Yes.", "In place today:", the documents' names) is no claim.
    """
    passages = tuple(passages)
    held = " \n ".join(_read_all(passage) for passage in passages)
    text = strip_markup(text)
    own_names = tuple(own_names)
    blanked = text
    for pattern in (_find_sources(passages), _FRAME, re.compile(rf"(?<!\w)(?:{_either(own_names)})(?!\w)")):
        blanked = pattern.sub(_blank, blanked)
    free = _FREE_NAMES | {token.text.casefold() for name in own_names for token in split_words(name)}
    found = [*_find_values(blanked, held), *_find_names(blanked, held, free), *_find_scope(blanked, held)]
    return tuple(sorted(set(found), key=lambda claim: (claim.start, claim.words)))


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def _find_sources(passages: tuple[Passage, ...]) -> re.Pattern[str]:
    """Make the pattern of the sentence that names the sources: the titles and headings of these passages, no others."""
    names = (name.rstrip(". ") for passage in passages for name in (passage.source.title, *passage.heading_path))
    either = _either(names)
    return re.compile(rf"\bSources?: (?:{either})(?:(?:[,;] )(?:{either}))*\.?")


def _either(names: Iterable[str]) -> str:
    """Make the pattern of any of these names, the longer ones first; of nothing without names."""
    known = sorted({name for name in names if name}, key=len, reverse=True)
    return "|".join(map(re.escape, known)) or "(?!)"


def _read_all(passage: Passage) -> str:
    headers = " ".join(header for header, _ in passage.fields)
    return strip_markup(" \n ".join((*passage.heading_path, passage.question, headers, passage.text)))


def _find_values(text: str, held: str) -> Iterator[Unsupported]:
    stated = {(value.kind, round(value.amount, 2)) for value in find_values(held)}
    raw = {number.rstrip(".,") for number in _WORD_NUMBER.findall(held)}
    dates = held.casefold()
    for value in find_values(text):
        if value.kind is ValueKind.DATE:
            is_held = value.text.casefold() in dates
        elif value.kind is ValueKind.NUMBER:
            is_held = value.text.rstrip(".,") in raw or (value.kind, round(value.amount, 2)) in stated
        else:
            is_held = (value.kind, round(value.amount, 2)) in stated
        if not is_held:
            yield Unsupported(ClaimKind.VALUE, value.text, value.start)


def _find_names(text: str, held: str, free: frozenset[str]) -> Iterator[Unsupported]:
    stems = {token.stem for token in split_words(held)}
    for match in _NAME.finditer(text):
        words = match.group()
        opens = bool(_STARTS_SENTENCE.search(text[: match.start()]))
        parts = [token for token in split_words(words) if token.text.casefold() not in free]
        if opens and not words[:2].isupper():
            parts = [token for token in parts[1:] if token.text[0].isupper()]
        is_literal = bool(re.search(rf"(?<!\w){re.escape(words)}(?!\w)", held))
        if not is_literal and any(token.stem not in stems for token in parts):
            yield Unsupported(ClaimKind.NAME, words, match.start())


def _find_scope(text: str, held: str) -> Iterator[Unsupported]:
    stems = {token.stem for token in split_words(held)}
    for match in _SCOPE.finditer(text):
        if not {stem(word) for word in match.group().split()} <= stems:
            yield Unsupported(ClaimKind.SCOPE, match.group(), match.start())
