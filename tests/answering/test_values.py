"""Values are found in words and figures, and compared in the direction that is asked."""

from __future__ import annotations

import pytest

from qanswer.answering.values import ValueKind, find_asked_kinds, find_limits, find_values, meets


@pytest.mark.parametrize(
    ("text", "kind", "amount"),
    [
        ("within 72 hours", ValueKind.DURATION, 72),
        ("kept for thirteen months", ValueKind.DURATION, 13 * 730),
        ("for thirty (30) days", ValueKind.DURATION, 720),
        ("reviewed quarterly", ValueKind.FREQUENCY, 2190),
        ("tested twice a year", ValueKind.FREQUENCY, 4380),
        ("every January and July", ValueKind.FREQUENCY, 4380),
        ("backed up nightly", ValueKind.FREQUENCY, 24),
        ("every six months", ValueKind.FREQUENCY, 4380),
        ("99.9% availability", ValueKind.PERCENTAGE, 99.9),
        ("fourteen characters", ValueKind.NUMBER, 14),
    ],
)
def test_value_is_found(text: str, kind: ValueKind, amount: float) -> None:
    """A value is read with its kind and size, in whatever form it is written."""
    assert [(value.kind, value.amount) for value in find_values(text)] == [(kind, amount)]


@pytest.mark.parametrize(
    ("asked", "stated", "is_met"),
    [
        ("within 72 hours", "within 24 hours", True),
        ("within 24 hours", "within 72 hours", False),
        ("for at least 12 months", "for 13 months", True),
        ("for at least 12 months", "for 6 months", False),
        ("at least quarterly", "monthly", True),
        ("at least quarterly", "annually", False),
        ("after no more than 15 minutes", "after 20 minutes", False),
        ("at least semi-annually", "quarterly", True),
        ("at least 14 characters", "fourteen characters", True),
        ("at least 14 characters", "twelve characters", False),
    ],
)
def test_stated_value_meets_the_asked_one(asked: str, stated: str, *, is_met: bool) -> None:
    """Sooner, longer or oftener meets, by what the question's own words ask for."""
    assert meets(find_values(stated)[0], find_limits(asked)[0]) is is_met


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How often are keys rotated?", ValueKind.FREQUENCY),
        ("State your RTO and RPO, in hours.", ValueKind.DURATION),
        ("How many employees do you have?", ValueKind.NUMBER),
        ("When was the last test?", ValueKind.DATE),
        ("Where is data stored?", ValueKind.PLACE),
        ("Who manages the keys?", ValueKind.NAME),
    ],
)
def test_asked_kind_is_recognised(question: str, kind: ValueKind) -> None:
    """A question says what kind of value it is after."""
    assert kind in find_asked_kinds(question)
