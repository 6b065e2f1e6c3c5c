"""`qanswer fill`, `diff`, `inspect`: given answers go in, nothing else changes, and the locators agree."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commands import Command
from parts import document, sheet_data, table, workbook

ROWS: list[list[str | None]] = [
    ["No.", "Question", "Answer"],
    ["1", "Are backups encrypted?", None],
    ["2", "Is MFA enforced for staff?", None],
]


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A small workbook with two questions."""
    path = tmp_path / "form.xlsx"
    path.write_bytes(workbook({"Q 1": sheet_data(ROWS)}))
    return path


def write_answers(path: Path, *rows: tuple[str, str]) -> Path:
    """Write answers as `fill` takes them."""
    path.write_text("\n".join(json.dumps({"locator": where, "value": value}) for where, value in rows), "utf-8")
    return path


def test_inspect_names_the_cells_that_fill_takes(qanswer: Command, form: Path, tmp_path: Path) -> None:
    """A locator of `inspect` is filled by `fill`, `diff` shows it, and the proof names it alone."""
    shown = json.loads(qanswer("inspect", form, "--json").out)
    locator = shown["questions"][0]["answers"][0]["locator"]
    answers = write_answers(tmp_path / "a.jsonl", (locator, "=1+1 & <b>"))
    out = tmp_path / "out.xlsx"
    filled = json.loads(qanswer("fill", form, "--answers", answers, "-o", out, "--json").out)
    assert locator == "Q 1!C2"
    assert filled["proof"]["cells_changed"] == ["Q 1!C2"]
    difference = json.loads(qanswer("diff", form, out, "--json").out)
    assert (difference["identical"], difference["cells_changed"]) == (True, ["Q 1!C2"])


def test_fill_takes_word_places(qanswer: Command, tmp_path: Path) -> None:
    """A cell of a Word table is filled by its locator."""
    form, out = tmp_path / "form.docx", tmp_path / "out.docx"
    form.write_bytes(document(table([["Question", "Answer"], ["Are backups encrypted?", ""]])))
    answers = write_answers(tmp_path / "a.jsonl", ("T0R1C1", "Yes."))
    assert qanswer("fill", form, "--answers", answers, "-o", out).code == 0
    assert json.loads(qanswer("diff", form, out, "--json").out)["cells_changed"] == ["T0R1C1"]


def test_fill_names_a_place_that_is_not_there(qanswer: Command, form: Path, tmp_path: Path) -> None:
    """A locator that names nothing is reported and needs a person; the other answers are written."""
    answers = write_answers(tmp_path / "a.jsonl", ("Nowhere!C2", "x"), ("Q 1!C2", "Yes."))
    run = qanswer("fill", form, "--answers", answers, "-o", tmp_path / "out.xlsx", "--json")
    result = json.loads(run.out)
    assert run.code == 3
    assert [problem["where"] for problem in result["refused"]] == ["Nowhere!C2"]
    assert result["proof"]["cells_changed"] == ["Q 1!C2"]


@pytest.mark.parametrize("line", ["{", '{"locator": "Q 1!C2"}', '{"locator": "Q 1!C2", "value": 3}', "[]"])
def test_fill_names_the_line_that_is_no_answer(qanswer: Command, form: Path, tmp_path: Path, line: str) -> None:
    """A line that is no answer is named by file and number."""
    answers = tmp_path / "a.jsonl"
    answers.write_text(line, "utf-8")
    run = qanswer("fill", form, "--answers", answers, "-o", tmp_path / "out.xlsx")
    assert run.code == 1
    assert "a.jsonl, line 1" in run.err


def test_fill_never_writes_onto_the_buyers_file(qanswer: Command, form: Path, tmp_path: Path) -> None:
    """The source is refused as output, and stays as it was."""
    before = form.read_bytes()
    answers = write_answers(tmp_path / "a.jsonl", ("Q 1!C2", "x"))
    assert qanswer("fill", form, "--answers", answers, "-o", form).code == 1
    assert form.read_bytes() == before


def test_inspect_explains_each_column(qanswer: Command, form: Path) -> None:
    """Without --json, inspect says what each column was taken for and why."""
    run = qanswer("inspect", form)
    assert run.code == 0
    for word in ("number", "question", "text", "header", "Are backups encrypted?"):
        assert word in run.out


def test_a_vsaq_questionnaire_is_read_and_its_fill_refused(qanswer: Command, tmp_path: Path) -> None:
    """Answers cannot be written into VSAQ JSON: one clear line says so, and no output is left."""
    item = {"type": "yesno", "id": "enc", "text": "Do you encrypt data at rest?", "yes": "Yes", "no": "No"}
    form = tmp_path / "form.json"
    form.write_text(json.dumps({"questionnaire": [{"type": "block", "text": "Security", "items": [item]}]}), "utf-8")
    assert len(json.loads(qanswer("inspect", form, "--json").out)["questions"]) == 1
    run = qanswer("answer", form, "-o", tmp_path / "out")
    assert run.code == 1
    assert "VSAQ" in run.err
    assert list((tmp_path / "out").iterdir()) == []
