"""VSAQ questionnaires (JSON: blocks of typed items) -> questionnaire.

The format is that of Google's Vendor Security Assessment Questionnaire: `{"questionnaire": [item…]}`, where an item of
the type `block` holds others in `items`; the types line, box, yesno, radio, check, radiogroup, checkgroup and upload
ask.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qanswer.core.errors import DamagedFileError, HostileFileError, UnsupportedFormatError
from qanswer.core.question import AnswerSlot, Question, Questionnaire, SkippedText, SlotRole
from qanswer.ooxml.source import read_source
from qanswer.questionnaires.excel.table_reader import form_options, kind_of
from qanswer.questionnaires.wording import question_form

CONTAINER = "vsaq"
_MAX_DEPTH = 32
"""Blocks within blocks; the published questionnaires use two."""
_TAG = re.compile(r"<[^<>]{1,200}>")
_ASKING = frozenset({"line", "box", "yesno", "radio", "check", "radiogroup", "checkgroup", "upload"})
_YES_NO = ("Yes", "No")


@dataclass(frozen=True, slots=True)
class _Item:
    """One item with its section and the group that it belongs to (radio buttons and boxes stand one by one)."""

    data: Mapping[str, Any]
    section: str
    group: str


def read_vsaq(path: Path) -> Questionnaire:
    """Read a VSAQ file. A slot's locator is "vsaq!" and the id under which VSAQ keeps the answer.

    Raises:
        UnsupportedFormatError: JSON of another kind.
        DamagedFileError: no JSON.
        HostileFileError: it is nested too deeply, or too large.
        FileError: it is missing or cannot be read.
    """
    data = read_source(path)
    items = tuple(_items(_parse(data, path.name), "", 0))
    questions = [question for item in items if (question := _question(item)) is not None]
    return Questionnaire(
        id=hashlib.sha256(data).hexdigest()[:16],
        title=path.stem,
        path=str(path),
        format="vsaq",
        sha256=hashlib.sha256(data).hexdigest(),
        questions=tuple(_join_groups(questions, items)),
        skipped=tuple(_skipped(items)),
        known_form="VSAQ",
    )


def _parse(data: bytes, name: str) -> list[Any]:
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except RecursionError as error:
        message = f"{name} is nested too deeply"
        raise HostileFileError(message) from error
    except ValueError as error:
        message = f"{name} is not valid JSON"
        raise DamagedFileError(message) from error
    items = found.get("questionnaire") if isinstance(found, dict) else None
    if not isinstance(items, list):
        message = f"{name} is JSON, but no VSAQ questionnaire"
        raise UnsupportedFormatError(message)
    return items


def _items(found: list[Any], section: str, depth: int) -> Iterator[_Item]:
    """Give all items but blocks, each with the title of the block around it."""
    if depth > _MAX_DEPTH:
        message = f"the questionnaire has more than {_MAX_DEPTH} blocks within blocks"
        raise HostileFileError(message)
    group = ""
    for data in found:
        if not isinstance(data, dict):
            continue
        text = _text(data.get("text"))
        if data.get("type") == "block":
            inner = data.get("items")
            yield from _items(inner if isinstance(inner, list) else [], text or section, depth + 1)
        elif data.get("type") in {"radio", "check"}:
            yield _Item(data, section, group)
        else:
            group = text if data.get("type") == "info" else ""
            yield _Item(data, section, "")


def _text(value: object) -> str:
    """Give a text without its markup."""
    return " ".join(_TAG.sub(" ", value).split()) if isinstance(value, str) else ""


def _question(item: _Item) -> Question | None:
    text = item.group or _text(item.data.get("text"))
    if item.data.get("type") not in _ASKING or not text:
        return None
    slots = tuple(
        replace(slot, is_primary=not position) for position, slot in enumerate(_slots(item.data)) if slot.locator
    )
    if not slots:
        return None
    locator = slots[0].locator
    return Question(
        id=locator,
        locator=locator,
        text=text,
        number=str(item.data.get("id", "")),
        section=item.section,
        kind=kind_of(text),
        form=question_form(text, form_options(slots)),
        slots=slots,
    )


def _slots(data: Mapping[str, Any]) -> Iterator[AnswerSlot]:
    kind, key = data.get("type"), data.get("id")
    if kind in {"radiogroup", "checkgroup"}:
        for choice in data.get("choices") or ():
            if isinstance(choice, dict):
                for name, label in choice.items():
                    yield _slot(name, SlotRole.CHECKBOX, (_text(label),))
    elif not isinstance(key, str):
        return
    elif kind == "yesno":
        options = tuple(_text(data.get(name)) or default for name, default in zip(("yes", "no"), _YES_NO, strict=True))
        yield _slot(key, SlotRole.CHOICE, options)
    elif kind in {"radio", "check"}:
        yield _slot(key, SlotRole.CHECKBOX, (_text(data.get("text")),))
    else:
        yield _slot(key, SlotRole.TEXT)


def _slot(key: str, role: SlotRole, options: tuple[str, ...] = ()) -> AnswerSlot:
    return AnswerSlot(CONTAINER, f"{CONTAINER}!{key}", role, options)


def _join_groups(questions: list[Question], items: tuple[_Item, ...]) -> Iterator[Question]:
    """Join the single boxes under one text into one question."""
    grouped = {f"{CONTAINER}!{item.data.get('id')}" for item in items if item.group}
    joined: Question | None = None
    for question in questions:
        is_part = question.locator in grouped
        if is_part and joined is not None and joined.text == question.text:
            more = tuple(replace(slot, is_primary=False) for slot in question.slots)
            joined = replace(joined, slots=(*joined.slots, *more))
            continue
        if joined is not None:
            yield replace(joined, form=question_form(joined.text, form_options(joined.slots)))
        joined = question if is_part else None
        if not is_part:
            yield question
    if joined is not None:
        yield replace(joined, form=question_form(joined.text, form_options(joined.slots)))


def _skipped(items: tuple[_Item, ...]) -> Iterator[SkippedText]:
    groups = {item.group for item in items if item.group}
    for item in items:
        text = _text(item.data.get("text"))
        if item.data.get("type") not in _ASKING and text and text not in groups:
            yield SkippedText(f"{CONTAINER}!{item.data.get('id', '')}", text, f"{item.data.get('type')}: not asked")
