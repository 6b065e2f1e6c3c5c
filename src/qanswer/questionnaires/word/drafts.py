"""Questions under construction, and how they become the values of `core`: locators, anchors, kinds and parents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from qanswer.core.question import AnswerSlot, Question, QuestionKind, SkippedText, SlotRole
from qanswer.questionnaires.reading import SheetLayout
from qanswer.questionnaires.word.lines import Item, fold
from qanswer.questionnaires.word.locators import place_locator, shown_text
from qanswer.questionnaires.word.model import Paragraph, Place, PlaceKind
from qanswer.questionnaires.word.words import is_signatory_label
from qanswer.questionnaires.wording import (
    is_follow_up,
    is_placeholder,
    is_profile_label,
    is_signature_label,
    normalise,
    question_form,
)

_PARENT_NUMBER = re.compile(
    r"\b(?:item|question|frage|no\.?|nr\.?|pregunta|pytani\w+)\s*#?(\d{1,3}(?:\.\d{1,3})*)", re.IGNORECASE
)
_DATA = re.compile(r"(?<=\w )data\b", re.IGNORECASE)
_ROMANCE = re.compile(r"[¿ñ]|\b(?:nombre|fecha|cargo|nome|luogo|empresa|sociedad|azienda|razón|ragione)\b")
_BODY = "body"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the label of a place stands: `start` to `end` in the shown text of one paragraph."""

    paragraph: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SlotDraft:
    """A place for an answer: `home` is the cell or body paragraph; without place or anchor it is meant as a whole."""

    home: str
    role: SlotRole = SlotRole.TEXT
    place: Place | None = None
    anchor: Anchor | None = None
    options: tuple[str, ...] = ()
    value: str = ""
    is_locked: bool = False


@dataclass(slots=True)
class Draft:
    """A question under construction; `home` is the cell or body paragraph that it stands in."""

    home: str
    text: str
    number: str = ""
    section: str = ""
    stem: str = ""
    kind: QuestionKind | None = None
    slots: list[SlotDraft] = field(default_factory=list)
    group: str = ""
    """What follow-up questions must share with their parent: the table or the run of paragraphs."""
    is_weak: bool = False
    """Whether it counts only in a document that is a form beyond doubt."""


@dataclass(slots=True)
class Findings:
    """What was found so far, in reading order."""

    drafts: list[Draft] = field(default_factory=list)
    skipped: list[SkippedText] = field(default_factory=list)
    layouts: list[SheetLayout] = field(default_factory=list)
    """How each table was understood."""

    def skip(self, locator: str, text: str, reason: str) -> None:
        """Note a text that is no question."""
        self.skipped.append(SkippedText(locator, text[:300], reason))


def box_slot(home: str, item: Item, label: str = "") -> SlotDraft:
    """Make the slot of a tick box; its one option is the label of what it ticks."""
    title = item.place.title if item.place.kind.is_control else ""
    label = fold(item.label or label or title).strip(" .,;:")
    return SlotDraft(
        home, SlotRole.CHECKBOX, item.place, None, (label,) if label else (),
        (label or "x") if item.place.is_ticked else "", item.place.is_locked,
    )  # fmt: skip


def place_slot(paragraph: Paragraph, item: Item, role: SlotRole = SlotRole.TEXT) -> SlotDraft:
    """Make the slot of a blank, field or control; its anchor is the label in front of it, if any."""
    place = item.place
    anchor = None
    if place.kind is PlaceKind.BLANK or (item.label and place.kind.is_control):
        anchor = Anchor(paragraph.locator, item.anchor_start, item.anchor_end)
    if place.options:
        role = SlotRole.CHOICE
    return SlotDraft(paragraph.home, role, place, anchor, place.options, place.value, place.is_locked)


