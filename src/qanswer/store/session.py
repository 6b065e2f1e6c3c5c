"""Who works with the store, under which rules, and by which clock: what every part of it is handed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from qanswer.core.errors import RefusedError
from qanswer.core.review import Provenance, Role
from qanswer.store.database import Database

if TYPE_CHECKING:
    from sqlalchemy import Connection

_RANK = {Role.DRAFTER: 0, Role.REVIEWER: 1, Role.ADMIN: 2}


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Session:
    """One author at work on one database.

    `four_eyes`: an edit counts only when somebody else approves it. `review_days`: how long an approval holds.
    """

    database: Database
    author: str
    four_eyes: bool = False
    review_days: int = 365
    clock: Callable[[], datetime] = _now

    def sign(self, reason: str = "") -> Provenance:
        """Sign an act: author, instant, reason."""
        return Provenance(self.author, self.clock(), reason)

    def next_review(self) -> date:
        """Say when an answer approved now is to be looked at again."""
        return self.clock().date() + timedelta(days=self.review_days)

    def require(self, connection: Connection, role: Role, act: str) -> None:
        """See that the author may do this; as long as no member is named, everybody may do everything.

        Raises:
            RefusedError: the author is no member, or of a lower role.
        """
        from sqlalchemy import select

        from qanswer.store.schema import MEMBERS

        rows = connection.execute(select(MEMBERS.c.name, MEMBERS.c.role)).all()
        roles = {str(name).casefold(): Role(held) for name, held in rows}
        if not roles:
            return
        own = roles.get(self.author.casefold())
        if own is None or _RANK[own] < _RANK[role]:
            holds = f"{self.author} is {own}" if own else f"{self.author} is no member of this store"
            message = f"only a {role} may {act}; {holds}"
            raise RefusedError(message, hint="See `qanswer library members`.")
