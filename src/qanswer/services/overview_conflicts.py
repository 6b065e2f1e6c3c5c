"""Statements that cannot both be true: about the same thing, with another status, value or sign. Pure.

Coarse on purpose: of two that seem to disagree an overview shows neither, so a false alarm costs a fact, never a
contradiction in front of a buyer.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from qanswer.answering.values import ValueKind, find_values
from qanswer.core.control import ControlStatus
from qanswer.core.markup import strip_markup
from qanswer.core.passage import PassageKind
from qanswer.core.statement import OPEN_STATUSES, Statement
from qanswer.reports.attestations import find_names
from qanswer.reports.selection import NEGATIONS, stem_words

# Words of a value say nothing about the subject, and neither do words that questions are made of.
_VALUE_WORDS = re.compile(
    r"\b(?:\d[\d.,]*|seconds?|minutes?|hours?|days?|weeks?|months?|quarters?|years?|hourly|daily|weekly|monthly|quarterly|"
    r"yearly|annual(?:ly)?|yes|no|what|which|where|when|who|whom|how|long|often|many|much|does|please|describe|there|if)\b",
    re.IGNORECASE,
)
_COMPARED = frozenset({ValueKind.DURATION, ValueKind.FREQUENCY, ValueKind.PERCENTAGE})
_NOT_IN_PLACE = OPEN_STATUSES | {ControlStatus.NOT_DONE}
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
        return _read_words(f"{'' if is_answer else self.statement.label} {self.statement.text}")

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
        """The certificates and laws that it is about."""
        return find_names(self.statement.label) or find_names(self.statement.text)

    @property
    def _question(self) -> str:
        return self.statement.passage.question if self.statement.passage.kind is PassageKind.QA else ""


@dataclass(frozen=True)
class StatementPool:
    """Statements that others are compared with."""

    remarks: Sequence[Remark]

    def find_opposed(self, remark: Remark) -> Iterable[Remark]:
        """Give the statements that it disagrees with."""
        return (other for other, n in self._near(remark) if _disagree(remark, other, n))

    def find_weaker(self, remark: Remark) -> Iterable[Remark]:
        """Give the statements about the same thing that call only a part of it in place."""
        return (
            other
            for other, n in self._near(remark)
            if other.statement.status is ControlStatus.PARTIAL and n >= _SOME and _is_alike(remark, other, n)
        )

    def _near(self, remark: Remark) -> Iterable[tuple[Remark, int]]:
        """Give what shares two words with it or more, each with how many; not what stands in the same passage."""
        counts = Counter(place for word in remark.subject for place in self._places.get(word, ()))
        found = ((self.remarks[place], n) for place, n in counts.items() if n >= _FEW)
        return (pair for pair in found if pair[0].statement.passage.id != remark.statement.passage.id)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = defaultdict(list)
        for place, remark in enumerate(self.remarks):
            for word in remark.subject:
                places[word].append(place)
        return places


def _read_words(text: str) -> frozenset[str]:
    plain = _VALUE_WORDS.sub(" ", text)
    return stem_words(plain) - NEGATIONS


def _is_alike(one: Remark, other: Remark, n_common: int, share: float = _SHARE) -> bool:
    """Whether they are about the same thing: most of the words of one of them are said by the other."""
    sides = ((one.words, other.subject), (other.words, one.subject))
    alike = any(len(words) >= _FEW and len(words & subject) / len(words) >= share for words, subject in sides)
    return alike and n_common >= _FEW


def _disagree(one: Remark, other: Remark, n_common: int) -> bool:
    statuses = {one.statement.status, other.statement.status}
    if ControlStatus.IMPLEMENTED in statuses and statuses & _NOT_IN_PLACE:
        if one.attested & other.attested:
            return True
        return _is_alike(one, other, n_common) and (n_common >= _SOME or _is_alike(one, other, n_common, _NEARLY_ALL))
    kinds = _COMPARED & one.values.keys() & other.values.keys()
    if any(not one.values[kind] & other.values[kind] for kind in kinds):
        return _is_alike(one, other, n_common)
    return one.is_negated is not other.is_negated and n_common >= _SOME and _is_both_alike(one, other)


def _is_both_alike(one: Remark, other: Remark) -> bool:
    common = len(one.words & other.words)
    return common >= _NEARLY_ALL * max(len(one.words), len(other.words), 1)
