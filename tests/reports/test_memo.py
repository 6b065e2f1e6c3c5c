"""The memo: counts, blanks, checks, and that it is one page."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from qanswer.core.answer import ApprovedAnswer, Confidence, DraftAnswer, Evidence, Match, Route, Stance, Verdict
from qanswer.core.errors import Problem, TemplateError
from qanswer.core.passage import Citation, Source
from qanswer.core.question import AnswerSlot, Question, QuestionKind, Questionnaire, SlotRole, SlotValue
from qanswer.reports.closeout import AnsweredJob, run_checks
from qanswer.reports.memo import ReviewRate, build_memo, memo_json, note_overview, render_memo, shorten_list
from qanswer.reports.overview import Overview
from qanswer.reports.shown import ShownStatement

TODAY = date(2026, 11, 25)
CITATION = Citation("p1", "backup.md", "Backups", "L3", "Backups are made daily.")


@dataclass(frozen=True, slots=True)
class _Kept:
    locator: str
    existing: str
    proposed: str

    @property
    def differs(self) -> bool:
        return self.existing != self.proposed


@dataclass(frozen=True, slots=True)
class _Proof:
    identical: bool = True
    cells_changed: tuple[str, ...] = ("S!C1", "S!D1")
    parts_changed: tuple[str, ...] = ("xl/worksheets/sheet1.xml",)


def _question(n: int, kind: QuestionKind = QuestionKind.QUESTION) -> Question:
    choice = AnswerSlot("S", f"S!C{n}", SlotRole.CHOICE, ("Yes", "No", "Partial"), is_primary=True)
    comment = AnswerSlot("S", f"S!D{n}", SlotRole.COMMENT)
    return Question(f"q{n}", f"S!B{n}", f"Do you do thing {n}?", f"1.{n}", kind=kind, slots=(choice, comment))


def _draft(question: Question, verdict: Verdict, route: Route, **changes: object) -> DraftAnswer:
    draft = DraftAnswer(
        question.id,
        question.text,
        verdict,
        "Backups are made daily." if route is not Route.BLANK else "",
        Confidence.HIGH if route is Route.AUTO else Confidence.LOW,
        route,
        ("the policies do not say: thing",),
        (Evidence(CITATION, Stance.SUPPORTS, 0.8),) if route is not Route.BLANK else (),
    )
    return replace(draft, **changes)  # type: ignore[arg-type]  # the changes are fields of a draft


def _write(question: Question, choice: str, comment: str) -> tuple[SlotValue, ...]:
    return tuple(SlotValue(slot, value) for slot, value in zip(question.slots, (choice, comment), strict=True) if value)


def _job(*drafts: DraftAnswer, questions: tuple[Question, ...], **changes: object) -> AnsweredJob:
    questionnaire = Questionnaire("id", "Vendor form", "inbox/buyer.xlsx", "xlsx", "ff", questions)
    return replace(AnsweredJob("buyer-ff", questionnaire, drafts, proof=_Proof()), **changes)  # type: ignore[arg-type]  # fields of a job


@pytest.fixture
def job() -> AnsweredJob:
    """One answered, one to confirm, two blank, one company field left, one to sign."""
    kinds = (QuestionKind.QUESTION,) * 4 + (QuestionKind.PROFILE, QuestionKind.SIGNATURE)
    questions = tuple(_question(n, kind) for n, kind in enumerate(kinds, 1))
    routes = (Route.AUTO, Route.REVIEW, Route.BLANK, Route.BLANK, Route.BLANK, Route.BLANK)
    verdicts = (Verdict.YES, Verdict.PARTIAL) + (Verdict.UNANSWERABLE,) * 4
    drafts = tuple(_draft(*parts) for parts in zip(questions, verdicts, routes, strict=True))
    return _job(
        *drafts,
        questions=questions,
        written=_write(questions[0], "Yes", "Backups are made daily."),
        refused=(Problem("S!C2", "the form offers no such option"),),
        kept=(_Kept("S!C9", "No", "Yes"), _Kept("S!C8", "Yes", "Yes")),
        owners=(("q3", "Security team"), ("q4", "Security team")),
    )


def test_memo_counts_what_is_left_to_do(job: AnsweredJob) -> None:
    """Evidenced, to confirm and yours to answer add up; minutes follow from the stated rate."""
    memo = build_memo(job, TODAY, rate=ReviewRate(1.5, 4))
    counts = memo.counts
    assert (counts.questions, counts.evidenced, counts.to_confirm, counts.to_answer) == (4, 1, 1, 2)
    assert (counts.profile_blank, counts.signatures, counts.written) == (1, 1, 2)
    assert memo.minutes == 10  # 1.5 + 2 times 4, rounded up


def test_memo_groups_blanks_by_reason_and_owner(job: AnsweredJob) -> None:
    """Alike reasons are one group with its owner; what they name of their questions is listed, not split."""
    memo = build_memo(job, TODAY)
    assert [(g.reason, g.owner, g.questions) for g in memo.blanks] == [
        ("the policies do not say: thing", "Security team", ("1.3", "1.4"))
    ]
    reasons = ("the nearest passage does not mention SAML", "the nearest passage does not mention USD, cyber liability")
    drafts = (*job.drafts[:2], *(replace(d, reasons=(r,)) for d, r in zip(job.drafts[2:4], reasons, strict=True)))
    memo = build_memo(replace(job, drafts=drafts), TODAY)
    assert [(g.reason, len(g.questions)) for g in memo.blanks] == [
        ("the nearest passage does not mention: SAML, USD, cyber liability", 2)
    ]
    assert [(share.owner, share.n) for share in memo.owners] == [("Security team", 2)]


def test_memo_shows_only_kept_cells_that_differ(job: AnsweredJob) -> None:
    """A cell that already said the same is no news."""
    memo = build_memo(job, TODAY)
    assert [cell.locator for cell in memo.differences] == ["S!C9"]
    assert memo.n_kept == 2


def test_memo_renders_as_one_page_of_markdown(job: AnsweredJob) -> None:
    """A form of 400 blanks still gives one page; what is cut is counted."""
    questions = tuple(_question(n) for n in range(1, 401))
    drafts = tuple(
        _draft(q, Verdict.UNANSWERABLE, Route.BLANK, reasons=(f"{n} is not in the policies",))
        for n, q in enumerate(questions)
    )
    text = render_memo(build_memo(_job(*drafts, questions=questions), TODAY, buyer="Northwind"))
    assert len(text.splitlines()) < 70
    assert "388 more groups" in text
    small = render_memo(build_memo(job, TODAY))
    assert "4 questions: 1 evidenced, 1 to confirm, 2 yours to answer" in small
    assert "S!C2: the form offers no such option" in small


def test_memo_leaves_out_empty_headings(job: AnsweredJob) -> None:
    """With nothing blank, pending or refused, no such heading is there."""
    question = job.questionnaire.questions[0]
    clean = _job(job.drafts[0], questions=(question,), written=job.written)
    text = render_memo(build_memo(clean, TODAY))
    assert [line for line in text.splitlines() if line.startswith("## ")] == ["## Before it goes out"]


def test_memo_json_holds_all_and_is_json(job: AnsweredJob) -> None:
    """The twin carries every blank and check."""
    values = json.loads(json.dumps(memo_json(build_memo(job, TODAY))))
    assert values["counts"]["to_answer"] == 2
    assert {check["name"] for check in values["checks"]} >= {"every Yes has evidence", "round-trip proof passed"}
    assert values["blanks"][0]["questions"] == ["1.3", "1.4"]


def test_memo_counts_what_the_overview_withheld(job: AnsweredJob, demo: Overview) -> None:
    """The memo tells how many internal passages the overview left out; the overview itself does not."""
    note = note_overview(replace(demo, n_withheld=7))
    text = render_memo(build_memo(job, TODAY, overview=note))
    assert "Withheld as internal: 7 passages" in text
    assert demo.tracking_id in text


def test_broken_memo_template_is_named(job: AnsweredJob, tmp_path: Path) -> None:
    """A workspace's own memo template with an undefined name: one line with template and line."""
    (tmp_path / "memo.md.j2").write_text("# {{ memo.file }}\n{{ memo.nothing }}\n")
    with pytest.raises(TemplateError, match=r"memo\.md\.j2, line 2: "):
        render_memo(build_memo(job, TODAY), folders=[tmp_path])


