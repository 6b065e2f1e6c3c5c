"""Given answers are written into a questionnaire, with the same checks and the same proof as drafted ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from qanswer.core.errors import FileError
from qanswer.core.question import Questionnaire, SlotValue
from qanswer.core.staging import prepare_output_folder
from qanswer.questionnaires.fill.write import WriteOptions, WriteResult, find_slot, write_answers
from qanswer.services.reading import read_file

_HINT = 'Write one object a line: {"locator": "Sheet1!C2", "value": "Yes"}; `qanswer inspect` shows the locators.'


def fill_file(
    path: Path, answers: Path, output: Path, options: WriteOptions, maps_folder: Path | None = None
) -> WriteResult:
    """Write the answers of a JSON Lines file into a copy of the questionnaire.

    Raises:
        FileError: a file cannot be read or written, or a line names no place in the questionnaire.
        ProofError: the copy would not be the buyer's file plus answers; no output is left.
    """
    questionnaire, _ = read_file(path, maps_folder)
    values = read_answer_lines(answers, questionnaire)
    prepare_output_folder(output.parent)
    return write_answers(questionnaire, values, output, options)


def read_answer_lines(path: Path, questionnaire: Questionnaire) -> tuple[SlotValue, ...]:
    """Read `{"locator", "value"}` lines; the last line wins where two name one place.

    Raises:
        FileError: the file cannot be read, a line is not such an object, or its locator names no place.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: cannot be read ({error.strerror if isinstance(error, OSError) else 'not UTF-8'})"
        raise FileError(message) from error
    values = dict(_parse_lines(path, text))
    return tuple(SlotValue(find_slot(questionnaire, locator), value) for locator, value in values.items())


def _parse_lines(path: Path, text: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            locator, value = row["locator"], row["value"]
        except (ValueError, KeyError, TypeError) as error:
            message = f"{path}, line {number}: not an answer"
            raise FileError(message, hint=_HINT) from error
        if not isinstance(locator, str) or not isinstance(value, str):
            message = f"{path}, line {number}: locator and value must both be texts"
            raise FileError(message, hint=_HINT)
        yield locator, value
