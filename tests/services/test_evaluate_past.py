"""Returned questionnaires as labels: each file is measured without itself, and nothing is held against plain words."""

from __future__ import annotations

from pathlib import Path

import pytest

from desks import QUESTIONS, OpenAs, write_form
from parts import list_validation, sheet_data, workbook
from qanswer.core.answer import AnswerStatus, Confidence, DraftAnswer, Route, Verdict
from qanswer.core.errors import NoQuestionsError
from qanswer.core.question import AnswerSlot, Question, SlotRole
from qanswer.services.evaluate import Evaluation
from qanswer.services.evaluate_figures import evaluate, find_fault
from qanswer.services.evaluate_past import evaluate_past, make_label, read_past_files
from qanswer.services.library_import import import_file
from qanswer.services.library_past import PastAnswer, read_past_answers
from qanswer.workspace import Workspace

INSURER = "Do you carry cyber liability insurance?"
CATS = "Are office cats vaccinated against rabies every year?"


def _measure(workspace: Workspace, *paths: Path) -> Evaluation:
    files, left_out = read_past_files(paths)
    return evaluate_past(
        files, lambda bank: workspace.open_desk(bank=bank).drafter, workspace.encoder, left_out=left_out
    )


def _past(verdict: Verdict, options: tuple[str, ...] = (), text: str = "") -> PastAnswer:
    slots = (AnswerSlot("S", "S!C2", SlotRole.CHOICE, options, is_primary=True),) if options else ()
    return PastAnswer(Question("S!B2", "S!B2", "Is it?", slots=slots), verdict, text, "S!C2")


def _draft(verdict: Verdict, route: Route = Route.AUTO) -> DraftAnswer:
    return DraftAnswer("S!B2", "Is it?", verdict, "", Confidence.HIGH, route, ())


@pytest.mark.parametrize(
    ("returned", "options", "drafted", "fault"),
    [
        (Verdict.YES, ("Yes", "No"), Verdict.YES, None),
        (Verdict.YES, ("Yes", "No"), Verdict.NO, "wrong"),
        (Verdict.NO, ("Yes", "No"), Verdict.YES, "overclaim"),
        (Verdict.NA, ("Yes", "No", "N/A"), Verdict.YES, "overclaim"),
        # The form had no word for a plan or a part: its vendor chose the nearest.
        (Verdict.NO, ("Yes", "No"), Verdict.PLANNED, None),
        (Verdict.NO, ("Yes", "No"), Verdict.PARTIAL, None),
        (Verdict.YES, ("Yes", "No"), Verdict.PARTIAL, None),
        (Verdict.YES, ("Yes", "No"), Verdict.PLANNED, "wrong"),
        # It had one, and the vendor did not choose it.
        (Verdict.NO, ("Yes", "No", "Planned"), Verdict.PLANNED, "wrong"),
        (Verdict.YES, ("Yes", "Partial", "No"), Verdict.PARTIAL, "wrong"),
        # Free words can say anything.
        (Verdict.NO, (), Verdict.PLANNED, "wrong"),
        # An answer in words states no verdict, nor does a draft of quoted facts.
        (Verdict.TEXT, (), Verdict.NO, None),
        (Verdict.TEXT, ("Compensating control", "Direct control"), Verdict.YES, None),
        (Verdict.YES, ("Yes", "No"), Verdict.TEXT, None),
        (Verdict.TEXT, (), Verdict.UNANSWERABLE, "unanswered"),
    ],
)
def test_a_draft_is_held_against_what_the_form_could_say(
    returned: Verdict, options: tuple[str, ...], drafted: Verdict, fault: str | None
) -> None:
    """A fault is a verdict that the vendor could have chosen and did not, or the lack of any."""
    assert find_fault(make_label(_past(returned, options), "f"), _draft(drafted)) == fault


def test_what_cannot_be_compared_is_counted_apart() -> None:
    """An answer in words counts as answered, not as right or wrong; figures that need gold quotes are absent."""
    labels = [make_label(_past(verdict), "f") for verdict in (Verdict.TEXT, Verdict.YES)]
    rates = evaluate(labels, [_draft(Verdict.YES), _draft(Verdict.YES)]).rates()
    assert (rates["answer_rate"], rates["n_uncompared"], rates["verdict_strict"]) == (1.0, 1, 1.0)
    assert (rates["auto_precision"], rates["auto_coverage"]) == (1.0, 0.5)
    absent = ("false_answer", "citation_hit", "recall_at_1", "recall_at_3", "recall_at_5")
    assert [rates[name] for name in absent] == [None] * len(absent)


