"""What a row carries besides its cells: number, section, lead-in, parent, the sentence it goes on with, its answer."""

from __future__ import annotations

from pathlib import Path

import pytest

import forms
import known_shapes
import odd_shapes
import parts
from forms import Form, Sheet, Value, h, row
from qanswer.core.question import Question, QuestionForm
from qanswer.questionnaires.files import read_questionnaire, read_with_layout


def read(tmp_path: Path, form: Form | list[list[Value]], sheet: Sheet | None = None) -> tuple[Question, ...]:
    """Read a form, or rows of one sheet called Form."""
    path = tmp_path / "form.xlsx"
    if isinstance(form, Form):
        path.write_bytes(form.data())
    else:
        path.write_bytes(parts.workbook({"Form": (sheet or Sheet(form)).xml()}, styles=forms.STYLES))
    return read_questionnaire(path).questions


def test_sections_come_from_rows_headers_and_columns(tmp_path: Path) -> None:
    """A section is a row of its own, a title in a repeated header, or a column that is merged down."""
    in_rows = read(tmp_path, odd_shapes.spanish_form())
    assert [q.section for q in in_rows] == ["Control de acceso"] * 2 + ["Continuidad"] * 2
    in_headers = read(tmp_path, known_shapes.assessment_with_formula_questions())
    assert [q.section for q in in_headers[4:]] == ["Documentation"] * 4 + ["Application Security"] * 4
    in_columns = read(tmp_path, known_shapes.consensus_with_ticks())
    assert {q.section for q in in_columns} == {"Application Security"}


def test_numbers_are_those_that_tell_questions_apart(tmp_path: Path) -> None:
    """Of two columns of numbers the one with a number of its own for each question counts; one in the text will do."""
    ticks = read(tmp_path, known_shapes.consensus_with_ticks())
    assert [q.number for q in ticks[:2]] == ["AIS-01.0", "AIS-01.1"]
    bare = read(tmp_path, [h("Question", "Answer"), ["1.1 Do you encrypt customer data?"], ["1.2 Are backups tested?"]])
    assert [q.number for q in bare] == ["1.1", "1.2"]


def test_follow_ups_hang_on_the_question_before(tmp_path: Path) -> None:
    """An "If yes" hangs on the question before it; a second one hangs on the same question."""
    rows = [
        h("Question", "Answer"),
        row("Do you use subcontractors?"),
        row("If yes, list them."),
        row("If so, are they bound by contract?"),
        row("Are backups tested?"),
    ]
    questions = read(tmp_path, rows)
    assert [q.parent_id for q in questions] == ["", questions[0].id, questions[0].id, ""]


def test_stems_and_cut_sentences_are_told(tmp_path: Path) -> None:
    """Bullets are read with their lead-in, and the second half of a cut sentence with its first."""
    questions = read(tmp_path, odd_shapes.stem_and_bullets())
    assert [q.stem for q in questions] == [*["Does the policy cover the following:"] * 2, "", "", ""]
    assert [q.continues_id for q in questions] == ["", "", "", questions[2].id, ""]
    assert questions[0].full_text == "Does the policy cover the following: • Access control and passwords?"


def test_existing_answers_are_read_and_placeholders_are_not(tmp_path: Path) -> None:
    """What the vendor answered is the slot's value; "[Enter answer]" and "TBD" are not."""
    questions = read(tmp_path, odd_shapes.answered_form())
    values = [q.slots[0].value for q in questions]
    assert values == ["Yes", "Yes, with AES-256.", "", "", "The security lead.", "No", "N/A", "12 months"]


def test_a_mark_is_the_answer_of_its_column(tmp_path: Path) -> None:
    """An X in the column "Yes" is the value "Yes"; a box that is not ticked has none."""
    questions = read(tmp_path, known_shapes.consensus_with_ticks())
    assert [slot.value for slot in questions[1].slots] == ["Yes", "", "", ""]
    boxes = read(
        tmp_path,
        [h("Question", "Answer"), row(forms.QUESTIONS[0], "☒ Yes  ☐ No"), row(forms.QUESTIONS[1], "☐ Yes ☐ No")],
    )
    assert [[slot.value for slot in q.slots] for q in boxes] == [["Yes", ""], ["", ""]]


