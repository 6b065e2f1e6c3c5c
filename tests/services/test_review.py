"""Reviewing: decisions by single keys, what is shown, what may be approved at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desks import QUESTIONS, OpenAs, Script, write_form
from qanswer.cli.review import ReviewLoop
from qanswer.core.answer import AnswerStatus, Match, Verdict
from qanswer.core.errors import NotFoundError
from qanswer.core.job import JobItem
from qanswer.core.review import Decision, Judgement, ReviewState
from qanswer.core.scope import Occasion
from qanswer.services.review import QueueFilter, ReviewDesk, find_job
from qanswer.services.review_overlap import mark_overlap
from qanswer.workspace import Workspace

TODAY = date(2026, 3, 1)


def open_review(workspace: Workspace, form: Path) -> ReviewDesk:
    """Open the review of a form, recorded now if it never was."""
    store, desk = workspace.open_store(), workspace.open_desk()
    return ReviewDesk(store, desk, find_job(store, desk, str(form), Occasion(buyer="Northwind")), TODAY)


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A buyer's form."""
    return write_form(tmp_path / "form.xlsx")


@pytest.fixture
def review(as_user: OpenAs, form: Path) -> ReviewDesk:
    """The review of the form by Ana."""
    return open_review(as_user("ana"), form)


def states(review: ReviewDesk) -> dict[str, ReviewState]:
    """Give the state of each question by its number."""
    return {item.question.number: item.standing.state for item in review.list_items()}


def pick(review: ReviewDesk, number: str) -> JobItem:
    """Give one question."""
    return next(item for item in review.list_items() if item.question.number == number)


def test_keys_decide_question_after_question(review: ReviewDesk) -> None:
    """Approve, reject with a reason, hand on, stop: each is stored at once, and the next review goes on from there."""
    script = Script("aro", lines=["outdated", "CISO", "is this still so?"])
    ReviewLoop(review, QueueFilter(), script).run()
    counted = review.count()
    assert (counted.approved, counted.rejected, counted.waiting) == (1, 1, 3)
    handed = [item for item in review.list_items() if item.standing.state is ReviewState.ESCALATED]
    assert [item.standing.last.escalated_to for item in handed if item.standing.last] == ["CISO"]
    assert [item.question.id for item in review.list_queue(QueueFilter(owner="ciso"))] == [handed[0].question.id]
    rejected = next(item for item in review.list_items() if item.standing.state is ReviewState.REJECTED)
    assert rejected.standing.last
    assert rejected.standing.last.provenance.reason == "outdated"


def test_undo_takes_back_the_last_decision_made_here(review: ReviewDesk) -> None:
    """Undo goes back step by step, and says when there is nothing left."""
    loop = ReviewLoop(review, QueueFilter(), Script("aauu"))
    loop.run()
    assert set(states(review).values()) == {ReviewState.WAITING}
    assert review.undo() is None


def test_house_style_is_no_claim(review: ReviewDesk) -> None:
    """An edit may speak as the company and name the document; a word that is not covered is still named, and only it."""
    item = pick(review, "Q-1")
    assert (
        review.check_text(item, "Yes. Acme encrypts all customer data at rest with AES-256. Source: Security Policy.")
        == ()
    )
    (told,) = review.check_text(item, "Yes. Acme always encrypts all customer data at rest. Source: Security Policy.")
    assert told.startswith("“always” (scope)")
    named = review.check_text(item, "Yes. All customer data is encrypted at rest. Source: Fortress Handbook.")
    assert [message.split("”")[0] for message in named] == ["“Fortress Handbook"]


def test_an_edit_is_checked_against_its_source(review: ReviewDesk) -> None:
    """An edit that claims what the passage does not say is kept only with a reason; a covered one at once."""
    item = pick(review, "Q-1")
    assert review.check_text(item, "Yes. Data at rest is encrypted with AES-256.") == ()
    assert "AES-512" in " ".join(review.check_text(item, "Yes. Data at rest is encrypted with AES-512."))
    bad = "verdict: yes\n\nYes. Customer data is encrypted with AES-512.\n"
    script = Script("ee", lines=["", "the new HSM does, see ticket"], edits=[bad, bad])
    ReviewLoop(review, QueueFilter(reason=""), script).run()
    (edited,) = (item for item in review.list_items() if item.standing.reviews)
    assert edited.standing.text == "Yes. Customer data is encrypted with AES-512."
    assert edited.standing.last
    assert edited.standing.last.provenance.reason == "the new HSM does, see ticket"


@pytest.mark.parametrize("sheet", ["", "nothing", "verdict: perhaps\n\nx", "verdict: yes\n\n", None])
def test_an_edit_that_says_nothing_changes_nothing(review: ReviewDesk, sheet: str | None) -> None:
    """An editor closed without a change, an unknown verdict or an empty text leave the draft as it was."""
    ReviewLoop(review, QueueFilter(), Script("e", edits=[sheet])).run()
    assert set(states(review).values()) == {ReviewState.WAITING}


