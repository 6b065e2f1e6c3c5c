"""The one page that a sales engineer reads before sending anything: what came of a job, and what is left to do."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from pathlib import Path

from qanswer.core.answer import DraftAnswer, Route
from qanswer.core.question import Question, QuestionKind
from qanswer.reports.closeout import AnsweredJob, Check, KeptCell, name_question, run_checks
from qanswer.reports.overview import Overview
from qanswer.reports.render import render_template
from qanswer.reports.shown import ShownStatement

_ROWS = 12
"""The memo is one page: longer lists are cut, and say how many more there are."""
_NAMES = 8
_KIND_WORDS = 6
"""Reasons that begin with the same words are of one kind ("the nearest passage does not mention …")."""
_OBJECTS = 4


@dataclass(frozen=True, slots=True)
class ReviewRate:
    """Minutes that one answer takes: to confirm a draft, or to answer what was left blank."""

    to_confirm: float = 1.0
    to_answer: float = 5.0


@dataclass(frozen=True, slots=True)
class MemoCounts:
    """Questions by what is left to do; profile and signature fields apart."""

    questions: int
    evidenced: int
    to_confirm: int
    to_answer: int
    reused: int
    written: int
    profile_blank: int
    signatures: int


@dataclass(frozen=True, slots=True)
class BlankGroup:
    """Questions left blank for one reason, with one owner."""

    reason: str
    owner: str
    questions: tuple[str, ...]

    @property
    def names(self) -> str:
        """The questions' numbers, cut to what fits on a line."""
        return shorten_list(self.questions)


@dataclass(frozen=True, slots=True)
class PendingAnswer:
    """A draft that a person must confirm, and why."""

    question: str
    text: str
    verdict: str
    confidence: str
    reason: str


@dataclass(frozen=True, slots=True)
class OwnerShare:
    """How many questions wait for one owner."""

    owner: str
    n: int


@dataclass(frozen=True, slots=True)
class Memo:
    """All that the page says."""

    job: str
    file: str
    title: str
    buyer: str
    made_on: date
    counts: MemoCounts
    minutes: int
    rate: ReviewRate
    owners: tuple[OwnerShare, ...]
    blanks: tuple[BlankGroup, ...]
    pending: tuple[PendingAnswer, ...]
    differences: tuple[KeptCell, ...]
    n_kept: int
    refused: tuple[tuple[str, str], ...]
    checks: tuple[Check, ...]
    cells_changed: int
    parts_changed: tuple[str, ...]
    overview: OverviewNote | None = None

    @property
    def has_failed_check(self) -> bool:
        """Whether the file should not go out as it is."""
        return any(check.result == "fail" for check in self.checks)


@dataclass(frozen=True, slots=True)
class OverviewNote:
    """What the memo tells of the overview beside it; the overview itself names none of what was withheld."""

    tracking_id: str
    valid_until: date
    n_withheld: int
    left_out: tuple[tuple[str, str], ...]
    shown: tuple[ShownStatement, ...] = ()


def note_overview(overview: Overview) -> OverviewNote:
    """Sum up an overview for the memo."""
    return OverviewNote(
        tracking_id=overview.tracking_id,
        valid_until=overview.request.valid_until,
        n_withheld=overview.n_withheld,
        left_out=tuple((left.title, left.reason) for left in overview.left_out),
        shown=tuple(overview.statements()),
    )


def build_memo(
    job: AnsweredJob,
    made_on: date,
    *,
    buyer: str = "",
    rate: ReviewRate | None = None,
    overview: OverviewNote | None = None,
) -> Memo:
    """Build the memo of one job; nothing is read or written."""
    rate = rate or ReviewRate()
    counts = _count(job)
    owners = dict(job.owners)
    blank = [(question, draft) for question, draft in _asked(job) if draft.route is Route.BLANK]
    minutes = math.ceil(counts.to_confirm * rate.to_confirm + counts.to_answer * rate.to_answer)
    return Memo(
        job=job.job,
        file=Path(job.questionnaire.path).name,
        title=job.questionnaire.title,
        buyer=buyer,
        made_on=made_on,
        counts=counts,
        minutes=minutes,
        rate=rate,
        owners=_share_owners(blank, owners),
        blanks=_group_blanks(blank, owners),
        pending=tuple(_view_pending(*pair) for pair in _asked(job) if pair[1].route is Route.REVIEW),
        differences=tuple(cell for cell in job.kept if cell.differs),
        n_kept=len(job.kept),
        refused=tuple((problem.where, problem.message) for problem in job.refused),
        checks=run_checks(job, made_on, overview.shown if overview else None),
        cells_changed=len(job.proof.cells_changed) if job.proof else 0,
        parts_changed=job.proof.parts_changed if job.proof else (),
        overview=overview,
    )


def render_memo(memo: Memo, *, folders: Sequence[Path] = ()) -> str:
    """Render the memo as Markdown.

    Raises:
        TemplateError: the workspace's own `memo.md.j2` cannot be used.
    """
    return render_template("memo.md.j2", {"memo": memo, "rows": _ROWS, "short": shorten_list}, folders=folders)


