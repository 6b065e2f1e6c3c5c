"""The library at work: brought in, matched, checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desks import QUESTIONS, OpenAs, write_form
from qanswer.core.answer import AnswerStatus, ApprovedAnswer, Verdict
from qanswer.core.errors import FileError
from qanswer.core.job import SentAnswer, SentCitation
from qanswer.core.passage import Citation, Library, Passage, PassageKind, Source, cite
from qanswer.core.review import ReviewState
from qanswer.core.scope import Occasion
from qanswer.services.library_bank import LibraryBank
from qanswer.services.library_check import check_library
from qanswer.services.library_freshness import Freshness
from qanswer.services.library_import import import_file
from qanswer.services.library_past import read_past_answers
from qanswer.services.review import ReviewDesk
from qanswer.store.store import Store
from stores import CITATION, make_answer

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

TODAY = date(2026, 3, 1)


def write_table(path: Path, *lines: str) -> Path:
    """Write a table of the library."""
    head = "question,verdict,answer,owner,region,approved_by"
    path.write_text("\n".join((head, *lines)), "utf-8")
    return path


def test_approved_rows_are_kept_at_once_and_others_wait_for_review(as_user: OpenAs, tmp_path: Path) -> None:
    """An import adds what is approved, and makes a review of the rest; approving there makes the entry approved."""
    workspace = as_user("ana")
    store, desk = workspace.open_store(), workspace.open_desk()
    path = write_table(tmp_path / "t.csv", "MFA for staff?,yes,Yes. MFA.,IT,,ben", "Pets?,no,No pets.,,EU,")
    report = import_file(path, store, desk)
    assert (report.added, report.waiting, report.blank) == (1, 1, 0)
    assert [answer.question_text for answer in store.answers.list(AnswerStatus.APPROVED)] == ["MFA for staff?"]
    review = ReviewDesk(store, desk, store.jobs.get(report.job), TODAY)
    (item,) = review.list_queue()
    assert review.approve(item).standing.state is ReviewState.APPROVED
    entry = store.answers.get(item.question.id)
    assert (entry.status, entry.approved_by, entry.scope) == (AnswerStatus.APPROVED, "ana", ("region:EU",))


def test_importing_the_same_file_again_changes_nothing(as_user: OpenAs, tmp_path: Path) -> None:
    """An import can be repeated; a changed row is a new version, and an unapproved one never replaces an approved."""
    workspace = as_user("ana")
    store, desk = workspace.open_store(), workspace.open_desk()
    path = write_table(tmp_path / "t.csv", "MFA for staff?,yes,Yes. MFA.,IT,,ben", "Pets?,no,No pets.,,,")
    import_file(path, store, desk)
    assert import_file(path, store, desk).unchanged == 2
    write_table(path, "MFA for staff?,yes,Yes. All staff.,IT,,ben")
    assert import_file(path, store, desk).changed == 1
    write_table(path, "mfa for staff,no,No.,IT,,")
    report = import_file(path, store, desk)
    assert (report.waiting, report.changed) == (1, 0)
    (entry,) = store.answers.list(AnswerStatus.APPROVED)
    assert (entry.text, entry.version) == ("Yes. All staff.", 2)
    (item,) = store.jobs.items(report.job)
    assert "an approved answer says otherwise" in " ".join(item.draft.reasons)


def test_an_import_is_tied_to_the_sentence_that_says_the_same(as_user: OpenAs, tmp_path: Path) -> None:
    """An answer that came without a source cites the policy where it agrees, so that its going stale can be seen."""
    workspace = as_user("ana")
    store, desk = workspace.open_store(), workspace.open_desk()
    import_file(write_table(tmp_path / "t.csv", f"{QUESTIONS[0]},yes,Yes.,,,ben"), store, desk)
    (entry,) = store.answers.list()
    assert "AES-256" in entry.citations[0].quote


def test_a_past_questionnaire_becomes_entries_that_wait(as_user: OpenAs, tmp_path: Path) -> None:
    """Each answered question is an entry with its verdict and its place of origin; empty ones are left out."""
    form = write_form(tmp_path / "past.xlsx", answers=("Yes", "No", "", "N/A"))
    past = read_past_answers(form)
    assert [(answer.question.number, answer.verdict) for answer in past] == [
        ("Q-1", Verdict.YES),
        ("Q-2", Verdict.NO),
        ("Q-4", Verdict.NA),
    ]
    workspace = as_user("ana")
    store = workspace.open_store()
    report = import_file(form, store, workspace.open_desk())
    assert (report.waiting, report.added) == (3, 0)
    assert {entry.provenance for entry in store.answers.list()} == {f"past.xlsx, Controls!C{n}" for n in (2, 3, 5)}
    assert import_file(form, as_user("ben").open_store(), workspace.open_desk(), approve=True).changed == 3
    assert {entry.approved_by for entry in store.answers.list(AnswerStatus.APPROVED)} == {"ben"}


def test_a_file_without_answers_is_named(as_user: OpenAs, tmp_path: Path) -> None:
    """Importing a blank questionnaire says that there is nothing in it."""
    workspace = as_user("ana")
    with pytest.raises(FileError, match="holds no answer"):
        import_file(write_form(tmp_path / "blank.xlsx"), workspace.open_store(), workspace.open_desk())


SOURCE = Source("crypto.md", "Crypto", "crypto.md", "markdown", "0")


def make_library(*texts: str) -> Library:
    """Make a library of one source, a passage a text."""
    return Library(
        (SOURCE,),
        tuple(Passage(f"p{n}", SOURCE, ("Encryption",), t, "", PassageKind.BULLET) for n, t in enumerate(texts)),
    )


def test_an_answer_is_stale_when_its_sentence_changed_and_not_when_it_moved() -> None:
    """A sentence under another heading still stands; a changed one is shown with what it says now."""
    old = make_library("Data at rest is encrypted with AES-128.")
    answer = make_answer(id="a", citations=(cite(old.passages[0]),))
    moved = Library((SOURCE,), (replace(old.passages[0], id="other", heading_path=("Elsewhere",)),))
    assert Freshness(moved, TODAY).judge(answer).caveats == ()
    changed = Freshness(make_library("Data at rest is encrypted with AES-256."), TODAY).judge(answer)
    was, now = "Data at rest is encrypted with AES-128.", "Data at rest is encrypted with AES-256."
    assert changed.caveats == (f'stale: crypto.md no longer says "{was}"; it says "{now}"',)
    gone = Freshness(make_library("Pets are welcome."), TODAY).judge(answer)
    assert gone.caveats == ('stale: crypto.md no longer says "Data at rest is encrypted with AES-128."',)


@pytest.mark.parametrize(
    ("changes", "occasion", "words"),
    [
        ({"review_by": date(2026, 2, 28)}, Occasion(), "past its review date"),
        ({"scope": ("product:Cloud",)}, Occasion(product="On-prem"), 'not for product "On-prem"'),
        ({"scope": ("region:EU",)}, Occasion(), "names no region"),
        ({"scope": ("buyer:Initech",)}, Occasion(buyer="Globex"), 'not for buyer "Globex"'),
        ({"status": AnswerStatus.RETIRED}, Occasion(), "retired"),
        ({"status": AnswerStatus.SUPERSEDED}, Occasion(), "superseded"),
    ],
)
def test_what_must_not_be_reused_says_why(changes: dict[str, Any], occasion: Occasion, words: str) -> None:
    """Each reason against reuse is named on the answer."""
    answer = make_answer(id="a", citations=(), **changes)
    assert words in " ".join(Freshness(make_library("x"), TODAY, occasion).judge(answer).caveats)


@pytest.mark.parametrize(
    ("scope", "occasion"),
    [
        ((), Occasion()),
        (("product:Cloud", "product:Edge"), Occasion(product="edge")),
        (("region:EU",), Occasion(product="Cloud", region="EU", buyer="Globex")),
    ],
)
def test_an_answer_in_scope_has_no_caveat(scope: tuple[str, ...], occasion: Occasion) -> None:
    """No scope holds everywhere; several values of a kind are alternatives; case does not matter."""
    answer = make_answer(id="a", citations=(), scope=scope, review_by=TODAY)
    assert Freshness(make_library("x"), TODAY, occasion).judge(answer).caveats == ()


class LetterEncoder:
    """Counts letters: enough to tell like texts from unlike ones."""

    name, dimension = "letters", 26

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Give counts of letters, of length 1."""
        import numpy as np

        rows = np.array([[text.lower().count(chr(97 + n)) for n in range(26)] for text in texts], dtype=np.float32)
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def test_the_bank_finds_by_question_and_by_every_wording(tmp_path: Path) -> None:
    """The same words score 1, by the question or an alternate; each answer comes once; none without answers."""
    answers = (
        make_answer(id="a", citations=(), alternates=("Do you encrypt stored data?",)),
        make_answer("Do you train staff?", id="b", citations=()),
    )
    bank = LibraryBank(answers, LetterEncoder(), tmp_path, Freshness(make_library("x"), TODAY))
    (first, second, none) = bank.match(["do you encrypt stored DATA", "Are staff trained?", "Qqq zzz?"])
    assert (first[0].answer.id, first[0].score) == ("a", 1.0)
    assert [match.answer.id for match in first].count("a") == 1
    assert second[0].answer.id == "b"
    assert all(match.score < 1 for match in none)
    empty = LibraryBank((), LetterEncoder(), tmp_path, Freshness(make_library("x"), TODAY))
    assert empty.match(["x?"]) == [()]


