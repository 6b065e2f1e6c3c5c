"""Delimited files filled in place: every byte between the cells stays."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from filling import OVERWRITE, Filled, choice, fill, slot


def _fill(folder: Path, data: bytes, values: object, *more: object) -> Filled:
    return fill(folder, data, values, *more, name="buyer.csv")  # type: ignore[arg-type]  # as fill has it


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        ("Q,A\r\nIs it?,\r\n", "Yes", "Q,A\r\nIs it?,Yes\r\n"),
        ("Q,A\nIs it?,", "a, b", 'Q,A\nIs it?,"a, b"'),
        ('Q;A;C\n"Is; it?";"";x\n', 'say "yes"', 'Q;A;C\n"Is; it?";"say ""yes""";x\n'),
        ("Q\tA\nIs it?\t\n", "two\nlines", 'Q\tA\nIs it?\t"two\nlines"\n'),
        ("Q,A\nIs it?\n", "=1+1", "Q,A\nIs it?,=1+1\n"),
        ("Q,A\n\nIs it?,\n", "late", None),
        ("Q,A\nIs it?, \n", " kept ", 'Q,A\nIs it?," kept "\n'),
    ],
)
def test_a_cell_is_written_as_the_file_writes(tmp_path: Path, before: str, text: str, after: str | None) -> None:
    """Delimiter, quotes and line ends are the file's own; quotes come where the text needs them."""
    filled = _fill(tmp_path, before.encode(), {"R1C1": text})
    if after is None:
        assert "no such row" in filled.refused["R1C1"]
    else:
        assert filled.data.decode() == after
        assert filled.proof.cells_changed == ("R1C1",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_the_encoding_and_its_mark_stay(tmp_path: Path, encoding: str) -> None:
    """What the encoding cannot hold is refused with the character."""
    text = "Q,A\nEst-ce prévu?,\nEt là?,\n"
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    filled = _fill(tmp_path, (mark + text).encode(encoding), {"R1C1": "oui, é", "R2C1": "日"})
    expected = 'Q,A\nEst-ce prévu?,"oui, é"\nEt là?,' + ("" if encoding == "cp1252" else "日") + "\n"
    assert filled.data == (mark + expected).encode(encoding)
    assert ("R2C1" in filled.refused) is (encoding == "cp1252")


def test_answers_are_kept_and_choices_checked(tmp_path: Path) -> None:
    """The same rules as in a workbook."""
    data = b"Q,A,B\nIs it?,No,\n"
    assert "already answered" in _fill(tmp_path, data, {"R1C1": "Yes"}).refused["R1C1"]
    assert _fill(tmp_path, data, {"R1C1": "Yes"}, OVERWRITE).data == b"Q,A,B\nIs it?,Yes,\n"
    assert "own options" in _fill(tmp_path, data, [(choice("R1C2", "Yes", "No"), "Maybe")]).refused["R1C2"]
    assert _fill(tmp_path, data, [(slot("R1C1", value=""), "Yes")]).data == b"Q,A,B\nIs it?,Yes,\n"


@pytest.mark.parametrize("locator", ["R9C1", "R1C9"])
def test_a_cell_outside_of_the_file_is_a_finding(tmp_path: Path, locator: str) -> None:
    """Nothing is appended that the buyer has no room for."""
    data = b"Q,A\nIs it?,\n"
    filled = _fill(tmp_path, data, {locator: "x"})
    assert locator in filled.refused
    assert filled.data == data


_TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\0\ufeff", exclude_categories=["Cs", "Cc"]) | st.just("\n"),
    max_size=6,
)


@settings(max_examples=100)
@example([["", ";"], ["", "", ";"], ["", "", ";"]], "", "\n")
@example([["a;b", "c;d"], ["e;f", "g;h"], ["i;j", "k;l"]], "yes", "\n")
@given(
    st.lists(st.lists(_TEXT, min_size=2, max_size=3), min_size=2, max_size=5), _TEXT, st.sampled_from(["\n", "\r\n"])
)
def test_only_the_answered_cell_reads_otherwise(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], text: str, end: str
) -> None:
    """Law: read, write, read again changes one cell; the second time nothing."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator=end).writerows([["Question", "Answer"], *rows])
    folder = tmp_path_factory.mktemp("law")
    filled = _fill(folder, buffer.getvalue().encode(), {"R1C1": text}, OVERWRITE)
    if filled.refused:
        return
    read = list(csv.reader(io.StringIO(filled.data.decode(), newline="")))
    expected = [["Question", "Answer"], [rows[0][0], text, *rows[0][2:]], *rows[1:]]
    assert read == expected
    assert _fill(folder, filled.data, {"R1C1": text}, OVERWRITE).data == filled.data
