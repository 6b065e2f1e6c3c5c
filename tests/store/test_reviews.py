"""The review log and what it makes of the library: one contract, both databases."""

from __future__ import annotations

import pytest

from qanswer.core.answer import AnswerStatus, Verdict
from qanswer.core.errors import ConflictError, RefusedError, StoreError
from qanswer.core.job import JobItem
from qanswer.core.review import Decision, Judgement, ReviewState
from qanswer.core.scope import Occasion
from qanswer.store.store import Store
from stores import CITATION, OpenAs, make_answer, make_item, make_job

JOB = "buyer-1234"


def record(store: Store, *items: object) -> JobItem:
    """Record a job with the items, by default one, and give its first question."""
    store.jobs.record(make_job(), items or [make_item()])  # type: ignore[arg-type]  # items of make_item
    return store.jobs.items(JOB)[0]


def judge(item: JobItem, decision: Decision, **values: object) -> Judgement:
    """Make a judgement on an item as it was read."""
    return Judgement(item.job, item.question.id, item.revision, decision, **values)  # type: ignore[arg-type]  # as above


def test_an_approval_makes_a_library_entry_with_its_sources(store: Store) -> None:
    """What a person approves is an approved answer from then on: words, citations, owner, origin, review date."""
    after = store.reviews.decide(judge(record(store), Decision.APPROVE, reason="checked"))
    assert (after.standing.state, after.standing.decided_by) == (ReviewState.APPROVED, "ana")
    (answer,) = store.answers.list(AnswerStatus.APPROVED)
    assert (answer.question_text, answer.text) == (after.question.text, after.draft.text)
    assert answer.citations == (CITATION,)
    assert (answer.owner, answer.approved_by, answer.provenance) == ("Security lead", "ana", f"{JOB}, S!A1")
    assert answer.review_by is not None


def test_the_log_keeps_the_draft_as_it_was_seen(store: Store) -> None:
    """A review holds the draft of its moment, whatever is drafted later."""
    item = record(store)
    store.reviews.decide(judge(item, Decision.EDIT, verdict=Verdict.PARTIAL, text="In part.", reason="too strong"))
    (review,) = store.reviews.list(JOB)
    assert (review.draft, review.text, review.verdict) == (item.draft, "In part.", Verdict.PARTIAL)
    assert (review.provenance.author, review.provenance.reason) == ("ana", "too strong")


def test_a_second_decision_on_the_same_draft_is_a_conflict_that_names_the_first(store: Store, open_as: OpenAs) -> None:
    """Two people who saw the same draft: the later one is told who decided what and when; nothing is overwritten."""
    item = record(store)
    store.reviews.decide(judge(item, Decision.REJECT))
    with pytest.raises(
        ConflictError, match=r"question 1 was decided meanwhile: reject by ana on 2026-03-01 \d\d:\d\d UTC"
    ):
        open_as("ben").reviews.decide(judge(item, Decision.APPROVE))
    assert [review.decision for review in store.reviews.list(JOB)] == [Decision.REJECT]


def test_undo_takes_the_entry_back_and_stays_in_the_log(store: Store) -> None:
    """An undone approval leaves the question waiting and its new entry retired; both acts stay in the log."""
    item = store.reviews.decide(judge(record(store), Decision.APPROVE))
    item = store.reviews.decide(judge(item, Decision.UNDO))
    assert item.standing.state is ReviewState.WAITING
    assert [answer.status for answer in store.answers.list()] == [AnswerStatus.RETIRED]
    assert len(store.reviews.list(JOB)) == 2
    with pytest.raises(RefusedError, match="no decision to undo"):
        store.reviews.decide(judge(item, Decision.UNDO))


def test_an_undone_edit_restores_the_version_before(store: Store) -> None:
    """After approve, edit, undo the entry says what was approved first, in a version of its own."""
    item = store.reviews.decide(judge(record(store), Decision.APPROVE))
    item = store.reviews.decide(judge(item, Decision.EDIT, text="Yes, AES-256 everywhere."))
    store.reviews.decide(judge(item, Decision.UNDO))
    (answer,) = store.answers.list(AnswerStatus.APPROVED)
    assert (answer.text, answer.version) == (item.draft.text, 3)


def test_four_eyes_keep_the_editor_from_approving(store: Store, open_as: OpenAs) -> None:
    """Under four eyes an edit makes no library entry until somebody else approves it."""
    item = record(store)
    ana, ben = open_as("Ana", four_eyes=True), open_as("ben", four_eyes=True)
    item = ana.reviews.decide(judge(item, Decision.EDIT, text="Yes, all of it."))
    assert item.standing.state is ReviewState.EDITED
    assert store.answers.list() == ()
    with pytest.raises(RefusedError, match="four eyes"):
        open_as("ana", four_eyes=True).reviews.decide(judge(item, Decision.APPROVE))
    item = ben.reviews.decide(judge(item, Decision.APPROVE))
    assert (item.standing.state, item.standing.text) == (ReviewState.APPROVED, "Yes, all of it.")
    assert [answer.approved_by for answer in store.answers.list()] == ["ben"]


