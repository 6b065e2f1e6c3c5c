"""Tables, interview sheets and past questionnaires into the library: approved rows at once, others through review."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from qanswer.core.answer import AnswerStatus, ApprovedAnswer, Confidence, DraftAnswer, Match, Route, Verdict
from qanswer.core.errors import FileError, Problem
from qanswer.core.job import Job
from qanswer.core.passage import Citation
from qanswer.core.question import Question
from qanswer.core.sameness import fold_question, is_same_text
from qanswer.core.scope import Occasion
from qanswer.services.desk import Desk
from qanswer.services.interview_answers import answer_waiting
from qanswer.services.library_files import read_table
from qanswer.services.library_past import make_imported_rows, read_past_answers
from qanswer.services.library_table import ImportedRow, parse_rows
from qanswer.store.answers import make_answer_id
from qanswer.store.jobs import NewItem
from qanswer.store.store import Store


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file's rows; `job` is the review in which the waiting ones are decided, "" if there are none."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    waiting: int = 0
    blank: int = 0
    filled: int = 0
    """Questions of open jobs that an interview sheet answered."""
    job: str = ""
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Sorting:
    """Rows sorted by what is to be done with them."""

    added: list[ApprovedAnswer] = field(default_factory=list)
    changed: list[ApprovedAnswer] = field(default_factory=list)
    waiting: list[ApprovedAnswer] = field(default_factory=list)
    proposed: list[tuple[ApprovedAnswer, ApprovedAnswer]] = field(default_factory=list)
    """Approved entries, each with another answer that somebody offers for it without an approval."""
    unchanged: int = 0


def import_file(path: Path, store: Store, desk: Desk, *, approve: bool = False) -> ImportReport:
    """Import a table of the library's columns, or a questionnaire that was answered before.

    `approve`: the author vouches for every row that names no approver. Importing the same file again changes nothing.

    Raises:
        FileError: the file cannot be read, or holds nothing to import.
        RefusedError: the author's role does not allow it.
    """
    rows, problems = _read_rows(path)
    answered = [row for row in rows if row.answer.verdict is not Verdict.UNANSWERABLE and _says_something(row.answer)]
    if not answered and not problems:
        message = f"{path.name}: holds no answer"
        raise FileError(message, hint="A table needs the columns question, verdict and answer.")
    if approve:
        answered = [replace(row, answer=_vouch(row.answer, store)) for row in answered]
    linked = _link_sources(answered, desk)
    sorted_rows = _sort([row.answer for row in linked], store)
    store.answers.add([*sorted_rows.added, *sorted_rows.waiting], f"imported from {path.name}")
    store.answers.revise_all(sorted_rows.changed, f"imported from {path.name}")
    job = _record_review(path, sorted_rows, store)
    return ImportReport(
        added=len(sorted_rows.added),
        changed=len(sorted_rows.changed),
        unchanged=sorted_rows.unchanged,
        waiting=len(sorted_rows.waiting) + len(sorted_rows.proposed),
        blank=len(rows) - len(answered),
        filled=answer_waiting(linked, store),
        job=job,
        problems=problems,
    )


def _read_rows(path: Path) -> tuple[tuple[ImportedRow, ...], tuple[Problem, ...]]:
    table = read_table(path)
    if table is not None:
        return parse_rows(table, path.name)
    return make_imported_rows(read_past_answers(path), path.name), ()


def _says_something(answer: ApprovedAnswer) -> bool:
    return bool(answer.text) or answer.verdict is not Verdict.TEXT


def _vouch(answer: ApprovedAnswer, store: Store) -> ApprovedAnswer:
    if answer.status is not AnswerStatus.WAITING:
        return answer
    session = store.session
    return replace(
        answer,
        status=AnswerStatus.APPROVED,
        approved_by=session.author,
        approved_on=session.clock().date(),
        review_by=answer.review_by or session.next_review(),
    )


def _link_sources(rows: Sequence[ImportedRow], desk: Desk) -> list[ImportedRow]:
    """Tie an answer without sources to the sentences that say the same today: so its going stale can be seen."""
    bare = [row for row in rows if not row.answer.citations]
    questions = [Question(str(number), "", row.answer.question_text) for number, row in enumerate(bare)]
    cited: dict[int, tuple[Citation, ...]] = {}
    for row, draft in zip(bare, desk.drafter.draft(questions), strict=True):
        if draft.verdict is row.answer.verdict and draft.prior is None:
            cited[id(row)] = tuple(dict.fromkeys(evidence.citation for evidence in draft.evidence))
    return [
        replace(row, answer=replace(row.answer, citations=cited.get(id(row), row.answer.citations))) for row in rows
    ]


def _sort(answers: Sequence[ApprovedAnswer], store: Store) -> _Sorting:
    live = store.answers.list(AnswerStatus.APPROVED, AnswerStatus.WAITING)
    by_id = {answer.id: answer for answer in store.answers.list()}
    by_key = {
        _key(answer): answer for answer in sorted(live, key=lambda answer: answer.status is AnswerStatus.APPROVED)
    }
    result = _Sorting()
    for answer in answers:
        held = by_id.get(answer.id) or by_key.get(_key(answer))
        named = replace(answer, id=answer.id or (held.id if held else make_answer_id()))
        _place(result, named, held)
        by_id[named.id] = by_key[_key(named)] = named
    return result


def _place(result: _Sorting, answer: ApprovedAnswer, held: ApprovedAnswer | None) -> None:
    if held is None:
        (result.waiting if answer.status is AnswerStatus.WAITING else result.added).append(answer)
    elif _is_same(answer, held):
        result.unchanged += 1
    elif answer.status is AnswerStatus.WAITING and held.status is AnswerStatus.APPROVED:
        result.proposed.append((held, answer))
    else:
        result.changed.append(replace(answer, id=held.id, version=held.version))


def _key(answer: ApprovedAnswer) -> tuple[str, tuple[str, ...]]:
    return fold_question(answer.question_text), tuple(sorted(answer.scope))


def _is_same(answer: ApprovedAnswer, held: ApprovedAnswer) -> bool:
    """Whether a row brings nothing new; what it leaves out is no change."""
    if (answer.verdict, answer.question_text, answer.status) != (held.verdict, held.question_text, held.status):
        return False
    names = ("alternates", "scope", "owner", "tags", "review_by", "citations")
    is_kept = all(getattr(answer, name) in (getattr(held, name), (), "", None) for name in names)
    return is_kept and is_same_text(answer.text, held.text)


def _record_review(path: Path, sorted_rows: _Sorting, store: Store) -> str:
    """Record the waiting entries as a job of their own, so that they are decided like any draft."""
    pairs = [(answer, answer) for answer in sorted_rows.waiting] + sorted_rows.proposed
    if not pairs:
        return ""
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    job = Job(
        id=f"library-{path.stem}-{sha256[:8]}".replace(" ", "-"),
        file=path.name,
        title=f"Import of {path.name}",
        sha256=sha256,
        occasion=Occasion(),
        recorded_by=store.author,
        recorded_at=datetime.now(UTC),
    )
    store.jobs.record(job, [_make_item(entry, offered) for entry, offered in pairs])
    return job.id


def _make_item(entry: ApprovedAnswer, offered: ApprovedAnswer) -> NewItem:
    reasons = [f"imported from {offered.provenance}; awaits approval"]
    if entry is not offered:
        reasons.append(f"an approved answer says otherwise ({entry.verdict}): {entry.text}")
    draft = DraftAnswer(
        question_id=entry.id,
        question=entry.question_text,
        verdict=offered.verdict,
        text=offered.text,
        confidence=Confidence.MEDIUM,
        route=Route.REVIEW,
        reasons=tuple(reasons),
        prior=Match(entry, 1.0),
    )
    return NewItem(Question(entry.id, offered.provenance, entry.question_text), draft, offered.owner)
