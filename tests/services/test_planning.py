"""What of the drafts goes into which cell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qanswer.answering.slots import plan_values
from qanswer.core.answer import Confidence, DraftAnswer, Evidence, Route, Stance, Verdict
from qanswer.core.passage import Citation
from qanswer.core.question import AnswerSlot, Question, Questionnaire, SlotRole
from qanswer.services.desk import Desk
from qanswer.services.planning import plan_file


def make_slot(cell: str, role: SlotRole, *options: str, value: str = "", is_primary: bool = False) -> AnswerSlot:
    """Make a slot of sheet S."""
    return AnswerSlot("S", f"S!{cell}", role, tuple(options), value=value, is_primary=is_primary)


def make_question(number: int, *slots: AnswerSlot) -> Question:
    """Make a question with the given slots."""
    return Question(f"S!A{number}", f"S!A{number}", f"Question {number}?", number=f"{number}", slots=slots)


def make_draft(question: Question, verdict: Verdict, text: str, route: Route = Route.AUTO) -> DraftAnswer:
    """Make a draft of a verdict and a text."""
    return DraftAnswer(question.id, question.text, verdict, text, Confidence.HIGH, route, ("because",))


CHOICE = make_slot("B1", SlotRole.CHOICE, "Yes", "No", is_primary=True)
COMMENT = make_slot("C1", SlotRole.COMMENT)


class _DeskStub:
    """Only what planning asks of a desk."""

    def choose_ownership(self, question: Question) -> str:
        assert question
        return "CSP-owned"


@pytest.fixture
def desk() -> Desk:
    """A desk that owns every control."""
    return _DeskStub()  # type: ignore[return-value]  # planning asks nothing else of it


def test_choice_and_comment_agree() -> None:
    """A yes fills the choice with the cell's own Yes and the comment with the words."""
    question = make_question(1, CHOICE, COMMENT)
    plan = plan_values(question, make_draft(question, Verdict.YES, "Yes. Backups are daily."))
    assert [(value.slot.locator, value.value) for value in plan.values] == [
        ("S!B1", "Yes"),
        ("S!C1", "Yes. Backups are daily."),
    ]


def test_verdict_without_an_option_leaves_the_choice_empty_and_says_so() -> None:
    """A partial answer in a Yes/No cell is not forced into either; the reason names what the cell offers."""
    question = make_question(1, CHOICE, COMMENT)
    plan = plan_values(question, make_draft(question, Verdict.PARTIAL, "In part."))
    assert [value.slot.locator for value in plan.values] == ["S!C1"]
    assert plan.unmapped[0].where == "S!B1"
    assert '"Yes"' in plan.unmapped[0].message


def test_one_box_is_ticked() -> None:
    """Of several boxes the one whose label says the verdict is ticked, no other."""
    boxes = [make_slot(f"B{n}", SlotRole.CHECKBOX, label) for n, label in enumerate(["Yes", "No", "N/A"])]
    question = make_question(1, *boxes)
    plan = plan_values(question, make_draft(question, Verdict.NO, "No."))
    assert [(value.slot.locator, value.value) for value in plan.values] == [("S!B1", "No")]


def test_unclaimed_draft_writes_nothing() -> None:
    """A question without an answer leaves all its cells alone, ownership too."""
    owner = make_slot("D1", SlotRole.OWNER, "CSP-owned")
    question = make_question(1, CHOICE, owner)
    draft = make_draft(question, Verdict.UNANSWERABLE, "", Route.BLANK)
    assert plan_values(question, draft, owner="CSP-owned").values == ()


def test_ownership_is_written_only_as_one_of_the_options() -> None:
    """Ownership goes in with the answer, if the cell offers it to the letter."""
    question = make_question(1, CHOICE, make_slot("D1", SlotRole.OWNER, "CSP-owned", "Shared"))
    draft = make_draft(question, Verdict.YES, "Yes.")
    assert [v.value for v in plan_values(question, draft, owner="CSP-owned").values] == ["Yes", "CSP-owned"]
    assert [v.value for v in plan_values(question, draft, owner="Ours").values] == ["Yes"]


def test_answered_cells_are_kept_and_compared(desk: Desk) -> None:
    """A cell that holds an answer is kept, with what would have been written; overwriting is a choice."""
    held = make_slot("B1", SlotRole.CHOICE, "Yes", "No", value="No", is_primary=True)
    question = make_question(1, held)
    drafts = [make_draft(question, Verdict.YES, "Yes.")]
    questionnaire = Questionnaire("q", "q", "q.xlsx", "xlsx", "0", (question,))
    plan = plan_file(questionnaire, drafts, desk)
    assert (plan.values, [(kept.existing, kept.proposed, kept.differs) for kept in plan.kept]) == (
        (),
        [("No", "Yes", True)],
    )
    assert [value.value for value in plan_file(questionnaire, drafts, desk, overwrite=True).values] == ["Yes"]


def test_drafts_for_review_are_written_only_when_asked_for(desk: Desk) -> None:
    """By default a draft that awaits review stays out of the buyer's file."""
    question = make_question(1, CHOICE)
    drafts = [make_draft(question, Verdict.YES, "Yes.", Route.REVIEW)]
    questionnaire = Questionnaire("q", "q", "q.xlsx", "xlsx", "0", (question,))
    assert plan_file(questionnaire, drafts, desk).values == ()
    assert len(plan_file(questionnaire, drafts, desk, include_drafts=True).values) == 1


def test_a_shared_comment_cell_takes_every_answer_under_its_number(desk: Desk) -> None:
    """A comment cell merged over several questions holds each text, none overwrites another."""
    shared = make_slot("C1", SlotRole.COMMENT)
    questions = tuple(make_question(n, shared) for n in (1, 2))
    drafts = [make_draft(question, Verdict.YES, f"Fact {question.number}.") for question in questions]
    plan = plan_file(Questionnaire("q", "q", "q.xlsx", "xlsx", "0", questions), drafts, desk)
    assert [value.value for value in plan.values] == ["1: Fact 1.\n2: Fact 2."]


def test_a_status_list_says_what_yes_and_no_boxes_cannot() -> None:
    """With boxes for yes and no and a list of statuses beside them, a plan goes into the list."""
    boxes = [make_slot(f"B{n}", SlotRole.CHECKBOX, label) for n, label in enumerate(["Yes", "No"])]
    status = make_slot("C1", SlotRole.CHOICE, "Held", "In progress", "Not held")
    question = make_question(1, *boxes, status)
    plan = plan_values(question, make_draft(question, Verdict.PLANNED, "Not yet."))
    assert [(value.slot.locator, value.value) for value in plan.values] == [("S!C1", "In progress")]
    assert plan.unmapped == ()


@pytest.mark.parametrize("has_comment", [True, False])
def test_under_evaluation_is_not_put_as_planned_without_its_words(*, has_comment: bool) -> None:
    """The word "Planned" says more than "under evaluation": it is chosen only where the words stand beside it."""
    status = make_slot("B1", SlotRole.CHOICE, "Yes", "Planned", "No", is_primary=True)
    question = make_question(1, *((status, COMMENT) if has_comment else (status,)))
    quote = "ISO 27001 is under evaluation for 2027 and beyond."
    evidence = Evidence(Citation("p", "a.md", "S", "line 1", quote), Stance.SUPPORTS, 0.9)
    draft = replace(make_draft(question, Verdict.PLANNED, quote), evidence=(evidence,))
    written = {value.slot.locator: value.value for value in plan_values(question, draft).values}
    assert written == ({"S!B1": "Planned", "S!C1": quote} if has_comment else {})
