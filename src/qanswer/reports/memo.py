"""The one page that a sales engineer reads before sending anything: what came of a job, and what is left to do."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from pathlib import Path

from qanswer.core.answer import DraftAnswer, Route
from qanswer.core.passage import Classification, Source
from qanswer.core.question import Question, QuestionKind
from qanswer.core.verdict_words import read_opening
from qanswer.reports.closeout import AnsweredJob, Check, KeptCell, contradicts, name_question, run_checks
from qanswer.reports.memo_lines import (
    list_steps,
    say_standing,
    share_rows,
    shorten_list,
    shorten_places,
    word_minutes,
)
from qanswer.reports.overview import Overview
from qanswer.reports.render import render_template
from qanswer.reports.shown import ShownStatement
from qanswer.reports.wording import count_noun

_ROWS = 16
"""Lines for what is listed, shared among the lists; with the rest that is one page, and each list says its length."""
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
class Refusal:
    """Values that could not be written, all for one reason."""

    reason: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Memo:
    """All that the page says. `no_place` names drafted questions for which the file has no answer cell."""

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
    no_place: tuple[str, ...]
    is_recorded: bool
    checks: tuple[Check, ...]
    cells_changed: int
    parts_changed: tuple[str, ...]
    overview: OverviewNote | None = None

    @property
    def has_failed_check(self) -> bool:
        """Whether the file should not go out as it is."""
        return bool(self.failed)

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that failed."""
        return tuple(check for check in self.checks if check.result == "fail")

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """What was refused, by reason, the most frequent first."""
        places: dict[str, list[str]] = {}
        for where, message in self.refused:
            places.setdefault(message, []).append(where)
        found = (Refusal(reason, tuple(where)) for reason, where in places.items())
        return tuple(sorted(found, key=lambda refusal: -len(refusal.places)))


@dataclass(frozen=True, slots=True)
class OverviewNote:
    """What the memo tells of the overview beside it; the overview itself names none of what was withheld."""

    tracking_id: str
    valid_until: date
    n_withheld: int
    withheld: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    shown: tuple[ShownStatement, ...] = ()


def note_overview(overview: Overview, sources: Iterable[Source] = ()) -> OverviewNote:
    """Sum up an overview for the memo; `sources` are all that the vendor has, the internal ones too."""
    return OverviewNote(
        tracking_id=overview.tracking_id,
        valid_until=overview.request.valid_until,
        n_withheld=overview.n_withheld,
        withheld=tuple(source.title for source in sources if source.classification is Classification.INTERNAL),
        left_out=overview.withheld,
        shown=tuple(overview.statements()),
    )


_LISTS = ("blanks", "pending", "differences", "refusals")


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
        differences=tuple(sorted((cell for cell in job.kept if cell.differs), key=lambda cell: not _clashes(cell))),
        n_kept=len(job.kept),
        refused=tuple((problem.where, problem.message) for problem in job.refused),
        no_place=tuple(
            name_question(question) for question, draft in _asked(job) if draft.is_claimed and not question.slots
        ),
        is_recorded=job.is_recorded,
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
    lists = (memo.blanks, memo.pending, memo.differences, memo.refusals)
    context = {
        "memo": memo,
        "standing": say_standing(memo),
        "steps": list_steps(memo),
        "rows": dict(zip(_LISTS, share_rows([len(one) for one in lists], _ROWS), strict=True)),
        "short": shorten_list,
        "places": shorten_places,
        "time": word_minutes,
        "count_noun": count_noun,
    }
    return render_template("memo.md.j2", context, folders=folders)


def memo_json(memo: Memo) -> dict[str, object]:
    """Give the memo as values for JSON."""
    counts = memo.counts
    return {
        "job": memo.job,
        "file": memo.file,
        "buyer": memo.buyer,
        "made_on": memo.made_on.isoformat(),
        "counts": {name: getattr(counts, name) for name in counts.__slots__},
        "standing": say_standing(memo),
        "steps": list(list_steps(memo)),
        "minutes": memo.minutes,
        "rate": {"to_confirm": memo.rate.to_confirm, "to_answer": memo.rate.to_answer},
        "owners": [{"owner": share.owner, "n": share.n} for share in memo.owners],
        "blanks": [{"reason": g.reason, "owner": g.owner, "questions": list(g.questions)} for g in memo.blanks],
        "pending": [{name: getattr(one, name) for name in one.__slots__} for one in memo.pending],
        "differences": [
            {"locator": cell.locator, "existing": cell.existing, "proposed": cell.proposed} for cell in memo.differences
        ],
        "no_place": list(memo.no_place),
        "refused": [{"where": where, "message": message} for where, message in memo.refused],
        "checks": [
            {"name": check.name, "result": check.result, "failures": list(check.failures or ())}
            for check in memo.checks
        ],
        "overview": None if memo.overview is None else _overview_json(memo.overview),
    }


def _overview_json(note: OverviewNote) -> dict[str, object]:
    return {
        "tracking_id": note.tracking_id,
        "valid_until": note.valid_until.isoformat(),
        "withheld": {"passages": note.n_withheld, "sources": list(note.withheld)},
        "left_out": [{"title": title, "reason": reason} for title, reason in note.left_out],
    }


def _clashes(cell: KeptCell) -> bool:
    """Whether the two say opposite things, not only other words."""
    return contradicts(read_opening(cell.existing), read_opening(cell.proposed))


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
