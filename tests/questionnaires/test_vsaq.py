"""VSAQ files: typed items become questions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qanswer.core.errors import DamagedFileError, HostileFileError, UnsupportedFormatError
from qanswer.core.question import QuestionForm
from qanswer.questionnaires.files import read_questionnaire

FORM: dict[str, Any] = {
    "questionnaire": [
        {
            "type": "block",
            "text": "Access",
            "items": [
                {"type": "info", "text": "Answer <b>all</b> questions."},
                {"type": "yesno", "id": "mfa", "text": "Is MFA <i>required</i>?", "yes": "Yes, always", "no": "No"},
                {"type": "line", "id": "lead", "text": "Who leads security?"},
                {
                    "type": "radiogroup",
                    "text": "How are passwords kept?",
                    "choices": [{"pw_hash": "Salted hash"}, {"pw_plain": "In plain text"}],
                },
                {"type": "info", "text": "Which reviews do you carry out?"},
                {"type": "check", "id": "r1", "text": "Code review"},
                {"type": "check", "id": "r2", "text": "Penetration test"},
                {"type": "tip", "text": "Be honest.", "warn": "no"},
            ],
        }
    ]
}


def read(tmp_path: Path, form: object) -> Any:
    """Write a form and read it."""
    path = tmp_path / "form.json"
    path.write_text(json.dumps(form), encoding="utf-8")
    return read_questionnaire(path)


def test_items_become_questions(tmp_path: Path) -> None:
    """Yes/no items, lines, groups of radio buttons and of boxes are questions with their choices; markup is gone."""
    questionnaire = read(tmp_path, FORM)
    assert [
        (q.text, q.section, q.form, tuple((s.locator, s.role.value, s.options) for s in q.slots))
        for q in questionnaire.questions
    ] == [
        ("Is MFA required ?", "Access", QuestionForm.YES_NO, (("vsaq!mfa", "choice", ("Yes, always", "No")),)),
        ("Who leads security?", "Access", QuestionForm.OPEN, (("vsaq!lead", "text", ()),)),
        (
            "How are passwords kept?",
            "Access",
            QuestionForm.CHOICE,
            (("vsaq!pw_hash", "checkbox", ("Salted hash",)), ("vsaq!pw_plain", "checkbox", ("In plain text",))),
        ),
        (
            "Which reviews do you carry out?",
            "Access",
            QuestionForm.CHOICE,
            (("vsaq!r1", "checkbox", ("Code review",)), ("vsaq!r2", "checkbox", ("Penetration test",))),
        ),
    ]
    assert questionnaire.known_form == "VSAQ"
    assert all(sum(slot.is_primary for slot in q.slots) == 1 for q in questionnaire.questions)
    assert [item.text for item in questionnaire.skipped] == ["Answer all questions.", "Be honest."]


def test_other_json_is_refused(tmp_path: Path) -> None:
    """JSON without a questionnaire is of no supported format; text that is no JSON is damaged."""
    with pytest.raises(UnsupportedFormatError):
        read(tmp_path, {"a": 1})
    (tmp_path / "x.json").write_text("{", encoding="utf-8")
    with pytest.raises(DamagedFileError):
        read_questionnaire(tmp_path / "x.json")


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    """Blocks within blocks without end are refused, and so are brackets without end."""
    item: dict[str, Any] = {"type": "line", "id": "x", "text": "Who?"}
    for _ in range(50):
        item = {"type": "block", "text": "b", "items": [item]}
    with pytest.raises(HostileFileError):
        read(tmp_path, {"questionnaire": [item]})
    (tmp_path / "y.json").write_text("[" * 200_000, encoding="utf-8")
    with pytest.raises((HostileFileError, DamagedFileError)):
        read_questionnaire(tmp_path / "y.json")
