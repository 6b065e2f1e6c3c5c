"""A person's map overrides what would be inferred, survives writing and reading, and fits the next edition."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import parts
from qanswer.core.errors import FileError
from qanswer.questionnaires.files import read_questionnaire, read_with_layout
from qanswer.questionnaires.layout_map import (
    ColumnMap,
    LayoutMap,
    SheetMap,
    TableMap,
    format_layout_map,
    make_layout_map,
    parse_layout_map,
    read_layout_map,
)
from qanswer.questionnaires.map_store import load_maps, remember_map, write_layout_map
from qanswer.questionnaires.reading import ColumnRole

ODD = (
    ("Thing", "Words", "Here", "There"),
    ("a", "Passwords are long", None, None),
    ("b", "Laptops are encrypted", None, None),
    ("c", "Totals", None, None),
)
MAP = LayoutMap(
    (
        SheetMap(
            "Odd 2023",
            tables=(
                TableMap(
                    1,
                    (
                        ColumnMap(1, ColumnRole.NUMBER, "Thing"),
                        ColumnMap(2, ColumnRole.QUESTION, "Words"),
                        ColumnMap(4, ColumnRole.TEXT, "There"),
                    ),
                    skip_rows=(4,),
                    question_rows=(2, 3),
                ),
            ),
        ),
    )
)


def write_odd(path: Path, title: str = "Odd 2023", *, first_row: int = 1, first_column: int = 1) -> Path:
    """Write a form that no rule understands."""
    data = parts.sheet_data(ODD, first_row=first_row, first_column=first_column)
    path.write_bytes(parts.workbook({title: data}))
    return path


def test_map_makes_an_unreadable_form_readable(tmp_path: Path) -> None:
    """Without the map there is no question; with it those of its rows are, with the answer where it says."""
    path = write_odd(tmp_path / "odd.xlsx")
    assert not read_questionnaire(path).questions
    questions = read_questionnaire(path, layout_map=MAP).questions
    assert [(q.number, q.text, q.slots[0].locator) for q in questions] == [
        ("a", "Passwords are long", "Odd 2023!D2"),
        ("b", "Laptops are encrypted", "Odd 2023!D3"),
    ]


def test_map_is_remembered_for_the_next_edition(tmp_path: Path) -> None:
    """A remembered map is found again by the form's structure, though sheet, rows and columns have moved."""
    remember_map(tmp_path / "maps", MAP)
    path = write_odd(tmp_path / "next.xlsx", "Odd 2024", first_row=5, first_column=3)
    maps = load_maps(tmp_path / "maps")
    questionnaire = read_questionnaire(path, remembered=maps)
    assert {q.slots[0].locator for q in questionnaire.questions} <= {"Odd 2024!F6", "Odd 2024!F7", "Odd 2024!F8"}
    _, layouts = read_with_layout(path, remembered=maps)
    assert layouts[0].tables[0].header_rows == (5,)


def test_map_of_another_form_is_not_used(tmp_path: Path) -> None:
    """A remembered map whose headers are not there changes nothing."""
    path = tmp_path / "plain.xlsx"
    rows = (("Question", "Answer"), ("Do you encrypt customer data?", None))
    path.write_bytes(parts.workbook({"Odd 2023": parts.sheet_data(rows)}))
    assert read_questionnaire(path, remembered=(MAP,)) == read_questionnaire(path)


def test_inferred_map_reads_the_same(tmp_path: Path) -> None:
    """A map written from an inferred layout and read back gives the same questions."""
    path = tmp_path / "form.xlsx"
    rows = (
        ("ID", "Question", "Answer", "Comment", "Reviewer notes"),
        ("1", "Do you encrypt customer data at rest?", None, None, None),
        ("2", "Describe how backups are tested.", None, None, None),
    )
    path.write_bytes(parts.workbook({"Form": parts.sheet_data(rows), "Notes": parts.sheet_data((("Read me",),))}))
    questionnaire, layouts = read_with_layout(path)
    write_layout_map(tmp_path / "map.toml", make_layout_map(layouts))
    again = read_questionnaire(path, layout_map=read_layout_map(tmp_path / "map.toml"))
    assert again.questions == questionnaire.questions


def test_skipped_sheet_is_left_out(tmp_path: Path) -> None:
    """A sheet that the map skips has no questions."""
    path = tmp_path / "form.xlsx"
    path.write_bytes(parts.workbook({"A": parts.sheet_data((("Question", "Answer"), ("Do you encrypt data?", None)))}))
    assert read_questionnaire(path).questions
    assert not read_questionnaire(path, layout_map=LayoutMap((SheetMap("A", is_skipped=True),))).questions


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("version = 1\n[[sheet]]\nskip = true\n", "title"),
        ("version = 2\n", "version"),
        ("= 3", "TOML"),
        ('version = 1\n[[sheet]]\ntitle = "A"\n[[sheet.table]]\nheader_row = -1\ncolumns = []\n', "question"),
        (
            (
                'version = 1\n[[sheet]]\ntitle = "A"\n[[sheet.table]]\nheader_row = -1\n'
                'columns = [{column = "B", role = "question"}]\n'
            ),
            "header_row",
        ),
        (
            'version = 1\n[[sheet]]\ntitle = "A"\n[[sheet.table]]\ncolumns = [{column = "B", role = "questions"}]\n',
            "no role",
        ),
        (
            'version = 1\n[[sheet]]\ntitle = "A"\n[[sheet.table]]\ncolumns = [{column = 2, role = "question"}]\n',
            "letters",
        ),
    ],
)
def test_wrong_map_is_refused_with_its_fault(text: str, part: str) -> None:
    """A map that cannot be used is refused by one line that names what is wrong."""
    with pytest.raises(FileError) as caught:
        parse_layout_map(text, "map.toml")
    assert part in caught.value.message
    assert "\n" not in caught.value.message.strip()


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)


@given(TEXT.filter(bool), TEXT, st.lists(st.integers(1, 1000), max_size=3))
def test_map_survives_writing(title: str, header: str, rows: list[int]) -> None:
    """Whatever stands in titles and headers, a map written and read is the same map."""
    table = TableMap(3, (ColumnMap(2, ColumnRole.QUESTION, header),), skip_rows=tuple(rows))
    layout_map = LayoutMap((SheetMap(title, tables=(table,), reads_labels=False),))
    assert parse_layout_map(format_layout_map(layout_map)) == layout_map
