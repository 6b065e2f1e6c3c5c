"""Members and their roles, for a store that a team shares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qanswer.core.errors import RefusedError
from qanswer.core.review import Member, Role
from qanswer.store.session import Session


@dataclass(frozen=True, slots=True)
class MemberList:
    """The members of one store; as long as it is empty, everybody may do everything."""

    session: Session

    def list(self) -> tuple[Member, ...]:
        """Give the members in the order of their names."""
        from sqlalchemy import select

        from qanswer.store.schema import MEMBERS

        with self.session.database.reading() as connection:
            rows = connection.execute(select(MEMBERS).order_by(MEMBERS.c.name)).all()
        return tuple(Member(r.name, Role(r.role), r.added_by, datetime.fromisoformat(r.added_at)) for r in rows)

    def set_role(self, name: str, role: Role) -> None:
        """Give somebody a role; whoever names the first member becomes admin with it.

        Raises:
            RefusedError: the author is no admin, or the store would be left without one.
        """
        signed = self.session.sign()
        with self.session.database.writing() as connection:
            self.session.require(connection, Role.ADMIN, "name members")
            _put(connection, Member(name, role, signed.author, signed.at))
            if not _count_admins(connection) and name.casefold() != self.session.author.casefold():
                _put(connection, Member(self.session.author, Role.ADMIN, signed.author, signed.at))
            if not _count_admins(connection):
                message = "a store with members needs an admin"
                raise RefusedError(message, hint="Make somebody else admin first.")


def _put(connection: object, member: Member) -> None:
    from sqlalchemy import Connection, delete, func, insert

    from qanswer.store.schema import MEMBERS

    assert isinstance(connection, Connection)
    connection.execute(delete(MEMBERS).where(func.lower(MEMBERS.c.name) == member.name.lower()))
    values = {"name": member.name, "role": member.role.value, "added_by": member.added_by}
    connection.execute(insert(MEMBERS).values(**values, added_at=member.added_at.isoformat()))


def _count_admins(connection: object) -> int:
    from sqlalchemy import Connection, func, select

    from qanswer.store.schema import MEMBERS

    assert isinstance(connection, Connection)
    query = select(func.count()).select_from(MEMBERS).where(MEMBERS.c.role == Role.ADMIN.value)
    return int(connection.execute(query).scalar_one())