def send(store: Store, answer: ApprovedAnswer, buyer: str, citations: tuple[Citation, ...] = ()) -> None:
    """Remember an answer as sent."""
    from stores import make_item, make_job

    store.jobs.record(make_job(f"job-{buyer}"), [make_item()])
    signed = store.session.sign()
    sent = SentAnswer(
        f"job-{buyer}", "S!A1", answer.question_text, buyer, signed.at, "ana", answer.verdict, answer.text, "ana", "00",
        answer.id, answer.version, tuple(SentCitation(citation, "00") for citation in citations),
    )  # fmt: skip
    store.sent.record(f"job-{buyer}", [sent])


def test_check_finds_conflicts_and_doubles_but_not_opposites(as_user: OpenAs) -> None:
    """The same question with two answers is a conflict, unless scopes keep them apart; a negated one is another."""
    store = as_user("ana").open_store()
    store.answers.add(
        [
            make_answer("Is data encrypted at rest?", id="a"),
            make_answer("Is the data encrypted at rest?", id="b", verdict=Verdict.NO, text="No."),
            make_answer("Is your data encrypted at rest?", id="c"),
            make_answer("Is data not encrypted at rest?", id="d", verdict=Verdict.NO, text="No."),
            make_answer("Do you hold ISO 27001?", id="e", scope=("product:Cloud",)),
            make_answer("Do you hold ISO 27001?", id="f", scope=("product:Edge",), verdict=Verdict.NO),
        ]
    )
    result = check_library(store, make_library(CITATION.quote), TODAY)
    pairs = {
        kind: [tuple(a.id for a in f.answers) for f in result.list_kind(kind)] for kind in ("conflicting", "duplicate")
    }
    assert sorted(map(sorted, pairs["conflicting"])) == [["a", "b"], ["b", "c"]]
    assert sorted(map(sorted, pairs["duplicate"])) == [["a", "c"]]
    assert len(result.list_kind("unused")) == 6


