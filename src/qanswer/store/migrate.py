"""The store's schema: which one a database has, and the way to the one that this program needs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qanswer.core.errors import StoreError

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

    from qanswer.store.database import Database

HEAD = "0003"
"""The newest step in `migrations/versions`; a test holds the two together."""
_LOCK = 0x71616E73  # "qans": the number under which PostgreSQL keeps two migrations apart


def read_revision(database: Database) -> str | None:
    """Read which schema a database has; None when it has none yet.

    Raises:
        StoreError: the database cannot be used.
    """
    with database.reading() as connection:
        return _read_revision(connection)


def migrate(database: Database, revision: str = HEAD) -> None:
    """Bring the schema to a step, forward or back; "base" takes all tables away.

    Everything happens in one transaction: a failure leaves the schema and its data as they were.

    Raises:
        StoreError: the database cannot be used, or was made by a newer version of the program.
    """
    from alembic import command

    with database.writing() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        current = _read_revision(connection)
        _check_known(current, database.name)
        config = _make_config(connection)
        if revision == "base" or (current is not None and revision < current):
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)


def _check_known(current: str | None, name: str) -> None:
    if current is not None and current > HEAD:
        message = f"the store {name} was made by a newer version of qanswer (schema {current}, this one knows {HEAD})"
        raise StoreError(message, hint="Install the newer version; it can migrate the store back if need be.")


def ensure_schema(database: Database) -> None:
    """Make the tables of a new store; a store of one's own is brought up to date by itself, a team's only by `migrate`.

    Raises:
        StoreError: the database cannot be used, or its schema is not this program's.
    """
    current = read_revision(database)
    if current == HEAD:
        return
    _check_known(current, database.name)
    if current is not None and not database.is_sqlite:
        message = f"the team's store has schema {current}, this version of qanswer needs {HEAD}"
        raise StoreError(message, hint="When everyone has this version, run `qanswer doctor --fix` once.")
    migrate(database)


def _read_revision(connection: Connection) -> str | None:
    from sqlalchemy import inspect, text

    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _make_config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
