"""Score the reading of questionnaires against labels: `python bench/read.py [FOLDER] [NAME…] [--show]`.

FOLDER holds the files and `gold/*.json`. Definitions: a labelled question counts as found when a question with its
locator was read; one read without a label counts against precision. Profile and signature labels are left out of recall
and precision. The primary answer cell, options and roles are judged on the questions found.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from typing import Any

from qanswer.core.errors import QAnswerError
from qanswer.core.question import AnswerSlot, Question
from qanswer.questionnaires.files import read_questionnaire

Label = dict[str, Any]
GOALS = {"F1": 0.97, "answer cell": 0.97, "options": 0.97}


@dataclass
class FileScore:
    """Counts for one file; `notes` lists each miss."""

    name: str
    n_right: int = 0
    n_missed: int = 0
    n_extra: int = 0
    cells: list[bool] = field(default_factory=list)
    options: list[bool] = field(default_factory=list)
    roles: list[bool] = field(default_factory=list)
    kinds: list[bool] = field(default_factory=list)
    n_claimed: int = 0
    is_negative: bool = False
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.n_right / max(1, 2 * self.n_right + self.n_missed + self.n_extra)


def fold(text: str) -> str:
    """Fold white space and case."""
    return " ".join(text.split()).casefold()


def base(locator: str) -> str:
    """Drop what tells apart several questions in one cell."""
    return locator.split("#", maxsplit=1)[0]


def score_file(folder: Path, name: str, gold: Label) -> FileScore:
    """Read one file and compare."""
    score = FileScore(name, is_negative=not gold["questions"])
    start = time.perf_counter()
    try:
        questions = read_questionnaire(folder / gold["file"]).questions
    except QAnswerError as error:
        questions = ()
        score.notes.append(f"refused: {error.message}")
    score.seconds = time.perf_counter() - start
    score.n_claimed = sum(bool(question.slots) for question in questions)
    if not score.is_negative:
        compare(score, gold["questions"], questions)
    return score


def compare(score: FileScore, labels: list[Label], questions: tuple[Question, ...]) -> None:
    """Count what was found, missed and invented."""
    read = {base(question.locator): question for question in reversed(questions)}
    labelled = {base(label["locator"]): label for label in labels}
    main = [label for label in labels if label.get("kind") not in {"profile", "signature"}]
    for label in main:
        question = read.get(base(label["locator"]))
        if label.get("continues"):
            continue
        if question is None:
            score.n_missed += 1
            score.notes.append(f"missed {label['locator']}: {label['text'][:70]}")
            continue
        score.n_right += 1
        compare_slots(score, label, question)
    for locator, question in read.items():
        if locator not in labelled and question.kind == "question":
            score.n_extra += 1
            score.notes.append(f"extra {locator}: {question.text[:70]!r}")
    for locator, label in labelled.items():
        if label.get("kind") and locator in read:
            score.kinds.append(read[locator].kind == label["kind"])


def compare_slots(score: FileScore, label: Label, question: Question) -> None:
    """Compare the answer places of one question."""
    answers = label.get("answers") or []
    slots = {base(slot.locator): slot for slot in question.slots}
    if not answers:
        return
    primary = {base(a["locator"]) for a in answers if a.get("primary")} or {base(answers[0]["locator"])}
    slot = question.primary_slot
    score.cells.append(slot is not None and base(slot.locator) in primary)
    if not score.cells[-1]:
        score.notes.append(f"cell of {label['locator']}: {slot and slot.locator} instead of {sorted(primary)}")
    for answer in answers:
        compare_answer(score, label, answer, slots.get(base(answer["locator"])))


def compare_answer(score: FileScore, label: Label, answer: Label, slot: AnswerSlot | None) -> None:
    """Compare one labelled answer place with the one that was read there, if any."""
    role = "" if slot is None else ("choice" if slot.role == "owner" and slot.options else slot.role.value)
    score.roles.append(role == answer.get("role"))
    if not score.roles[-1]:
        score.notes.append(f"role of {answer['locator']}: {role or 'none'} instead of {answer.get('role')}")
    if answer.get("role") == "choice" and answer.get("options") and answer.get("primary"):
        options = [] if slot is None else [fold(option) for option in slot.options]
        score.options.append(options == [fold(option) for option in answer["options"]])
        if not score.options[-1]:
            score.notes.append(f"options of {label['locator']}: {options[:6]} instead of {answer['options'][:6]}")


def show(score: FileScore) -> str:
    """Give one line."""
    if score.is_negative:
        return f"{score.name:28s} negative: {score.n_claimed} answer cells claimed  {score.seconds:.1f}s"
    precision = score.n_right / max(1, score.n_right + score.n_extra)
    recall = score.n_right / max(1, score.n_right + score.n_missed)
    parts = [f"{score.name:28s} P {precision:.3f} R {recall:.3f} F1 {score.f1:.3f}"]
    for name, marks in (("cell", score.cells), ("options", score.options), ("roles", score.roles)):
        parts.append(f"{name} {mean(marks):.3f}" if marks else f"{name} -")
    parts.append(f"kinds {sum(score.kinds)}/{len(score.kinds)}" if score.kinds else "")
    return "  ".join(parts) + f"  {score.seconds:.1f}s"


def main() -> int:
    """Score all files and compare the macro means with the goals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default="../shared/questionnaires", type=Path)
    parser.add_argument("names", nargs="*", help="label files, without .json; default: all")
    parser.add_argument("--show", type=int, default=0, help="misses to list per file")
    arguments = parser.parse_args()
    scores = []
    for path in sorted((arguments.folder / "gold").glob("*.json")):
        if not arguments.names or path.stem in arguments.names:
            score = score_file(arguments.folder, path.stem, json.loads(path.read_text(encoding="utf-8")))
            scores.append(score)
            print(show(score))
            for note in score.notes[: arguments.show]:
                print("    ", note)
    positive = [score for score in scores if not score.is_negative]
    means = {
        "F1": mean(score.f1 for score in positive) if positive else 1.0,
        "answer cell": mean([mean(score.cells) for score in positive if score.cells] or [0.0 if positive else 1.0]),
        "options": mean([mean(score.options) for score in positive if score.options] or [1.0]),
        "roles": mean([mean(score.roles) for score in positive if score.roles] or [1.0]),
    }
    wrong = [score.name for score in scores if score.is_negative and score.n_claimed]
    print("macro " + ", ".join(f"{name} {value:.3f}" for name, value in means.items()) + f", negatives wrong {wrong}")
    return 0 if not wrong and all(means[name] >= goal for name, goal in GOALS.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
