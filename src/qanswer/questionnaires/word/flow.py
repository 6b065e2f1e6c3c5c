"""Running text: questions in paragraphs, answered below, behind a label, in a blank, or in the table that follows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from qanswer.core.question import SlotRole
from qanswer.questionnaires.word.candidates import Candidate, Evidence, settle, settle_signature_lines
from qanswer.questionnaires.word.columns import TableContext, answer_slots
from qanswer.questionnaires.word.drafts import Draft, Findings, SlotDraft
from qanswer.questionnaires.word.grid import CellKind, CellView, split_options, view_cell
from qanswer.questionnaires.word.groups import (
    Group,
    add_places,
    asks,
    bullet_box,
    ends_as_label,
    label_role,
    read_answer_label,
    waits_for_ticks,
)
from qanswer.questionnaires.word.lines import Item, Line, leading_number, read_lines
from qanswer.questionnaires.word.model import Block, Paragraph, Table
from qanswer.questionnaires.word.tables import TableReader
from qanswer.questionnaires.word.words import is_history_heading, is_note, is_official_use
from qanswer.questionnaires.wording import is_answer_value, is_follow_up, word_count

_STRONG_OPTIONS = re.compile(r"[/|]|\s(?:or|oder|ou|o|lub)\s|\u30fb|\u3001")
_MAX_HEADING_WORDS = 12


@dataclass(slots=True)
class _State:
    section: str = ""
    heading_home: str = ""
    before: str = ""
    before_home: str = ""
    stem: str = ""
    is_official: bool = False
    group: int = 0
    candidates: list[Candidate] = field(default_factory=list)


class FlowReader:
    """Reads the blocks of the body, or of a cell that holds a whole form."""

    def __init__(self, findings: Findings, tables: TableReader) -> None:
        """Share the findings with the reader of tables."""
        self._findings = findings
        self._tables = tables
        self._state = _State()
        self._pending: Candidate | None = None

    def read(self, blocks: Sequence[Block], section: str = "") -> None:
        """Read blocks in order, then settle the questions that have no place of their own."""
        self._state.section = section
        for block in blocks:
            if isinstance(block, Table):
                self._read_table(block)
            elif not block.is_contents:
                self._read_paragraph(block)
        settle(self._state.candidates, self._findings)
        settle_signature_lines(self._state.candidates)

    # -- paragraphs ------------------------------------------------------------------------------------------------

    def _read_paragraph(self, paragraph: Paragraph) -> None:
        if paragraph.is_empty:
            if self._pending is not None and self._pending.is_open:
                self._pending.blank = paragraph
            return
        if not paragraph.places and is_heading(paragraph):
            self._open_section(paragraph)
            return
        if is_official_use(paragraph.text):
            self._state.is_official = True
            self._findings.skip(paragraph.locator, paragraph.text, "reserved for the buyer")
        if self._state.is_official:
            return
        for line in read_lines(paragraph):
            if not line.is_empty:
                self._read_line(line)
        self._state.before, self._state.before_home = paragraph.text, paragraph.home

    def _open_section(self, paragraph: Paragraph) -> None:
        state = self._state
        state.is_official = is_official_use(paragraph.text)
        number = f"{paragraph.number} " if paragraph.number else ""
        state.section, state.heading_home = number + paragraph.text, paragraph.home
        state.stem, state.before, state.before_home = "", "", ""
        state.group += 1
        self._pending = None

    def _read_line(self, line: Line) -> None:
        if not line.items:
            self._read_text(line)
        elif line.boxes:
            self._read_boxes(line)
        else:
            self._read_blanks(line)

    def _read_text(self, line: Line) -> None:
        if self._read_answer_label(line) or self._read_options(line) or self._read_bullet_box(line):
            return
        pending = self._pending
        is_next_label = pending is not None and pending.is_particular and ends_as_label(line.text)
        if self._asks(line) or is_next_label:
            self._open(line, line.text)
        elif pending is not None and pending.is_open:
            if line.paragraph is pending.line.paragraph or _adds_to(line, pending.line):
                pending.draft.text = f"{pending.draft.text} {line.text}"
                pending.line = line
            else:
                pending.answer = line
        elif ends_as_label(line.text) and not is_note(line.text):
            self._open(line, line.text)
        elif pending is not None and not _adds_to(line, pending.line):
            self._pending = None

    def _asks(self, line: Line) -> bool:
        """Tell whether a line of text by itself opens a question: it asks, and is more than prose that happens to."""
        text = line.text
        if is_note(text) or not asks(text):
            return False
        if text.rstrip().endswith(("?", "\uff1f")) or is_follow_up(text):
            return True
        return bool(line.number) or ends_as_label(text)

    def _read_answer_label(self, line: Line) -> bool:
        """Read "Answer: …" below a question."""
        labelled = read_answer_label(line)
        if labelled is None or self._pending is None:
            return False
        self._attach([labelled])
        return True

    def _read_bullet_box(self, line: Line) -> bool:
        """Read a list item with a box for its bullet, below a question that asks to tick."""
        pending, box = self._pending, bullet_box(line)
        if pending is None or box is None or not waits_for_ticks(pending.draft.text, pending.draft.slots):
            return False
        self._attach([box])
        return True

    def _read_options(self, line: Line) -> bool:
        """Read a paragraph "Yes / No" below a question: the one that applies takes its place."""
        options = split_options(line.text) if _STRONG_OPTIONS.search(line.text) else ()
        is_choice = bool(options) and all(is_answer_value(option) for option in options)
        if (
            not is_choice
            or self._pending is None
            or not self._pending.is_open
            or line.paragraph.home != line.paragraph.locator
        ):
            return False
        self._attach([SlotDraft(line.paragraph.home, SlotRole.CHOICE, options=options)])
        return True

    def _read_boxes(self, line: Line) -> None:
        group = Group()
        add_places(group, line, line.items)
        is_label = bool(line.lead) and label_role(line.lead.rstrip(": ")) is not None
        if line.lead and not (is_label and self._pending is not None):
            self._open(line, line.lead)
        self._attach(group.slots)

    def _read_blanks(self, line: Line) -> None:
        if line.is_sentence:
            group = Group()
            add_places(group, line, line.items)
            if self._pending is None or not self._pending.is_open:
                self._open(line, line.text)
                self._findings.drafts[-1].is_weak = True
            self._attach(group.slots)
            return
        for item in line.items:
            group = Group()
            if not self._is_part(item):
                self._open(line, item.label)
            elif self._pending is not None:
                group.slots = list(self._pending.draft.slots)
            n_before = len(group.slots)
            add_places(group, line, (item,))
            self._attach(group.slots[n_before:])

    def _is_part(self, item: Item) -> bool:
        """Tell whether a blank belongs to the question above it."""
        if not item.label:
            return True
        pending = self._pending
        if pending is None or leading_number(item.label) or asks(item.label):
            return False
        if label_role(item.label) is not None:
            return pending.takes_parts
        is_lead = ends_as_label(pending.draft.text) and asks(pending.draft.text)
        return is_lead and pending.blank is None

    # -- questions -------------------------------------------------------------------------------------------------

    def _open(self, line: Line, text: str) -> None:
        """Begin a question."""
        state, before = self._state, self._pending
        if before is not None and before.is_open and ends_as_label(before.draft.text) and not before.is_particular:
            if asks(before.draft.text) and _is_below(line, before.line):
                state.stem = before.draft.text
            self._drop(before)
        elif state.stem and not _is_sub_item(line):
            state.stem = ""
        draft = Draft(line.paragraph.home, text, line.number, state.section, state.stem, None, [], f"flow{state.group}")
        self._pending = Candidate(draft, line)
        self._findings.drafts.append(draft)
        state.candidates.append(self._pending)

    def _drop(self, candidate: Candidate) -> None:
        """Take back a question that turned out to lead to others."""
        self._findings.drafts = [draft for draft in self._findings.drafts if draft is not candidate.draft]
        self._state.candidates = [other for other in self._state.candidates if other is not candidate]

    def _attach(self, slots: list[SlotDraft]) -> None:
        """Give places to the question that waits, or to the text right before them."""
        if not slots:
            return
        if self._pending is None and self._state.before:
            home, text = self._state.before_home, self._state.before
            draft = Draft(
                home, text, leading_number(text), self._state.section, "", None, [], f"flow{self._state.group}"
            )
            self._findings.drafts.append(draft)
            self._pending = Candidate(draft, Line(Paragraph(home, home), text))
            self._state.candidates.append(self._pending)
        if self._pending is not None:
            self._pending.draft.slots += slots
            self._pending.evidence = Evidence.PLACE

    # -- tables ----------------------------------------------------------------------------------------------------

    def _read_table(self, table: Table) -> None:
        if self._state.is_official:
            self._findings.skip(table.locator, "", "reserved for the buyer")
            return
        if self._attach_box(table):
            return
        state, pending = self._state, self._pending
        lead = pending is not None and pending.is_open
        if pending is not None and lead:
            self._drop(pending)
        n_before = len(self._findings.drafts)
        context = TableContext(state.section, state.before, state.before_home, state.heading_home, table.locator)
        self._tables.read(table, context)
        if pending is not None and lead and len(self._findings.drafts) == n_before:
            self._findings.drafts.append(pending.draft)
            state.candidates.append(pending)
        self._pending = None
        state.before, state.before_home, state.stem = "", "", ""
        if is_history_heading(state.section):
            # The history is one table; what follows without a heading is the form again.
            state.section = state.heading_home = ""

    def _attach_box(self, table: Table) -> bool:
        """Take a table of one free cell for the box that answers the question above it."""
        pending = self._pending
        if pending is None or pending.evidence is Evidence.PLACE or pending.answer is not None:
            return False
        cells = list(table.cells())
        if len(cells) != 1 or cells[0].tables:
            return False
        view = view_cell(cells[0])
        is_answer = view.kind is CellKind.TEXT and asks(pending.draft.text) and not _is_other_text(view)
        if not view.kind.takes_answer and not is_answer:
            return False
        pending.blank = None
        first = view.groups[0].first if view.groups else None
        labelled = read_answer_label(first) if first is not None and view.kind is CellKind.TEXT else None
        self._attach(answer_slots(view) if labelled is None else [labelled])
        return True


def is_heading(paragraph: Paragraph) -> bool:
    """Tell whether a paragraph heads a section: by its style, or short and bold; a question is no heading."""
    text = paragraph.text
    if text.rstrip().endswith(("?", "\uff1f")) or is_note(text):
        return False
    if paragraph.level is not None:
        return True
    is_short = word_count(text) <= _MAX_HEADING_WORDS and not text.rstrip().endswith((":", "\uff1a", ".", "\u3002"))
    return paragraph.is_bold and is_short and not asks(text)


def _is_other_text(view: CellView) -> bool:
    """Tell whether the text in a box below a question is no answer: a note, a label, another question."""
    first = view.groups[0].first if view.groups else None
    if first is not None and read_answer_label(first) is not None:
        return False
    return is_note(view.text) or ends_as_label(view.text) or asks(view.text) or bool(leading_number(view.text))


def _is_sub_item(line: Line) -> bool:
    return line.paragraph.depth > 0 or bool(line.paragraph.bullet) or line.number.isalpha()


def _is_below(line: Line, lead: Line) -> bool:
    """Tell whether a line is an item under a lead-in."""
    return line.paragraph.depth > lead.paragraph.depth or _is_sub_item(line) or not line.number


def _adds_to(line: Line, question: Line) -> bool:
    """Tell whether a text goes on with the question above it: a bullet, a deeper item, a remark in brackets."""
    if line.text.startswith(("(", "\uff08")):
        return True
    is_deeper = line.paragraph.depth > question.paragraph.depth and bool(line.paragraph.number)
    return bool(line.paragraph.bullet) or is_deeper
