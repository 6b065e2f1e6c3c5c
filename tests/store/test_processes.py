"""Several processes at one store, and processes that die: nothing is lost, nothing half done."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from qanswer.core.answer import AnswerStatus
from qanswer.core.review import ReviewState
from qanswer.store.store import Store
from stores import OpenAs, make_item, make_job

WORKER = Path(__file__).parents[1] / "store_worker.py"
KILLS = 8


def start(*arguments: str) -> subprocess.Popen[str]:
    """Start a worker."""
    return subprocess.Popen([sys.executable, str(WORKER), *arguments], stdout=subprocess.PIPE, text=True)


def read_line(worker: subprocess.Popen[str]) -> str:
    """Read the next thing that a worker tells."""
    assert worker.stdout
    return worker.stdout.readline().strip()


def test_two_processes_at_the_same_job_lose_no_decision(url: str, store: Store, tmp_path: Path) -> None:
    """Of two people who decide the same drafts at once one is kept, and the other is told who was first."""
    n = 30
    store.jobs.record(make_job(), [make_item(k, f"Question {k}?") for k in range(1, n + 1)])
    go = tmp_path / "go"
    workers = [start("review", url, author, "buyer-1234", str(go)) for author in ("ben", "cleo")]
    assert [read_line(worker) for worker in workers] == ["ready", "ready"]
    go.touch()
    lines = [line for worker in workers for line in worker.communicate()[0].splitlines()]
    stored = [line.split()[1] for line in lines if line.startswith("stored")]
    conflicts = [line for line in lines if line.startswith("conflict")]
    assert sorted(stored) == sorted({item.question.id for item in store.jobs.items("buyer-1234")})
    assert len(conflicts) == n
    assert all("was decided meanwhile: edit by" in line for line in conflicts)
    assert len(store.reviews.list("buyer-1234")) == n
    assert store.check() == ()
    assert len(store.answers.list(AnswerStatus.APPROVED)) == n


def test_killed_processes_leave_whole_decisions(url: str, open_as: OpenAs) -> None:
    """Whatever was told as stored is there after SIGKILL, whole, with its entry; the chain holds; the next one goes on."""
    rng = random.Random(7)
    told: dict[tuple[str, str], int] = {}
    for round_ in range(KILLS):
        worker = start("churn", url, f"w{round_}")
        told |= parse_told([read_line(worker)])
        time.sleep(rng.random() * 0.15)
        worker.kill()
        told |= parse_told(worker.communicate()[0].splitlines())
    store = open_as("ana")
    assert store.check() == ()
    assert_whole(store, told)


def parse_told(lines: list[str]) -> dict[tuple[str, str], int]:
    """Read how many decisions on each question a worker told of."""
    parts = [line.split() for line in lines]
    return {(p[1], p[2]): int(p[3]) for p in parts if len(p) == 4 and p[0] == "stored"}


def assert_whole(store: Store, told: dict[tuple[str, str], int]) -> None:
    """See that every decision told of is in the log, and that library and log say the same."""
    approved = {answer.question_text: answer for answer in store.answers.list(AnswerStatus.APPROVED)}
    for job in store.jobs.list():
        items = store.jobs.items(job.id)
        assert len(items) == 5
        for item in items:
            n_reviews = len(store.reviews.list(job.id, item.question.id))
            assert n_reviews >= told.get((job.id, item.question.id), 0)
            assert item.revision == n_reviews + 1
            entry = approved.pop(item.question.text, None)
            assert (entry is not None) == (item.standing.state is ReviewState.APPROVED)
            assert entry is None or entry.text == item.standing.text
            assert entry is None or store.answers.history(entry.id)[-1].answer == entry
    assert not approved
