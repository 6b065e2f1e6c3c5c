"""`qanswer answer`, `ask`, `index` and `batch` on the demo vendor's policies and the sample questionnaires."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from commands import Command
from parts import document, list_validation, package, paragraph, sheet_data, workbook

NAME = "northwind-security-questionnaire"


def test_answer_writes_file_memo_and_proof(qanswer: Command, samples: Path, tmp_path: Path) -> None:
    """The sample comes back filled, with a memo and a proof that says the same as the JSON."""
    run = qanswer("answer", samples / f"{NAME}.xlsx", "--buyer", "Northwind", "-o", tmp_path, "--json")
    result = json.loads(run.out)
    assert run.code == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"{NAME}.answered.xlsx",
        f"{NAME}.memo.md",
        f"{NAME}.proof.json",
    ]
    proof = json.loads((tmp_path / f"{NAME}.proof.json").read_text("utf-8"))
    assert proof == result["proof"]
    assert proof["identical"] is True
    assert proof["cells_changed"]
    counts = result["counts"]
    assert counts["auto"] + counts["review"] + counts["blank"] == counts["questions"] == 80
    page = (tmp_path / f"{NAME}.memo.md").read_text("utf-8")
    assert "Northwind" in page
    memo = result["memo_data"]
    assert result["memo"] == str(tmp_path / f"{NAME}.memo.md")
    assert memo["counts"]["to_answer"] == counts["blank"] == sum(share["n"] for share in memo["owners"])
    assert sum(len(group["questions"]) for group in memo["blanks"]) == counts["blank"]
    assert [f"- {check['result']}: {check['name']}" in page for check in memo["checks"]] == [True] * 9


def test_a_failed_check_is_told_at_once(qanswer: Command, samples: Path, tmp_path: Path) -> None:
    """Drafts that nobody approved were written: the check and where it fails, on stderr, and exit code 3."""
    run = qanswer("answer", samples / f"{NAME}.xlsx", "--include-drafts", "-o", tmp_path)
    assert run.code == 3
    assert re.search(r"Check failed: nothing unapproved is claimed \(\S+", run.err)


def test_answer_cites_every_claim(qanswer: Command, samples: Path, tmp_path: Path, workspace: Path) -> None:
    """Each claimed answer quotes a policy to the letter; each blank one has a reason and no text."""
    run = qanswer("answer", samples / f"{NAME}.xlsx", "-o", tmp_path, "--json")
    policies = {path.name: path.read_text("utf-8") for path in (workspace / "knowledge").iterdir()}
    for row in json.loads(run.out)["answers"]:
        assert row["reasons"], row["id"]
        if row["verdict"] == "unanswerable":
            assert (row["text"], row["citations"], row["route"]) == ("", [], "blank")
        for citation in row["citations"]:
            folded = " ".join(policies[citation["source"]].split())
            assert " ".join(citation["quote"].split(" | ")[0].split()) in folded


def test_answer_leaves_the_buyers_columns_empty(qanswer: Command, samples: Path, tmp_path: Path) -> None:
    """The reviewer's score and notes stay empty, whatever is drafted."""
    qanswer("answer", samples / f"{NAME}.xlsx", "--include-drafts", "-o", tmp_path)
    rows = CalamineWorkbook.from_path(tmp_path / f"{NAME}.answered.xlsx").get_sheet_by_name("Data & AI").to_python()
    header = next(number for number, row in enumerate(rows) if "Reviewer score" in row)
    columns = [column for column, title in enumerate(rows[header]) if str(title).startswith("Reviewer")]
    assert len(columns) == 2
    assert not [row for row in rows[header + 1 :] for column in columns if row[column]]


def test_answer_keeps_answers_that_are_there_already(qanswer: Command, tmp_path: Path) -> None:
    """A cell that holds an answer is kept and compared; --overwrite replaces it."""
    rows = [["Question", "Answer"], ["Are backups encrypted?", "Only on Sundays"]]
    path = tmp_path / "held.xlsx"
    path.write_bytes(workbook({"S": sheet_data(rows)}))
    kept = json.loads(qanswer("answer", path, "--include-drafts", "-o", tmp_path, "--json").out)
    assert [(cell["locator"], cell["existing"], cell["differs"]) for cell in kept["kept"]] == [
        ("S!B2", "Only on Sundays", True)
    ]
    assert kept["proof"]["cells_changed"] == []
    written = json.loads(qanswer("answer", path, "--include-drafts", "--overwrite", "-o", tmp_path, "--json").out)
    assert written["proof"]["cells_changed"] == ["S!B2"]


def test_answer_goes_on_after_a_file_that_fails(qanswer: Command, samples: Path, tmp_path: Path) -> None:
    """One file that cannot be read does not keep the next from being answered; the exit code is 1."""
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"no workbook")
    run = qanswer("answer", bad, samples / f"{NAME}.xlsx", "-o", tmp_path / "out")
    assert run.code == 1
    assert "bad.xlsx" in run.err
    assert (tmp_path / "out" / f"{NAME}.answered.xlsx").is_file()


