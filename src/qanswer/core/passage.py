"""Policy text as the rest of the program sees it: sources, their passages, and citations of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from qanswer.core.control import ControlStatus
from qanswer.core.errors import Problem
from qanswer.core.markup import strip_markup


class Classification(StrEnum):
    """Who may see a source: anyone, a buyer under NDA, or only the vendor."""

    PUBLIC = "public"
    NDA = "nda"
    INTERNAL = "internal"


class PassageKind(StrEnum):
    """The shape that a passage has in its source."""

    BULLET = "bullet"
    TABLE_ROW = "table_row"
    QA = "qa"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class Source:
    """One policy file; `path` is relative to the knowledge folder, with forward slashes."""

    id: str
    title: str
    path: str
    kind: str
    sha256: str
    version: str = ""
    owner: str = ""
    effective_on: date | None = None
    review_on: date | None = None
    classification: Classification = Classification.PUBLIC


@dataclass(frozen=True, slots=True)
class Passage:
    """A bullet, table row, question-and-answer pair or paragraph of one source.

    `text` is quoted, to the letter; `embed_text` is what an encoder sees. A table row's `text` is its cells joined by
    " | " and `fields` pairs each cell with its column's header. A Q&A pair's `text` is the answer.
    """

    id: str
    source: Source
    heading_path: tuple[str, ...]
    text: str
    locator: str
    kind: PassageKind
    status: ControlStatus = ControlStatus.UNKNOWN
    question: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def section(self) -> str:
        """The heading path as one line."""
        return " > ".join(self.heading_path)

    @property
    def plain_text(self) -> str:
        """The text as a reader sees it: a Markdown passage keeps its marks in `text`, as its quotes must."""
        return strip_markup(self.text) if self.source.kind == "markdown" else self.text

    @property
    def embed_text(self) -> str:
        """Heading path, question and plain text: what retrieval compares with a question."""
        body = ". ".join(f"{header}: {cell}" if header else cell for header, cell in self.fields) or self.text
        body = strip_markup(body) if self.source.kind == "markdown" else body
        return ". ".join(part for part in (self.section, self.question, body) if part)


def make_passage_id(source_path: str, heading_path: tuple[str, ...], text: str, occurrence: int = 0) -> str:
    """Name a passage by its content, so that an unchanged passage keeps its id when others move.

    `occurrence` counts earlier passages of the same source with the same heading path and text, from 0.
    """
    content = "\x1f".join((source_path, *heading_path, text, str(occurrence) if occurrence else ""))
    return hashlib.sha256(content.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage found for a question. A higher score is better, always; rank counts from 1.

    `nearness` says how near in meaning (0 to 1) each of its statements lies to the question, in the order of
    `read_statements`; empty where the retriever does not tell.
    """

    passage: Passage
    score: float
    rank: int
    nearness: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and where it stands. Made by `cite`, which checks that the passage holds the quote to the letter."""

    passage_id: str
    source_id: str
    section: str
    locator: str
    quote: str


def cite(passage: Passage, quote: str = "") -> Citation:
    """Cite `quote`, by default the whole text of the passage.

    Raises:
        ValueError: the quote does not occur in the passage's text word for word.
    """
    quote = quote or passage.text
    if quote not in passage.text:
        message = f"not a quote of passage {passage.id}: {quote!r}"
        raise ValueError(message)
    return Citation(passage.id, passage.source.id, passage.section, passage.locator, quote)


@dataclass(frozen=True, slots=True)
class Library:
    """All that was read from one knowledge folder, in the order of paths and of the text within each."""

    sources: tuple[Source, ...] = ()
    passages: tuple[Passage, ...] = ()
    problems: tuple[Problem, ...] = field(default=(), compare=False)

    @property
    def sha256(self) -> str:
        """A hash over the sources' paths and contents: equal hashes mean equal libraries."""
        lines = "\n".join(f"{source.path} {source.sha256}" for source in self.sources)
        return hashlib.sha256(lines.encode()).hexdigest()
