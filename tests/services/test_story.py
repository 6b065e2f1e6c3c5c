"""The whole story: policies, draft, review by two people, export, a changed policy, the next questionnaire."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from desks import POLICY, QUESTIONS, OpenAs, Script, write_form
from qanswer.cli.review import ReviewLoop
from qanswer.core.answer import AnswerStatus, DraftAnswer, Route, Verdict
from qanswer.core.errors import RefusedError, UnapprovedError
from qanswer.core.scope import Occasion
from qanswer.services.answer import AnsweredFile, AnswerOptions, answer_file
from qanswer.services.export import export_job
from qanswer.services.library_check import check_library
from qanswer.services.review import QueueFilter, ReviewDesk
from qanswer.workspace import Workspace
from stores import KINDS, empty_database

TODAY = date(2026, 3, 1)


def answer(workspace: Workspace, form: Path, buyer: str) -> AnsweredFile:
    """Answer a form as `qanswer answer` does."""
    desk = workspace.open_desk(occasion=Occasion(buyer=buyer), records=True)
    return answer_file(form, desk, AnswerOptions(form.parent / "out", buyer))


def open_review(workspace: Workspace, job: str) -> ReviewDesk:
    """Open a job's review."""
    store = workspace.open_store()
    return ReviewDesk(store, workspace.open_desk(), store.jobs.get(job), TODAY)


def by_question(drafts: tuple[DraftAnswer, ...]) -> dict[str, DraftAnswer]:
    """Give drafts by their question."""
    return {draft.question: draft for draft in drafts}


@pytest.mark.parametrize("kind", KINDS)
def test_the_whole_story(kind: str, vendor: Path, as_user: OpenAs, tmp_path: Path) -> None:
    """Two people review, the final file goes out, the policy changes, and the next questionnaire starts richer."""
    with empty_database(kind, tmp_path) as url:
        store_url = "" if kind == "sqlite" else url
        (vendor / "qanswer.toml").write_text(
            f'[company]\nname = "Acme"\n[store]\nurl = "{store_url}"\nfour_eyes = true\n'
        )
        _review_and_send(as_user, tmp_path)
        _change_the_policy(vendor, as_user)
        _answer_again(as_user, tmp_path)


def _review_and_send(as_user: OpenAs, tmp_path: Path) -> None:
    ana = as_user("ana")
    cold = answer(ana, write_form(tmp_path / "a" / "northwind.xlsx"), "Northwind")
    job = cold.job.job
    with pytest.raises(UnapprovedError, match=r"not approved: Q-1, Q-2"):
        export_job(ana.open_store(), ana.open_desk(), job, tmp_path / "final", final=True)
    assert not list((tmp_path / "final").glob("*")) if (tmp_path / "final").exists() else True
    review = open_review(ana, job)
    gap = next(item for item in review.list_items() if "FedRAMP" in item.question.text)
    gap = review.edit(gap, Verdict.NO, "No. We hold no FedRAMP authorisation.", "asked the CISO")
    with pytest.raises(RefusedError, match="four eyes"):
        review.approve(gap)
    ben = as_user("ben")
    ReviewLoop(open_review(ben, job), QueueFilter(), Script("a" * len(QUESTIONS))).run()
    exported = export_job(ben.open_store(), ben.open_desk(), job, tmp_path / "final", final=True)
    assert (exported.sent, exported.proof.identical) == (len(QUESTIONS), True)
    sheet = load_workbook(exported.output).worksheets[0]
    assert [sheet.cell(row, 3).value for row in range(2, 7)] == ["Yes", "Yes", "Yes", "Yes", "No"]
    store = ben.open_store()
    assert {sent.approved_by for sent in store.sent.list()} == {"ben"}
    assert all(sent.citations for sent in store.sent.list() if "FedRAMP" not in sent.question)
    assert store.jobs.get(job).closed_at is not None
    assert check_library(store, ben.open_index().library, TODAY).held == ()