OLE = bytes.fromhex("d0cf11e0a1b11ae1")
BAD_FILES: dict[str, bytes | None] = {
    "missing.xlsx": None,
    "notes.pdf": b"%PDF-1.7",
    "old.xls": OLE + bytes(4096),
    "locked.xlsx": OLE + bytes(2048) + "EncryptedPackage".encode("utf-16-le") + bytes(2048),
    "empty.xlsx": b"",
    "zip.xlsx": package({"a.txt": "no office file"}),
    "plain.xlsx": workbook({"Data": sheet_data([["Month", "Revenue"], ["May", 12], ["June", 14]])}),
    "letter.docx": document(paragraph("Dear Sir or Madam,") + paragraph("thank you for your order.")),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_input_is_one_clear_line_and_nothing_is_written(qanswer: Command, tmp_path: Path, name: str) -> None:
    """Whatever is wrong with the file: exit code 1, the file named, no traceback, no output."""
    content = BAD_FILES[name]
    path, out = tmp_path / name, tmp_path / "out"
    if content is not None:
        path.write_bytes(content)
    run = qanswer("answer", path, "-o", out)
    lines = run.err.strip().splitlines()
    assert run.code == 1
    assert lines[0].startswith("Error: ")
    assert name in lines[0]
    assert len(lines) <= 2
    assert not out.exists() or not list(out.iterdir())


def test_empty_knowledge_is_named(qanswer: Command, samples: Path, tmp_path: Path) -> None:
    """A knowledge folder without policies, or none at all, is one clear line."""
    (tmp_path / "none").mkdir()
    for folder in ("none", "missing"):
        run = qanswer("answer", samples / f"{NAME}.xlsx", "--knowledge", tmp_path / folder, "-o", tmp_path / "out")
        assert run.code == 1
        assert str(tmp_path / folder) in run.err


def test_output_folder_that_cannot_be_written_is_named(qanswer: Command, samples: Path, tmp_path: Path) -> None:
    """An output folder that is a file is one clear line, before any work is done."""
    (tmp_path / "out").write_text("a file")
    run = qanswer("answer", samples / f"{NAME}.xlsx", "-o", tmp_path / "out")
    assert run.code == 1
    assert str(tmp_path / "out") in run.err


def test_an_option_that_the_cell_lacks_is_never_written(qanswer: Command, tmp_path: Path) -> None:
    """A dropdown that cannot say the verdict stays empty, and the reason is reported."""
    rows: list[list[str | None]] = [["Question", "Response"], ["Are backups encrypted?", None]]
    path = tmp_path / "odd.xlsx"
    path.write_bytes(workbook({"S": sheet_data(rows) + list_validation("B2", '"Green,Red"')}))
    result = json.loads(qanswer("answer", path, "--include-drafts", "-o", tmp_path, "--json").out)
    assert result["proof"]["cells_changed"] == []
    assert [problem["where"] for problem in result["refused"]] == ["S!B2"]


def test_ask_gives_one_object_a_line(qanswer: Command, tmp_path: Path) -> None:
    """`ask --questions --json` answers each question in order, under its own id."""
    path = tmp_path / "q.jsonl"
    rows = [{"id": "a", "question": "Is data encrypted at rest?"}, {"id": "b", "question": "Who is your insurer?"}]
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    run = qanswer("ask", "--questions", path, "--json")
    answers = [json.loads(line) for line in run.out.splitlines()]
    assert [(row["id"], row["verdict"]) for row in answers] == [("a", "yes"), ("b", "unanswerable")]


@pytest.mark.parametrize("line", ["not json", '{"id": "1"}', '{"question": " "}', "[1]"])
def test_ask_names_the_line_that_is_no_question(qanswer: Command, tmp_path: Path, line: str) -> None:
    """A line that holds no question is named by file and number."""
    path = tmp_path / "q.jsonl"
    path.write_text('{"question": "Is data encrypted at rest?"}\n' + line, "utf-8")
    run = qanswer("ask", "--questions", path)
    assert run.code == 1
    assert "q.jsonl, line 2" in run.err


def test_ask_wants_a_question_or_a_file(qanswer: Command) -> None:
    """Neither a text nor a file is wrong usage."""
    assert qanswer("ask").code == 2


def test_batch_reports_every_file_and_goes_on(qanswer: Command, samples: Path, tmp_path: Path) -> None:
    """A bad file is named in the report and the rest is answered; a second run with --resume does nothing again."""
    inbox, out = tmp_path / "inbox", tmp_path / "out"
    (inbox / "north").mkdir(parents=True)
    (inbox / "north" / f"{NAME}.xlsx").write_bytes((samples / f"{NAME}.xlsx").read_bytes())
    (inbox / "a.csv").write_text("Question,Answer\nAre backups encrypted?,\n", "utf-8")
    (inbox / "broken.xlsx").write_bytes(b"PK broken")
    (inbox / "~$lock.xlsx").write_bytes(b"lock")
    run = qanswer("batch", inbox, "-o", out, "--json")
    report = json.loads(run.out)
    states = {Path(row["file"]).name: row["state"] for row in report["files"]}
    assert run.code == 3
    assert states == {"a.csv": "answered", "broken.xlsx": "failed", f"{NAME}.xlsx": "answered"}
    assert (out / "north" / f"{NAME}.answered.xlsx").is_file()
    with (out / "batch-report.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 3
    again = qanswer("batch", inbox, "-o", out, "--resume", "--json", "--jobs", "2")
    assert again.code == 3
    assert {row["state"] for row in json.loads(again.out)["files"]} == {"done before", "failed"}


def test_batch_says_how_many_jobs_fit(qanswer: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine asked and room for one: a note, and the work is done; none at all is wrong usage."""
    monkeypatch.setattr("qanswer.cli.batch.find_free_bytes", lambda: 500 * 2**20)
    for name in ("a.csv", "b.csv"):
        (tmp_path / "inbox").mkdir(exist_ok=True)
        (tmp_path / "inbox" / name).write_text("Question,Answer\nAre backups encrypted?,\n", "utf-8")
    run = qanswer("batch", tmp_path / "inbox", "-o", tmp_path / "out", "--jobs", "9")
    assert "--jobs: 1 run at a time, not 2: each needs about 400 MB of memory" in run.err
    assert "b.csv" in run.out
    assert qanswer("batch", tmp_path / "inbox", "-o", tmp_path / "out", "--jobs", "0").code == 2


def test_batch_without_a_questionnaire_is_named(qanswer: Command, tmp_path: Path) -> None:
    """A folder without questionnaires, or none at all, is one clear line."""
    (tmp_path / "inbox").mkdir()
    for folder in ("inbox", "nowhere"):
        run = qanswer("batch", tmp_path / folder, "-o", tmp_path / "out")
        assert run.code == 1
        assert str(tmp_path / folder) in run.err


def test_no_partial_output_is_left_by_an_interrupt(
    qanswer: Command, samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C while the memo is written leaves nothing in the output folder."""

    def interrupt(*_: object, **__: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("qanswer.services.answer.render_memo", interrupt)
    run = qanswer("answer", samples / f"{NAME}.xlsx", "-o", tmp_path)
    assert run.code == 130
    assert list(tmp_path.iterdir()) == []


def test_index_embeds_only_what_changed(qanswer: Command, tmp_path: Path) -> None:
    """A changed policy embeds its new passages alone; an unchanged folder embeds none."""
    (tmp_path / "knowledge").mkdir()
    policy = tmp_path / "knowledge" / "a.md"
    policy.write_text("# A\n\n- Backups run daily.\n- Keys rotate yearly.\n", "utf-8")
    index = ("--workspace", tmp_path, "index", "--json")
    assert json.loads(qanswer(*index).out)["embedded"] == 2
    policy.write_text("# A\n\n- Backups run daily.\n- Keys rotate monthly.\n", "utf-8")
    assert json.loads(qanswer(*index).out)["embedded"] == 1
    assert json.loads(qanswer(*index).out)["embedded"] == 0


def test_a_map_overrides_what_was_inferred_and_is_remembered(qanswer: Command, tmp_path: Path) -> None:
    """A person's map wins, and the next file of the same structure is read by it without being told."""
    rows: list[list[str | None]] = [["Ref", "Topic", "Remark"], ["1", "Backups are encrypted", None]]
    path = tmp_path / "odd.xlsx"
    path.write_bytes(workbook({"S": sheet_data(rows)}))
    map_file = tmp_path / "map.toml"
    assert qanswer("inspect", path, "--write-map", map_file).code == 0
    map_file.write_text(
        'version = 1\n\n[[sheet]]\ntitle = "S"\n\n[[sheet.table]]\nheader_row = 1\ncolumns = [\n'
        '  { column = "A", role = "number", header = "Ref" },\n'
        '  { column = "B", role = "question", header = "Topic" },\n'
        '  { column = "C", role = "text", header = "Remark" },\n]\n',
        "utf-8",
    )
    given = json.loads(qanswer("inspect", path, "--map", map_file, "--json").out)
    assert [answer["locator"] for question in given["questions"] for answer in question["answers"]] == ["S!C2"]
    remembered = json.loads(qanswer("inspect", path, "--json").out)
    assert remembered["questions"] == given["questions"]


def test_mark_writes_an_internal_copy_and_leaves_the_clean_one_clean(
    qanswer: Command, samples: Path, tmp_path: Path
) -> None:
    """The internal copy names the sources; the clean copy is the same as without --mark."""
    run = qanswer("answer", samples / f"{NAME}.xlsx", "--mark", "-o", tmp_path / "a", "--json")
    plain = qanswer("answer", samples / f"{NAME}.xlsx", "-o", tmp_path / "b", "--json")
    assert json.loads(run.out)["proof"]["output_sha256"] == json.loads(plain.out)["proof"]["output_sha256"]
    sheet = CalamineWorkbook.from_path(tmp_path / "a" / f"{NAME}.internal.xlsx").get_sheet_by_name("Data & AI")
    assert any("data-protection.md" in str(cell) for row in sheet.to_python() for cell in row)
