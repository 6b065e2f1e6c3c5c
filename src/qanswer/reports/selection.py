"""Which statements may be shown to a buyer, each once: sources are sifted by audience and date, repeats dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from qanswer.core.control import ControlStatus
from qanswer.core.markup import strip_markup
from qanswer.core.passage import Classification, Library, PassageKind, Source
from qanswer.core.statement import ControlLink, ControlMap, Statement

_TELLABLE = frozenset({Classification.PUBLIC, Classification.NDA})
# Share of a statement's words that another must hold for it to say nothing new; below .85 facts began to be lost
# (tests/reports/test_selection.py), above it published FAQs repeated the policies.
_SAME = 0.85
_SAME_AS_SEVERAL = 0.8
_STEM = 5
_WORD = re.compile(r"[a-z0-9][a-z0-9.%@_-]*[a-z0-9%]|[a-z0-9]")
_EMPTY_WORDS = frozenset(
    re.findall(
        r"\w+",
        """a an the and or of to in on at by for with from as is are was were be been being it its this that these those
        we our you your they their us all any each every has have had do does can may will which who whose also both
        such under using use used via over than other per into within shows gives covers covered""",
    )
)
# What tells the reader nothing about a control by itself: a lead-in to a list, an instruction, a word on the document.
_NO_FACT = re.compile(
    r":$|^(?:do not|don't|please|click|visit|go to|navigate|optionally|remember|make sure)\b"
    r"|^this (?:document|page|policy|summary|overview|section)\b|^this is (?:an?|the)\b"
    r"|^the (?:purpose|aim|goal|objective|scope) of (?:this|the)\b"
    r"|^(?:policy |document )?(?:owner|version|author)\s*:"
    r"|^to \w+ (?!.*,\s(?:we|our|the|all|every|an?|each|\w+ \w+ (?:is|are|must|shall|will))\b)",
    re.IGNORECASE,
)
# Rows of a document's own history: who changed what and when is no control, and names people.
_HISTORY = re.compile(
    r"\b(?:version|revision|date|author|changes?|description|modified|approved by|comments?)\b", re.IGNORECASE
)
_BOLD_ALONE = re.compile(r"^(?:\*\*[^*]+\*\*|__[^_]+__)[.:]?$")
_FEW_WORDS = 3
ANSWER_KIND = "answer"
"""The kind of a source that is an approved answer rather than a policy."""
STATUS_HEADER = re.compile(r"\bstatus|\bstate\b", re.IGNORECASE)
NEGATIONS = frozenset({"not", "no", "never", "none", "without"})


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A source that is not used, and why; only sources that the buyer may know of are named."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Selected:
    """A statement to be shown, and the controls it speaks to, the nearest first; none for one that no rule fits."""

    statement: Statement
    control_ids: tuple[str, ...]
    stems: frozenset[str] = field(default=frozenset(), repr=False)
    """Its words as `read_stems` gives them, read once."""

    @property
    def control_id(self) -> str:
        """The control under which it is shown."""
        return self.control_ids[0] if self.control_ids else ""


@dataclass(frozen=True, slots=True)
class Selection:
    """What may be shown, what is left out, and how many passages were withheld as internal."""

    statements: tuple[Selected, ...]
    sources: tuple[Source, ...]
    left_out: tuple[LeftOut, ...]
    n_withheld: int
    n_repeats: int


def select_statements(library: Library, control_map: ControlMap, on: date) -> Selection:
    """Take the statements of sources that may be told and are in force on a day, in the library's order."""
    tellable = [source for source in library.sources if source.classification in _TELLABLE]
    reasons = {source.id: find_reason_to_leave_out(source, on) for source in tellable}
    in_force = {source.id for source in tellable if not reasons[source.id]}
    candidates = [
        selected
        for selected in _by_statement(control_map)
        if selected.statement.passage.source.id in in_force and _tells_something(selected.statement)
    ]
    kept = drop_repeats(candidates)
    return Selection(
        statements=kept,
        sources=tuple(source for source in tellable if source.id in in_force),
        left_out=tuple(LeftOut(source.title, reason) for source in tellable if (reason := reasons[source.id])),
        n_withheld=sum(passage.source.classification not in _TELLABLE for passage in library.passages),
        n_repeats=len(candidates) - len(kept),
    )


def _tells_something(statement: Statement) -> bool:
    """Whether it is a fact about a control; a bold word or two in running text are a heading of what follows."""
    is_prose = statement.passage.kind is PassageKind.PARAGRAPH
    if is_prose and (_BOLD_ALONE.match(statement.quote) or len(statement.text.split()) < _FEW_WORDS):
        return False
    if not has_status_column(statement) and _is_history(statement):
        return False
    return not _NO_FACT.search(statement.text)