def finish(findings: Findings, homes: dict[str, tuple[Paragraph, ...]]) -> tuple[Question, ...]:
    """Make the questions: locators that are unique, primary slots, forms and parents."""
    _settle_firma(findings.drafts)
    named = _name_slots(findings.drafts, homes)
    questions: list[Question] = []
    used: dict[str, int] = {}
    for draft, slots in zip(findings.drafts, named, strict=True):
        count = used[draft.home] = used.get(draft.home, -1) + 1
        locator = f"{draft.home}#{count}" if count else draft.home
        questions.append(_make_question(draft, locator, slots))
    return tuple(_link_parents(questions, findings.drafts))


def _settle_firma(drafts: Sequence[Draft]) -> None:
    """Tell the German and Polish company ("Firma") from the Spanish and Italian signature by the labels around it."""
    firmas = [draft for draft in drafts if normalise(draft.text).strip(" :*") == "firma"]
    if firmas and not any(_ROMANCE.search(normalise(draft.text)) for draft in drafts):
        for draft in firmas:
            draft.kind = QuestionKind.PROFILE


def _make_question(draft: Draft, locator: str, slots: tuple[AnswerSlot, ...]) -> Question:
    options = next((slot.options for slot in slots if slot.is_primary), ())
    if slots and slots[0].role is SlotRole.CHECKBOX:
        options = tuple(option for slot in slots if slot.role is SlotRole.CHECKBOX for option in slot.options)
    return Question(
        id=locator,
        locator=locator,
        text=draft.text,
        number=draft.number,
        section=draft.section,
        kind=_kind(draft),
        form=question_form(draft.text, options if len(options) > 1 else ()),
        slots=slots,
        stem=draft.stem,
    )


def _kind(draft: Draft) -> QuestionKind:
    if draft.kind is not None:
        return draft.kind
    # A row that completes a question asks for what the question asks for.
    is_completion = draft.stem.endswith(("?", "\uff1f"))
    return QuestionKind.QUESTION if is_completion else judge_kind(draft.text)


def judge_kind(text: str) -> QuestionKind:
    """Tell what a label or question is after."""
    if is_signature_label(text):
        return QuestionKind.SIGNATURE
    # "data" alone is a date in Polish and Italian; behind other words it is English.
    label = _DATA.sub("", text)
    return QuestionKind.PROFILE if is_profile_label(label) else QuestionKind.QUESTION


def settle_signatures(drafts: Sequence[Draft]) -> None:
    """Take names and dates around a signature for parts of it."""
    if not any((draft.kind or judge_kind(draft.text)) is QuestionKind.SIGNATURE for draft in drafts):
        return
    for draft in drafts:
        if draft.kind is None and is_signatory_label(draft.text):
            draft.kind = QuestionKind.SIGNATURE


def _link_parents(questions: Sequence[Question], drafts: Sequence[Draft]) -> Iterator[Question]:
    """Point each "if yes, …" to the question that it names, or else to the one before it in the same table or text."""
    by_number: dict[str, str] = {}
    before: Question | None = None
    group = ""
    for question, draft in zip(questions, drafts, strict=True):
        if draft.group != group:
            before, group = None, draft.group
        parent = ""
        if is_follow_up(question.text):
            named = _PARENT_NUMBER.search(question.text)
            parent = by_number.get(named[1].lstrip("0"), "") if named else ""
            parent = parent or ((before.parent_id or before.id) if before is not None else "")
        linked = replace(question, parent_id=parent) if parent else question
        yield linked
        before = linked
        if question.number:
            by_number[question.number.lstrip("0")] = question.id


def _name_slots(drafts: Sequence[Draft], homes: dict[str, tuple[Paragraph, ...]]) -> list[tuple[AnswerSlot, ...]]:
    by_home: dict[str, list[SlotDraft]] = {}
    for draft in drafts:
        for slot in draft.slots:
            by_home.setdefault(slot.home, []).append(slot)
    namers = {home: _HomeNamer(home, homes.get(home, ()), slots) for home, slots in by_home.items()}
    named = []
    for draft in drafts:
        slots = [namers[slot.home].name(slot) for slot in draft.slots]
        named.append(tuple(replace(slot, is_primary=number == 0) for number, slot in enumerate(slots)))
    return named


