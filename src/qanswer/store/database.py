"""A connection to SQLite or PostgreSQL: one code path, with the few settings in which they differ."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qanswer.core.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL

_BUSY_SECONDS = 30
"""How long a writer waits for another: decisions take milliseconds, a library import of 10,000 rows some seconds."""
_WRITES = "qanswer_writes"
_SWITCH_TRIES = 100


class Database:
    """Short transactions on one database; every failure of the database is a `StoreError`."""

    def __init__(self, url: str) -> None:
        """Take a SQLAlchemy address; nothing is opened yet.

        Raises:
            StoreError: it is no address of SQLite or PostgreSQL, or the driver for it is not installed.
        """
        self.url = _parse_url(url)
        with translating(self.name):
            self._engine = _make_engine(self.url)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file here."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def path(self) -> Path | None:
        """The file of a SQLite store."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    @property
    def name(self) -> str:
        """What to call it in messages; never holds a password."""
        return str(self.path) if self.is_sqlite else self.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads.

        Raises:
            StoreError: the database cannot be used.
        """
        with translating(self.name), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes: kept whole at its end, undone whole on any error.

        Raises:
            StoreError: the database cannot be used, or another writer held it for too long.
        """
        with translating(self.name), self._engine.execution_options(**{_WRITES: True}).begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def make_file(self) -> None:
        """Make the SQLite file in write-ahead mode, so that readers never wait for a writer. PostgreSQL needs nothing.

        Raises:
            StoreError: the folder cannot be written.
        """
        if self.path is None or self.path.is_file():
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"{self.path.parent} cannot be made: {error.strerror or error}"
            raise StoreError(message, hint="Make the workspace's folder writable.") from error
        _set_write_ahead(self.path)


def _set_write_ahead(path: Path) -> None:
    """Switch the journal. The switch does not wait for a lock by itself: a rival who makes the file is waited for.

    Raises:
        StoreError: the file cannot be made.
    """
    for attempt in range(_SWITCH_TRIES):
        try:
            with closing(sqlite3.connect(path)) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
                return
        except sqlite3.Error as error:
            if "locked" not in str(error) or attempt == _SWITCH_TRIES - 1:
                message = f"the store {path} cannot be used: {error}"
                raise StoreError(message) from error
            time.sleep(0.05)


def _parse_url(url: str) -> URL:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    hint = "Write store.url as postgresql://user@host/database, or leave it out for a file in .qanswer/."
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        message = "store.url is no database address"
        raise StoreError(message, hint=hint) from error
    backend = parsed.get_backend_name()
    if backend in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        message = f"store.url names {backend}: the store is kept in SQLite or PostgreSQL"
        raise StoreError(message, hint=hint)
    return parsed


def _make_engine(url: URL) -> Engine:
    """Make an engine that opens a connection for each transaction and keeps none: acts here are seconds apart."""
    from sqlalchemy import NullPool, create_engine, event

    if url.get_backend_name() != "sqlite":
        try:
            return create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": 10})
        except ImportError as error:
            message = "the driver for PostgreSQL is not installed"
            raise StoreError(message, hint="Install it with: pip install 'qanswer[postgres]'") from error
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": _BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Take transactions into our own hands, and have foreign keys checked and every commit on the disk."""
    connection.isolation_level = None
    for pragma in (f"busy_timeout={_BUSY_SECONDS * 1000}", "foreign_keys=ON", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once where writing is meant: two readers that both turn writers would block each other."""
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def translating(name: str) -> Iterator[None]:
    """Turn a failure of the database into one clear line.

    Raises:
        StoreError: SQLAlchemy or the driver failed.
    """
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError

    try:
        yield
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
        reason = next(iter(str(cause).strip().splitlines()), repr(cause))
        message = f"the store {name} cannot be used: {reason}"
        raise StoreError(message) from error
