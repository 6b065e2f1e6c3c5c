"""Migrations, with data in the tables, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import inspect

from qanswer.core.errors import StoreError
from qanswer.core.review import Decision, Judgement
from qanswer.store.database import Database
from qanswer.store.migrate import HEAD, ensure_schema, migrate, read_revision
from qanswer.store.schema import METADATA
from qanswer.store.store import Session, Store
from stores import make_answer, make_item, make_job


def test_head_is_the_newest_step() -> None:
    """The number in the program is that of the last file in versions/."""
    steps = sorted((Path(__file__).parents[2] / "src/qanswer/store/migrations/versions").glob("v*.py"))
    assert steps[-1].name.startswith(f"v{HEAD}_")


def test_migrations_make_the_tables_of_the_program(url: str) -> None:
    """The steps lead to exactly the tables and columns that the program uses."""
    database = Database(url)
    database.make_file()
    ensure_schema(database)
    with database.reading() as connection:
        seen = inspect(connection)
        made = {name: {c["name"] for c in seen.get_columns(name)} for name in seen.get_table_names()}
    made.pop("alembic_version")
    assert made == {table.name: {c.name for c in table.columns} for table in METADATA.sorted_tables}
    database.close()


def test_data_survives_the_way_back_and_forth(url: str) -> None:
    """From the first schema with data in it to the newest and back: nothing that the first holds is lost."""
    database = Database(url)
    database.make_file()
    migrate(database)
    store = Store(Session(database, "ana"))
    (prior,) = store.answers.add([make_answer()])
    store.jobs.record(make_job(), [make_item(1, prior=prior), make_item(2, "Another?")])
    first, second = store.jobs.items("buyer-1234")
    store.reviews.decide(Judgement(second.job, second.question.id, second.revision, Decision.APPROVE))
    seen = (store.answers.list(), store.jobs.items("buyer-1234"), store.reviews.list())

    migrate(database, "0001")
    assert read_revision(database) == "0001"
    migrate(database)
    assert read_revision(database) == HEAD
    assert (store.answers.list(), store.jobs.items("buyer-1234"), store.reviews.list()) == seen
    with database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT question_id, answer_id FROM drafts ORDER BY position").all()
    assert [tuple(row) for row in rows] == [(first.question.id, prior.id), (second.question.id, "")]
    assert store.check() == ()
    migrate(database, "base")
    with database.reading() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    database.close()


def test_a_store_of_a_newer_version_is_not_touched(url: str) -> None:
    """A schema that this version does not know is refused with a clear line."""
    database = Database(url)
    database.make_file()
    migrate(database)
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0999'")
    with pytest.raises(StoreError, match="newer version"):
        ensure_schema(database)
    database.close()


def test_an_older_store_is_migrated_by_itself_only_where_it_is_ones_own(url: str) -> None:
    """A file of one's own is brought up to date on opening; a team's server waits for somebody to say so."""
    database = Database(url)
    database.make_file()
    migrate(database, "0001")
    if database.is_sqlite:
        ensure_schema(database)
        assert read_revision(database) == HEAD
    else:
        with pytest.raises(StoreError, match=f"needs {HEAD}"):
            ensure_schema(database)
    database.close()


@pytest.mark.parametrize(
    ("url_text", "words"),
    [
        ("nonsense", "no database address"),
        ("mysql://localhost/x", "SQLite or PostgreSQL"),
        ("postgresql://nobody@127.0.0.1:1/none", "cannot be used"),
    ],
)
def test_a_bad_address_is_one_clear_line(url_text: str, words: str) -> None:
    """An address that leads nowhere says so, without a traceback or a password."""
    with pytest.raises(StoreError, match=words) as caught:
        ensure_schema(Database(url_text))
    assert "\n" not in caught.value.message


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """A damaged store is named, not replaced."""
    path = tmp_path / "store.db"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match="not a database"):
        ensure_schema(Database(f"sqlite:///{path}"))
    assert path.read_bytes().startswith(b"not a database")