def test_option_texts_are_the_labels_of_their_numbers(tmp_path: Path) -> None:
    """Numbers to choose from carry the texts written beside them."""
    question = read(tmp_path, odd_shapes.option_numbers())[0]
    assert question.slots[0].options == ("0", "1", "2", "3")
    assert question.slots[0].labels == ("Nothing 1", "Informal 1", "Documented 1", "Measured 1")


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        ("Do you encrypt data?", '"Yes,No"', QuestionForm.YES_NO),
        ("Which level applies?", '"Low,Medium,High"', QuestionForm.CHOICE),
        ("Describe your backups.", "", QuestionForm.OPEN),
        ("Please attach a copy of your SOC 2 report.", "", QuestionForm.EVIDENCE_REQUEST),
        ("Do you test backups?", "", QuestionForm.YES_NO),
    ],
)
def test_forms_are_told_by_options_and_words(text: str, options: str, expected: QuestionForm, tmp_path: Path) -> None:
    """Yes or no, a choice, an open question or a request for evidence: by the options, else by the words."""
    rows = [h("Question", "Answer"), row(text)]
    sheet = Sheet(rows, lists={"B2": options} if options else {})
    assert [q.form for q in read(tmp_path, rows, sheet)] == [expected]


def test_layout_explains_columns_and_skipped_rows(tmp_path: Path) -> None:
    """Each column has a role and a reason, each row that was no question too."""
    path = tmp_path / "form.xlsx"
    path.write_bytes(odd_shapes.german_form().data())
    questionnaire, layouts = read_with_layout(path)
    roles = {plan.header: (plan.role.value, bool(plan.reason)) for plan in layouts[0].tables[0].columns}
    assert roles == {
        "Nr.": ("number", True),
        "Frage": ("question", True),
        "Antwort (Ja/Nein)": ("choice", True),
        "Kommentar": ("comment", True),
    }
    assert [item.text for item in questionnaire.skipped] == [
        "Organisation der Informationssicherheit",
        "Zutritt und Zugang",
    ]
    assert all(item.reason.startswith("section: ") for item in questionnaire.skipped)
    assert layouts[0].tables[0].n_questions == 4


@pytest.mark.parametrize(
    ("numbers", "title", "name"),
    [
        ([f"CEK-0{n}.1" for n in range(1, 8)], "CAIQv4.0.3", "CAIQ v4"),
        ([f"EKM-0{n}.1" for n in range(1, 8)], "CAIQ", "CAIQ v3"),
        ([f"AIS-0{n}.1" for n in range(1, 8)], "CAIQ-Lite", "CAIQ-Lite"),
        ([f"DOCU-0{n}" for n in range(1, 8)], "HECVAT - Full", "HECVAT 3"),
        ([*[f"DOCU-0{n}" for n in range(1, 8)], "REQU-01"], "START HERE", "HECVAT 4"),
        ([f"A.{n}.1" for n in range(1, 8)], "SIG Lite 2024", "SIG Lite"),
        ([f"ID.AM-{n}.1" for n in range(1, 8)], "CyberFundamentals Basic", "CyFun"),
        ([f"3.{n}.1" for n in range(1, 8)], "NIST SP 800-171", "NIST SP 800-171"),
        ([f"MSTG-ARCH-{n}" for n in range(1, 8)], "Security Requirements", "MASVS"),
        ([f"{n}.1" for n in range(1, 8)], "VSA-Core", "VSA"),
        ([f"{n}.1" for n in range(1, 8)], "Questions", ""),
        (["CEK-01.1", "CEK-01.2"], "Our form", ""),
    ],
)
def test_published_forms_are_recognised(numbers: list[str], title: str, name: str, tmp_path: Path) -> None:
    """A published form is known by the shape of its numbers and by its titles, wherever its rows stand."""
    rows = [[], h("ID", "Question", "Answer"), *[row(number, forms.QUESTIONS[0]) for number in numbers]]
    path = tmp_path / "form.xlsx"
    path.write_bytes(parts.workbook({title: Sheet(rows, first=(4, 2)).xml()}, styles=forms.STYLES))
    assert read_questionnaire(path).known_form == name
