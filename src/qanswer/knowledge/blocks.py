"""What every reader of policy files gives: blocks under headings, and what the file says about itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from qanswer.core.errors import Problem
from qanswer.core.passage import PassageKind

_LEAD_IN_WORDS = 30
"""A longer sentence before a list says something of its own and is no mere lead-in."""
_PARENT_WORDS = 14
"""A bullet of at most this many words heads the bullets under it; a longer one stands for itself."""


@dataclass(frozen=True, slots=True)
class Block:
    """A bullet, table row, answer or paragraph as it stands in its file, before long ones are cut."""

    kind: PassageKind
    text: str
    heading_path: tuple[str, ...]
    locator: str
    question: str = ""
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Details:
    """What a file says about itself; empty or None where it says nothing."""

    title: str = ""
    owner: str = ""
    version: str = ""
    effective_on: date | None = None
    review_on: date | None = None
    classification: str = ""


@dataclass(frozen=True, slots=True)
class PolicyText:
    """A policy file, read."""

    blocks: tuple[Block, ...]
    details: Details = Details()
    title: str = ""
    """The file's own first heading; the front matter's title goes before it."""
    problems: tuple[Problem, ...] = ()


def fold(text: str) -> str:
    """Make every run of white space one space."""
    return " ".join(text.split())


def line_locator(first: int, last: int) -> str:
    """Name lines, counted from 1."""
    return f"line {first}" if last <= first else f"lines {first}-{last}"


class Outline:
    """Collects blocks in reading order and knows under which headings, lead-in and bullets each one stands."""

    def __init__(self, details: Details | None = None) -> None:
        """Start with no heading; `details` is what is known of the file so far."""
        self.details = details or Details()
        self.blocks: list[Block] = []
        self.first_heading = ""
        self._headings: list[tuple[int, str]] = []
        self._lead_in = ""
        self._has_used_lead_in = False
        self._bullets: list[str] = []
        self._question = ""

    def add_heading(self, level: int, text: str) -> None:
        """Open a heading; those of the same or a deeper level are closed."""
        text = fold(text)
        if not text:
            return
        self.first_heading = self.first_heading or text
        self._headings = [(other, title) for other, title in self._headings if other < level] + [(level, text)]
        self._lead_in, self._bullets, self._question = "", [], ""

    def add_question(self, text: str) -> None:
        """Open a published question: the paragraphs that follow are its answer."""
        self._lead_in, self._bullets, self._question = "", [], fold(text)

    def add_paragraph(self, text: str, locator: str, *, lead_in: str = "") -> None:
        """Add a paragraph; `lead_in` is its last sentence when that one opens the list that follows."""
        text = fold(text)
        if not text:
            return
        path, question = self._place()
        kind = PassageKind.QA if question else PassageKind.PARAGRAPH
        self.blocks.append(Block(kind, text, path, locator, question))
        self._lead_in, self._has_used_lead_in, self._bullets = fold(lead_in).rstrip(":"), False, []
        if len(self._lead_in.split()) > _LEAD_IN_WORDS:
            self._lead_in = ""

    def add_bullet(self, text: str, locator: str, *, depth: int = 0) -> None:
        """Add a bullet, `depth` lists deep from 0."""
        text = fold(text)
        if not text:
            return
        parents = [bullet for bullet in self._bullets[:depth] if bullet]
        self._bullets = [*(self._bullets + [""] * depth)[:depth], text.rstrip(":") if _heads(text) else ""]
        path, question = self._place()
        path = (*path, *self._use_lead_in(PassageKind.BULLET), *parents)
        self.blocks.append(Block(PassageKind.BULLET, text, path, locator, question))

    def add_row(
        self, text: str, fields: Sequence[tuple[str, str]], locator: str, *, context: tuple[str, ...] = ()
    ) -> None:
        """Add a table row: its text, each cell with its column's header, and under which rows it stands."""
        if not any(cell for _, cell in fields):
            return
        path, question = self._place()
        path = (*path, *self._use_lead_in(PassageKind.TABLE_ROW), *context)
        self.blocks.append(Block(PassageKind.TABLE_ROW, fold(text), path, locator, question, tuple(fields)))

    def add_answer(self, question: str, answer: str, locator: str) -> None:
        """Add a published question with its answer."""
        self.add_question(question)
        self.add_paragraph(answer, locator)
        self.close_question()

    @property
    def has_question(self) -> bool:
        """Whether a published question is open."""
        return bool(self._question)

    def close_question(self) -> None:
        """End the answer to the open question."""
        self._question = ""

    def finish(self, problems: tuple[Problem, ...] = ()) -> PolicyText:
        """Give all blocks, the document's title at the head of every path that does not start with it."""
        title = self.details.title or self.first_heading
        blocks = (
            replace(block, heading_path=(title, *block.heading_path))
            if title and block.heading_path[:1] != (title,)
            else block
            for block in self.blocks
        )
        return PolicyText(tuple(blocks), self.details, title, problems)

    def _use_lead_in(self, kind: PassageKind) -> tuple[str, ...]:
        """Give the lead-in; it belongs to the first list or table after it, not to what comes then."""
        if self.blocks and self._has_used_lead_in and self.blocks[-1].kind is not kind:
            self._lead_in = ""
        self._has_used_lead_in = True
        return (self._lead_in,) if self._lead_in else ()

    def _place(self) -> tuple[tuple[str, ...], str]:
        """Give the heading path and the open question; a heading that asks is a question."""
        titles = tuple(title for _, title in self._headings)
        if self._question:
            return titles, self._question
        if titles and titles[-1].endswith("?"):
            return titles[:-1], titles[-1]
        return titles, ""


def _heads(bullet: str) -> bool:
    return bullet.endswith(":") or len(bullet.split()) <= _PARENT_WORDS
