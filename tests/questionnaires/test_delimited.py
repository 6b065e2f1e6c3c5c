"""CSV and TSV: whatever their delimiter and encoding, questions and answer cells are found."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanswer.core.errors import DamagedFileError, FileError, UnsupportedFormatError
from qanswer.questionnaires.delimited import parse_delimited
from qanswer.questionnaires.files import read_questionnaire

TEXTS = {
    "de": ("Nr", "Frage", "Antwort", "Werden Zugriffsrechte regelmäßig überprüft?", "cp1252"),
    "pl": ("Lp", "Pytanie", "Odpowiedź", "Czy dane są szyfrowane podczas przesyłania?", "cp1250"),
    "fr": ("N°", "Question", "Réponse", "Les données sont-elles chiffrées à l'arrêt ?", "cp1252"),
    "es": ("N.º", "Pregunta", "Respuesta", "¿Dispone de una política de contraseñas?", "cp1252"),
    "zh": ("序号", "问题", "回答", "是否制定了信息安全管理制度\uff1f", "gb18030"),
    "ja": ("項番", "質問", "回答", "情報セキュリティ方針を策定していますか。", "cp932"),
}


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "legacy"])
def test_language_dialect_and_encoding_are_told(language: str, delimiter: str, encoding: str, tmp_path: Path) -> None:
    """The question and its answer cell are read from every dialect and encoding that spreadsheets write."""
    number, question, answer, text, legacy = TEXTS[language]
    lines = [(number, question, answer), ("1", text, ""), ("2", f'"{text} ({delimiter})"', "")]
    path = tmp_path / "form.csv"
    path.write_bytes("\r\n".join(delimiter.join(line) for line in lines).encode(encoding.replace("legacy", legacy)))
    questions = read_questionnaire(path).questions
    assert [(q.text, q.locator, q.slots[0].locator) for q in questions] == [
        (text, "R1C1", "R1C2"),
        (f"{text} ({delimiter})", "R2C1", "R2C2"),
    ]


def test_csv_without_header_is_read(tmp_path: Path) -> None:
    """Questions alone are enough: the answer goes beside them, past the end of the row."""
    path = tmp_path / "form.csv"
    path.write_text("Do you encrypt data at rest?\nAre backups tested?\nHow long are logs kept?\n", encoding="utf-8")
    questions = read_questionnaire(path).questions
    assert [(q.locator, q.slots[0].locator) for q in questions] == [(f"R{n}C0", f"R{n}C1") for n in range(3)]


def test_line_breaks_and_blank_lines_keep_rows_apart(tmp_path: Path) -> None:
    """A quoted line break stays in its cell; a blank line counts as a row."""
    path = tmp_path / "form.csv"
    path.write_text('Question,Answer\n\n"Do you encrypt\ndata at rest?",\n', encoding="utf-8")
    question = read_questionnaire(path).questions[0]
    assert (question.text, question.slots[0].locator) == ("Do you encrypt\ndata at rest?", "R2C1")


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("none.csv", None, FileError),
        ("empty.csv", b"", DamagedFileError),
        ("zeros.csv", b"a,b\0\0c\n" + b"x" * 50, DamagedFileError),
        ("form.pdf", b"%PDF-1.7", UnsupportedFormatError),
    ],
)
def test_what_is_no_text_is_refused(name: str, data: bytes | None, error: type[FileError], tmp_path: Path) -> None:
    """A missing, empty or binary file is refused by the right error."""
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(error):
        read_questionnaire(tmp_path / name)


CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=3, max_size=6), st.sampled_from(";\t|"))
def test_cells_survive_splitting(rows: list[list[str]], delimiter: str) -> None:
    """Every cell of a quoted file is read to the letter."""
    rows = [["Question", "Answer", "Comment"], *rows]
    text = "\n".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    assert [list(row) for row in parse_delimited(text.encode(), "x.csv").rows] == rows
