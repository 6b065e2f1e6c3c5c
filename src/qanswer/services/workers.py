"""Work shared among processes, each with a desk of its own; one that dies takes one task with it, not the rest."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection, parent_process
from multiprocessing.queues import Queue
from pathlib import Path
from typing import TypeVar

from qanswer.services.desk import Desk

Task = TypeVar("Task")
Result = TypeVar("Result")
WORKER_BYTES = 400 * 2**20
"""What one process needs, model and a large questionnaire together: 290 to 340 MB were seen."""
_CGROUP = Path("/sys/fs/cgroup")
_desk: list[Desk] = []
"""The desk of this process, if it is a worker."""


def limit_workers(asked: int, free_bytes: int | None) -> int:
    """Give how many workers can run: as many as were asked for, or as fit into the free memory; at least one."""
    return asked if free_bytes is None else max(1, min(asked, free_bytes // WORKER_BYTES))


def find_free_bytes() -> int | None:
    """Find how much memory is free, on the machine and in the container; None where neither tells."""
    found = [size for size in (_read_meminfo(), _read_cgroup()) if size is not None]
    return min(found, default=None)


def work_in_processes(
    tasks: Sequence[Task],
    work: Callable[[Desk, Task], Result],
    open_desk: Callable[[], Desk],
    n_workers: int,
) -> Iterator[tuple[int, Result | None]]:
    """Give each task's number and result as it is done; None for one whose process died.

    `work` and `open_desk` must be functions that another process can import. On Ctrl-C the tasks under way are broken
    off, or finished where only this process was told, and no other is begun.
    """
    waiting = deque(enumerate(tasks))
    while waiting:
        lost: list[tuple[int, Task]] = []
        yield from _work_until_death(waiting, work, open_desk, n_workers, lost)
        if len(lost) == 1:
            yield lost[0][0], None
        # Which of several took the process down shows when each has one of its own.
        for number, task in lost if len(lost) > 1 else ():
            for _, result in work_in_processes([task], work, open_desk, 1):
                yield number, result


def _work_until_death(
    waiting: deque[tuple[int, Task]],
    work: Callable[[Desk, Task], Result],
    open_desk: Callable[[], Desk],
    n_workers: int,
    lost: list[tuple[int, Task]],
) -> Iterator[tuple[int, Result]]:
    """Take from what is waiting till nothing is left, or a process dies: then `lost` names what was under way.

    No more is handed out than is being worked on, so that nothing begins after a Ctrl-C.
    """
    under_way: dict[Future[Result], tuple[int, Task]] = {}
    with _open_pool(open_desk, n_workers) as pool:
        while (waiting and not lost) or under_way:
            while waiting and not lost and len(under_way) < n_workers:
                number, task = waiting.popleft()
                under_way[pool.submit(_work, work, task)] = (number, task)
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                number, task = under_way.pop(future)
                try:
                    result = future.result()
                except BrokenProcessPool:
                    lost.append((number, task))
                else:
                    yield number, result


@contextmanager
def _open_pool(open_desk: Callable[[], Desk], n_workers: int) -> Iterator[ProcessPoolExecutor]:
    # A fork would copy the locks of onnxruntime's threads as they happen to be.
    context = multiprocessing.get_context("spawn")
    numbers: Queue[int] = context.Queue()
    for number in range(n_workers):
        numbers.put(number)
    arguments = (open_desk, numbers, n_workers)
    pool = ProcessPoolExecutor(n_workers, mp_context=context, initializer=_start, initargs=arguments)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _start(open_desk: Callable[[], Desk], numbers: Queue[int], n_workers: int) -> None:
    """Begin a worker: its share of the processors, its desk, and no life beyond the parent's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _take_share(numbers.get(), n_workers)
    _desk[:] = [open_desk()]


def _take_share(number: int, n_workers: int) -> None:
    """Keep to some of the processors: models that each run on all of them took twice as long as one after another."""
    if not hasattr(os, "sched_setaffinity"):
        return
    processors = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, processors[number::n_workers] or {processors[number % len(processors)]})


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    connection.wait([parent.sentinel])
    os._exit(1)


def _work(work: Callable[[Desk, Task], Result], task: Task) -> Result:
    """Do a task; only meanwhile does Ctrl-C break this process off."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return work(_desk[0], task)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _read_meminfo() -> int | None:
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, ValueError, StopIteration):
        return None


def _read_cgroup() -> int | None:
    """What the container may still take; file pages that nobody uses are given back when they are needed."""
    try:
        limit, used = (int((_CGROUP / name).read_text("ascii")) for name in ("memory.max", "memory.current"))
        lines = (_CGROUP / "memory.stat").read_text("ascii").splitlines()
        return limit - used + next(int(line.split()[1]) for line in lines if line.startswith("inactive_file "))
    except (OSError, ValueError, StopIteration):
        return None
