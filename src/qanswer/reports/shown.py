"""A statement as a reader sees it, with its status and where it stands."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qanswer.core.markup import strip_markup
from qanswer.core.passage import PassageKind
from qanswer.core.statement import Statement
from qanswer.reports.selection import ANSWER_KIND
from qanswer.reports.wording import StatusView, view_status, word_date


@dataclass(frozen=True, slots=True)
class ShownStatement:
    """A statement as shown. `quote` stands in the passage to the letter; `text` is the quote as a reader sees it.

    That is without its markup, a row without its first cell, "The" for a possessive that begins a clause, a full stop.
    """

    label: str
    text: str
    quote: str
    status: StatusView
    source_title: str
    source_version: str
    section: str
    locator: str
    owner: str
    effective: str
    passage_id: str
    control_id: str = ""
    roadmap_id: str = ""
    is_answer: bool = False
    """Whether it is taken from an approved answer rather than a policy."""

    @property
    def lead(self) -> str:
        """What stands in bold before the text: the label, or the text's own first words where it begins with it."""
        if not self.label or self._repeats_label:
            return self.text[: len(self.label)]
        return self.label if self.label[-1] in "?!.:" else f"{self.label}."

    @property
    def body(self) -> str:
        """The text after the lead, with the blank before it."""
        if self._repeats_label:
            return self.text[len(self.label) :]
        return f" {self.text}" if self.label else self.text

    @property
    def _repeats_label(self) -> bool:
        rest = self.text[len(self.label) :]
        return bool(self.label) and self.text.lower().startswith(self.label.lower()) and not rest[:1].isalnum()

    @property
    def document(self) -> str:
        """The source's title and version."""
        return f"{self.source_title} {self.source_version}".strip()

    @property
    def source_line(self) -> str:
        """Document and section as one line."""
        return f"{self.document}, {self.section}" if self.section else self.document


# The years and quarters that plans are dated by; a bare number is none.
_TARGET = re.compile(
    r"(?<![:/\w])(?:(?:by |before |in |during |within )?(?:the )?"
    r"(?:(?:first|second|third|fourth) quarter of |Q[1-4][ /-]?|H[12][ /-]?"
    r"|(?:early|mid|late|end of|January|February|March|April|May|June|July|August|September|October|November|December)"
    r"[ -])?20\d\d(?:[ -][QH][1-4])?(?: and beyond)?)\b",
    re.IGNORECASE,
)
_SENTENCE = 5
"""A heading of so many words is taken for a sentence, and so is one with a verb in it."""
_LONG = 8
"""A heading of more words names no place."""
_VERB = re.compile(r"\b(?:may|can|must|shall|should|will|is|are|includes?|have|has|do|does)\b", re.IGNORECASE)
# A clause cut out of its sentence has lost whom it speaks of.
_PRONOUN = re.compile(r"^(?:Its|Their)\s+")
_LEAD = re.compile(r"^(?:(?:in|during|within|the)\s+)+", re.IGNORECASE)


def show_statement(statement: Statement, control_id: str = "") -> ShownStatement:
    """Word a statement for the reader, under one control."""
    source = statement.passage.source
    text = _row_text(statement) if statement.passage.kind is PassageKind.TABLE_ROW else statement.text
    return ShownStatement(
        label=statement.label,
        text=_with_full_stop(_PRONOUN.sub("The ", text.lstrip("*\u2022 "))),
        quote=statement.quote,
        status=view_status(statement.status, statement.text, _read_lead_in(statement)),
        source_title=source.title,
        source_version=source.version,
        section=_section(statement),
        locator=statement.passage.locator,
        owner=source.owner,
        effective=word_date(source.effective_on),
        passage_id=statement.passage.id,
        control_id=control_id,
        is_answer=source.kind == ANSWER_KIND,
    )


def find_target(text: str) -> str:
    """Find the date that a plan names, in its own words; "" where it names none."""
    found = _TARGET.search(strip_markup(text))
    return _LEAD.sub("", found.group()) if found else ""


def _read_lead_in(statement: Statement) -> str:
    """Give the nearest heading where it is a sentence that its bullets complete."""
    nearest = next(_headings(statement), "")
    return nearest if len(nearest.split()) >= _SENTENCE or _VERB.search(nearest) else ""


def _section(statement: Statement) -> str:
    """Give the nearest heading that is short enough to name a place; the document's title alone is no section."""
    found = list(_headings(statement))
    return next((heading for heading in found if len(heading.split()) <= _LONG), _cut_words("".join(found[:1])))


def _headings(statement: Statement) -> Iterator[str]:
    """Give the headings above a statement, the nearest first, without the document's title."""
    for heading in reversed(statement.passage.heading_path):
        plain = " ".join(html.unescape(strip_markup(heading)).split())
        if plain != statement.passage.source.title:
            yield plain


def _cut_words(text: str) -> str:
    words = text.split()
    return f"{' '.join(words[:_LONG])} \u2026" if len(words) > _LONG else text


def _row_text(statement: Statement) -> str:
    """Give a table row's cells after the first, each as a sentence."""
    return join_cells(strip_markup(cell) for _, cell in statement.passage.fields[1:]) or statement.text


def join_cells(cells: Iterable[str]) -> str:
    """Join a row's cells, each as a sentence; a dash stands for none."""
    found = (" ".join(cell.split()) for cell in cells)
    return " ".join(_with_full_stop(cell) for cell in found if cell.strip("-\u2013\u2014 "))


def _with_full_stop(text: str) -> str:
    return text if not text or text[-1] in ".!?" else f"{text.rstrip(';,:')}."
