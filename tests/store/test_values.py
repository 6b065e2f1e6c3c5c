"""Values as JSON and back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qanswer.core.answer import (
    AnswerStatus,
    ApprovedAnswer,
    Confidence,
    DraftAnswer,
    Evidence,
    Match,
    Route,
    Stance,
    Verdict,
)
from qanswer.core.errors import StoreError
from qanswer.core.passage import Citation, Classification
from qanswer.store.values import dump_value, parse_value

TEXTS = st.text(max_size=20)
CITATIONS = st.builds(Citation, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS)
ANSWERS = st.builds(
    ApprovedAnswer,
    id=TEXTS,
    question_text=TEXTS,
    verdict=st.sampled_from(Verdict),
    text=TEXTS,
    alternates=st.lists(TEXTS, max_size=3).map(tuple),
    citations=st.lists(CITATIONS, max_size=2).map(tuple),
    review_by=st.none() | st.dates(),
    status=st.sampled_from(AnswerStatus),
    classification=st.sampled_from(Classification),
    approved_on=st.none() | st.dates(),
)
DRAFTS = st.builds(
    DraftAnswer,
    question_id=TEXTS,
    question=TEXTS,
    verdict=st.sampled_from(Verdict),
    text=TEXTS,
    confidence=st.sampled_from(Confidence),
    route=st.sampled_from(Route),
    reasons=st.lists(TEXTS, max_size=3).map(tuple),
    evidence=st.lists(
        st.builds(Evidence, CITATIONS, st.sampled_from(Stance), st.floats(0, 1, allow_nan=False)), max_size=2
    ).map(tuple),
    prior=st.none() | st.builds(Match, ANSWERS, st.floats(0, 1, allow_nan=False)),
)


@given(DRAFTS)
def test_drafts_come_back_as_they_were(draft: DraftAnswer) -> None:
    """A draft with evidence and prior answer reads back equal, and dumps to the same text again."""
    text = dump_value(draft)
    assert parse_value(DraftAnswer, text) == draft
    assert dump_value(parse_value(DraftAnswer, text)) == text


def test_a_field_of_a_later_version_is_left_out_and_a_missing_one_takes_its_default() -> None:
    """Values written by a neighbouring version of the program can be read."""
    answer = ApprovedAnswer("a", "q", Verdict.NO, "t", review_by=date(2026, 1, 1))
    text = dump_value(answer).replace('"version":1', '"colour":"blue"')
    assert parse_value(ApprovedAnswer, text) == answer


@pytest.mark.parametrize("text", ["{", "[]", '{"id":"a"}', '{"id":"a","question_text":"q","verdict":"si","text":""}'])
def test_damaged_values_are_one_clear_error(text: str) -> None:
    """What is no such value is refused by name."""
    with pytest.raises(StoreError, match="damaged ApprovedAnswer"):
        parse_value(ApprovedAnswer, text)
