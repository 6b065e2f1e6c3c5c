"""A language model that fails is told of on stderr, once a reason; the answers are those of the built-in judge."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from chat_server import Act, ChatServer, Part, chat_server, opine, say
from commands import Command, Run
from desks import POLICY, QUESTIONS, write_form


@pytest.fixture
def server() -> Iterator[ChatServer]:
    """A language model that has yet to be given its part."""
    with chat_server() as running:
        yield running


def _make_workspace(folder: Path, server: ChatServer, settings: str) -> Path:
    (folder / "knowledge").mkdir(parents=True)
    (folder / "knowledge" / "policy.md").write_text(POLICY, "utf-8")
    table = f'[language_model]\naddress = "{server.address}"\nmodel = "m"\nretries = 0\nshows = "nda"\n{settings}\n'
    (folder / "qanswer.toml").write_text(table, "utf-8")
    return folder


def _ask_all(qanswer: Command, folder: Path) -> Run:
    questions = folder / "questions.jsonl"
    questions.write_text("\n".join(json.dumps({"question": text}) for text in QUESTIONS), "utf-8")
    return qanswer("--workspace", folder, "ask", "--questions", questions, "--json")


@pytest.mark.parametrize(
    ("part", "settings", "told"),
    [
        (lambda _: Act(401), "", "the key is refused (status 401); "),
        (lambda _: say("I would rather talk about boats."), "", "judged without it"),
        (lambda _: opine("unanswerable"), "max_requests = 1", "the run's 1 requests are used up; "),
        (lambda _: opine("unanswerable"), "max_tokens = 10", "the run's 10 tokens are used up; "),
        (lambda _: Act(waits=1.0), "timeout = 0.1", "judged without it"),
    ],
)
def test_what_went_wrong_is_told_on_stderr(
    qanswer: Command, server: ChatServer, tmp_path: Path, part: Part, settings: str, told: str
) -> None:
    """Key refused, chatter, budget spent, too slow: one line that says how many questions it concerns."""
    server.part = part
    run = _ask_all(qanswer, _make_workspace(tmp_path / "w", server, f'asks = "all"\n{settings}'))
    notes = [line for line in run.err.splitlines() if line.startswith("Note: language model m: ")]
    assert any(told in note for note in notes)
    assert all("judged without it" in note for note in notes)
    assert len([json.loads(line) for line in run.out.splitlines()]) == len(QUESTIONS)


def test_a_model_that_works_is_not_spoken_of(qanswer: Command, server: ChatServer, tmp_path: Path) -> None:
    """Without a failure nothing stands on stderr."""
    server.part = lambda _: opine("unanswerable")
    assert "language model" not in _ask_all(qanswer, _make_workspace(tmp_path / "w", server, 'asks = "all"')).err
    assert server.sent


def test_answering_a_file_tells_of_it_too(qanswer: Command, server: ChatServer, tmp_path: Path) -> None:
    """`answer` fills the file with the built-in judge's answers and says that the model had no part in them."""
    server.part = lambda _: Act(500)
    folder = _make_workspace(tmp_path / "w", server, 'asks = "all"')
    run = qanswer("--workspace", folder, "answer", write_form(tmp_path / "buyer.xlsx"), "-o", tmp_path / "out")
    assert "Note: language model m: it is busy or out of order (status 500)" in run.err
    assert (tmp_path / "out" / "buyer.answered.xlsx").is_file()
