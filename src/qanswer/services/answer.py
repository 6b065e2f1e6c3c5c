"""The main job: a buyer's file is read, answered, filled and proved, with a memo beside it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from qanswer.core.answer import DraftAnswer
from qanswer.core.errors import NoQuestionsError, Problem
from qanswer.core.question import Questionnaire
from qanswer.ooxml.proof import Proof
from qanswer.questionnaires.files import read_questionnaire
from qanswer.questionnaires.write import WriteOptions, write_answers
from qanswer.services.desk import Desk
from qanswer.services.memo import render_memo
from qanswer.services.outputs import prepare_output_folder, staging_folder
from qanswer.services.planning import Counts, KeptAnswer, count_drafts, draft_answers, plan_file
from qanswer.services.proofs import render_proof

Report = Callable[[str], None]
STEPS = ("read", "draft", "fill and prove")


@dataclass(frozen=True, slots=True)
class AnswerOptions:
    """How a file is to be answered.

    `map_file` overrides what columns are taken for. `full_names` keeps the suffix in the outputs' names, for files that
    differ in nothing else ("a.xlsx" and "a.docx" in one folder).
    """

    output_folder: Path = Path()
    buyer: str = ""
    include_drafts: bool = False
    write: WriteOptions = field(default_factory=WriteOptions)
    map_file: Path | None = None
    full_names: bool = False

    def output_name(self, path: Path) -> str:
        """Give the name that a file's outputs begin with."""
        return path.name if self.full_names else path.stem


@dataclass(frozen=True, slots=True)
class AnsweredFile:
    """What came of one file. `seconds` pairs each step with the time it took."""

    job: str
    questionnaire: Questionnaire
    drafts: tuple[DraftAnswer, ...]
    proof: Proof
    output: Path
    memo: Path
    proof_file: Path
    kept: tuple[KeptAnswer, ...]
    refused: tuple[Problem, ...]
    counts: Counts
    seconds: tuple[tuple[str, float], ...]

    @property
    def needs_person(self) -> bool:
        """Whether anything is left to a person."""
        return bool(self.counts.review or self.counts.blank or self.refused)


def answer_file(path: Path, desk: Desk, options: AnswerOptions, report: Report = lambda _: None) -> AnsweredFile:
    """Answer one questionnaire; `report` is told of each step as it begins.

    Raises:
        FileError: the file cannot be read, or the outputs cannot be written.
        NoQuestionsError: no question was found in it.
        ProofError: the filled file would not be the buyer's file plus answers; no output is left.
    """
    watch = _Watch(report)
    folder = prepare_output_folder(options.output_folder)
    with watch.step(STEPS[0]):
        questionnaire = read_questions(path, options.map_file)
    with watch.step(STEPS[1]):
        drafts = draft_answers(questionnaire, desk)
    with watch.step(STEPS[2]), staging_folder(folder) as stage:
        plan = plan_file(
            questionnaire, drafts, desk, include_drafts=options.include_drafts, overwrite=options.write.overwrite
        )
        name = options.output_name(path)
        staged = stage / f"{name}.answered{path.suffix.lower()}"
        written = write_answers(questionnaire, plan.values, staged, options.write)
        answered = AnsweredFile(
            job=f"{path.stem}-{questionnaire.sha256[:8]}",
            questionnaire=questionnaire,
            drafts=drafts,
            proof=replace(written.proof, source=path.name, output=staged.name),
            output=folder / staged.name,
            memo=folder / f"{name}.memo.md",
            proof_file=folder / f"{name}.proof.json",
            kept=plan.kept,
            refused=(*plan.unmapped, *written.refused),
            counts=count_drafts(questionnaire, drafts),
            seconds=(),
        )
        (stage / answered.memo.name).write_text(render_memo(answered, options.buyer, desk), "utf-8")
        (stage / answered.proof_file.name).write_text(render_proof(answered.proof), "utf-8")
    return replace(answered, seconds=tuple(watch.seconds))


def read_questions(path: Path, map_file: Path | None = None) -> Questionnaire:
    """Read a questionnaire that holds at least one question.

    Raises:
        FileError: the file cannot be read.
        NoQuestionsError: no question was found in it.
    """
    questionnaire = read_questionnaire(path, layout_map=read_layout_map(map_file) if map_file else None)
    if not questionnaire.questions:
        message = f"{path.name}: no question was found"
        raise NoQuestionsError(message)
    return questionnaire


def find_namesakes(files: Iterable[Path]) -> frozenset[Path]:
    """Find the files whose outputs would have the names of another's in the same folder."""
    by_name: dict[tuple[Path, str], list[Path]] = {}
    for path in files:
        by_name.setdefault((path.parent, path.stem), []).append(path)
    return frozenset(path for group in by_name.values() if len(group) > 1 for path in group)


@dataclass(slots=True)
class _Watch:
    """Tells of steps and takes their time."""

    report: Report
    seconds: list[tuple[str, float]] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self.report(name)
        began = time.perf_counter()
        yield
        self.seconds.append((name, round(time.perf_counter() - began, 3)))
