"""The figures of labelled questions, by their definitions."""

from __future__ import annotations

from pathlib import Path

import pytest

from qanswer.core.answer import Confidence, DraftAnswer, Evidence, Route, Stance, Verdict
from qanswer.core.errors import FileError, NoQuestionsError
from qanswer.core.passage import Citation
from qanswer.core.question import Question
from qanswer.services.evaluate import Evaluation, SetEvaluation, find_cases, load_labels
from qanswer.services.evaluate_curve import CurvePoint, ScoredAuto, find_curve, propose, read_curve
from qanswer.services.evaluate_figures import LabelledQuestion, evaluate


def _label(gold: str, *also: str, quote: str = "") -> LabelledQuestion:
    return LabelledQuestion(Question("q", "q", "?"), gold, frozenset({gold, *also}), (quote,) if quote else ())


def _draft(verdict: Verdict, route: Route = Route.REVIEW, quote: str = "Backups are taken daily.") -> DraftAnswer:
    evidence = (Evidence(Citation("p", "s", "", "L1", quote), Stance.SUPPORTS, 0.7),)
    claimed = verdict is not Verdict.UNANSWERABLE
    return DraftAnswer("q", "?", verdict, "", Confidence.HIGH, route, (), evidence if claimed else ())


@pytest.mark.parametrize(
    ("gold", "also", "verdict", "figure", "rate"),
    [
        ("no", (), Verdict.YES, "overclaim", 1.0),
        ("partial", ("yes",), Verdict.YES, "overclaim", 0.0),
        ("text", (), Verdict.YES, "overclaim", 0.0),
        ("unanswerable", (), Verdict.YES, "false_answer", 1.0),
        ("unanswerable", ("partial",), Verdict.PARTIAL, "false_answer", 0.0),
        ("unanswerable", (), Verdict.UNANSWERABLE, "false_answer", 0.0),
        ("yes", (), Verdict.UNANSWERABLE, "answer_rate", 0.0),
        ("planned", ("no",), Verdict.NO, "verdict_lenient", 1.0),
        ("planned", ("no",), Verdict.NO, "verdict_strict", 0.0),
    ],
)
def test_figure_follows_its_definition(
    gold: str, also: tuple[str, ...], verdict: Verdict, figure: str, rate: float
) -> None:
    """Each figure counts what its definition says, on one question."""
    assert evaluate([_label(gold, *also)], [_draft(verdict)]).rates()[figure] == rate


def test_auto_is_right_only_with_the_right_sentence() -> None:
    """An `auto` draft with the right verdict and another sentence is not counted as right."""
    labels = [_label("yes", quote="Backups are taken daily."), _label("yes", quote="Something else.")]
    rates = evaluate(labels, [_draft(Verdict.YES, Route.AUTO)] * 2).rates()
    assert (rates["auto_precision"], rates["auto_coverage"], rates["citation_hit"]) == (0.5, 0.5, 0.5)


def test_nothing_to_divide_by_is_none() -> None:
    """A rate over no cases is absent, not zero."""
    assert evaluate([], []).rates()["overclaim"] is None


def test_the_worst_case_comes_first() -> None:
    """Overclaims stand before false answers, and both before blanks."""
    labels = [_label("yes"), _label("unanswerable"), _label("no")]
    drafts = [_draft(Verdict.UNANSWERABLE), _draft(Verdict.TEXT), _draft(Verdict.YES)]
    assert [case.fault for case in find_cases(labels, drafts)] == ["overclaim", "false answer", "unanswered"]


def test_the_widest_threshold_of_enough_precision_is_proposed() -> None:
    """Among thresholds that reach the precision the one of most coverage is taken; none that reach it, none."""
    curve = (CurvePoint(0.8, 1.0, 0.2), CurvePoint(0.7, 0.98, 0.4), CurvePoint(0.6, 0.9, 0.6))
    assert propose(curve, 0.97) == curve[1]
    assert propose(curve, 1.01) is None


def test_the_curve_has_one_point_for_each_threshold() -> None:
    """Drafts of one score come and go together: no threshold parts them, so none is told that would."""
    scored = [ScoredAuto(0.9, is_right=True), ScoredAuto(0.6, is_right=True), ScoredAuto(0.6, is_right=False)]
    curve = find_curve(scored, n_answerable=4)
    assert [(point.n_right, point.n_auto) for point in curve] == [(1, 1), (2, 3)]
    assert [(point.precision, point.coverage) for point in curve] == [(1.0, 0.25), (2 / 3, 0.5)]
    assert all(point.threshold <= entry.score for point, entry in zip(curve, scored, strict=False))
    assert read_curve(curve, 0.7) == curve[0]
    assert read_curve(curve, 0.95) is None


def _make_set(name: str, *scored: ScoredAuto) -> SetEvaluation:
    drafts = [_draft(Verdict.YES, Route.AUTO) for _ in scored]
    labels = [_label("yes" if entry.is_right else "no") for entry in scored]
    return SetEvaluation(name, evaluate(labels, drafts), tuple(labels), tuple(drafts), scored)


def test_the_threshold_is_proposed_over_all_sets() -> None:
    """A threshold that suits one set is not proposed where another set's answers at it are wrong."""
    easy = _make_set("easy", ScoredAuto(0.8, is_right=True), ScoredAuto(0.5, is_right=True))
    hard = _make_set("hard", ScoredAuto(0.7, is_right=True), ScoredAuto(0.6, is_right=False))
    pooled = Evaluation((easy, hard), precision=0.97)
    assert (own := propose(easy.curve, 0.97))
    assert own.n_right == 2
    assert pooled.proposed
    assert (pooled.proposed.n_auto, pooled.proposed.n_right) == (2, 2)
    assert 0.6 < pooled.proposed.threshold <= 0.7
    assert pooled.pooled.figures()["overclaim"] == (1, 4)
    assert [case.fault for case in pooled.cases] == ["overclaim"]


def test_labels_are_read_with_their_set(tmp_path: Path) -> None:
    """A line becomes a labelled question, in the set that its folder names."""
    path = tmp_path / "qa.jsonl"
    path.write_text('{"id": "1", "question": "Is it?", "gold_verdict": "no", "also_ok": ["planned"]}\n')
    (label,) = load_labels(path)
    assert (label.gold, label.accepted, label.set_name) == ("no", frozenset({"no", "planned"}), tmp_path.name)


@pytest.mark.parametrize(
    ("text", "error"),
    [("", NoQuestionsError), ("{}", FileError), ('{"question": "?", "gold_verdict": "maybe"}', FileError)],
)
def test_unusable_labels_are_refused(tmp_path: Path, text: str, error: type[Exception]) -> None:
    """A file without labels, or with a line that is none, is named in one line."""
    path = tmp_path / "qa.jsonl"
    path.write_text(text)
    with pytest.raises(error):
        load_labels(path)
