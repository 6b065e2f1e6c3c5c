"""Figures of the store: 10,000 approved answers, processes killed in the middle of their work, cold and warm runs.

`python bench/store.py [answers|kills|warm|past …]`; QANSWER_TEST_POSTGRES names a PostgreSQL server for the kills.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from qanswer.core.answer import AnswerStatus, ApprovedAnswer, Verdict  # noqa: E402  # after the path is set
from qanswer.core.passage import cite  # noqa: E402  # as above
from qanswer.core.scope import Occasion  # noqa: E402  # as above
from qanswer.services.review import ReviewDesk  # noqa: E402  # as above
from qanswer.store.store import make_session, open_store  # noqa: E402  # as above
from qanswer.workspace import Workspace  # noqa: E402  # as above

N_ANSWERS, N_QUESTIONS, N_KILLS = 10_000, 300, 200
_ACTS = (
    *("encrypt", "back up", "log", "review", "restrict", "monitor", "document", "test", "approve", "retain", "delete"),
    *("classify", "scan", "sign", "patch"),
)
_THINGS = (
    *("customer data", "access rights", "audit logs", "backups", "laptops", "servers", "source code", "API keys"),
    *("network traffic", "incidents", "vendors", "contracts", "containers", "databases", "mobile devices", "media"),
    *("pull requests", "firewall rules", "user accounts", "secrets", "tickets", "data flows", "certificates"),
    *("cloud accounts", "job roles"),
)
_PLACES = (
    *("in production", "in the EU", "for contractors", "for sub-processors", "at rest", "in transit", "every quarter"),
    *("on termination", ""),
)
_FRAMES = ("Do you {} {} {}?", "How do you {} {} {}?", "Describe who may {} {} {}.")


def make_workspace(folder: Path) -> Workspace:
    """Copy the demo vendor's workspace."""
    shutil.copytree(ROOT / "knowledge", folder / "knowledge")
    shutil.copy(ROOT / "qanswer.toml", folder)
    return Workspace(folder)


def measure_answers(folder: Path) -> None:
    """Measure matching and checking with 10,000 approved answers."""
    workspace = make_workspace(folder)
    passages = workspace.open_index().library.passages
    kinds = itertools.product(_FRAMES, _ACTS, _THINGS, _PLACES)
    wordings = [" ".join(frame.format(*words).split()) for frame, *words in kinds]
    random.Random(1).shuffle(wordings)  # noqa: S311  # a fixed order, no secret
    answers = [
        ApprovedAnswer("", text, Verdict.YES, f"Yes. Fact {n}.", citations=(cite(passages[n % len(passages)]),))
        for n, text in enumerate(wordings[:N_ANSWERS])
    ]
    store = workspace.open_store()
    began = time.perf_counter()
    store.answers.add(answers)
    print(f"{len(answers):,} answers added in {time.perf_counter() - began:.2f} s")
    for name in ("first time (embeds every question)", "again"):
        began = time.perf_counter()
        bank = Workspace(folder).make_bank(workspace.open_index().library, Occasion())
        assert bank is not None
        bank.match(["ready?"])
        print(f"bank opened, {name}: {time.perf_counter() - began:.2f} s")
    asked = [text.replace("Do you", "Does the company").replace("How do", "In what way do") for text in wordings]
    began = time.perf_counter()
    found = bank.match(asked[:N_QUESTIONS])
    print(
        f"{N_QUESTIONS} questions matched in {time.perf_counter() - began:.2f} s; {sum(map(bool, found))} have a match"
    )
    for command in (["library", "check"], ["ask", "Do you encrypt customer data at rest?"]):
        began = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "qanswer", "--workspace", str(folder), *command],
            capture_output=True,
            text=True,
            check=False,
        )
        print(f"qanswer {command[0]} {command[1][:5]}, whole process: {time.perf_counter() - began:.2f} s")
        print("   ", (done.stdout or done.stderr).splitlines()[0])


def measure_kills(folder: Path) -> None:
    """Kill a working process 200 times at random moments, then look for anything lost or half written."""
    from stores import KINDS, POSTGRES, empty_database

    for kind in KINDS:
        if kind == "postgresql" and not POSTGRES:
            print("postgresql: skipped, QANSWER_TEST_POSTGRES names no server")
            continue
        with empty_database(kind, folder) as url:
            _kill_often(kind, url)


