"""`qanswer overview`: made, listed, refused."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from commands import Command
from qanswer.reports.oscal import check_component_definition
from qanswer.services import overview as service

TODAY = date.today()  # noqa: DTZ011  # the vendor's own calendar day


def test_json_tells_what_was_made(qanswer: Command, tmp_path: Path) -> None:
    """One object: for whom, until when, how much, and each file with its hash."""
    who = ("--buyer", "Acme JSON", "--recipient", "Jo <jo@acme.example>", "--nda", "N-1", "--nda-date", "2026-05-04")
    run = qanswer("overview", *who, "--valid-days", "10", "--format", "md,html", "-o", tmp_path, "--json")
    assert run.code == 0
    made = json.loads(run.out)
    assert (made["buyer"], made["recipient"], made["nda"]) == (
        "Acme JSON",
        "Jo <jo@acme.example>",
        "N-1 of 4 May 2026",
    )
    assert made["valid_until"] == (TODAY + timedelta(days=10)).isoformat()
    assert made["recorded"]
    assert made["controls"] > 30
    assert made["statements"]["implemented"] > 40
    assert [file["format"] for file in made["files"]] == ["md", "html"]
    for file in made["files"]:
        assert file["sha256"] == hashlib.sha256(Path(file["path"]).read_bytes()).hexdigest()


def test_list_shows_every_release(qanswer: Command, tmp_path: Path) -> None:
    """As a table and as JSON, of all buyers or of one."""
    until = (TODAY + timedelta(days=400)).isoformat()
    assert (
        qanswer(
            *("overview", "--buyer", "List & Co", "--version", "3.2", "--valid-until", until),
            *("--format", "md", "-o", tmp_path),
        ).code
        == 0
    )
    assert qanswer("overview", "--buyer", "Another", "--format", "md", "-o", tmp_path).code == 0
    table = qanswer("overview", "--list")
    assert table.code == 0
    assert "List & Co" in table.out
    assert "Another" in table.out
    releases = json.loads(qanswer("overview", "--list", "--buyer", "list & co", "--json").out)["releases"]
    assert [(r["buyer"], r["version"], r["valid_until"], r["expired"]) for r in releases] == [
        ("List & Co", "3.2", until, False)
    ]
    (file,) = releases[0]["files"]
    assert file["sha256"] == hashlib.sha256((tmp_path / file["name"]).read_bytes()).hexdigest()


def test_an_expired_one_is_refused_in_one_line(
    qanswer: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After its last day the same copy is not made again until a new date is given; nothing is written."""

    class Later(date):
        @classmethod
        def today(cls) -> Later:
            return cls.fromordinal((TODAY + timedelta(days=3)).toordinal())

    arguments = ("overview", "--buyer", "Expired Ltd", "--format", "md", "-o", tmp_path)
    assert qanswer(*arguments, "--valid-days", "2").code == 0
    monkeypatch.setattr(service, "date", Later)
    before = sorted(tmp_path.iterdir())
    run = qanswer(*arguments)
    assert run.code == 1
    assert "Error: version 1.0 for Expired Ltd expired on" in run.err
    assert "--valid-days" in run.err
    assert sorted(tmp_path.iterdir()) == before
    assert qanswer(*arguments, "--valid-days", "2").code == 0
    assert qanswer(*arguments).code == 0


def test_oscal_keeps_the_rules_of_the_schema(qanswer: Command, tmp_path: Path) -> None:
    """The component definition written by the command breaks none of the rules that we check."""
    run = qanswer("overview", "--buyer", "Oscal", "--format", "oscal", "-o", tmp_path)
    assert run.code == 0
    (path,) = tmp_path.iterdir()
    assert path.name.endswith(".oscal.json")
    document = json.loads(path.read_text("utf-8"))
    assert check_component_definition(document) == ()
    implemented = document["component-definition"]["components"][0]["control-implementations"][0]
    assert len(implemented["implemented-requirements"]) > 30


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "--buyer NAME"),
        (("--buyer", "N", "--valid-days", "3", "--valid-until", "2099-01-01"), "both say when it ends"),
        (("--buyer", "N", "--valid-until", "2020-01-01"), "before it is issued"),
        (("--buyer", "N", "--valid-until", "soon"), "--valid-until"),
        (("--buyer", "N", "--format", ","), "no format is named"),
    ],
)
def test_wrong_usage_is_one_line(qanswer: Command, tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    """What is missing or does not fit together is said with exit code 2, and nothing is written."""
    run = qanswer("overview", *arguments, "-o", tmp_path)
    assert run.code == 2
    assert words in run.err
    assert not list(tmp_path.iterdir())