def test_policies_and_the_other_files_answer_a_file(as_user: OpenAs, tmp_path: Path) -> None:
    """What only another file answers is answered from it; what only this file answers stays blank."""
    first = write_form(tmp_path / "first.xlsx", (*QUESTIONS[:2], INSURER, CATS), ("Yes", "Yes", "Yes", "Yes"))
    second = write_form(tmp_path / "second.xlsx", (QUESTIONS[2], INSURER), ("Yes", "Yes"))
    evaluation = _measure(as_user("ana"), first, second)
    drafts = {(part.name, draft.question): draft for part in evaluation.sets for draft in part.drafts}
    reused = drafts["first.xlsx", INSURER]
    assert reused.prior
    assert reused.prior.answer.provenance == "second.xlsx, Controls!C3"
    assert reused.verdict is Verdict.YES
    assert drafts["first.xlsx", CATS].verdict is Verdict.UNANSWERABLE
    assert drafts["first.xlsx", QUESTIONS[0]].evidence[0].citation.quote.startswith("**At rest:**")
    assert [part.tally.n for part in evaluation.sets] == [4, 2]
    assert evaluation.pooled.n == 6


def test_the_library_of_the_workspace_is_left_out(as_user: OpenAs, tmp_path: Path) -> None:
    """An approved answer that was imported from the very file must not answer it."""
    workspace = as_user("ana")
    form = write_form(tmp_path / "past.xlsx", (CATS, *QUESTIONS[:2]), ("Yes", "Yes", "Yes"))
    import_file(form, workspace.open_store(), workspace.open_desk(), approve=True)
    assert workspace.open_store().answers.list(AnswerStatus.APPROVED)
    draft = _measure(workspace, form).drafts[0]
    assert (draft.verdict, draft.prior) == (Verdict.UNANSWERABLE, None)


def test_a_copy_of_a_file_does_not_answer_it(as_user: OpenAs, tmp_path: Path) -> None:
    """The same bytes under two names are one file; the second is named and left out."""
    form = write_form(tmp_path / "past.xlsx", (CATS, QUESTIONS[0]), ("Yes", "Yes"))
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes(form.read_bytes())
    evaluation = _measure(as_user("ana"), form, copy)
    assert [(problem.where, problem.message) for problem in evaluation.left_out] == [
        ("copy.xlsx", "is the same file as past.xlsx: measured once")
    ]
    assert evaluation.drafts[0].verdict is Verdict.UNANSWERABLE


def test_a_file_without_answers_is_named_and_the_rest_is_measured(as_user: OpenAs, tmp_path: Path) -> None:
    """Blank, damaged and missing files are each a line of their own."""
    form = write_form(tmp_path / "past.xlsx", answers=("Yes",))
    blank = write_form(tmp_path / "blank.xlsx")
    damaged = tmp_path / "damaged.xlsx"
    damaged.write_bytes(b"PK\x03\x04 no more")
    evaluation = _measure(as_user("ana"), form, blank, damaged, tmp_path / "missing.xlsx")
    assert [part.name for part in evaluation.sets] == ["past.xlsx"]
    assert [problem.where for problem in evaluation.left_out] == ["blank.xlsx", "damaged.xlsx", "missing.xlsx"]
    assert evaluation.left_out[0].message == "holds no answered question: left out"


def test_only_blank_files_are_an_error(tmp_path: Path) -> None:
    """Without any answer there is nothing to measure."""
    with pytest.raises(NoQuestionsError, match=r"blank\.xlsx: holds no answered question"):
        read_past_files([write_form(tmp_path / "blank.xlsx")])


def _write_words(path: Path, *answers: str) -> Path:
    rows: list[list[str | None]] = [["No.", "Question", "Response"]]
    rows += [[f"Q-{n}", f"{text}", answer] for n, (text, answer) in enumerate(zip(QUESTIONS, answers, strict=False))]
    path.write_bytes(workbook({"Controls": sheet_data(rows) + list_validation("D1", '"a,b"')}))
    return path


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("Yes, with AES-256.", Verdict.YES),
        ("Yes we do, with AES-256.", Verdict.YES),
        ("No. Keys are ours.", Verdict.NO),
        ("No, we do not do that.", Verdict.NO),
        ("No we don't.", Verdict.NO),
        ("N/A - there are no laptops.", Verdict.NA),
        ("No customer data leaves the region.", Verdict.TEXT),
        ("None of our staff may do so.", Verdict.TEXT),
        ("Data is encrypted with AES-256.", Verdict.TEXT),
    ],
)
def test_free_words_state_a_verdict_only_as_a_reply(tmp_path: Path, words: str, verdict: Verdict) -> None:
    """A "Yes, …" or "No. …" is a reply; "No customer data …" is a sentence that says nothing of yes or no."""
    (past,) = read_past_answers(_write_words(tmp_path / "words.xlsx", words))
    assert past.verdict is verdict


def test_a_published_answered_form_is_measured(as_user: OpenAs, shared: Path) -> None:
    """The answered CAIQ gives a label for nearly every question; policies of another vendor answer few, none counted twice."""
    evaluation = _measure(as_user("ana"), shared / "questionnaires" / "caiq403-answered.xlsx")
    tally = evaluation.pooled
    assert tally.n >= 250
    assert tally.n_claimed == tally.n_compared + tally.n_uncompared
    assert {case.fault for case in evaluation.cases} <= {"overclaim", "wrong", "unanswered"}
