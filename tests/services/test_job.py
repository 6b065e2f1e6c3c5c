"""The commands around the store, as a user runs them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from desks import QUESTIONS, write_form
from qanswer.cli.main import group
from qanswer.core.errors import UnapprovedError


@pytest.fixture
def run(vendor: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give a function that runs a command in the small vendor's workspace."""
    monkeypatch.setenv("QANSWER_USER", "ana")

    def run_one(*arguments: str | Path) -> Result:
        return CliRunner().invoke(group, ["--workspace", str(vendor), *map(str, arguments)])

    return run_one


@pytest.fixture
def job(run: Any, tmp_path: Path) -> str:
    """Answer a form and give the name of its job."""
    form = write_form(tmp_path / "form.xlsx")
    done = run("answer", form, "--buyer", "Northwind", "-o", tmp_path / "out", "--json")
    assert done.exit_code == 3
    return str(json.loads(done.stdout)["job"])


def test_a_job_is_shown_with_its_decisions(run: Any, job: str) -> None:
    """`job list` and `job show` tell what was answered for whom, and who decided what from which sentence."""
    (listed,) = [json.loads(line) for line in run("job", "list", "--json").stdout.splitlines()]
    assert (listed["job"], listed["buyer"], listed["states"]) == (job, "Northwind", {"waiting": len(QUESTIONS)})
    shown = run("job", "show", job[:6]).stdout
    assert "AES-256" in shown
    assert "waits for review" in shown
    items = json.loads(run("job", "show", job, "--json").stdout)["items"]
    assert [item["question"] for item in items] == list(QUESTIONS)


def test_review_without_a_terminal_lists_or_says_so(run: Any, job: str) -> None:
    """The queue can be printed; deciding needs a person at a terminal."""
    listed = run("review", job, "--list", "--reason", "FedRAMP")
    assert listed.exit_code == 3
    assert "5 waiting" in listed.stdout
    refused = run("review", job)
    assert "terminal" in str(refused.exception)
    assert "0 approved: identical" in run("review", job, "--approve-identical").stdout


def test_final_export_is_refused_by_name(run: Any, job: str, tmp_path: Path) -> None:
    """A final file is not written while anything claimed is unapproved; a plain one is."""
    refused = run("export", job, "--final", "-o", tmp_path / "final")
    assert isinstance(refused.exception, UnapprovedError)
    assert "Q-1" in refused.exception.message
    assert not (tmp_path / "final").exists()
    plain = json.loads(run("export", job, "-o", tmp_path / "plain", "--json").stdout)
    assert (plain["sent"], plain["proof"]["identical"]) == (0, True)


def test_the_library_by_its_commands(run: Any, tmp_path: Path) -> None:
    """Add, list, show, export, import, supersede, retire, check: what one writes another reads."""
    add = ("library", "add", "--question", "Pets in the office?", "--verdict", "no", "--answer", "No pets.")
    old = run(*add, "--tags", "fun; office", "--approve").stdout.strip()
    new = run("library", "add", "--question", "Are pets allowed?", "--answer", "Dogs are.", "--approve").stdout.strip()
    assert [
        json.loads(line)["id"] for line in run("library", "list", "--tag", "fun", "--json").stdout.splitlines()
    ] == [old]
    for suffix in ("yaml", "csv", "xlsx"):
        path = tmp_path / f"library.{suffix}"
        assert run("library", "export", path).exit_code == 0
        assert "2 unchanged" in run("library", "import", path).stdout
    assert run("library", "supersede", old, "--by", new).exit_code == 0
    shown = run("library", "show", old, "--history").stdout
    assert "superseded" in shown
    assert "Version 2" in shown
    assert json.loads(run("library", "show", new, "--json").stdout)["alternates"] == "Pets in the office?"
    run("library", "retire", new, "--reason", "moved")
    assert "moved" in run("library", "show", new, "--history").stdout
    checked = json.loads(run("library", "check", "--json").stdout)
    assert (checked["answers"], checked["held"]) == (0, [])


def test_members_by_the_command(run: Any) -> None:
    """Naming the first member makes its author admin."""
    assert "dora: drafter" in run("library", "members", "dora", "--role", "drafter").stdout
    assert "ana: admin" in run("library", "members").stdout


def test_interview_writes_a_sheet(run: Any, job: str, tmp_path: Path) -> None:
    """The gaps of the open job are in the sheet."""
    told = json.loads(run("interview", "-o", tmp_path / "gaps.xlsx", "--json").stdout)
    assert (told["waiting"], Path(told["output"]).is_file()) == (1, True)
    assert any(f"{job} :: " in place for gap in told["gaps"] for place in gap["waits_for"])


def test_doctor_names_the_first_broken_link(run: Any, vendor: Path, tmp_path: Path) -> None:
    """A review that was changed behind the program's back is named; a whole log is called so."""
    path = tmp_path / "t.csv"
    path.write_text("question,verdict,answer\nPets?,no,No pets.\n", "utf-8")
    name = json.loads(run("library", "import", path, "--json").stdout)["job"]
    assert "their chain whole" in run("doctor").stdout
    from datetime import date

    from qanswer.services.review import ReviewDesk
    from qanswer.workspace import Workspace

    workspace = Workspace(vendor)
    store = workspace.open_store()
    review = ReviewDesk(store, workspace.open_desk(), store.jobs.get(name), date(2026, 3, 1))
    review.approve(review.list_queue()[0])
    with closing(sqlite3.connect(vendor / ".qanswer" / "store.db")) as connection:
        connection.execute("DROP TRIGGER reviews_no_update")
        connection.execute("UPDATE reviews SET author = 'eve'")
        connection.commit()
    assert "review 1" in run("doctor").stdout
    assert "was changed after it was written" in run("doctor").stdout
