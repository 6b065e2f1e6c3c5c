"""The command as a whole: start-up, help, errors."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from qanswer.cli.main import _COMMANDS, group

HEAVY = ("torch", "sentence_transformers", "faiss", "onnxruntime", "openpyxl", "docx", "numpy")


def test_help_loads_nothing_heavy() -> None:
    """`qanswer --help` starts without any of the heavy packages."""
    code = (
        "import sys; sys.argv = ['qanswer', '--help']\n"
        "from qanswer.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print('LOADED', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Usage: qanswer" in done.stdout
    assert done.stdout.rstrip().endswith("LOADED []")


@pytest.mark.parametrize("name", _COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    """Each command explains itself and shows an example that begins with its own name."""
    shown = CliRunner().invoke(group, [name, "--help"])
    assert shown.exit_code == 0
    assert f"qanswer {name}" in shown.output.split("Example")[1]


def test_unknown_command_is_wrong_usage() -> None:
    """An unknown command exits with 2."""
    done = subprocess.run([sys.executable, "-m", "qanswer", "anwser"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