def _result(job: AnsweredJob, name: str) -> tuple[str, tuple[str, ...] | None]:
    check = next(check for check in run_checks(job, TODAY) if check.name == name)
    return check.result, check.failures


def test_clean_job_passes_every_check(job: AnsweredJob) -> None:
    """A file with one evidenced Yes passes all; the memo has no failed check."""
    assert {check.result for check in run_checks(job, TODAY)} == {"pass"}
    assert not build_memo(job, TODAY).has_failed_check


@pytest.mark.parametrize(
    ("name", "verdict", "choice", "comment", "changes", "where"),
    [
        ("every Yes has evidence", Verdict.YES, "Yes", "We do.", {"evidence": ()}, "1.1"),
        ("every No has a reason", Verdict.NO, "No", "", {"text": "No"}, "1.1"),
        ("every Partial says its scope", Verdict.PARTIAL, "Partial", "", {"text": ""}, "1.1"),
        ("choice and comment agree", Verdict.YES, "Yes", "No, we do not.", {}, "1.1"),
        ("choice and comment agree", Verdict.NO, "No", "Yes, daily.", {}, "1.1"),
        ("choices are the form's own options", Verdict.YES, "Yes, of course", "", {}, "S!C1"),
        ("no placeholder left", Verdict.YES, "Yes", "Contact: TBD", {}, "S!D1"),
        ("no placeholder left", Verdict.YES, "Yes", "[insert date]", {}, "S!D1"),
        ("nothing unapproved is claimed", Verdict.YES, "Yes", "Daily.", {"route": Route.REVIEW}, "1.1"),
    ],
)
def test_each_check_names_where_it_fails(
    name: str, verdict: Verdict, choice: str, comment: str, changes: dict[str, object], where: str
) -> None:
    """What is wrong with a written answer fails its own check and names the place."""
    question = _question(1)
    draft = replace(_draft(question, verdict, Route.AUTO), **changes)  # type: ignore[arg-type]  # fields of a draft
    job = _job(draft, questions=(question,), written=_write(question, choice, comment))
    assert _result(job, name) == ("fail", (where,))


