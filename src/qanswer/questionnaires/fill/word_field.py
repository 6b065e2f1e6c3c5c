"""Answers put into a document's legacy form fields: text results, tick boxes and drop-down lists (`w:ffData`)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qanswer.ooxml.splice import set_attribute
from qanswer.ooxml.word_index import Element
from qanswer.questionnaires.fill.word_inline import element_text
from qanswer.questionnaires.fill.word_text import PartWriter, is_text_run, prefix_of, run_properties, write_runs


@dataclass(frozen=True, slots=True)
class Field:
    """A legacy field: its data, the run that begins it, the runs of its result, and the run that ends it."""

    data: Element
    begin: Element
    result: tuple[Element, ...]
    separator: Element | None
    end: Element | None

    @property
    def text(self) -> str:
        """The result as shown; the blanks that Word puts into an empty field are no answer."""
        return "".join(element_text(run) for run in self.result)


def find_field(element: Element, number: int) -> Field | None:
    """Find the n-th legacy field of a paragraph or cell, from 0."""
    data = list(element.iter("ffData"))
    begin = data[number].parent if number < len(data) else None
    if begin is None or begin.parent is None:
        return None
    separator = end = None
    result: list[Element] = []
    depth, is_inside = 0, False
    for node in element.iter("fldChar", "r"):
        if node is begin:
            is_inside = True
        elif is_inside and node.name == "fldChar":
            kind = node.value("fldCharType")
            depth += {"begin": 1, "end": -1}.get(kind, 0)
            if depth < 0:
                end = node.parent
                break
            if kind == "separate" and depth == 0:
                separator = node.parent
        elif separator is not None and node is not separator:
            result.append(node)
    return Field(data[number], begin.parent, tuple(run for run in result if is_text_run(run)), separator, end)


def fill_field(writer: PartWriter, field: Field, text: str, where: str, *, fill_locked: bool) -> str:
    """Write a text field's result, or pick from its list; gives the reason why not, or ""."""
    enabled = field.data.find("enabled")
    if enabled is not None and not enabled.is_on and not fill_locked:
        return "the form field is switched off"
    box = field.data.find("checkBox")
    if box is not None:
        return "the form field is a tick box"
    items = field.data.find("ddList")
    if items is not None:
        return _pick(writer, items, text, where)
    return _write_result(writer, field, text, where)


def _write_result(writer: PartWriter, field: Field, text: str, where: str) -> str:
    settings = field.data.find("textInput")
    if settings is not None:
        reason = _check_text(settings, text)
        if reason:
            return reason
    if field.end is None:
        return "the form field does not end in this paragraph or cell"
    if field.end in {field.begin, field.separator}:
        return "the form field is written in a way that is not supported (one run for all of it)"
    prefix = prefix_of(writer, field.begin)
    if field.result:
        write_runs(writer, field.result, text, where)
        return ""
    looks = run_properties(writer, field.begin)
    separate = b'<%br>%b<%bfldChar %bfldCharType="separate"/></%br>' % (prefix, looks, prefix, prefix, prefix)
    run = writer.run(text, looks, prefix)
    content = run if field.separator is not None else separate + run
    writer.replace(field.end.start, field.end.start, content, where)
    return ""


def _check_text(settings: Element, text: str) -> str:
    limit, kind = settings.find("maxLength"), settings.find("type")
    if limit is not None and limit.value().isdigit() and 0 < int(limit.value()) < len(text):
        return f"the answer has {len(text):,} characters; the form field takes {limit.value()}"
    if kind is not None and kind.value() in {"calculated", "currentDate", "currentTime"}:
        return "the form field is filled by Word itself"
    return ""


def _pick(writer: PartWriter, items: Element, text: str, where: str) -> str:
    options = [item.value() for item in items.children if item.name == "listEntry"]
    if text not in options:
        return f"{text[:60]!r} is not one of the form field's own options" if text else "a list cannot be emptied"
    number = str(options.index(text)).encode()
    set_value(writer, items, "result", number, where, is_first=True)
    return ""


def tick_field(writer: PartWriter, field: Field, where: str, *, is_ticked: bool, fill_locked: bool) -> str:
    """Set a tick box field; gives the reason why not, or ""."""
    enabled = field.data.find("enabled")
    box = field.data.find("checkBox")
    if box is None:
        return "the form field is no tick box"
    if enabled is not None and not enabled.is_on and not fill_locked:
        return "the form field is switched off"
    if is_field_ticked(field) != is_ticked:
        set_value(writer, box, "checked", b"1" if is_ticked else b"0", where)
    return ""


def is_field_ticked(field: Field) -> bool:
    """Tell whether a tick box field is ticked: by its state, else by its default."""
    box = field.data.find("checkBox")
    state = (box.find("checked") or box.find("default")) if box is not None else None
    return state is not None and state.is_on


def picked(field: Field) -> str:
    """Give what a drop-down field shows."""
    items = field.data.find("ddList")
    if items is None:
        return ""
    options = [item.value() for item in items.children if item.name == "listEntry"]
    chosen = items.find("result") or items.find("default")
    number = int(chosen.value()) if chosen is not None and chosen.value().isdigit() else 0
    return options[number] if number < len(options) else ""


def set_value(
    writer: PartWriter, parent: Element, name: str, value: bytes, where: str, *, is_first: bool = False
) -> None:
    """Set the `w:val` of a child, which is added first or last where it is missing."""
    prefix = prefix_of(writer, parent)
    child = parent.find(name)
    if child is not None:
        tag = writer.data[child.start : child.head_end]
        match = re.search(rb"\s((?:[^\s=:\"']+:)?val)\s*=", tag)
        new = set_attribute(tag, match[1] if match else prefix + b"val", value)
        writer.replace(child.start, child.head_end, new, where)
        return
    element = b'<%b%b %bval="%b"/>' % (prefix, name.encode(), prefix, value)
    if is_first and not parent.is_self_closed:
        writer.replace(parent.head_end, parent.head_end, element, where)
    else:
        writer.insert_inside(parent, element, where)
