"""The store as the rest of the program sees it: library, jobs, review log, sent answers, releases, members."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from getpass import getuser

from qanswer.core.errors import Problem, StoreError
from qanswer.store.answers import AnswerShelf
from qanswer.store.database import Database
from qanswer.store.jobs import JobBook, NewItem
from qanswer.store.members import MemberList
from qanswer.store.migrate import HEAD, ensure_schema, migrate, read_revision
from qanswer.store.releases import ReleaseBook
from qanswer.store.reviews import ReviewLog
from qanswer.store.sent import SentBook
from qanswer.store.session import Session

__all__ = ["HEAD", "NewItem", "Session", "Store", "find_author", "make_session", "open_store", "upgrade_store"]


@dataclass(frozen=True)
class Store:
    """One author's view of one store."""

    session: Session

    @property
    def author(self) -> str:
        """Who works with it."""
        return self.session.author

    @cached_property
    def answers(self) -> AnswerShelf:
        """The library."""
        return AnswerShelf(self.session)

    @cached_property
    def jobs(self) -> JobBook:
        """The jobs."""
        return JobBook(self.session)

    @cached_property
    def reviews(self) -> ReviewLog:
        """The review log."""
        return ReviewLog(self.session)

    @cached_property
    def sent(self) -> SentBook:
        """What buyers received."""
        return SentBook(self.session)

    @cached_property
    def releases(self) -> ReleaseBook:
        """Which overview was made for whom."""
        return ReleaseBook(self.session)

    @cached_property
    def members(self) -> MemberList:
        """Who may do what."""
        return MemberList(self.session)

    def check(self) -> tuple[Problem, ...]:
        """Check the database's own consistency (SQLite) and the chain of the review log."""
        broken = self.reviews.verify()
        return (*_check_file(self.session.database), *((broken,) if broken else ()))

    def close(self) -> None:
        """Close its connections."""
        self.session.database.close()


def make_session(url: str, author: str, *, four_eyes: bool = False, review_days: int = 365) -> Session:
    """Make the session of an author on a database; nothing is opened yet.

    Raises:
        StoreError: the address cannot be used.
    """
    return Session(Database(url), author, four_eyes=four_eyes, review_days=review_days)


def find_author(setting: str = "") -> str:
    """Say who is at work: as set, or the variable QANSWER_USER, or the computer's user.

    Raises:
        StoreError: none of them tells.
    """
    try:
        return setting or os.environ.get("QANSWER_USER", "") or getuser()
    except (OSError, KeyError) as error:
        message = "it is not known who you are"
        raise StoreError(message, hint="Set QANSWER_USER, or author in [store] of qanswer.toml.") from error


def open_store(session: Session) -> Store:
    """Open the store, made first if there is none.

    Raises:
        StoreError: the database cannot be used, or its schema is not this program's.
    """
    session.database.make_file()
    ensure_schema(session.database)
    return Store(session)


def upgrade_store(database: Database) -> str:
    """Bring a team's store up to date; give the schema that it had ("" for none)."""
    before = read_revision(database) or ""
    migrate(database)
    return before


def _check_file(database: Database) -> tuple[Problem, ...]:
    if not database.is_sqlite:
        return ()
    with database.reading() as connection:
        damage = [row[0] for row in connection.exec_driver_sql("PRAGMA quick_check").all() if row[0] != "ok"]
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    found = [Problem(database.name, f"is damaged: {text}") for text in damage[:1]]
    return (*found, *(Problem(database.name, f"a row of {row[0]} has lost what it refers to") for row in orphans[:1]))
