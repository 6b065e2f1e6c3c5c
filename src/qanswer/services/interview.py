"""Ask once: what is blank over all open jobs, merged by topic, and what forms commonly ask, as one sheet per owner."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qanswer.answering.polarity import count_negations
from qanswer.core.job import JobItem
from qanswer.core.protocols import Encoder
from qanswer.core.question import QuestionKind
from qanswer.core.review import ReviewState
from qanswer.core.sameness import fold_question
from qanswer.knowledge.controls import load_controls
from qanswer.retrieval.lexical import tokenize
from qanswer.services.desk import Desk
from qanswer.services.interview_answers import name_places
from qanswer.services.library_files import write_table
from qanswer.services.library_table import Row, join_list
from qanswer.store.store import Store

COLUMNS = (
    "question",
    "verdict",
    "answer",
    "approved_by",
    "review_by",
    "owner",
    "alternates",
    "tags",
    "product",
    "region",
    "origin",
    "waits_for",
)
NOBODY = "Owner not known"
_SAME_TOPIC = 0.86
"""Least likeness (cosine) of two questions to be asked as one: an owner sees all wordings, so a wrong merge shows."""
_SHARED_WORDS = 0.6
"""Least share of words in common, besides; held by the test of encryption at rest and in transit."""
_SHEET_UNSAFE = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to ask one owner: its wordings, and the questions of open jobs that wait for it."""

    owner: str
    wordings: tuple[str, ...]
    items: tuple[JobItem, ...] = ()
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """The words of a question that mean something, by their stems, and whether it is negated."""

    stems: frozenset[str]
    is_negated: bool

    def is_near(self, other: Topic) -> bool:
        """Tell whether two share most words: "at rest" and "in transit" are near in meaning, and are two questions."""
        union = self.stems | other.stems
        shared = len(self.stems & other.stems) / len(union) if union else 1.0
        return self.is_negated == other.is_negated and shared >= _SHARED_WORDS


def find_gaps(store: Store, desk: Desk, encoder: Encoder) -> tuple[Gap, ...]:
    """Find what is open: the blanks of every open job, most asked first, then what common forms ask besides."""
    items = [item for job in store.jobs.list(open_only=True) if job.path for item in _find_open(store, job.id)]
    asked = [_make_gap(group, desk) for group in _merge(items, encoder)]
    asked.sort(key=lambda gap: -len(gap.items))
    return (*asked, *_find_common(desk, {fold_question(wording) for gap in asked for wording in gap.wordings}))


def write_interview(gaps: Sequence[Gap], path: Path) -> None:
    """Write the gaps, one sheet per owner; `library import` takes the answers back.

    Raises:
        FileError: the file cannot be written.
        UnsupportedFormatError: its name is of none of the formats.
    """
    sheets: dict[str, list[Row]] = {}
    for gap in gaps:
        sheets.setdefault(_name_sheet(gap.owner), []).append(_make_row(gap))
    write_table(path, sheets, COLUMNS)


def _find_open(store: Store, job_id: str) -> Iterable[JobItem]:
    """Questions without an answer that stands: blank, rejected, or handed to an owner."""
    for item in store.jobs.items(job_id):
        state = item.standing.state
        is_open = not item.is_claimed or state in {ReviewState.REJECTED, ReviewState.ESCALATED}
        if item.question.kind is QuestionKind.QUESTION and is_open and state is not ReviewState.APPROVED:
            yield item


def _merge(items: Sequence[JobItem], encoder: Encoder) -> list[list[JobItem]]:
    """Group questions of one topic: near in meaning and of one polarity; each joins the first group it fits."""
    if not items:
        return []
    texts = [item.question.full_text for item in items]
    vectors = encoder.encode(texts)
    topics = [Topic(frozenset(tokenize(text)), count_negations(text) % 2 == 1) for text in texts]
    groups: list[list[int]] = []
    for number, topic in enumerate(topics):
        near = (
            group
            for group in groups
            if topics[group[0]].is_near(topic) and float(vectors[group[0]] @ vectors[number]) >= _SAME_TOPIC
        )
        found = next(near, None)
        if found is None:
            groups.append([number])
        else:
            found.append(number)
    return [[items[number] for number in group] for group in groups]


def _make_gap(group: Sequence[JobItem], desk: Desk) -> Gap:
    first = group[0]
    last = first.standing.last
    owner = (last.escalated_to if last else "") or first.owner or desk.find_owner(first.question)
    wordings = tuple(dict.fromkeys(item.question.full_text for item in group))
    jobs = ", ".join(dict.fromkeys(item.job for item in group))
    return Gap(owner or NOBODY, wordings, tuple(group), f"interview for {jobs}")


def _find_common(desk: Desk, known: set[str]) -> Iterable[Gap]:
    """What common forms ask of a control objective that no statement of the policies speaks to."""
    linked = {link.control_id for link in desk.control_map.links}
    for control in load_controls().controls:
        question = f"Is this in place: {control.objective.rstrip('.')}?"
        if control.id not in linked and fold_question(question) not in known:
            yield Gap(control.owner or NOBODY, (question,), (), f"interview, control objective {control.id}")


def _make_row(gap: Gap) -> Row:
    return {
        "question": gap.wordings[0],
        "alternates": join_list(gap.wordings[1:]),
        "owner": "" if gap.owner == NOBODY else gap.owner,
        "origin": gap.origin,
        "waits_for": join_list(name_places(gap.items)),
    }


def _name_sheet(owner: str) -> str:
    """Name a sheet as Excel allows it: 31 characters, without brackets, slashes and the like."""
    return _SHEET_UNSAFE.sub("-", owner)[:31].strip() or NOBODY
