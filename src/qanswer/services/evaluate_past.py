"""The vendor's own returned questionnaires as labels: each file is answered without itself and held against itself.

A file's questions are drafted from the policies and from a library of the other files' answers; the approved answers of
the workspace are left out, since they may stem from the very file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from qanswer.answering.choices import choose_option
from qanswer.answering.draft import Drafter
from qanswer.core.answer import AnswerStatus, ApprovedAnswer, Verdict
from qanswer.core.errors import NoQuestionsError, Problem, QAnswerError
from qanswer.core.passage import Library
from qanswer.core.protocols import AnswerBank, Encoder
from qanswer.core.question import Question, SlotRole
from qanswer.questionnaires.files import read_questionnaire
from qanswer.services.evaluate import Evaluation, SetEvaluation, evaluate_set
from qanswer.services.evaluate_figures import LabelledQuestion
from qanswer.services.library_bank import LibraryBank
from qanswer.services.library_freshness import Freshness
from qanswer.services.library_past import PastAnswer, find_past_answers, make_imported_rows

MakeDrafter = Callable[[AnswerBank], Drafter]
_LADDER = frozenset({Verdict.YES, Verdict.PARTIAL, Verdict.PLANNED, Verdict.NO, Verdict.NA})
# Where a form has no word for a verdict, its vendor chose the nearest one: a plan is a no today, a part either.
_NEAREST = {Verdict.PLANNED: (Verdict.NO,), Verdict.PARTIAL: (Verdict.YES, Verdict.NO)}


@dataclass(frozen=True, slots=True)
class PastFile:
    """A returned questionnaire with the answers that it holds."""

    name: str
    sha256: str
    answers: tuple[PastAnswer, ...]


def read_past_files(paths: Sequence[Path]) -> tuple[tuple[PastFile, ...], tuple[Problem, ...]]:
    """Read returned questionnaires; one that cannot be measured on is a Problem that says why.

    Raises:
        NoQuestionsError: none of them holds an answer.
    """
    files: list[PastFile] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            past = _read_past_file(path, [file.name for file in files])
        except QAnswerError as error:
            problems.append(Problem(path.name, error.message.removeprefix(f"{path}: ")))
            continue
        if twin := next((file for file in files if file.sha256 == past.sha256), None):
            problems.append(Problem(path.name, f"is the same file as {twin.name}: measured once"))
        elif not past.answers:
            problems.append(Problem(path.name, "holds no answered question: left out"))
        else:
            files.append(past)
    if not files:
        message = "; ".join(f"{problem.where}: {problem.message}" for problem in problems)
        raise NoQuestionsError(message, hint="Name questionnaires that you returned, with your answers in them.")
    return tuple(files), tuple(problems)


def _read_past_file(path: Path, names: Sequence[str]) -> PastFile:
    """Read one file; it is called by its name, or by its path where another is called so."""
    questionnaire = read_questionnaire(path)
    name = path.name if path.name not in names else str(path)
    return PastFile(name, questionnaire.sha256, find_past_answers(questionnaire))


def evaluate_past(
    files: Sequence[PastFile],
    make_drafter: MakeDrafter,
    encoder: Encoder,
    *,
    precision: float = 0.97,
    left_out: tuple[Problem, ...] = (),
    report: Callable[[str], None] = lambda _: None,
) -> Evaluation:
    """Answer each file from the policies and from the other files, and hold the drafts against what was returned.

    `make_drafter` gives the drafter that draws on a bank of approved answers; `report` is told of each file that is
    done.
    """
    parts = []
    for file in files:
        others = [other for other in files if other is not file]
        parts.append(_evaluate_file(file, others, make_drafter, encoder))
        report(file.name)
    return Evaluation(tuple(parts), precision, left_out)


def _evaluate_file(
    file: PastFile, others: Sequence[PastFile], make_drafter: MakeDrafter, encoder: Encoder
) -> SetEvaluation:
    labels = [make_label(answer, file.name) for answer in file.answers]
    with TemporaryDirectory(prefix="qanswer-") as folder:
        return evaluate_set(make_drafter(_make_bank(others, encoder, Path(folder))), labels)


def make_label(answer: PastAnswer, set_name: str) -> LabelledQuestion:
    """Make a label of what was returned: the verdict, what its form could not tell apart from it, and the words.

    An answer in the vendor's own words, or by an option beyond the ladder ("Compensating control"), states no verdict:
    nothing is held against it.
    """
    near = {drafted for drafted, told in _NEAREST.items() if answer.verdict in told}
    unsayable = {verdict for verdict in near if _lacks_word(answer.question, verdict)}
    return LabelledQuestion(
        question=answer.question,
        gold=answer.verdict,
        accepted=frozenset({answer.verdict, *unsayable}),
        set_name=set_name,
        comparable=_LADDER if answer.verdict in _LADDER else frozenset(),
        told=answer.text,
    )


def _lacks_word(question: Question, verdict: Verdict) -> bool:
    """Tell whether a form offers choices for a question and none of them says this verdict."""
    choices = [slot for slot in question.slots if slot.role is SlotRole.CHOICE and slot.options]
    ticks = [slot.options[0] for slot in question.slots if slot.role is SlotRole.CHECKBOX and slot.options]
    offered = [(slot.options, slot.labels) for slot in choices] + ([(tuple(ticks), ())] if ticks else [])
    return bool(offered) and not any(choose_option(verdict, options, labels) for options, labels in offered)


def _make_bank(files: Iterable[PastFile], encoder: Encoder, folder: Path) -> LibraryBank:
    """Make a library of the files' answers, each as if a person had approved it."""
    answers = tuple(answer for file in files for answer in _approve_all(file))
    today = date.today()  # noqa: DTZ011  # the vendor's own calendar day
    return LibraryBank(answers, encoder, folder, Freshness(Library(), today))


def _approve_all(file: PastFile) -> Iterable[ApprovedAnswer]:
    for row in make_imported_rows(file.answers, file.name):
        yield replace(row.answer, id=row.answer.provenance, status=AnswerStatus.APPROVED)
