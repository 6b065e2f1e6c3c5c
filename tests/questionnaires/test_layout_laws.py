"""What must not matter: where a table stands, what a sheet is called, blank rows and columns, the language of headers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import forms
import hard_shapes
import known_shapes
import odd_shapes
from qanswer.ooxml.limits import column_letters
from qanswer.ooxml.package import open_package
from qanswer.questionnaires.excel.book import read_grids
from qanswer.questionnaires.excel.grid import Area, AreaIndex, Grid, Validation
from qanswer.questionnaires.excel.layout import read_grid

assert all((hard_shapes, known_shapes, odd_shapes))  # registered by import

Shift = Callable[[int], int]
Outline = tuple[object, ...]
BUILDS = {build.__name__: build for build in forms.FORMS}


@pytest.fixture(scope="module")
def grids(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Grid, ...]]:
    """All forms, read into grids once."""
    folder = tmp_path_factory.mktemp("forms")
    found = {}
    for name, build in BUILDS.items():
        path = folder / f"{name}.xlsx"
        path.write_bytes(build().data())
        found[name] = read_grids(open_package(path))
    return found


def move(grid: Grid, rows: Shift, columns: Shift, title: str = "") -> Grid:
    """Move every row and column of a grid."""
    return replace(
        grid,
        title=title or grid.title,
        cells={rows(r): {columns(c): text for c, text in cells.items()} for r, cells in grid.cells.items()},
        formulas=frozenset((rows(r), columns(c)) for r, c in grid.formulas),
        echoes=frozenset((rows(r), columns(c)) for r, c in grid.echoes),
        styles={(rows(r), columns(c)): style for (r, c), style in grid.styles.items()},
        row_styles={rows(r): style for r, style in grid.row_styles.items()},
        column_styles=tuple((columns(a), columns(b), style) for a, b, style in grid.column_styles),
        merges=AreaIndex((move_area(area, rows, columns), None) for area, _ in grid.merges),
        validations=AreaIndex(
            (move_area(area, rows, columns), move_source(rule, rows, columns)) for area, rule in grid.validations
        ),
        hidden_rows=frozenset(map(rows, grid.hidden_rows)),
        hidden_columns=frozenset(map(columns, grid.hidden_columns)),
        boxes=frozenset((rows(r), columns(c)) for r, c in grid.boxes),
        header_hints=frozenset(map(rows, grid.header_hints)),
    )


def move_area(area: Area, rows: Shift, columns: Shift) -> Area:
    """Move a range."""
    return Area(rows(area.top), columns(area.left), rows(area.bottom), columns(area.right))


def move_source(rule: Validation, rows: Shift, columns: Shift) -> Validation:
    """Move the place of a list's options."""
    return replace(rule, source=move_area(rule.source, rows, columns)) if rule.source else rule


def outline(grid: Grid, rows: Shift = int, columns: Shift = int, title: str = "") -> list[Outline]:
    """Read a grid into what must stay equal; `rows`, `columns` and `title` foretell where everything is."""

    def locate(row: int, column: int) -> str:
        merge = grid.merge(row, column)
        if merge is not None:
            row, column = merge.top, merge.left
        return f"{title or grid.title}!{column_letters(columns(column))}{rows(row)}"

    reading = read_grid(grid, locate)
    return [
        (q.locator, q.text, q.kind, q.form, q.number, q.section, tuple((s.locator, s.role, s.options) for s in q.slots))
        for q in reading.questions
    ]


@pytest.mark.parametrize("name", BUILDS)
@settings(max_examples=8, deadline=None)
@given(down=st.integers(0, 40), right=st.integers(0, 12), title=st.sampled_from(["Blatt 1", "S!x", "問診票"]))
def test_moving_a_table_moves_nothing_but_locators(
    name: str, grids: dict[str, tuple[Grid, ...]], down: int, right: int, title: str
) -> None:
    """A form moved down and right on a sheet of another name has the same questions, answers and options."""
    for grid in grids[name]:
        rows, columns = (lambda row: row + down), (lambda column: column + right)
        name_of_sheet = grid.title if grid.title in TELLING_TITLES else title
        moved = move(grid, rows, columns, name_of_sheet)
        assert outline(moved) == outline(grid, rows, columns, name_of_sheet)


@pytest.mark.parametrize("name", BUILDS)
def test_blank_columns_change_nothing_but_locators(name: str, grids: dict[str, tuple[Grid, ...]]) -> None:
    """A blank column between any two others leaves questions, answers and options as they are.

    Labels outside of tables are left out: their blank is the cell beside them, and that is another one then.
    """
    for grid in grids[name]:
        inside = {c for area, _ in grid.validations if area.width < 100 for c in range(area.left + 1, area.right + 1)}
        used = sorted({column for cells in grid.cells.values() for column in cells} - inside)
        for place in used[1:]:
            columns = make_shift(place)
            assert questions_of(outline(move(grid, int, columns))) == questions_of(outline(grid, int, columns))