class _HomeNamer:
    """Names the slots of one cell or body paragraph."""

    def __init__(self, home: str, paragraphs: tuple[Paragraph, ...], slots: Sequence[SlotDraft]) -> None:
        self._home = home
        self._slots = slots
        places = [place for paragraph in paragraphs for place in paragraph.places]
        self._n_glyphs = 1 + max((place.number for place in places if place.kind is PlaceKind.GLYPH), default=-1)
        self._n_symbols = sum(place.kind is PlaceKind.SYMBOL for place in places)
        self._texts = [slot for slot in slots if not _has_own_name(slot)]
        self._starts: dict[str, int] = {}
        position = 0
        for paragraph in paragraphs:
            self._starts[paragraph.locator] = position
            position += len(shown_text((paragraph,))) + 1
        self._shown = shown_text(paragraphs)

    def name(self, slot: SlotDraft) -> AnswerSlot:
        return AnswerSlot(
            _BODY, self._locate(slot), slot.role, slot.options,
            value="" if is_placeholder(slot.value) and slot.role is not SlotRole.CHECKBOX else slot.value,
            anchor=self._anchor(slot.anchor),
            is_locked=slot.is_locked,
        )  # fmt: skip

    def _locate(self, slot: SlotDraft) -> str:
        place = slot.place
        if place is not None and place.kind is PlaceKind.SYMBOL and not place.locator:
            return f"{self._home}#{self._n_glyphs + place.number}"
        if place is not None and _has_own_name(slot):
            return place_locator(place, self._home)
        if place is None and slot.anchor is None:
            return self._home
        if len(self._texts) == 1 and (not self._is_gap(slot) or self._anchor(slot.anchor)):
            return self._home
        if place is not None and place.kind.is_control and slot.anchor is None:
            return place_locator(place, self._home)
        number = next(n for n, other in enumerate(self._texts) if other is slot)
        return f"{self._home}#{self._n_glyphs + self._n_symbols + number}"

    def _is_gap(self, slot: SlotDraft) -> bool:
        """Tell whether a blank has text around it, so that an answer must not take the place of the whole."""
        if slot.place is None or slot.place.kind is not PlaceKind.BLANK:
            return False
        return self._shown.strip() != slot.place.shown.strip()

    def _anchor(self, anchor: Anchor | None) -> str:
        """Give the label to the letter; longer, by whole lines to the left, where it is empty or occurs twice."""
        if anchor is None:
            return ""
        offset = self._starts.get(anchor.paragraph, 0)
        start, end = offset + anchor.start, offset + anchor.end
        while start > 0 and not self._is_unique(start, end):
            start = self._shown.rfind("\n", 0, start - 1) + 1
        label = self._shown[start:end].lstrip()
        return label.rstrip(" \t\u00a0") if label.strip() else ""

    def _is_unique(self, start: int, end: int) -> bool:
        label = self._shown[start:end].strip()
        return bool(label) and self._shown.count(label) == 1


def _has_own_name(slot: SlotDraft) -> bool:
    """Tell whether a slot is named by an element or character of its own."""
    place = slot.place
    if place is None:
        return False
    return bool(place.locator) or place.kind.is_box or place.kind.is_field


def homes_of(blocks: Iterable[object]) -> dict[str, tuple[Paragraph, ...]]:
    """Group paragraphs by the cell or, outside of tables, the paragraph that their places are counted in."""
    from qanswer.questionnaires.word.model import Table

    homes: dict[str, list[Paragraph]] = {}

    def visit(block: object) -> None:
        if isinstance(block, Paragraph):
            homes.setdefault(block.home, []).append(block)
        elif isinstance(block, Table):
            for cell in block.cells():
                for inner in cell.blocks:
                    visit(inner)

    for block in blocks:
        visit(block)
    return {home: tuple(paragraphs) for home, paragraphs in homes.items()}