def test_check_names_the_buyers_who_hold_what_is_true_no_more(as_user: OpenAs) -> None:
    """A changed policy, a changed answer and a retired one are each found with their buyers; a corrected buyer is not."""
    store = as_user("ana").open_store()
    kept, changed, retired = store.answers.add([make_answer(), make_answer("MFA?"), make_answer("Pets?")])
    for buyer in ("Initech", "Globex"):
        send(store, kept, buyer, (CITATION,))
        send(store, changed, buyer)
        send(store, retired, buyer)
    assert check_library(store, make_library(CITATION.quote), TODAY).held == ()
    newer = store.answers.revise(replace(changed, verdict=Verdict.PARTIAL, text="In part."))
    send(store, newer, "Globex")
    store.answers.retire(retired.id)
    held = check_library(store, make_library("Data at rest is encrypted with AES-128."), TODAY).held
    found = {(one.sent.buyer, one.sent.question): one.reason for one in held}
    assert set(found) == {
        ("Initech", "Is data encrypted at rest?"),
        ("Globex", "Is data encrypted at rest?"),
        ("Initech", "MFA?"),
        ("Initech", "Pets?"),
        ("Globex", "Pets?"),
    }
    assert "AES-128" in found["Initech", "Is data encrypted at rest?"]
    assert found["Initech", "MFA?"] == "the answer is now partial: In part."
    assert found["Globex", "Pets?"] == "the answer was retired"


def test_check_tells_near_review_dates_from_past_ones(as_user: OpenAs) -> None:
    """What expires within the days asked for is listed, what has expired apart."""
    store = as_user("ana").open_store()
    days = {"past": date(2026, 2, 28), "near": date(2026, 3, 20), "far": date(2026, 6, 1)}
    store.answers.add([make_answer(f"Question {name}?", id=name, review_by=day) for name, day in days.items()])
    result = check_library(store, make_library(CITATION.quote), TODAY)
    assert [f.answers[0].id for f in result.list_kind("expired")] == ["past"]
    assert [f.answers[0].id for f in result.list_kind("expiring")] == ["near"]
