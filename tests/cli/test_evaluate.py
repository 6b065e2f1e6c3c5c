"""`qanswer evaluate`: labelled sets pooled, and returned questionnaires measured file by file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from commands import Command
from desks import POLICY, QUESTIONS, write_form


@pytest.fixture
def vendor(tmp_path: Path) -> Path:
    """A small vendor's workspace."""
    folder = tmp_path / "vendor"
    (folder / "knowledge").mkdir(parents=True)
    (folder / "knowledge" / "security.md").write_text(POLICY, "utf-8")
    (folder / "qanswer.toml").write_text('[company]\nname = "Acme"\n', "utf-8")
    return folder


def _write_labels(folder: Path, *rows: tuple[str, str]) -> Path:
    folder.mkdir()
    path = folder / "qa.jsonl"
    lines = ({"id": str(n), "question": text, "gold_verdict": gold} for n, (text, gold) in enumerate(rows))
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return path


def test_several_sets_have_one_curve_and_one_proposal(qanswer: Command, vendor: Path, tmp_path: Path) -> None:
    """Figures stand per set and pooled, with counts; the threshold is proposed over all of them."""
    one = _write_labels(tmp_path / "one", (QUESTIONS[0], "yes"), (QUESTIONS[1], "yes"))
    two = _write_labels(tmp_path / "two", (QUESTIONS[2], "no"), (QUESTIONS[3], "yes"))
    run = qanswer("--workspace", vendor, "evaluate", "--questions", one, "--questions", two, "--json")
    told = json.loads(run.out)
    assert list(told["sets"]) == ["one", "two"]
    assert told["pooled"]["counts"]["n"] == 4
    assert told["sets"]["two"]["overclaim"] == 0.5
    assert told["pooled"]["counts"]["n_overclaimed"] == 1
    assert told["curve"][-1]["n_auto"] == told["pooled"]["counts"]["n_auto_compared"]
    assert set(told["proposed_by_set"]) == {"one", "two"}
    assert [fault["set"] for fault in told["faults"] if fault["fault"] == "overclaim"] == ["two"]
    assert told["pooled"]["citation_hit"] is None


def test_returned_files_are_measured_each_and_pooled(qanswer: Command, vendor: Path, tmp_path: Path) -> None:
    """`--past` takes several files, names one without answers on stderr, and leaves out what has no meaning there."""
    first = write_form(tmp_path / "first.xlsx", answers=("Yes", "No"))
    second = write_form(tmp_path / "second.xlsx", (QUESTIONS[2],), ("Yes",))
    blank = write_form(tmp_path / "blank.xlsx", (QUESTIONS[3],))
    run = qanswer("--workspace", vendor, "evaluate", "--past", first, second, blank, "--json")
    told = json.loads(run.out)
    assert run.code == 0
    assert list(told["sets"]) == ["first.xlsx", "second.xlsx"]
    assert told["sets"]["first.xlsx"]["overclaim"] == 0.5
    assert (told["pooled"]["citation_hit"], told["pooled"]["recall_at_3"]) == (None, None)
    assert told["left_out"][0]["where"] == "blank.xlsx"
    assert "Note: blank.xlsx: holds no answered question" in run.err


def test_the_table_shows_counts_and_says_what_cannot_be_told(qanswer: Command, vendor: Path, tmp_path: Path) -> None:
    """A person reads rates with their counts, the worst case with both answers, and which figures are absent."""
    run = qanswer("--workspace", vendor, "evaluate", "--past", write_form(tmp_path / "p.xlsx", answers=("Yes", "No")))
    assert "0.500 (1/2)" in run.out
    assert "citation hits and recall cannot be told" in run.out
    assert "overclaim" in run.out


@pytest.mark.parametrize("arguments", [(), ("a.xlsx",), ("--past", "a.xlsx", "--questions", "b.jsonl")])
def test_one_kind_of_labels_is_asked_for(qanswer: Command, vendor: Path, arguments: tuple[str, ...]) -> None:
    """Neither, both, or a bare file are wrong usage, with an example."""
    run = qanswer("--workspace", vendor, "evaluate", *arguments)
    assert run.code == 2
    assert "--past FILE" in run.err


def test_what_was_answered_here_is_right_by_its_own_measure(qanswer: Command, samples: Path, tmp_path: Path) -> None:
    """The sample forms as `answer` returned them, measured as past files: no answer differs from what was returned."""
    forms = (samples / "northwind-security-questionnaire.xlsx", samples / "northwind-vendor-assessment.docx")
    assert qanswer("answer", *forms, "-o", tmp_path).code == 3
    told = json.loads(qanswer("evaluate", "--past", *sorted(tmp_path.glob("*.answered.*")), "--json").out)
    assert [figures["n"] > 10 for figures in told["sets"].values()] == [True, True]
    assert (told["pooled"]["overclaim"], told["pooled"]["verdict_strict"], told["pooled"]["auto_precision"]) == (
        0,
        1,
        1,
    )
