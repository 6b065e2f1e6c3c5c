"""The drafts of one file agree with one another."""

from __future__ import annotations

from answering.conftest import WordRetriever, make_passage
from qanswer.answering.draft import Drafter
from qanswer.core.answer import Route, Verdict
from qanswer.core.question import Question

_PASSAGES = (
    make_passage("There is no bug bounty programme."),
    make_passage("Backups are taken daily."),
)


def _draft(*questions: Question) -> dict[str, Verdict]:
    drafts = Drafter(WordRetriever(_PASSAGES)).draft(questions)
    return {draft.question_id: draft.verdict for draft in drafts}


def test_the_same_question_is_answered_alike() -> None:
    """Two rows that ask the same get one verdict, text and citation."""
    rows = (
        Question("a", "A1", "Are backups taken daily?"),
        Question("b", "B1", "Please: are your backups taken daily?"),
    )
    first, second = Drafter(WordRetriever(_PASSAGES)).draft(rows)
    assert (first.verdict, first.text) == (second.verdict, second.text)
    assert [e.citation for e in first.evidence] == [e.citation for e in second.evidence]
    assert (first.question_id, second.question_id) == ("a", "b")


def test_a_no_closes_what_depends_on_it() -> None:
    """Where the parent is No, "If yes, …" does not apply."""
    found = _draft(
        Question("p", "A1", "Is there a bug bounty programme?"),
        Question("c", "A2", "If yes, on which platform?", parent_id="p"),
    )
    assert found == {"p": Verdict.NO, "c": Verdict.NA}


def test_if_no_stays_open_under_a_no() -> None:
    """What begins with "If no, …" is asked for by a No, and not closed by it."""
    found = _draft(
        Question("p", "A1", "Is there a bug bounty programme?"),
        Question("c", "A2", "If no, please explain.", parent_id="p"),
    )
    assert found["c"] is not Verdict.NA


def test_an_unanswered_parent_sends_its_child_to_a_person() -> None:
    """Nothing under an unanswered question goes out by itself."""
    rows = (
        Question("p", "A1", "Do you operate a security operations centre?"),
        Question("c", "A2", "Are backups taken daily?", parent_id="p"),
    )
    _, child = Drafter(WordRetriever(_PASSAGES)).draft(rows)
    assert child.route is not Route.AUTO
