"""Questions without a file: a text, or a file of labelled or plain questions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from qanswer.core.answer import DraftAnswer
from qanswer.core.errors import FileError, NoQuestionsError
from qanswer.core.question import Question
from qanswer.services.desk import Desk


def ask_questions(desk: Desk, questions: Sequence[Question]) -> tuple[DraftAnswer, ...]:
    """Draft an answer to each question, in order."""
    return desk.drafter.draft(questions)


def make_question(text: str, question_id: str = "1") -> Question:
    """Make a question of a bare text.

    Raises:
        NoQuestionsError: the text is blank.
    """
    if not text.strip():
        message = "the question is empty"
        raise NoQuestionsError(message, hint='Ask something: qanswer ask "Do you encrypt data at rest?"')
    return Question(question_id, question_id, text.strip())


def read_question_lines(path: Path) -> tuple[Question, ...]:
    """Read questions from a JSON Lines file: an object a line with `question` and, if it has one, `id`.

    Raises:
        FileError: the file cannot be read, or a line is not such an object.
        NoQuestionsError: it holds no question.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: cannot be read ({error.strerror if isinstance(error, OSError) else 'not UTF-8'})"
        raise FileError(message) from error
    questions = tuple(_parse_lines(path, lines))
    if not questions:
        message = f"{path}: holds no question"
        raise NoQuestionsError(message, hint='Write one object a line: {"id": "1", "question": "…"}')
    return questions


def _parse_lines(path: Path, lines: Iterable[str]) -> Iterable[Question]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield make_question(row["question"], str(row.get("id", number)))
        except (ValueError, KeyError, TypeError, AttributeError, NoQuestionsError) as error:
            message = f"{path}, line {number}: not a question"
            raise FileError(message, hint='Write one object a line: {"id": "1", "question": "…"}') from error