def test_confirming_a_reused_answer_adds_the_question_as_another_wording(store: Store) -> None:
    """A prior answer approved for a differently worded question is found by that wording from then on."""
    (prior,) = store.answers.add([make_answer()])
    item = record(store, make_item(1, "Do you encrypt stored data?", prior))
    store.reviews.decide(judge(item, Decision.APPROVE))
    (answer,) = store.answers.list()
    assert (answer.id, answer.alternates, answer.version) == (prior.id, ("Do you encrypt stored data?",), 2)


def test_another_text_for_another_question_leaves_the_prior_alone(store: Store) -> None:
    """An edit of a reused answer makes an entry of its own unless the question is the same."""
    (prior,) = store.answers.add([make_answer()])
    item = record(store, make_item(1, "Do you encrypt backups?", prior))
    store.reviews.decide(judge(item, Decision.EDIT, text="Backups too."))
    assert {a.question_text: a.text for a in store.answers.list()} == {
        "Is data encrypted at rest?": "Yes. AES-256.",
        "Do you encrypt backups?": "Backups too.",
    }


def test_the_same_question_approved_again_is_a_new_version_not_a_second_entry(store: Store) -> None:
    """One question in one scope has one approved answer."""
    store.answers.add([make_answer(text="Old words.")])
    store.reviews.decide(judge(record(store), Decision.APPROVE))
    (answer,) = store.answers.list(AnswerStatus.APPROVED)
    assert (answer.version, answer.text) == (2, "Yes. Data at rest is encrypted with AES-256.")


def test_the_entry_takes_the_product_and_region_of_the_job(store: Store) -> None:
    """What was approved for one product and region is not offered for another; the buyer does not restrict it."""
    store.jobs.record(make_job(occasion=Occasion("Cloud", "EU", "Northwind")), [make_item()])
    store.reviews.decide(judge(store.jobs.items(JOB)[0], Decision.APPROVE))
    assert store.answers.list()[0].scope == ("product:Cloud", "region:EU")


def test_nothing_claimed_can_be_approved(store: Store) -> None:
    """A blank has to be written before it can be approved."""
    new = make_item()
    item = record(store, new)
    item = store.reviews.decide(judge(item, Decision.EDIT, verdict=Verdict.UNANSWERABLE, text=""))
    with pytest.raises(RefusedError, match="no answer to approve"):
        store.reviews.decide(judge(item, Decision.APPROVE))


def test_recording_afresh_keeps_decisions(store: Store) -> None:
    """A job answered again keeps what people decided, with the drafts of the new run beside it."""
    item = store.reviews.decide(judge(record(store), Decision.EDIT, text="Ours."))
    store.jobs.record(make_job(), [make_item(), make_item(2, "Another?")])
    first, second = store.jobs.items(JOB)
    assert (first.standing.text, first.revision, second.standing.state) == ("Ours.", item.revision, ReviewState.WAITING)


def test_the_chain_names_the_first_broken_link(store: Store) -> None:
    """The log is whole after many decisions; a changed, missing or cut-off row is named."""
    store.jobs.record(make_job(), [make_item(n, f"Question {n}?") for n in range(1, 5)])
    for item in store.jobs.items(JOB):
        store.reviews.decide(judge(item, Decision.APPROVE))
    assert store.check() == ()
    assert _tampered(store, "UPDATE reviews SET text = 'Forged.' WHERE id = 2") == (
        "review 2 (buyer-1234, S!A2)",
        "was changed after it was written",
    )
    assert _tampered(store, "DELETE FROM reviews WHERE id = 3")[0] == "review 3"
    assert _tampered(store, "DELETE FROM reviews WHERE id = 4")[0] == "review 4"


def _tampered(store: Store, statement: str) -> tuple[str, str]:
    """Give what verification finds after a statement that an intruder might run, and undo it."""
    database = store.session.database
    tables = ["reviews"]
    with database.writing() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM reviews ORDER BY id").mappings().all()
        for table in tables:
            _set_guard(store, connection, table, on=False)
        connection.exec_driver_sql(statement)
    found = store.reviews.verify()
    with database.writing() as connection:
        from qanswer.store.schema import REVIEWS

        connection.execute(REVIEWS.delete())
        connection.execute(REVIEWS.insert(), [dict(row) for row in rows])
    assert found is not None
    assert store.reviews.verify() is None
    return found.where, found.message


def _set_guard(store: Store, connection: object, table: str, *, on: bool) -> None:
    from sqlalchemy import Connection

    assert isinstance(connection, Connection)
    assert not on
    if store.session.database.is_sqlite:
        for verb in ("update", "delete"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
    else:
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")


@pytest.mark.parametrize("statement", ["UPDATE reviews SET text = 'x'", "DELETE FROM reviews"])
def test_the_database_itself_refuses_to_change_the_log(store: Store, statement: str) -> None:
    """Reviews are appended, never changed: not even by hand."""
    store.reviews.decide(judge(record(store), Decision.APPROVE))
    with pytest.raises(StoreError, match="appended, never changed"), store.session.database.writing() as connection:
        connection.exec_driver_sql(statement)
    assert store.reviews.verify() is None