def _is_history(statement: Statement) -> bool:
    headers = [header for header, _ in statement.passage.fields]
    return len(headers) > 1 and all(_HISTORY.search(header) for header in headers)


def find_reason_to_leave_out(source: Source, on: date) -> str:
    """Say why a source can't be relied on that day; "" when it can."""
    if source.review_on and source.review_on < on:
        return f"its review was due on {source.review_on.isoformat()}"
    if source.effective_on and source.effective_on > on:
        return f"it takes effect on {source.effective_on.isoformat()}"
    return ""


def drop_repeats(candidates: Sequence[Selected]) -> tuple[Selected, ...]:
    """Keep each fact once: a statement whose words all stand in another of the same control and status goes.

    A published answer goes too when the policies say the same in up to three statements, of whatever control.
    """
    kept: list[Selected] = []
    by_place: dict[tuple[str, ControlStatus], list[Selected]] = {}
    policies = [selected for selected in candidates if selected.statement.passage.kind is not PassageKind.QA]
    for selected in sorted(policies, key=_weigh):
        places = [by_place.setdefault((id_, selected.statement.status), []) for id_ in selected.control_ids or ("",)]
        if not has_status_column(selected.statement) and any(_is_repeated(selected, place) for place in places):
            continue
        kept.append(selected)
        for place in places:
            place.append(selected)
    for answer in (selected for selected in candidates if selected.statement.passage.kind is PassageKind.QA):
        if not _is_told(answer, kept):
            kept.append(answer)
    order = {id(selected): rank for rank, selected in enumerate(candidates)}
    return tuple(sorted(kept, key=lambda selected: order[id(selected)]))


def make_selected(statement: Statement, *control_ids: str) -> Selected:
    """Make a statement ready to be compared with others."""
    return Selected(statement, control_ids, read_stems(statement))


def has_status_column(statement: Statement) -> bool:
    """Whether the statement is a table row whose status has a column of its own: the best word for it there is."""
    return any(STATUS_HEADER.search(header) for header, _ in statement.passage.fields)


def _weigh(selected: Selected) -> tuple[bool, int]:
    """Order statements so that the one to keep comes first: a row with a status column, then the fullest."""
    return not has_status_column(selected.statement), -len(selected.stems)


def _is_repeated(selected: Selected, others: Iterable[Selected]) -> bool:
    """Whether another holds nearly all of its words; all of them where it is named or denied by one of the few."""
    label = stem_words(selected.statement.label)
    is_denial = bool(selected.stems & NEGATIONS)
    for other in others:
        missing = selected.stems - other.stems
        if share_words(selected.stems, other.stems) >= _SAME and not (missing and is_denial) and not missing & label:
            return True
    return False


def read_stems(statement: Statement) -> frozenset[str]:
    """Give the beginnings of a statement's words that carry meaning; its label's too, but not a question's."""
    cells = " ".join(cell for _, cell in statement.passage.fields) if statement.passage.fields else statement.text
    label = "" if statement.passage.kind is PassageKind.QA else statement.label
    return stem_words(f"{label} {cells}")


def stem_words(text: str) -> frozenset[str]:
    """Give the beginnings of a text's words that carry meaning; numbers, and names with digits in them, whole."""
    words = _WORD.findall(strip_markup(text).lower())
    return frozenset(_stem(word) for word in words if word not in _EMPTY_WORDS)


def _stem(word: str) -> str:
    """Cut a word to its first letters, without a plural's s; numbers and names with digits in them stay whole."""
    if any(char.isdigit() for char in word):
        return word
    singular = word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
    return singular[:_STEM]


def share_words(stems: frozenset[str], other: frozenset[str]) -> float:
    """Give the share of stems that the other holds; a number that it lacks, or a negation, makes it 0."""
    missing = stems - other
    if missing & NEGATIONS or any(char.isdigit() for stem in missing for char in stem):
        return 0.0
    return 1 - len(missing) / len(stems) if stems else 1.0


def _is_told(answer: Selected, kept: Iterable[Selected]) -> bool:
    """Whether up to three kept statements of the same status hold nearly all of an answer's words."""
    stems = answer.stems
    rest = [one.stems for one in kept if one.statement.status is answer.statement.status]
    held: frozenset[str] = frozenset()
    for _ in range(3):
        best = max(rest, key=lambda other: len((stems - held) & other), default=frozenset())
        held |= stems & best
    return share_words(stems, held) >= _SAME_AS_SEVERAL


def _by_statement(control_map: ControlMap) -> list[Selected]:
    links: dict[tuple[str, str], list[ControlLink]] = {}
    for link in control_map.links:
        links.setdefault((link.statement.passage.id, link.statement.quote), []).append(link)
    mapped = [make_selected(group[0].statement, *(link.control_id for link in group)) for group in links.values()]
    return mapped + [make_selected(statement) for statement in control_map.unmapped]