def _change_the_policy(vendor: Path, as_user: OpenAs) -> None:
    policy = vendor / "knowledge" / "security.md"
    policy.write_text(
        POLICY.replace("encrypted at rest with AES-256", "stored on encrypted disks with AES-128"), "utf-8"
    )
    cleo = as_user("cleo")
    result = check_library(cleo.open_store(), cleo.open_index().library, TODAY)
    (stale,) = result.list_kind("stale")
    assert stale.answers[0].question_text == QUESTIONS[0]
    assert "AES-128" in stale.message
    assert result.buyers == ("Northwind",)
    assert [held.sent.question for held in result.held] == [QUESTIONS[0]]


def _answer_again(as_user: OpenAs, tmp_path: Path) -> None:
    cleo = as_user("cleo")
    warm = answer(cleo, write_form(tmp_path / "b" / "initech.xlsx", tuple(reversed(QUESTIONS))), "Initech")
    drafts = by_question(warm.job.drafts)
    assert drafts[QUESTIONS[0]].route is not Route.AUTO
    assert "stale" in " ".join(drafts[QUESTIONS[0]].reasons)
    for question in QUESTIONS[1:]:
        prior = drafts[question].prior
        assert (drafts[question].route, prior is not None) == (Route.AUTO, True)
    assert drafts[QUESTIONS[4]].text == "No. We hold no FedRAMP authorisation."
    review = open_review(cleo, warm.job.job)
    assert len(review.approve_identical(review.list_queue())) == 4
    assert cleo.open_store().check() == ()


def test_an_answer_is_not_reused_out_of_scope_or_after_it_was_retired(as_user: OpenAs, tmp_path: Path) -> None:
    """For another product, past its review date, or retired: never auto, and its words are not offered as fact."""
    workspace = as_user("ana")
    form = write_form(tmp_path / "a" / "form.xlsx", (QUESTIONS[4],))
    first = open_review(workspace, answer(workspace, form, "One").job.job)
    first.edit(first.list_items()[0], Verdict.NO, "No FedRAMP.")
    store = workspace.open_store()
    (entry,) = store.answers.list(AnswerStatus.APPROVED)

    def redraft(buyer: str) -> DraftAnswer:
        return answer(workspace, form, buyer).job.drafts[0]

    assert (redraft("Two").route, redraft("Two").verdict) == (Route.AUTO, Verdict.NO)
    entry = store.answers.revise(replace(entry, scope=("product:Edge",)))
    assert (redraft("Three").route, redraft("Three").verdict) == (Route.BLANK, Verdict.UNANSWERABLE)
    assert "out of scope" in redraft("Three").reasons[0]
    entry = store.answers.revise(replace(entry, scope=(), review_by=date(2020, 1, 1)))
    assert (redraft("Four").route, redraft("Four").verdict) == (Route.REVIEW, Verdict.NO)
    store.answers.retire(entry.id)
    assert (redraft("Five").route, redraft("Five").prior) == (Route.BLANK, None)


def test_answering_again_keeps_what_people_decided(as_user: OpenAs, tmp_path: Path) -> None:
    """A rejected draft stays out of the file however sure the judge is, in `answer` and in `export`."""
    workspace = as_user("ana")
    form = write_form(tmp_path / "a" / "form.xlsx")
    job = answer(workspace, form, "Northwind").job.job
    review = open_review(workspace, job)
    review.reject(review.list_items()[0], "under legal hold")
    again = answer(workspace, form, "Northwind")
    assert again.job.drafts[0].route is Route.BLANK
    assert "rejected by ana" in again.job.drafts[0].reasons[0]
    exported = export_job(workspace.open_store(), workspace.open_desk(), job, tmp_path / "out")
    assert load_workbook(exported.output).worksheets[0].cell(2, 3).value is None


def test_another_policy_folder_leaves_no_trace(vendor: Path, as_user: OpenAs, tmp_path: Path) -> None:
    """With --knowledge neither jobs are recorded nor approved answers reused: they belong to the workspace's policies."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "p.md").write_text(POLICY, "utf-8")
    desk = as_user("ana").open_desk(other, records=True)
    assert (desk.store, desk.drafter.bank) == (None, None)
    assert not (vendor / ".qanswer" / "store.db").exists()
