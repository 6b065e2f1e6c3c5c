"""Statements that cannot both be true: about the same thing, with another status, value or sign. Pure.

Coarse on purpose: of two that seem to disagree an overview shows neither, so a false alarm costs a fact, never a
contradiction in front of a buyer.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from qanswer.answering.values import ValueKind, find_values
from qanswer.core.control import ControlStatus
from qanswer.core.markup import strip_markup
from qanswer.core.passage import PassageKind
from qanswer.core.statement import OPEN_STATUSES, Statement, drop_background
from qanswer.reports.attestations import find_names, is_held
from qanswer.reports.selection import NEGATIONS, stem_words

# Words of a value say nothing about the subject, and neither do words that questions are made of.
_VALUE_WORDS = re.compile(
    r"\b(?:\d[\d.,]*|seconds?|minutes?|hours?|days?|weeks?|months?|quarters?|years?|hourly|daily|weekly|monthly|quarterly|"
    r"yearly|annual(?:ly)?|yes|no|what|which|where|when|who|whom|how|long|often|many|much|does|please|describe|there|if)\b",
    re.IGNORECASE,
)
_COMPARED = frozenset({ValueKind.DURATION, ValueKind.FREQUENCY, ValueKind.PERCENTAGE})
_NOT_IN_PLACE = OPEN_STATUSES | {ControlStatus.NOT_DONE}
_IN_PLACE, _PARTIAL, _TO_COME, _DENIED, _SAID = "in place", "partial", "to come", "denied", "said"
_SHARE = 0.7
_NEARLY_ALL = 0.8
_FEW, _SOME = 2, 3


@dataclass(frozen=True)
class Remark:
    """A statement with the words and values by which it is compared; those of a question that it answers count too."""

    statement: Statement

    @cached_property
    def subject(self) -> frozenset[str]:
        """Stems of the words that say what it is about."""
        return self.words | _read_words(self._question)

    @cached_property
    def words(self) -> frozenset[str]:
        """Stems of its own words alone."""
        is_answer = self.statement.passage.kind is PassageKind.QA
        return _read_words(f"{'' if is_answer else self.statement.label} {drop_background(self.statement.text)}")

    @cached_property
    def values(self) -> dict[ValueKind, frozenset[float]]:
        """Amounts by kind."""
        found: dict[ValueKind, set[float]] = defaultdict(set)
        for value in find_values(strip_markup(self.statement.quote)):
            found[value.kind].add(round(value.amount, 2))
        return {kind: frozenset(amounts) for kind, amounts in found.items()}

    @cached_property
    def is_negated(self) -> bool:
        """Whether it denies something."""
        return bool(NEGATIONS & set(re.findall(r"\w+", self.statement.text.lower())))

    @cached_property
    def attested(self) -> frozenset[str]:
        """The certificates and laws that it says something of; one in place must be said to be held."""
        text = self.statement.text
        if self.statement.status is ControlStatus.IMPLEMENTED and not is_held(self.statement):
            return frozenset()
        is_answer = self.statement.passage.kind is PassageKind.QA
        return find_names(text) if is_answer else find_names(self.statement.label) or find_names(text)

    @property
    def _question(self) -> str:
        return self.statement.passage.question if self.statement.passage.kind is PassageKind.QA else ""


@dataclass(frozen=True)
class StatementPool:
    """Statements to compare others with; looked up by words, and only where a comparison can come to something."""

    remarks: Sequence[Remark]

    def find_opposed(self, remark: Remark) -> Iterator[Remark]:
        """Give the statements that it disagrees with."""
        seen: set[int] = set()
        for trait in _list_opposites(remark):
            for place, n in self._near(remark, trait):
                if place not in seen and _disagree(remark, self.remarks[place], n):
                    seen.add(place)
                    yield self.remarks[place]

    def has_weaker(self, remark: Remark) -> bool:
        """Whether a statement about the same thing calls only a part of it in place."""
        near = self._near(remark, _PARTIAL)
        return any(n >= _SOME and _is_alike(remark, self.remarks[place], n) for place, n in near)

    def _near(self, remark: Remark, trait: str) -> Iterator[tuple[int, int]]:
        """Give what has a trait and shares two words or more: place and number; not what stands in the same passage."""
        places = self._places.get(trait, {})
        counts = Counter(place for word in remark.subject for place in places.get(word, ()))
        own = remark.statement.passage.id
        return (
            (place, n) for place, n in counts.items() if n >= _FEW and self.remarks[place].statement.passage.id != own
        )

    @cached_property
    def _places(self) -> dict[str, dict[str, list[int]]]:
        places: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for place, remark in enumerate(self.remarks):
            for trait in _list_traits(remark):
                for word in remark.subject:
                    places[trait][word].append(place)
        return places


def _list_traits(remark: Remark) -> Iterator[str]:
    """Give what a statement can be opposed in: its status, its sign, its values."""
    status = remark.statement.status
    if status in {ControlStatus.IMPLEMENTED, ControlStatus.PARTIAL}:
        yield _IN_PLACE if status is ControlStatus.IMPLEMENTED else _PARTIAL
    elif status in _NOT_IN_PLACE:
        yield _TO_COME
    yield _DENIED if remark.is_negated else _SAID
    yield from (kind.value for kind in _COMPARED & remark.values.keys())


def _list_opposites(remark: Remark) -> Iterator[str]:
    opposites = {_IN_PLACE: _TO_COME, _TO_COME: _IN_PLACE, _DENIED: _SAID, _SAID: _DENIED}
    return (opposites.get(trait, trait) for trait in _list_traits(remark) if trait != _PARTIAL)


def _read_words(text: str) -> frozenset[str]:
    plain = _VALUE_WORDS.sub(" ", text)
    return stem_words(plain) - NEGATIONS


def _is_alike(one: Remark, other: Remark, n_common: int) -> bool:
    """Whether they are about the same thing: most of the words of one of them are said by the other."""
    sides = ((one.words, other.subject), (other.words, one.subject))
    alike = any(len(words) >= _FEW and len(words & subject) / len(words) >= _SHARE for words, subject in sides)
    return alike and n_common >= _FEW and min(len(one.words), len(other.words)) >= _FEW


def _disagree(one: Remark, other: Remark, n_common: int) -> bool:
    statuses = {one.statement.status, other.statement.status}
    if ControlStatus.IMPLEMENTED in statuses and statuses & _NOT_IN_PLACE:
        if one.attested & other.attested:
            return True
        is_long = min(len(one.words), len(other.words), n_common) >= _SOME
        return is_long and _is_alike(one, other, n_common)
    kinds = _COMPARED & one.values.keys() & other.values.keys()
    if any(not one.values[kind] & other.values[kind] for kind in kinds):
        return _is_alike(one, other, n_common)
    return one.is_negated is not other.is_negated and n_common >= _SOME and _is_both_alike(one, other)


def _is_both_alike(one: Remark, other: Remark) -> bool:
    common = len(one.words & other.words)
    return common >= _NEARLY_ALL * max(len(one.words), len(other.words), 1)
