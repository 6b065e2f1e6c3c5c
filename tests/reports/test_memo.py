"""The memo: counts, blanks, checks, and that it is one page."""

from __future__ import annotations

import json
import re
import textwrap
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from qanswer.core.answer import ApprovedAnswer, Confidence, DraftAnswer, Evidence, Match, Route, Stance, Verdict
from qanswer.core.errors import Problem, TemplateError
from qanswer.core.passage import Citation, Classification, Source
from qanswer.core.question import AnswerSlot, Question, QuestionKind, Questionnaire, SlotRole, SlotValue
from qanswer.reports.closeout import AnsweredJob, run_checks
from qanswer.reports.memo import ReviewRate, build_memo, memo_json, note_overview, render_memo
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


def _question(n: int, kind: QuestionKind = QuestionKind.QUESTION, number: str = "1.{n}") -> Question:
    choice = AnswerSlot("S", f"S!C{n}", SlotRole.CHOICE, ("Yes", "No", "Partial"), is_primary=True)
    comment = AnswerSlot("S", f"S!D{n}", SlotRole.COMMENT)
    return Question(f"q{n}", f"S!B{n}", f"Do you do thing {n}?", number.format(n=n), kind=kind, slots=(choice, comment))


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


def test_the_longest_memo_is_one_page(demo: Overview) -> None:
    """400 blanks, 100 drafts, 100 differences, 100 refusals, every check failing: a page of 66 lines of 105 letters."""
    questions = tuple(_question(n, number="Data Protection and Privacy!C{n}") for n in range(1, 501))
    text = "the nearest passage does not mention " + "a rather long thing of which nobody ever heard before " * 3
    blank = tuple(
        _draft(q, Verdict.UNANSWERABLE, Route.BLANK, reasons=(f"{n} is not in the policies, {text}",))
        for n, q in enumerate(questions[:400])
    )
    pending = tuple(_draft(q, Verdict.YES, Route.REVIEW, reasons=(text,), evidence=()) for q in questions[400:])
    written = tuple(value for q in questions[400:] for value in _write(q, "Perhaps", "No. [insert reason]"))
    job = _job(
        *blank,
        *pending,
        questions=questions,
        written=written,
        kept=tuple(_Kept(f"Data Protection and Privacy!C{n}", text, f"Yes. {text}") for n in range(100)),
        refused=tuple(Problem(f"Data Protection and Privacy!C{n}", f"{n} {text}") for n in range(100)),
        proof=_Proof(identical=False),
        owners=tuple((q.id, f"Department {n % 30}") for n, q in enumerate(questions)),
    )
    page = render_memo(build_memo(job, TODAY, buyer="Northwind", overview=note_overview(demo)))
    assert sum(max(1, len(textwrap.wrap(line, 105))) for line in page.splitlines()) <= 66
    for heading in (
        "Yours to answer: 400 (the 4 largest of 400 groups)",
        "To confirm: 100 (the first 4)",
        "Not written: 100",
    ):
        assert f"## {heading}" in page


def test_memo_says_what_to_do_first(job: AnsweredJob) -> None:
    """A failed check comes before drafts, drafts before blanks; each step has its time, its owners or its command."""
    unproved = replace(job, proof=_Proof(identical=False), questionnaire=job.questionnaire)
    page = render_memo(build_memo(unproved, TODAY, rate=ReviewRate(2, 40)))
    assert "**Do not send yet: 1 check failed. About 1 h 22 min of review left**" in page
    steps = [line for line in page.splitlines() if re.match(r"\d\. ", line)]
    assert steps == [
        "1. Mend what failed: round-trip proof passed.",
        "2. Confirm 1 draft (2 min), with `qanswer review buyer-ff`.",
        "3. Get 2 answers (1 h 20 min): Security team 2. `qanswer interview -o gaps.xlsx` makes a sheet for each owner.",
        "4. Compare 1 answer that stood there before with what the policies give.",
        "5. Fill 1 place by hand that could not be written.",
        "6. Fill 1 company field; what stands in [company.fields] of qanswer.toml is filled for you.",
        "7. Have it signed in 1 place.",
        "8. Then write the file for the buyer: `qanswer export buyer-ff --final`.",
    ]


def test_memo_of_a_job_that_is_not_recorded_names_no_review(job: AnsweredJob) -> None:
    """Policies that are not the workspace's own have no job to review or export."""
    page = render_memo(build_memo(replace(job, is_recorded=False), TODAY))
    assert "qanswer review" not in page
    assert "qanswer export" not in page


def test_memo_says_that_the_file_has_no_place_for_a_draft(job: AnsweredJob) -> None:
    """A form without answer cells: the drafts are named, and no export is offered that would write nothing."""
    bare = tuple(replace(question, slots=()) for question in job.questionnaire.questions)
    page = render_memo(build_memo(_job(*job.drafts, questions=bare), TODAY))
    assert "Drafted, but without a cell in the file: 1.1, 1.2." in page
    assert "Hand over 2 drafts otherwise" in page
    assert "qanswer export" not in page


