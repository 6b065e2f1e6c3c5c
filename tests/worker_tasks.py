"""Tasks for worker processes, which must be able to import them."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from qanswer.services.desk import Desk


def open_nothing() -> Desk:
    """Stand in for a desk where the tasks need none."""
    return None  # type: ignore[return-value]  # no task here looks at it


def name_process(_: Desk, task: int) -> tuple[int, int, int]:
    """Give the task, the process and how many processors it has."""
    time.sleep(0.05)
    return task, os.getpid(), len(os.sched_getaffinity(0))


def die_at_three(_: Desk, task: int) -> int:
    """End the process at 3, as the system does when memory runs out."""
    if task == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return task


def leave_a_mark(_: Desk, folder: Path) -> str:
    """Note the beginning, wait long, and tidy up whatever happens."""
    (folder / f"begun-{os.getpid()}").touch()
    try:
        time.sleep(60)
    finally:
        (folder / f"tidied-{os.getpid()}").touch()
    return ""
