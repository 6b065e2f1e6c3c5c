"""Commands run as a user runs them: arguments in, exit code and both outputs back."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from commands import Command, Run
from qanswer.cli.main import main


@pytest.fixture
def qanswer(workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run `qanswer` in the demo vendor's workspace, in this process."""

    def run(*arguments: str | Path) -> Run:
        monkeypatch.setattr(sys, "argv", ["qanswer", "--workspace", str(workspace), *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        captured = capsys.readouterr()
        return Run(int(left.value.code or 0), captured.out, captured.err)

    return run
