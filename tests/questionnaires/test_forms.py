"""Every shape of form is read whole: its questions, the cells of their answers, the options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import forms
import hard_shapes
import known_shapes
import odd_shapes
import parts
from forms import Form
from qanswer.core.question import Question
from qanswer.questionnaires.files import read_questionnaire

assert all((hard_shapes, known_shapes, odd_shapes))  # registered by import


def describe(question: Question) -> tuple[str, ...]:
    """Say a question's slots as the forms do."""
    return tuple(
        f"{slot.locator.rpartition('!')[2]} {slot.role}" + (f" {'|'.join(slot.options)}" if slot.options else "")
        for slot in question.slots
    )


def are_as(read: Sequence[str], expected: Sequence[str]) -> bool:
    """Compare slots with what the form tells of them: a choice whose options are not told takes any."""
    return len(read) == len(expected) and all(
        one == other or (other.endswith("choice") and one.startswith(f"{other} "))
        for one, other in zip(read, expected, strict=True)
    )


@pytest.mark.parametrize("build", forms.FORMS, ids=lambda build: build.__name__)
def test_form_is_read_whole(build: Callable[[], Form], tmp_path: Path) -> None:
    """Questions, answer cells, roles, options and kinds are those of the form; nothing else is taken for a question."""
    form = build()
    path = tmp_path / "form.xlsx"
    path.write_bytes(form.data())
    questions = {question.locator: question for question in read_questionnaire(path).questions}
    assert list(questions) == sorted(questions, key=list(questions).index)
    wrong = {}
    for locator in {*questions, *form.expected}:
        read = describe(questions[locator]) if locator in questions else None
        expected = form.expected.get(locator)
        if read is None or expected is None or not are_as(read, expected):
            wrong[locator] = (read, expected)
    assert not wrong
    kinds = {locator: question.kind.value for locator, question in questions.items() if question.kind != "question"}
    assert kinds == form.kinds


@pytest.mark.parametrize("build", forms.FORMS, ids=lambda build: build.__name__)
def test_form_has_one_primary_slot_each(build: Callable[[], Form], tmp_path: Path) -> None:
    """Each question with slots has exactly one primary slot, the first; slots are unlocked where the sheet is not."""
    path = tmp_path / "form.xlsx"
    path.write_bytes(build().data())
    for question in read_questionnaire(path).questions:
        assert [slot.is_primary for slot in question.slots] == [True, *[False] * (len(question.slots) - 1)][
            : len(question.slots)
        ]
        assert not any(slot.is_locked for slot in question.slots)


def test_cells_of_drawn_boxes_are_ticked(tmp_path: Path) -> None:
    """A cell that a form control writes to is a box to tick, though it is blank, and is labelled by its column."""
    rows: list[list[forms.Value]] = [forms.h("No", "Control", "In place", "Notes")]
    rows += [forms.row(n, text) for n, text in enumerate(forms.QUESTIONS[:3], 1)]
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/ctrlProp"
    control = '<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" objectType="{}" fmlaLink="{}"/>'
    links = {f"rId{n}": (kind, f"../ctrlProps/ctrlProp{n}.xml") for n in (2, 3, 4)}
    extra = {f"xl/ctrlProps/ctrlProp{n}.xml": control.format("CheckBox", f"$C${n}") for n in (2, 3, 4)}
    extra["xl/worksheets/_rels/sheet1.xml.rels"] = parts.relationships(links)
    path = tmp_path / "form.xlsx"
    path.write_bytes(parts.workbook({"Form": forms.Sheet(rows).xml()}, parts=extra))
    questions = read_questionnaire(path).questions
    assert [describe(q) for q in questions] == [(f"C{n} checkbox In place", f"D{n} comment") for n in (2, 3, 4)]
