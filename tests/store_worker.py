"""A process that works with a store until it is done or killed; run by the tests and by `bench/store.py`.

`store_worker.py review URL AUTHOR JOB GO` decides every question of a job as it saw them at the start, once GO exists.
`store_worker.py churn URL AUTHOR` records jobs and decides without end. Each act is told on stdout once it is stored.
"""

from __future__ import annotations

import itertools
import sys
import time
from pathlib import Path

from qanswer.core.errors import ConflictError
from qanswer.core.review import Decision, Judgement
from qanswer.store.store import Store, make_session, open_store


def say(*words: object) -> None:
    """Tell the parent, at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def review(store: Store, job: str, go: Path) -> None:
    """Decide everything on the revisions seen at the start."""
    items = store.jobs.items(job)
    say("ready")
    while not go.exists():
        time.sleep(0.002)
    for item in items:
        wish = Judgement(job, item.question.id, item.revision, Decision.EDIT, text=f"Decided by {store.author}.")
        try:
            store.reviews.decide(wish)
            say("stored", item.question.id)
        except ConflictError as error:
            say("conflict", item.question.id, error.message)


def churn(store: Store) -> None:
    """Record a job, approve, edit, undo; over and over."""
    from stores import make_item, make_job

    for number in itertools.count():
        job = f"{store.author}-{number}"
        store.jobs.record(make_job(job), [make_item(n, f"Question {job} {n}?") for n in range(1, 6)])
        for item in store.jobs.items(job):
            stands = item
            for decision in (Decision.APPROVE, Decision.EDIT, Decision.UNDO, Decision.EDIT):
                text = f"{decision} {job} {item.question.id}"
                wish = Judgement(job, item.question.id, stands.revision, decision, text=text)
                stands = store.reviews.decide(wish)
                say("stored", job, item.question.id, len(store.reviews.list(job, item.question.id)))


def main() -> None:
    """Run what the command line says."""
    kind, url, author, *rest = sys.argv[1:]
    store = open_store(make_session(url, author))
    if kind == "review":
        review(store, rest[0], Path(rest[1]))
    else:
        churn(store)


if __name__ == "__main__":
    main()
