"""Two delimited files compared: answers apart from all else that differs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filling import OVERWRITE, fill
from qanswer.core.errors import FileError
from qanswer.ooxml.diff import PackageDiff
from qanswer.services.diff import diff_files, diff_object, render_diff

BEFORE = b'Q,A\r\n"Is it?",\r\nWhy?,x\r\n'


def _diff(folder: Path, before: bytes, after: bytes) -> PackageDiff:
    (folder / "before.csv").write_bytes(before)
    (folder / "after.csv").write_bytes(after)
    return diff_files(folder / "before.csv", folder / "after.csv")


@pytest.mark.parametrize(
    ("after", "cells", "reasons"),
    [
        (BEFORE, (), ()),
        (b'Q,A\r\n"Is it?","Yes, daily"\r\nWhy?,x\r\n', ("R1C1",), ()),
        (b'Q,A\r\n"Is it?",,late\r\nWhy?,y\r\n', ("R1C2", "R2C1"), ()),
        (b"Q,A\r\nIs it?,Yes\r\nWhy?,x\r\n", ("R1C1",), ("R1C0 is quoted otherwise",)),
        (b'Q,A\n"Is it?",\nWhy?,x\n', (), ("row 0 ends otherwise", "row 1 ends otherwise", "row 2 ends otherwise")),
        (b'Q,A\r\n"Is it?",\r\n', (), ("2 rows instead of 3",)),
        (b'Q,A\r\n"Is it?"\r\nWhy?,x\r\n', (), ("R1C1 is gone",)),
        (b"\xef\xbb\xbf" + BEFORE, (), ("the encoding is utf-8-sig, not utf-8",)),
    ],
)
def test_answers_are_told_from_what_else_differs(
    tmp_path: Path, after: bytes, cells: tuple[str, ...], reasons: tuple[str, ...]
) -> None:
    """Cells that say something else are answers; quotes, line ends, rows and marks are not."""
    found = _diff(tmp_path, BEFORE, after)
    assert (found.cells_changed, found.reasons) == (cells, reasons)
    assert found.is_only_answers is (not reasons)
    assert diff_object(found)["identical"] is (not reasons)


def test_a_file_written_anew_names_some_lines_and_counts_the_rest(tmp_path: Path) -> None:
    """A hundred lines that end otherwise are not a hundred lines of report."""
    found = _diff(tmp_path, b"Q,A\r\n" * 100, b"Q,A\n" * 100)
    assert found.reasons[-1] == "and 80 more"
    assert "and more than answers" in render_diff(found)


def test_files_of_different_kinds_are_not_compared(tmp_path: Path) -> None:
    """A workbook and a CSV file: one line that says so."""
    (tmp_path / "a.csv").write_bytes(BEFORE)
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    with pytest.raises(FileError, match="files of different kinds"):
        diff_files(tmp_path / "a.csv", tmp_path / "a.xlsx")
    with pytest.raises(FileError, match="does not exist"):
        diff_files(tmp_path / "a.csv", tmp_path / "none.csv")


_CELLS = st.text(st.sampled_from('ab ,;"\n\r'), max_size=5)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(_CELLS, min_size=2, max_size=3), min_size=1, max_size=4), st.lists(_CELLS, min_size=4, max_size=4)
)
def test_a_fill_is_found_to_be_only_answers(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], answers: list[str]
) -> None:
    """Whatever the fill wrote, the comparison names the same cells as the fill's own proof."""
    folder = tmp_path_factory.mktemp("law")
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [["Q", "A"], *rows]]
    data = "\n".join(quoted).encode()
    filled = fill(
        folder, data, {f"R{n}C1": text for n, text in enumerate(answers[: len(rows)], 1)}, OVERWRITE, name="buyer.csv"
    )
    found = _diff(folder, data, filled.data)
    assert found.is_only_answers, found.reasons
    assert sorted(found.cells_changed) == sorted(filled.proof.cells_changed)
