"""A questionnaire read with the maps that a person gave or that the workspace remembers."""

from __future__ import annotations

from pathlib import Path

from qanswer.core.errors import NoQuestionsError
from qanswer.core.question import Questionnaire
from qanswer.questionnaires.files import read_with_layout
from qanswer.questionnaires.layout_map import read_layout_map
from qanswer.questionnaires.map_store import load_maps, remember_map
from qanswer.questionnaires.reading import SheetLayout


def read_file(
    path: Path, maps_folder: Path | None = None, map_file: Path | None = None
) -> tuple[Questionnaire, tuple[SheetLayout, ...]]:
    """Read a questionnaire and how its sheets were understood.

    A map that is given wins over what would be inferred, and is remembered for forms of the same structure.

    Raises:
        FileError: the file or a map cannot be read.
    """
    given = read_layout_map(map_file) if map_file else None
    remembered = load_maps(maps_folder) if maps_folder else ()
    found = read_with_layout(path, layout_map=given, remembered=remembered)
    if given and maps_folder:
        remember_map(maps_folder, given)
    return found


def read_questions(path: Path, maps_folder: Path | None = None, map_file: Path | None = None) -> Questionnaire:
    """Read a questionnaire that holds at least one question.

    Raises:
        FileError: the file or a map cannot be read.
        NoQuestionsError: no question was found in it.
    """
    questionnaire, _ = read_file(path, maps_folder, map_file)
    if not questionnaire.questions:
        message = f"{path.name}: no question was found"
        raise NoQuestionsError(message)
    return questionnaire
