"""Work shared among processes: order, deaths, Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qanswer.services.workers import WORKER_BYTES, find_free_bytes, limit_workers, work_in_processes
from worker_tasks import die_at_three, name_process, open_nothing

TESTS = Path(__file__).parents[1]
_RUN = """
from pathlib import Path
from qanswer.services.workers import work_in_processes
from worker_tasks import leave_a_mark, open_nothing
if __name__ == "__main__":
    list(work_in_processes([Path({folder!r})] * 9, leave_a_mark, open_nothing, 2))
"""


def test_every_task_is_done_once_with_its_number() -> None:
    """Two processes share nine tasks and the processors."""
    done = dict(work_in_processes([10 * n for n in range(9)], name_process, open_nothing, 2))
    results = [result for _, result in sorted(done.items()) if result]
    assert [task for task, _, _ in results] == [10 * n for n in range(9)]
    assert len({process for _, process, _ in results} - {os.getpid()}) == 2
    n_processors = len(os.sched_getaffinity(0))
    assert {share for *_, share in results} <= {max(1, n_processors // 2), (n_processors + 1) // 2}


@pytest.mark.parametrize("n_workers", [1, 2])
def test_a_process_that_dies_costs_its_own_task_alone(n_workers: int) -> None:
    """Memory ran out at 3: that one is None, all others are done."""
    done = dict(work_in_processes(range(6), die_at_three, open_nothing, n_workers))
    assert done == {0: 0, 1: 1, 2: 2, 3: None, 4: 4, 5: 5}


@pytest.mark.parametrize("is_terminal", [True, False])
def test_an_interrupt_ends_all_of_it_tidily(tmp_path: Path, *, is_terminal: bool) -> None:
    """Ctrl-C at a terminal reaches every process: what was begun tidies up, nothing more begins, no process stays.

    Where the main process alone is killed, its workers do not outlive it.
    """
    script = tmp_path / "run.py"
    script.write_text(_RUN.format(folder=str(tmp_path)), "utf-8")
    environment = os.environ | {"PYTHONPATH": str(TESTS)}
    command = [sys.executable, str(script)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, start_new_session=True) as process:
        assert _wait_for(lambda: len(list(tmp_path.glob("begun-*"))) == 2)
        if is_terminal:
            os.killpg(process.pid, signal.SIGINT)
        else:
            process.kill()
        process.wait(60)
    assert _wait_for(lambda: not _is_group_alive(process.pid))
    assert len(list(tmp_path.glob("begun-*"))) == 2
    assert len(list(tmp_path.glob("tidied-*"))) == (2 if is_terminal else 0)


def _wait_for(condition: object, seconds: float = 120) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]  # a function
            return True
        time.sleep(0.05)
    return False


def _is_group_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_no_more_workers_run_than_memory_holds() -> None:
    """Each needs its own model; one always runs, and where nothing is known as many as were asked for."""
    assert limit_workers(8, 3 * WORKER_BYTES + 1) == 3
    assert limit_workers(2, 100 * WORKER_BYTES) == 2
    assert limit_workers(4, 0) == 1
    assert limit_workers(4, None) == 4
    assert (find_free_bytes() or 0) > 0
