"""Fill and prove large files, beside openpyxl and python-docx on the same work: `python bench/fill.py`.

Each row is a fresh process. qanswer's time is that of filling and proving (answers given, no reading of questions); the
libraries' is that of load, set and save, with no proof of anything. Goals are held against CPU seconds, since all of
it runs on one core and the machine may be busy. The Word form is third-party and lies beside the
project; without it a form of the same size is built.
"""

from __future__ import annotations

import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
FORM = ROOT.parent / "shared" / "questionnaires" / "fedramp-ssp-mod-kt.docx"
GOALS = {"5,000 rows": (2.0, 150.0), "50,000 rows": (15.0, 500.0), "Word form": (5.0, None)}


def build_book(path: Path, n_rows: int) -> None:
    """Write a workbook of questions with two empty answer columns and a score."""
    from parts import sheet_data, workbook

    rows: list[list[str | int | None]] = [["Id", "Section", "Question", "Answer", "Comment", "Score"]]
    for number in range(1, n_rows + 1):
        question = f"Does control {number} hold for all systems, including those of subprocessors?"
        rows.append([f"Q{number}", f"Section {number // 20}", question, None, None, 0])
    path.write_bytes(workbook({"Q": sheet_data(rows)}))


def build_form(path: Path) -> None:
    """Write a Word form of 12,000 paragraphs in tables."""
    from parts import document, paragraph, table

    body = "".join(paragraph(f"Part {n}") + table([[f"Question {n}.{k}?", ""] for k in range(20)]) for n in range(300))
    path.write_bytes(document(body))


def cells(n_rows: int) -> list[tuple[str, str]]:
    """Give the answers of a workbook."""
    answers = []
    for row in range(2, n_rows + 2):
        answers.append((f"D{row}", "Yes"))
        answers.append((f"E{row}", f"Access to system {row} is reviewed every quarter by its owner."))
    return answers


def places(path: Path) -> list[str]:
    """Name the second cell of up to 500 two-column rows of a form."""
    import docx

    found = []
    for number, one in enumerate(docx.Document(str(path)).tables):
        found += [f"T{number}R{row}C1" for row, line in enumerate(one.rows) if len(line._tr.tc_lst) > 1]  # noqa: SLF001 - the cells as they stand in the file
    return found[:500]


def fill_book(path: Path, output: Path, n_rows: int) -> Callable[[], None]:
    """Prepare qanswer's work on a workbook."""
    return _prepare(path, output, [(f"Q!{cell}", text) for cell, text in cells(n_rows)])


def fill_form(path: Path, output: Path, locators: list[str]) -> Callable[[], None]:
    """Prepare qanswer's work on a form."""
    return _prepare(path, output, [(locator, "Access is reviewed every quarter.") for locator in locators])


def _prepare(path: Path, output: Path, answers: list[tuple[str, str]]) -> Callable[[], None]:
    from qanswer.core.question import AnswerSlot, Question, Questionnaire, SlotRole, SlotValue
    from qanswer.questionnaires.fill.write import WriteOptions, write_answers

    slots = tuple(AnswerSlot("", locator, SlotRole.TEXT) for locator, _ in answers)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    questionnaire = Questionnaire("q", "q", str(path), path.suffix[1:], sha256, (Question("1", "1", "?", slots=slots),))
    values = [SlotValue(slot, text) for slot, (_, text) in zip(slots, answers, strict=True)]

    def work() -> None:
        proof = write_answers(questionnaire, values, output, WriteOptions(overwrite=True)).proof
        if not proof.identical or not proof.cells_changed:
            sys.exit("nothing was filled")

    return work


def save_book(path: Path, output: Path, n_rows: int) -> Callable[[], None]:
    """Prepare openpyxl's work on a workbook."""
    import openpyxl

    answers = cells(n_rows)

    def work() -> None:
        book = openpyxl.load_workbook(path)
        sheet = book["Q"]
        for cell, text in answers:
            sheet[cell] = text
        book.save(output)

    return work


def save_form(path: Path, output: Path, locators: list[str]) -> Callable[[], None]:
    """Prepare python-docx's work on a form; cells are found through one list of the tables."""
    import re

    import docx

    def work() -> None:
        opened = docx.Document(str(path))
        tables = opened.tables
        for locator in locators:
            number, row, column = map(int, re.findall(r"\d+", locator))
            cell = tables[number]._tbl.tr_lst[row].tc_lst[column]  # noqa: SLF001 - the cell as it stands in the file
            cell.p_lst[0].add_r().text = "Access is reviewed every quarter."
        opened.save(str(output))

    return work


def child(kind: str, tool: str, path: Path, output: Path, extra: str) -> None:
    """Do one piece of work, and print CPU seconds, wall seconds and peak memory as JSON."""
    book = {"qanswer": fill_book, "library": save_book}
    form = {"qanswer": fill_form, "library": save_form}
    work = book[tool](path, output, int(extra)) if kind == "book" else form[tool](path, output, json.loads(extra))
    start, began = time.process_time(), time.perf_counter()
    work()
    seconds, wall = time.process_time() - start, time.perf_counter() - began
    print(json.dumps([seconds, wall, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


def measure(kind: str, tool: str, path: Path, output: Path, extra: str) -> tuple[float, float, float]:
    """Run `child` in a fresh process: (CPU seconds, wall seconds, peak MB), the best of three."""
    runs = []
    for _ in range(3):
        command = [sys.executable, __file__, "--child", kind, tool, str(path), str(output), extra]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr)
        runs.append(tuple(json.loads(done.stdout)))
    return min(runs)


def main() -> None:
    """Print a row for each file and tool."""
    with tempfile.TemporaryDirectory() as folder:
        print(
            f"{'file':12s} {'answers':>8s} {'MB':>5s}  {'tool':12s} {'CPU s':>7s} {'wall s':>7s} {'peak MB':>8s}  goal"
        )
        for n_rows in (5_000, 50_000):
            path = Path(folder, f"{n_rows}.xlsx")
            build_book(path, n_rows)
            report(f"{n_rows:,} rows", 2 * n_rows, ("book", path, str(n_rows)))
        form = FORM if FORM.exists() else Path(folder, "form.docx")
        if form is not FORM:
            build_form(form)
        found = places(form)
        report("Word form", len(found), ("form", form, json.dumps(found)))


def report(name: str, n_answers: int, task: tuple[str, Path, str]) -> None:
    """Measure both tools on one file."""
    kind, path, extra = task
    with zipfile.ZipFile(path) as archive:
        n_bytes = sum(info.file_size for info in archive.infolist() if info.filename.endswith(".xml"))
    library = "openpyxl" if kind == "book" else "python-docx"
    for tool, label in (("qanswer", "qanswer"), ("library", library)):
        with tempfile.TemporaryDirectory() as folder:
            seconds, wall, peak = measure(kind, tool, path, Path(folder, f"out{path.suffix}"), extra)
        limit, memory = GOALS[name]
        is_met = seconds < limit and (memory is None or peak < memory)
        goal = f"< {limit:g} s" + (f", < {memory:g} MB" if memory else "") + (": met" if is_met else ": MISSED")
        row = f"{name:12s} {n_answers:8,d} {n_bytes / 1e6:5.1f}  {label:12s} {seconds:7.2f} {wall:7.2f} {peak:8.0f}"
        print(f"{row}  {goal if tool == 'qanswer' else ''}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], sys.argv[3], Path(sys.argv[4]), Path(sys.argv[5]), sys.argv[6])
    else:
        main()
