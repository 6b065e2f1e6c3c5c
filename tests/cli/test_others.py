"""`qanswer init`, `overview`, `doctor`, `evaluate`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from docx import Document

from commands import Command


def test_init_makes_a_workspace_that_answers(qanswer: Command, tmp_path: Path) -> None:
    """A new workspace has settings, a policy and templates, and the next command works in it."""
    folder = tmp_path / "acme"
    assert qanswer("init", folder).code == 0
    assert (folder / "qanswer.toml").is_file()
    assert list((folder / "knowledge").iterdir())
    assert (folder / "templates" / "overview.docx").is_file()
    assert qanswer("--workspace", folder, "ask", "Is data encrypted?", "--json").code in {0, 3}


def test_init_never_changes_a_workspace(qanswer: Command, tmp_path: Path) -> None:
    """A second init is refused, and policies that are there stay as they are."""
    (tmp_path / "knowledge").mkdir()
    own = tmp_path / "knowledge" / "example-policy.md"
    own.write_text("# Ours\n", "utf-8")
    assert qanswer("init", tmp_path).code == 0
    assert own.read_text("utf-8") == "# Ours\n"
    assert qanswer("init", tmp_path).code == 1


def test_overview_is_made_out_to_the_recipient(qanswer: Command, tmp_path: Path) -> None:
    """The overview names buyer, NDA and recipient; Markdown and Word are written together."""
    run = qanswer(
        *("overview", "--buyer", "Northwind", "--nda", "NDA-7", "--recipient", "sec@northwind.example"),
        *("--format", "docx,md", "-o", tmp_path),
    )
    assert run.code == 0
    word, text = sorted(tmp_path.iterdir(), key=lambda path: path.suffix)
    document = Document(str(word))
    footer = " ".join(cell.text for section in document.sections for cell in section.footer.paragraphs)
    body = text.read_text("utf-8")
    assert "Northwind" in body
    assert "NDA-7" in body
    assert "sec@northwind.example" in body + footer


def test_overview_refuses_an_unknown_format(qanswer: Command, tmp_path: Path) -> None:
    """A format that does not exist is wrong usage, and the known ones are named."""
    run = qanswer("overview", "--buyer", "N", "--format", "odt", "-o", tmp_path)
    assert run.code == 2
    assert "docx" in run.err


def test_doctor_says_what_is_there(qanswer: Command, workspace: Path) -> None:
    """All that is needed is found; --fix builds the index."""
    checks = json.loads(qanswer("doctor", "--fix", "--json").out)["checks"]
    assert {check["name"]: check["ok"] for check in checks if check["name"] in {"Python", "model", "index"}} == {
        "Python": True,
        "model": True,
        "index": True,
    }
    assert (workspace / ".qanswer" / "index").is_dir()


def test_evaluate_counts_as_defined(qanswer: Command, tmp_path: Path) -> None:
    """A right yes, and a blank for what the policies do not say, give perfect figures."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.md").write_text("# Backups\n\n- All backups are encrypted with AES-256.\n", "utf-8")
    rows = [
        {
            "id": "1",
            "question": "Are all backups encrypted?",
            "gold_verdict": "yes",
            "gold_sources": [{"file": "a.md", "quote": "All backups are encrypted with AES-256."}],
        },
        {"id": "2", "question": "Who is your cyber insurer?", "gold_verdict": "unanswerable", "gold_sources": []},
    ]
    labels = tmp_path / "qa.jsonl"
    labels.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    result = json.loads(qanswer("evaluate", "--questions", labels, "--knowledge", tmp_path / "corpus", "--json").out)
    pooled = result["pooled"]
    assert (pooled["n"], pooled["overclaim"], pooled["false_answer"]) == (2, 0.0, 0.0)
    assert (pooled["answer_rate"], pooled["verdict_lenient"], pooled["recall_at_1"]) == (1.0, 1.0, 1.0)
    assert [row["id"] for row in result["answers"]] == ["1", "2"]


def test_no_workspace_is_named(tmp_path: Path) -> None:
    """Outside of any workspace one clear line says so."""
    done = subprocess.run(
        [sys.executable, "-m", "qanswer", "ask", "x"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "no workspace here" in done.stderr


@pytest.mark.parametrize("text", ["[modle]\nx = 1", "[answers]\nsupport = 'high'"])
def test_a_wrong_setting_is_named(qanswer: Command, tmp_path: Path, text: str) -> None:
    """A setting that is not understood stops every command with one clear line."""
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "qanswer.toml").write_text(text, "utf-8")
    run = qanswer("--workspace", tmp_path, "ask", "x")
    assert run.code == 1
    assert "qanswer.toml" in run.err


def test_controls_shows_the_map_and_the_gaps(qanswer: Command) -> None:
    """An objective that the policies speak to has statements and a status; --gaps leaves only silent ones."""
    rows = json.loads(qanswer("controls", "--json").out)["controls"]
    spoken = [row for row in rows if row["statements"]]
    gaps = json.loads(qanswer("controls", "--gaps", "--json").out)["controls"]
    assert spoken
    assert {row["status"] for row in gaps} == {"unknown"}
    assert len(spoken) + len(gaps) == len(rows)
