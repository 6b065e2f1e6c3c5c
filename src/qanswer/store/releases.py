"""The release log: which overview was made for whom, with the hash of each file; appended, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from qanswer.core.release import Release, ReleasedFile
from qanswer.core.review import Provenance, Role
from qanswer.store.session import Session
from qanswer.store.values import dump_all, parse_all


@dataclass(frozen=True, slots=True)
class ReleaseBook:
    """The releases of one store."""

    session: Session

    def record(self, release: Release) -> None:
        """Append a release; the store signs it.

        Raises:
            RefusedError: the author is no member of a store that has members.
            StoreError: the database cannot be written.
        """
        from qanswer.store.schema import RELEASES

        with self.session.database.writing() as connection:
            self.session.require(connection, Role.DRAFTER, "record an overview")
            connection.execute(RELEASES.insert().values(**_make_row(release, self.session.sign())))

    def list(self) -> tuple[Release, ...]:
        """Give every release, oldest first."""
        from sqlalchemy import select

        from qanswer.store.schema import RELEASES

        with self.session.database.reading() as connection:
            rows = connection.execute(select(RELEASES).order_by(RELEASES.c.id)).all()
        return tuple(_parse_row(row) for row in rows)


def _make_row(release: Release, signed: Provenance) -> dict[str, Any]:
    return {
        "tracking_id": release.tracking_id,
        "buyer": release.buyer,
        "recipient": release.recipient,
        "nda": release.nda,
        "version": release.version,
        "issued_on": release.issued_on.isoformat(),
        "valid_until": release.valid_until.isoformat(),
        "files": dump_all(release.files),
        "made_by": signed.author,
        "made_at": signed.at.isoformat(),
    }


def _parse_row(row: Any) -> Release:
    return Release(
        tracking_id=row.tracking_id,
        buyer=row.buyer,
        recipient=row.recipient,
        nda=row.nda,
        version=row.version,
        issued_on=date.fromisoformat(row.issued_on),
        valid_until=date.fromisoformat(row.valid_until),
        files=parse_all(ReleasedFile, row.files),
        provenance=Provenance(row.made_by, datetime.fromisoformat(row.made_at)),
        id=row.id,
    )
