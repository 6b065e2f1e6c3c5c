"""What a command leaves behind, for tests that run `qanswer` as a user does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Run:
    """Exit code and both outputs."""

    code: int
    out: str
    err: str


class Command(Protocol):
    """Runs `qanswer` with arguments in the demo vendor's workspace."""

    def __call__(self, *arguments: str | Path) -> Run:
        """Run it."""
        ...