def memo_json(memo: Memo) -> dict[str, object]:
    """Give the memo as values for JSON."""
    counts = memo.counts
    return {
        "job": memo.job,
        "file": memo.file,
        "buyer": memo.buyer,
        "made_on": memo.made_on.isoformat(),
        "counts": {name: getattr(counts, name) for name in counts.__slots__},
        "minutes": memo.minutes,
        "rate": {"to_confirm": memo.rate.to_confirm, "to_answer": memo.rate.to_answer},
        "owners": [{"owner": share.owner, "n": share.n} for share in memo.owners],
        "blanks": [{"reason": g.reason, "owner": g.owner, "questions": list(g.questions)} for g in memo.blanks],
        "pending": [{name: getattr(one, name) for name in one.__slots__} for one in memo.pending],
        "differences": [
            {"locator": cell.locator, "existing": cell.existing, "proposed": cell.proposed} for cell in memo.differences
        ],
        "refused": [{"where": where, "message": message} for where, message in memo.refused],
        "checks": [
            {"name": check.name, "result": check.result, "failures": list(check.failures or ())}
            for check in memo.checks
        ],
        "overview": None if memo.overview is None else _overview_json(memo.overview),
    }


def shorten_list(names: Sequence[str], limit: int = _NAMES) -> str:
    """Join names, and say how many are left out."""
    more = len(names) - limit
    return ", ".join(names[:limit]) + (f" and {more} more" if more > 0 else "")


def _overview_json(note: OverviewNote) -> dict[str, object]:
    return {
        "tracking_id": note.tracking_id,
        "valid_until": note.valid_until.isoformat(),
        "withheld": note.n_withheld,
        "left_out": [{"title": title, "reason": reason} for title, reason in note.left_out],
    }


def _asked(job: AnsweredJob) -> Iterable[tuple[Question, DraftAnswer]]:
    return ((question, draft) for question, draft in job.pairs() if question.kind is QuestionKind.QUESTION)


def _count(job: AnsweredJob) -> MemoCounts:
    routes = [draft.route for _, draft in _asked(job)]
    others = [(question, draft) for question, draft in job.pairs() if question.kind is not QuestionKind.QUESTION]
    return MemoCounts(
        questions=len(routes),
        evidenced=routes.count(Route.AUTO),
        to_confirm=routes.count(Route.REVIEW),
        to_answer=routes.count(Route.BLANK),
        reused=sum(draft.prior is not None for _, draft in _asked(job)),
        written=len(job.written),
        profile_blank=sum(q.kind is QuestionKind.PROFILE and d.route is Route.BLANK for q, d in others),
        signatures=sum(question.kind is QuestionKind.SIGNATURE for question, _ in others),
    )


def _share_owners(blank: Iterable[tuple[Question, DraftAnswer]], owners: dict[str, str]) -> tuple[OwnerShare, ...]:
    names = [owners.get(question.id, "") for question, _ in blank]
    shares = (OwnerShare(name or "owner not known", names.count(name)) for name in dict.fromkeys(names))
    return tuple(sorted(shares, key=lambda share: -share.n))


def _group_blanks(blank: Iterable[tuple[Question, DraftAnswer]], owners: dict[str, str]) -> tuple[BlankGroup, ...]:
    """Group by kind of reason and owner, the largest group first."""
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for question, draft in blank:
        reason = draft.reasons[0] if draft.reasons else "no reason was given"
        key = (_kind_of(reason), owners.get(question.id, ""))
        groups.setdefault(key, []).append((reason, name_question(question)))
    found = (
        BlankGroup(_word_reason([reason for reason, _ in members]), owner or "not known", tuple(n for _, n in members))
        for (_, owner), members in groups.items()
    )
    return tuple(sorted(found, key=lambda group: -len(group.questions)))


def _kind_of(reason: str) -> str:
    """Give the words with which a reason begins; what it names of its question comes after them."""
    return " ".join(reason.split(":", maxsplit=1)[0].split()[:_KIND_WORDS])


def _word_reason(reasons: Sequence[str]) -> str:
    """Give the one reason of a group, or what its reasons have in common and the first few of their objects."""
    different = tuple(dict.fromkeys(reasons))
    if len(different) == 1:
        return different[0]
    words = zip(*(reason.split(" ") for reason in different), strict=False)
    common = " ".join(column[0] for column in takewhile(lambda column: len(set(column)) == 1, words))
    objects = [reason[len(common) :].strip(" :") for reason in different]
    return f"{common.strip(' :')}: {shorten_list([text for text in objects if text], _OBJECTS)}"


def _view_pending(question: Question, draft: DraftAnswer) -> PendingAnswer:
    return PendingAnswer(
        question=name_question(question),
        text=question.full_text,
        verdict=draft.verdict,
        confidence=draft.confidence.label,
        reason=draft.reasons[0] if draft.reasons else "",
    )
