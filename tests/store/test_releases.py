"""The release log: one contract, both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from qanswer.core.errors import RefusedError, StoreError
from qanswer.core.release import Release, ReleasedFile
from qanswer.core.review import Provenance, Role
from qanswer.store.store import Store
from stores import OpenAs


def _make_release(**values: object) -> Release:
    given = Release(
        tracking_id="QO-261127-30BD076E",
        buyer="Nörd & Co",
        recipient="Jane Doe <jane@nord.example>",
        nda="NDA-7",
        version="1.0",
        issued_on=date(2026, 11, 27),
        valid_until=date(2027, 2, 25),
        files=(ReleasedFile("docx", "a.docx", "ab" * 32), ReleasedFile("pdf", "a.pdf", "cd" * 32)),
        provenance=Provenance("", datetime.now(UTC)),
    )
    return replace(given, **values)  # type: ignore[arg-type]  # the values are those of the fields


def test_a_release_comes_back_whole_and_signed(store: Store) -> None:
    """Every field is kept; author and instant are the store's own, whatever was handed in."""
    made = _make_release()
    store.releases.record(made)
    (found,) = store.releases.list()
    assert replace(found, id=0, provenance=made.provenance) == made
    assert found.provenance.author == "ana"
    assert found.provenance.at.year == 2026


def test_releases_are_listed_in_the_order_they_were_made(store: Store, open_as: OpenAs) -> None:
    """Two authors, three releases: oldest first, each with its own author."""
    store.releases.record(_make_release(tracking_id="one"))
    open_as("ben").releases.record(_make_release(tracking_id="two"))
    store.releases.record(_make_release(tracking_id="three"))
    listed = [(one.id, one.tracking_id, one.provenance.author) for one in store.releases.list()]
    assert listed == [(1, "one", "ana"), (2, "two", "ben"), (3, "three", "ana")]


@pytest.mark.parametrize("change", ["DELETE FROM releases", "UPDATE releases SET valid_until = '2030-01-01'"])
def test_the_database_itself_refuses_changes(store: Store, change: str) -> None:
    """A release can be neither taken back nor made to hold longer."""
    store.releases.record(_make_release())
    with pytest.raises(StoreError, match="never changed"), store.session.database.writing() as connection:
        connection.exec_driver_sql(change)
    assert store.releases.list()[0].valid_until == date(2027, 2, 25)


def test_only_members_record_where_there_are_members(store: Store, open_as: OpenAs) -> None:
    """A stranger to a team's store leaves no entry in its log."""
    store.members.set_role("ana", Role.ADMIN)
    with pytest.raises(RefusedError, match="no member"):
        open_as("eve").releases.record(_make_release())
    assert store.releases.list() == ()
