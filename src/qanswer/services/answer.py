"""The main job: a buyer's file is read, answered, filled and proved, with a memo (and an overview) beside it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from qanswer.core.answer import DraftAnswer, Route
from qanswer.core.errors import Problem
from qanswer.core.question import Questionnaire
from qanswer.core.scope import Occasion
from qanswer.core.staging import prepare_output_folder, staging_folder
from qanswer.ooxml.proof import Proof
from qanswer.questionnaires.fill.write import WriteOptions, write_answers
from qanswer.reports.closeout import AnsweredJob
from qanswer.reports.memo import Memo, ReviewRate, build_memo, note_overview, render_memo
from qanswer.reports.overview import Overview
from qanswer.reports.write import write_overview
from qanswer.services.desk import Desk
from qanswer.services.job import apply_decisions, find_approved, find_decided, make_job_id, record_job
from qanswer.services.marking import write_internal_copy
from qanswer.services.overview import OverviewOrder, make_overview, record_release
from qanswer.services.planning import Counts, count_drafts, draft_answers, plan_file
from qanswer.services.previous import carry_over
from qanswer.services.proofs import render_proof
from qanswer.services.reading import read_questions

Report = Callable[[str], None]
STEPS = ("read", "draft", "fill and prove", "write the memo")


@dataclass(frozen=True, slots=True)
class AnswerOptions:
    """How a file is to be answered.

    `full_names` keeps the suffix in the outputs' names, for files that differ in nothing else ("a.xlsx" and "a.docx").
    """

    output_folder: Path = Path()
    buyer: str = ""
    overview: OverviewOrder | None = None
    include_drafts: bool = False
    write: WriteOptions = field(default_factory=WriteOptions)
    full_names: bool = False
    product: str = ""
    region: str = ""
    previous: Path | None = None
    """Last year's answered file of the same buyer."""
    map_file: Path | None = None
    """What the columns are to be taken for, where a person knows better."""
    mark: bool = False
    """Write a second, internal copy with the answers tinted and their sources beside them."""

    @property
    def occasion(self) -> Occasion:
        """What the questionnaire is about, for the scope of approved answers."""
        return Occasion(self.product, self.region, self.buyer)

    def output_name(self, path: Path) -> str:
        """Give the name that a file's outputs begin with."""
        return path.name if self.full_names else path.stem


@dataclass(frozen=True, slots=True)
class AnsweredFile:
    """What came of one file. `seconds` pairs each step with the time it took."""

    job: AnsweredJob
    proof: Proof
    output: Path
    memo: Path
    proof_file: Path
    overview: Path | None
    internal: Path | None
    notes: tuple[Problem, ...]
    counts: Counts
    page: Memo
    """What the memo says."""
    seconds: tuple[tuple[str, float], ...]

    @property
    def needs_person(self) -> bool:
        """Whether anything is left to a person."""
        return bool(self.counts.review or self.counts.blank or self.job.refused or self.page.has_failed_check)


def answer_file(path: Path, desk: Desk, options: AnswerOptions, report: Report = lambda _: None) -> AnsweredFile:
    """Answer one questionnaire; `report` is told of each step as it begins.

    Raises:
        FileError: the file cannot be read, or the outputs cannot be written.
        NoQuestionsError: no question was found in it.
        ProofError: the filled file would not be the buyer's file plus answers; no output is left.
        TemplateError: a template of the workspace's own is wrong.
    """
    watch = _Watch(report)
    folder = prepare_output_folder(options.output_folder)
    name = options.output_name(path)
    with watch.step(STEPS[0]):
        questionnaire = read_questions(path, desk.maps_folder, options.map_file)
    with watch.step(STEPS[1]):
        decided = find_decided(desk.store, make_job_id(questionnaire, options.buyer))
        drafts = draft_answers(questionnaire, desk)
        if options.previous:
            drafts = carry_over(questionnaire, drafts, options.previous).drafts
        drafts = apply_decisions(drafts, decided)
    with staging_folder(folder) as stage:
        with watch.step(STEPS[2]):
            filled = stage / f"{name}.answered{path.suffix.lower()}"
            job, proof = _fill(questionnaire, drafts, filled, desk, options)
            job = replace(job, approved=find_approved(decided), is_recorded=desk.store is not None)
            (stage / f"{name}.proof.json").write_text(render_proof(proof), "utf-8")
            internal = stage / f"{name}.internal{path.suffix.lower()}"
            notes = write_internal_copy(filled, job, internal) if options.mark else ()
        with watch.step(STEPS[3]):
            overview = make_overview(desk, options.overview) if options.overview else None
            papers = write_overview(overview, stage, ("docx",), folders=desk.template_folders) if overview else ()
            memo = _make_memo(job, overview, desk, options)
            (stage / f"{name}.memo.md").write_text(render_memo(memo, folders=desk.template_folders), "utf-8")
    if overview:
        notes = (*notes, *record_release(desk, overview, ("docx",), [folder / paper.name for paper in papers]))
    if desk.store is not None:
        record_job(questionnaire, drafts, desk, options.occasion)
    return AnsweredFile(
        job=job,
        proof=proof,
        output=folder / filled.name,
        memo=folder / f"{name}.memo.md",
        proof_file=folder / f"{name}.proof.json",
        overview=folder / papers[0].name if papers else None,
        internal=folder / internal.name if (folder / internal.name).is_file() and options.mark else None,
        notes=notes,
        counts=count_drafts(questionnaire, drafts),
        page=memo,
        seconds=tuple(watch.seconds),
    )


def find_namesakes(files: Iterable[Path]) -> frozenset[Path]:
    """Find the files whose outputs would have the names of another's in the same folder."""
    by_name: dict[tuple[Path, str], list[Path]] = {}
    for path in files:
        by_name.setdefault((path.parent, path.stem), []).append(path)
    return frozenset(path for group in by_name.values() if len(group) > 1 for path in group)


def _fill(
    questionnaire: Questionnaire, drafts: tuple[DraftAnswer, ...], filled: Path, desk: Desk, options: AnswerOptions
) -> tuple[AnsweredJob, Proof]:
    overwrite = options.write.overwrite
    plan = plan_file(questionnaire, drafts, desk, include_drafts=options.include_drafts, overwrite=overwrite)
    result = write_answers(questionnaire, plan.values, filled, options.write)
    proof = replace(result.proof, source=Path(questionnaire.path).name, output=filled.name)
    not_written = {problem.where for problem in result.refused}
    blank = (
        question for question, draft in zip(questionnaire.questions, drafts, strict=True) if draft.route is Route.BLANK
    )
    job = AnsweredJob(
        job=make_job_id(questionnaire, options.buyer),
        questionnaire=questionnaire,
        drafts=drafts,
        written=tuple(value for value in plan.values if value.slot.locator not in not_written),
        refused=(*plan.unmapped, *result.refused),
        kept=plan.kept,
        proof=proof,
        sources=desk.library.sources,
        owners=tuple((question.id, desk.find_owner(question)) for question in blank),
    )
    return job, proof


def _make_memo(job: AnsweredJob, overview: Overview | None, desk: Desk, options: AnswerOptions) -> Memo:
    return build_memo(
        job,
        date.today(),  # noqa: DTZ011  # the vendor's own calendar day
        buyer=options.buyer,
        rate=ReviewRate(desk.minutes_to_confirm, desk.minutes_to_answer),
        overview=note_overview(overview, job.sources) if overview else None,
    )


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