def test_answers_that_say_the_opposite_of_what_stood_there_come_first(job: AnsweredJob) -> None:
    """Other words matter less than another verdict."""
    kept = (_Kept("S!D1", "Yes, daily", "Yes. Backups are made daily."), _Kept("S!D2", "Yes", "No. It is not done."))
    assert [cell.locator for cell in build_memo(replace(job, kept=kept), TODAY).differences] == ["S!D2", "S!D1"]


def test_values_refused_for_one_reason_are_one_line(job: AnsweredJob) -> None:
    """Twenty cells of a sheet that offer no such option: one line, the sheet named once."""
    refused = tuple(Problem(f"Risk Appetite!F{n}", "no option says it") for n in range(1, 21))
    page = render_memo(build_memo(replace(job, refused=refused), TODAY))
    assert "- 20: no option says it (Risk Appetite!F1, F2 and 18 more)" in page


def test_memo_leaves_out_empty_headings(job: AnsweredJob) -> None:
    """With nothing blank, pending or refused, no such heading is there."""
    question = job.questionnaire.questions[0]
    clean = _job(job.drafts[0], questions=(question,), written=job.written)
    text = render_memo(build_memo(clean, TODAY))
    assert "**Ready to send.**" in text
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert headings == ["## What to do, first things first", "## Checks before it goes out"]


def test_memo_json_holds_all_and_is_json(job: AnsweredJob) -> None:
    """The twin carries every blank and check."""
    values = json.loads(json.dumps(memo_json(build_memo(job, TODAY))))
    assert values["counts"]["to_answer"] == 2
    assert {check["name"] for check in values["checks"]} >= {"every Yes has evidence", "round-trip proof passed"}
    assert values["blanks"][0]["questions"] == ["1.3", "1.4"]


def test_memo_counts_what_the_overview_withheld(job: AnsweredJob, demo: Overview) -> None:
    """The memo tells how many internal passages the overview left out; the overview itself does not."""
    sources = tuple(
        Source(f"{kind}.md", f"{kind} Handbook".title(), f"{kind}.md", "md", "ff", classification=kind)
        for kind in Classification
    )
    note = note_overview(replace(demo, n_withheld=7), sources)
    text = render_memo(build_memo(job, TODAY, overview=note))
    assert "Withheld as internal: 7 passages of Internal Handbook." in text
    assert memo_json(build_memo(job, TODAY, overview=note))["overview"]["withheld"] == {  # type: ignore[index]  # an object
        "passages": 7,
        "sources": ["Internal Handbook"],
    }
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


@pytest.mark.parametrize(
    ("name", "verdict", "choice", "comment"),
    [
        ("choice and comment agree", Verdict.PLANNED, "No", "Not yet. It is planned for 2027."),
        ("choice and comment agree", Verdict.YES, "Yes", "No data leaves the region."),
        ("every No has a reason", Verdict.NO, "No", "We have no such site."),
        ("no placeholder left", Verdict.YES, "Yes", "N/A"),
    ],
)
def test_checks_pass_what_only_looks_wrong(name: str, verdict: Verdict, choice: str, comment: str) -> None:
    """A "Not yet" goes with a No, and a comment that begins with the word "no" may be a Yes."""
    question = _question(1)
    job = _job(_draft(question, verdict, Route.AUTO), questions=(question,), written=_write(question, choice, comment))
    assert _result(job, name) == ("pass", ())


def test_what_stood_in_the_file_before_is_checked_with_what_is_written() -> None:
    """A kept choice beside our comment must agree with it, and a placeholder taken for an answer goes out too."""
    question = _question(1)
    choice, comment = question.slots
    question = replace(question, slots=(replace(choice, value="No"), comment))
    written = (SlotValue(comment, "Yes. Backups are made daily."),)
    kept = (_Kept("S!C1", "No", "Yes"), _Kept("S!C7", "<Enter Name>", "Smalt"))
    job = _job(_draft(question, Verdict.YES, Route.AUTO), questions=(question,), written=written, kept=kept)
    assert _result(job, "choice and comment agree") == ("fail", ("1.1",))
    assert _result(job, "no placeholder left") == ("fail", ("S!C7",))


def test_a_partial_whose_scope_was_not_written_fails() -> None:
    """The form has a place for words, and it stayed empty; where it has none, nothing can be said."""
    question = _question(1)
    draft = _draft(question, Verdict.PARTIAL, Route.AUTO)
    job = _job(draft, questions=(question,), written=_write(question, "Partial", ""))
    assert _result(job, "every Partial says its scope") == ("fail", ("1.1",))
    short = replace(question, slots=question.slots[:1])
    assert _result(_job(draft, questions=(short,), written=job.written), "every Partial says its scope")[0] == "pass"


def test_a_persons_approval_is_evidence_for_a_yes() -> None:
    """A person who knows may say yes where no policy does."""
    question = _question(1)
    job = _job(
        _draft(question, Verdict.YES, Route.AUTO, evidence=()),
        questions=(question,),
        written=_write(question, "Yes", "We do."),
    )
    assert _result(job, "every Yes has evidence")[0] == "fail"
    assert _result(replace(job, approved=frozenset({"q1"})), "every Yes has evidence")[0] == "pass"


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
