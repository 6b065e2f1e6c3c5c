"""What is read from a questionnaire."""

from __future__ import annotations

from pathlib import Path

from qanswer.core.question import Questionnaire
from qanswer.questionnaires.files import read_questionnaire


def inspect_file(path: Path) -> Questionnaire:
    """Read a questionnaire; one without a question is shown as such, with what was skipped.

    Raises:
        FileError: the file cannot be read.
    """
    return read_questionnaire(path)
