"""The buyer's file written again from the reviews; a final one holds approved answers only, and counts as sent."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qanswer.core.answer import ApprovedAnswer, DraftAnswer, Route
from qanswer.core.errors import NotFoundError, Problem, UnapprovedError
from qanswer.core.job import Job, JobItem, SentAnswer, SentCitation
from qanswer.core.passage import Citation
from qanswer.core.question import QuestionKind, Questionnaire
from qanswer.core.review import ReviewState
from qanswer.core.staging import prepare_output_folder, staging_folder
from qanswer.ooxml.proof import Proof
from qanswer.questionnaires.files import read_questionnaire
from qanswer.questionnaires.fill.write import WriteOptions, write_answers
from qanswer.services.desk import Desk
from qanswer.services.job import apply_decisions
from qanswer.services.planning import plan_file
from qanswer.services.proofs import render_proof
from qanswer.store.store import Store

_SETTLED = frozenset({ReviewState.APPROVED, ReviewState.REJECTED})


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """What was written; `sent` counts the answers remembered as sent (0 unless final)."""

    job: str
    output: Path
    proof_file: Path
    proof: Proof
    refused: tuple[Problem, ...]
    n_written: int
    n_blank: int
    sent: int = 0


def find_unapproved(items: Sequence[JobItem]) -> tuple[JobItem, ...]:
    """Find the questions whose answer claims something that nobody approved; the company profile needs no approval."""
    return tuple(
        item
        for item in items
        if item.question.kind is QuestionKind.QUESTION and item.is_claimed and item.standing.state not in _SETTLED
    )


def export_job(
    store: Store, desk: Desk, job_id: str, folder: Path, *, final: bool = False, options: WriteOptions | None = None
) -> ExportedFile:
    """Write a job's file from its reviews.

    Raises:
        NotFoundError: there is no such job, or it has no file.
        UnapprovedError: `final`, and an answer that claims something is not approved; names them.
        FileError, ProofError: the file cannot be filled or written; no output is left.
    """
    job = store.jobs.get(job_id)
    items = store.jobs.items(job.id)
    if final and (open_items := find_unapproved(items)):
        raise UnapprovedError(_name_items(open_items))
    prepare_output_folder(folder)
    drafts = apply_decisions((item.draft for item in items), items)
    with tempfile.TemporaryDirectory(prefix="qanswer-") as name:
        questionnaire = _read_source(store, job, Path(name))
        by_id = {draft.question_id: draft for draft in drafts}
        ordered = tuple(by_id[question.id] for question in questionnaire.questions)
        exported = _write(questionnaire, ordered, desk, folder, options or WriteOptions())
    exported = replace(exported, job=job.id)
    if not final:
        return exported
    sent = tuple(_make_sent(store, desk, job, items, exported))
    store.sent.record(job.id, sent)
    return replace(exported, sent=len(sent))


def _name_items(items: Sequence[JobItem]) -> str:
    names = ", ".join(item.question.number or item.question.id for item in items[:12])
    more = f" and {len(items) - 12} more" if len(items) > 12 else ""
    verb = "answer is" if len(items) == 1 else "answers are"
    return f"{len(items)} {verb} not approved: {names}{more}"


def _read_source(store: Store, job: Job, folder: Path) -> Questionnaire:
    if not job.path:
        message = f"{job.id} is an import into the library and has no buyer's file"
        raise NotFoundError(message)
    source = folder / job.file
    source.write_bytes(store.jobs.get_file(job.sha256))
    return read_questionnaire(source)


def _write(
    questionnaire: Questionnaire, drafts: tuple[DraftAnswer, ...], desk: Desk, folder: Path, options: WriteOptions
) -> ExportedFile:
    source = Path(questionnaire.path)
    name = f"{source.stem}.answered{source.suffix.lower()}"
    plan = plan_file(questionnaire, drafts, desk, overwrite=options.overwrite)
    with staging_folder(folder) as stage:
        result = write_answers(questionnaire, plan.values, stage / name, options)
        proof = replace(result.proof, source=source.name, output=name)
        (stage / f"{source.stem}.proof.json").write_text(render_proof(proof), "utf-8")
    return ExportedFile(
        job="",
        output=folder / name,
        proof_file=folder / f"{source.stem}.proof.json",
        proof=proof,
        refused=(*plan.unmapped, *result.refused),
        n_written=len(plan.values) - len(result.refused),
        n_blank=sum(draft.route is Route.BLANK for draft in drafts),
    )


def _make_sent(
    store: Store, desk: Desk, job: Job, items: Sequence[JobItem], exported: ExportedFile
) -> Iterator[SentAnswer]:
    signed = store.session.sign()
    file_sha256 = hashlib.sha256(exported.output.read_bytes()).hexdigest()
    entries = {answer.id: answer for answer in store.answers.list()}
    texts = {passage.id: passage.text for passage in desk.library.passages}
    for item in items:
        standing = item.standing
        if item.question.kind is not QuestionKind.QUESTION or standing.state is not ReviewState.APPROVED:
            continue
        if not item.is_claimed:
            continue
        entry = entries.get(next((r.answer_id for r in reversed(standing.reviews) if r.answer_id), ""))
        citations = _find_citations(item, entry)
        yield SentAnswer(
            job=job.id,
            question_id=item.question.id,
            question=item.question.full_text,
            buyer=job.occasion.buyer or job.file,
            sent_at=signed.at,
            sent_by=signed.author,
            verdict=standing.verdict,
            text=standing.text,
            approved_by=standing.decided_by,
            file_sha256=file_sha256,
            answer_id=entry.id if entry else "",
            answer_version=entry.version if entry else 0,
            citations=tuple(SentCitation(c, _hash(texts.get(c.passage_id, c.quote))) for c in citations),
        )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _find_citations(item: JobItem, entry: ApprovedAnswer | None) -> tuple[Citation, ...]:
    return entry.citations if entry else tuple(evidence.citation for evidence in item.draft.evidence)