def test_stale_sources_and_answers_fail_their_check() -> None:
    """Evidence from a policy past its review date, or a reused answer past its own, is named."""
    question = _question(1)
    stale = Source("backup.md", "Backup Policy", "backup.md", "md", "ff", review_on=date(2026, 11, 24))
    job = _job(
        _draft(question, Verdict.YES, Route.AUTO),
        questions=(question,),
        written=_write(question, "Yes", "Daily."),
        sources=(stale,),
    )
    assert _result(job, "no stale source") == ("fail", ("Backup Policy",))
    prior = Match(ApprovedAnswer("a7", "?", Verdict.YES, "Yes", review_by=date(2026, 1, 1)), 0.9)
    reused = replace(job, drafts=(_draft(question, Verdict.YES, Route.AUTO, prior=prior, evidence=()),))
    assert _result(reused, "no stale source") == ("fail", ("approved answer a7",))


def test_answers_that_were_not_written_are_not_checked() -> None:
    """A draft that waits for review and stands in no cell fails nothing."""
    question = _question(1)
    job = _job(_draft(question, Verdict.YES, Route.REVIEW, evidence=()), questions=(question,))
    assert {check.result for check in run_checks(job, TODAY)} == {"pass"}


def test_failed_or_missing_proof_is_no_pass() -> None:
    """A proof that failed fails; without one the check is not made."""
    question = _question(1)
    job = _job(questions=(question,), proof=_Proof(identical=False))
    assert _result(job, "round-trip proof passed")[0] == "fail"
    assert _result(replace(job, proof=None), "round-trip proof passed")[0] == "not checked"


def _shown(demo: Overview, control_id: str, words: str) -> ShownStatement:
    return next(s for s in demo.statements() if s.control_id == control_id and words in f"{s.label} {s.text}".lower())


@pytest.mark.parametrize(
    ("control_id", "words", "verdict", "result"),
    [
        ("A&A.01", "type ii", Verdict.YES, "fail"),
        ("A&A.01", "type ii", Verdict.PLANNED, "pass"),
        ("IAM.06", "migrated", Verdict.YES, "fail"),
        ("IAM.06", "sessions expire", Verdict.YES, "pass"),
        ("IAM.06", "sessions expire", Verdict.PLANNED, "fail"),
        ("DSP.06", "does not use customer data", Verdict.NO, "pass"),
    ],
)
def test_answers_and_overview_of_one_job_agree(
    demo: Overview, control_id: str, words: str, verdict: Verdict, result: str
) -> None:
    """A Yes on what the overview has on its roadmap fails, and a Planned on what it has as in place."""
    shown = _shown(demo, control_id, words)
    citation = Citation(shown.passage_id, "s", shown.section, shown.locator, shown.quote)
    question = _question(1)
    draft = replace(_draft(question, verdict, Route.AUTO), evidence=(Evidence(citation, Stance.SUPPORTS, 0.9),))
    job = _job(draft, questions=(question,), written=_write(question, "Yes", "As described."))
    memo = build_memo(job, TODAY, overview=note_overview(demo))
    assert {check.name: check.result for check in memo.checks}["answers and overview agree"] == result


def test_long_lists_are_cut_and_counted() -> None:
    """Ten names where eight fit: eight, and two more."""
    assert shorten_list([str(n) for n in range(10)]) == "0, 1, 2, 3, 4, 5, 6, 7 and 2 more"
    assert shorten_list(["a"]) == "a"