def questions_of(outlines: list[Outline]) -> list[Outline]:
    """Leave out labels that ask for particulars."""
    return [item for item in outlines if item[2] == "question"]


@pytest.mark.parametrize("name", sorted(BUILDS.keys() - {"answers_below"}))
def test_blank_rows_change_nothing_but_locators(name: str, grids: dict[str, tuple[Grid, ...]]) -> None:
    """A blank row above any row but the second one of a header leaves questions, answers and options as they are."""
    for grid in grids[name]:
        heads = {area.bottom for area, _ in grid.merges if area.height == 2 and area.top <= 3}
        for place in grid.rows:
            if place not in heads:
                rows = make_shift(place)
                assert outline(move(grid, rows, int)) == outline(grid, rows, int)


TELLING_TITLES = {"FAQ"}
"""Titles that say that nothing is asked here."""


def make_shift(place: int) -> Shift:
    """Move everything from a place on by one."""
    return lambda number: number + (number >= place)


@pytest.mark.parametrize("name", BUILDS)
def test_reading_twice_gives_the_same(name: str, grids: dict[str, tuple[Grid, ...]]) -> None:
    """Reading keeps nothing between two runs."""
    for grid in grids[name]:
        assert outline(grid) == outline(grid)


HEADERS = {
    # number, section, question, answer, comment, guidance, the buyer's own
    "en": ("No.", "Category", "Question", "Response", "Comments", "Guidance", "Reviewer notes"),
    "en2": ("Ref", "Domain", "Requirement", "Supplier answer", "Evidence", "Example", "For internal use"),
    "de": ("Nr.", "Bereich", "Frage", "Antwort", "Bemerkungen", "Hinweis", "Bewertung durch den Prüfer"),
    "fr": ("N°", "Domaine", "Question", "Réponse", "Commentaires", "Exemple", "Réservé au client"),
    "es": ("Nº", "Categoría", "Pregunta", "Respuesta", "Observaciones", "Ejemplo", "Uso interno"),
    "it": ("N.", "Categoria", "Domanda", "Risposta", "Commenti", "Esempio", "Uso interno"),
    "pt": ("Nº", "Categoria", "Pergunta", "Resposta", "Comentários", "Exemplo", "Uso interno"),
    "nl": ("Nr.", "Categorie", "Vraag", "Antwoord", "Toelichting", "Voorbeeld", "Intern gebruik"),
    "pl": ("Lp.", "Obszar", "Pytanie", "Odpowiedź", "Uwagi", "Wskazówki", "Wypełnia zamawiający"),
    "cs": ("Č.", "Oblast", "Otázka", "Odpověď", "Komentář", "Nápověda", "Hodnocení auditora"),
    "sv": ("Nr", "Område", "Fråga", "Svar", "Kommentar", "Exempel", "Intern anteckning"),
    "zh": ("序号", "类别", "问题", "回答", "备注", "填写说明", "评审意见"),
    "ja": ("項番", "分類", "質問", "回答", "備考", "記入例", "評価者記入欄"),
    "ko": ("번호", "분류", "질문", "답변", "비고", "예시", "내부 평가"),
    "ru": ("№", "Раздел", "Вопрос", "Ответ", "Комментарий", "Пример", "Оценка аудитора"),
}


def make_rows(language: str, order: Sequence[int]) -> Grid:
    """Make a form with headers in one language and its columns in some order; the questions are English."""
    rows = [HEADERS[language]]
    for number, text in enumerate(forms.QUESTIONS, 1):
        section = "Access" if number < 5 else "Backup"
        rows.append((f"1.{number}", section, text, "", "", f"For instance, number {number}", ""))
    cells = {
        row: {place: values[column] for place, column in enumerate(order, 1) if values[column]}
        for row, values in enumerate(rows, 1)
    }
    return Grid("Form", cells)


@pytest.mark.parametrize("language", HEADERS)
@settings(max_examples=12, deadline=None)
@given(order=st.permutations(range(7)))
def test_language_and_order_of_columns_do_not_matter(language: str, order: list[int]) -> None:
    """In every language and order of columns the questions are read with answer and comment, and nothing else."""
    questions = outline(make_rows(language, order))
    place = {column: column_letters(order.index(column) + 1) for column in range(7)}
    assert [(item[0], item[4], item[5], item[6]) for item in questions] == [
        (
            f"Form!{place[2]}{row}",
            f"1.{row - 1}",
            "Access" if row < 6 else "Backup",
            ((f"Form!{place[3]}{row}", "text", ()), (f"Form!{place[4]}{row}", "comment", ())),
        )
        for row in range(2, 10)
    ]