def test_skipped_questions_come_again_in_the_next_review(review: ReviewDesk) -> None:
    """Skipping ends a round without deciding anything."""
    ReviewLoop(review, QueueFilter(), Script("sssss")).run()
    assert len(review.list_queue()) == len(QUESTIONS)


def test_a_conflict_is_shown_and_nothing_is_overwritten(
    review: ReviewDesk, as_user: OpenAs, form: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What somebody else decided while the screen was open stands, and the reviewer is told."""
    other = open_review(as_user("ben"), form)

    class Slow(Script):
        """Lets Ben decide before the key comes."""

        def press(self) -> str:
            if self.keys == "aq":
                (first, *_) = other.list_queue()
                other.reject(first, "not so")
            return super().press()

    ReviewLoop(review, QueueFilter(), Slow("aq")).run()
    assert list(states(review).values()).count(ReviewState.REJECTED) == 1
    assert ReviewState.APPROVED not in states(review).values()
    assert "was decided meanwhile: reject by ben" in capsys.readouterr().out


def test_the_screen_shows_draft_source_and_reasons(review: ReviewDesk, capsys: pytest.CaptureFixture[str]) -> None:
    """One screen holds the question, the draft, its source sentence, the reasons and the keys."""
    ReviewLoop(review, QueueFilter(), Script("?q")).run()
    shown = capsys.readouterr().out
    item = review.list_queue()[0]
    assert item.question.full_text in shown
    for word in ("AES-256", "security.md", "approve", "undo", item.draft.reasons[0][:20]):
        assert word in shown


def test_only_what_repeats_a_sound_approved_answer_is_approved_at_once(review: ReviewDesk) -> None:
    """Another text, an expired or a retired answer, or another verdict keeps a draft out of bulk approval."""
    store = review.store
    first, second, third, *_ = review.list_queue()
    (sound,) = (review.approve(first), store.answers.list(AnswerStatus.APPROVED))[1]
    items = {
        "same": _reuse(second, sound.id, review),
        "other words": replace(third, draft=replace(_reuse(third, sound.id, review).draft, text="Other.")),
    }
    assert [item.question.id for item in review.find_identical(items.values())] == [second.question.id]
    store.answers.revise(replace(sound, review_by=date(2026, 2, 1)))
    assert review.find_identical(items.values()) == ()
    store.answers.retire(sound.id)
    assert review.find_identical(items.values()) == ()


def _reuse(item: JobItem, answer_id: str, review: ReviewDesk) -> JobItem:
    answer = review.store.answers.get(answer_id)
    draft = replace(item.draft, verdict=answer.verdict, text=answer.text, prior=Match(answer, 1.0))
    return replace(item, draft=draft)


def test_four_eyes_by_setting(vendor: Path, as_user: OpenAs, form: Path) -> None:
    """With four_eyes set the editor cannot approve, and a colleague can."""
    (vendor / "qanswer.toml").write_text("[store]\nfour_eyes = true\n", "utf-8")
    ana = open_review(as_user("ana"), form)
    item = ana.edit(pick(ana, "Q-1"), Verdict.YES, "Yes. AES-256.")
    ReviewLoop(ana, QueueFilter(), Script("a")).run()
    assert pick(ana, "Q-1").standing.state is ReviewState.EDITED
    ben = open_review(as_user("ben"), form)
    assert ben.approve(item).standing.state is ReviewState.APPROVED


def test_without_a_job_nothing_can_be_reviewed(as_user: OpenAs) -> None:
    """An empty store, and an unknown name, are named."""
    workspace = as_user("ana")
    with pytest.raises(NotFoundError, match="no job waits"):
        find_job(workspace.open_store(), workspace.open_desk(), "", Occasion())
    with pytest.raises(NotFoundError, match="nowhere"):
        find_job(workspace.open_store(), workspace.open_desk(), "nowhere", Occasion())


@given(st.text(max_size=60), st.text(max_size=60))
def test_marking_loses_no_character(text: str, other: str) -> None:
    """The marked stretches joined are the text."""
    assert "".join(stretch for stretch, _ in mark_overlap(text, other)) == text


def test_marking_knows_words_by_their_stems() -> None:
    """Encrypted and encryption share; a number that differs does not."""
    marked = mark_overlap("Data is encrypted with AES-256", "Encryption of data: AES-128")
    assert [stretch.strip() for stretch, is_shared in marked if is_shared] == ["Data is encrypted with"]


def test_a_decision_names_its_judgement(review: ReviewDesk) -> None:
    """The log knows who decided; an unknown question is an error."""
    with pytest.raises(NotFoundError):
        review.store.reviews.decide(Judgement(review.job.id, "nowhere", 1, Decision.APPROVE))
