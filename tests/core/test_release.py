"""When an overview may be made again without a new date."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from qanswer.core.release import Release, find_expired
from qanswer.core.review import Provenance

TODAY = date(2027, 3, 1)


def _make(valid_until: date, buyer: str = "Northwind", recipient: str = "a@n.example", version: str = "1.0") -> Release:
    signed = Provenance("ana", datetime.now(UTC))
    return Release("QO-1", buyer, recipient, "", version, date(2026, 11, 27), valid_until, (), signed)


def _find(*releases: Release) -> Release | None:
    return find_expired(releases, buyer="northwind", recipient="A@n.example ", version="1.0", today=TODAY)


def test_what_ran_out_yesterday_is_found_and_what_ends_today_still_holds() -> None:
    """The last day is a valid one; names count alike whatever their case and spaces."""
    found = _find(_make(date(2027, 2, 28)))
    assert found is not None
    assert found.valid_until == date(2027, 2, 28)
    assert _find(_make(TODAY)) is None


def test_a_renewed_one_holds() -> None:
    """An old release that ran out does not stand against a later one that has not."""
    assert _find(_make(date(2027, 2, 1)), _make(date(2027, 6, 1))) is None


@pytest.mark.parametrize("other", [{"buyer": "Acme"}, {"recipient": "b@n.example"}, {"version": "1.1"}])
def test_other_copies_do_not_count(other: dict[str, str]) -> None:
    """Another buyer, recipient or version is another copy."""
    assert _find(_make(date(2027, 2, 1), **other)) is None