def _kill_often(kind: str, url: str) -> None:
    rng = random.Random(3)  # noqa: S311  # moments to kill at, no secret
    told: dict[tuple[str, str], int] = {}
    began = time.perf_counter()
    for number in range(N_KILLS):
        command = [sys.executable, str(ROOT / "tests" / "store_worker.py"), "churn", url, f"w{number}"]
        worker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert worker.stdout
        first = worker.stdout.readline()
        time.sleep(rng.random() * 0.2)
        worker.kill()
        for line in (first + worker.communicate()[0]).splitlines():
            parts = line.split()
            if len(parts) == 4:
                told[parts[1], parts[2]] = int(parts[3])
    store = open_store(make_session(url, "bench"))
    problems = store.check()
    lost = sum(len(store.reviews.list(job, question)) < n for (job, question), n in told.items())
    approved = {answer.question_text: answer.text for answer in store.answers.list(AnswerStatus.APPROVED)}
    torn = 0
    for job in store.jobs.list():
        for item in store.jobs.items(job.id):
            is_approved = item.standing.state.value == "approved"
            torn += approved.get(item.question.text) != (item.standing.text if is_approved else None)
    print(
        f"{kind}: {N_KILLS} kills in {time.perf_counter() - began:.0f} s; {store.reviews.count():,} reviews, "
        f"{len(approved):,} approved answers; {lost} decisions lost, {torn} half written, "
        f"chain {'whole' if not problems else problems[0]}"
    )


def measure_warm(folder: Path) -> None:
    """Answer each sample cold, approve all that is claimed, and answer the samples again for other buyers."""
    from qanswer.services.answer import AnswerOptions, answer_file

    for path in sorted((ROOT / "samples").glob("northwind*.*")):
        workspace = make_workspace(folder / path.suffix[1:])

        def run(sample: Path, buyer: str, workspace: Workspace = workspace) -> tuple[str, str]:
            desk = workspace.open_desk(occasion=Occasion(buyer=buyer), records=True)
            result = answer_file(sample, desk, AnswerOptions(folder / "out", buyer))
            counts = result.counts
            share = counts.auto / counts.questions
            return result.job.job, f"{counts.auto} of {counts.questions} auto ({share:.0%}), {counts.approved} reused"

        job, cold = run(path, "One")
        store, desk = workspace.open_store(), workspace.open_desk()
        review = ReviewDesk(store, desk, store.jobs.get(job), date.today())  # noqa: DTZ011  # the machine's own day
        for item in review.list_queue():
            if item.is_claimed:
                review.approve(item)
        print(f"{path.name}: cold {cold}; warm {run(path, 'Two')[1]}")
        for other in sorted((ROOT / "samples").glob("northwind*.*")):
            if other != path:
                print(f"  then {other.name}: {run(other, 'Three')[1]}")


def measure_past(folder: Path) -> None:
    """Take a CAIQ answered before as the library, and answer another questionnaire from it."""
    shared = ROOT.parent / "shared" / "questionnaires"
    workspace = make_workspace(folder)

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "qanswer", "--workspace", str(folder), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout

    acme = str(shared / "trustdeck-acme.xlsx")
    for name in ("before the import", "after it"):
        answered = json.loads(run("answer", acme, "--json", "--buyer", name, "-o", str(folder / "out")))
        print(f"trustdeck-acme.xlsx {name}: {answered['counts']}")
        for row in answered["answers"]:
            if row["prior"]:
                prior = workspace.open_store().answers.get(row["prior"]["id"])
                print(f"    {row['route']}: {row['question'][:90]}  <-  {prior.question_text[:90]}")
        if name == "before the import":
            print("  " + run("library", "import", str(shared / "caiq403-answered.xlsx"), "--approve").strip())


def main() -> None:
    """Measure what is named, or everything."""
    parts = {"answers": measure_answers, "kills": measure_kills, "warm": measure_warm, "past": measure_past}
    os.environ.setdefault("QANSWER_USER", "bench")
    for name in sys.argv[1:] or parts:
        print(f"== {name}")
        with tempfile.TemporaryDirectory() as folder:
            parts[name](Path(folder) / name)


if __name__ == "__main__":
    main()
