"""The first schema: answers with their versions, jobs, drafts, the review log, sent answers."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, ForeignKeyConstraint, Integer, LargeBinary, PrimaryKeyConstraint, Text

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("reviews", "answer_versions", "sent_answers")
_MESSAGE = "rows of this table are appended, never changed"


def upgrade() -> None:
    """Make the tables, and have the database itself refuse changes to what is only ever appended."""
    _make_library()
    _make_jobs()
    _make_log()
    for table in APPEND_ONLY:
        _forbid_changes(table)


def downgrade() -> None:
    """Take everything away."""
    for table in ("sent_answers", "chain", "reviews", "drafts", "jobs", "files", "answer_versions", "answers"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION qanswer_append_only()")


def _text(name: str, default: str | None = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


def _make_library() -> None:
    op.create_table(
        "answers",
        Column("id", Text, nullable=False),
        Column("version", Integer, nullable=False),
        *(_text(name, None) for name in ("status", "question", "question_key", "verdict")),
        _text("text"),
        *(_text(name, "[]") for name in ("alternates", "citations", "scope")),
        *(_text(name) for name in ("owner", "provenance", "review_by")),
        _text("tags", "[]"),
        _text("classification", None),
        *(_text(name) for name in ("approved_by", "approved_on")),
        PrimaryKeyConstraint("id", name="pk_answers"),
    )
    op.create_index("ix_answers_question_key", "answers", ["question_key"])
    op.create_table(
        "answer_versions",
        Column("answer_id", Text, nullable=False),
        Column("version", Integer, nullable=False),
        *(_text(name, None) for name in ("content", "author", "at")),
        _text("reason"),
        PrimaryKeyConstraint("answer_id", "version", name="pk_answer_versions"),
        ForeignKeyConstraint(["answer_id"], ["answers.id"], name="fk_answer_versions_answer_id_answers"),
    )


def _make_jobs() -> None:
    op.create_table(
        "files",
        Column("sha256", Text, nullable=False),
        _text("name", None),
        Column("content", LargeBinary, nullable=False),
        PrimaryKeyConstraint("sha256", name="pk_files"),
    )
    op.create_table(
        "jobs",
        Column("id", Text, nullable=False),
        _text("file", None),
        *(_text(name) for name in ("title", "path")),
        _text("sha256", None),
        *(_text(name) for name in ("product", "region", "buyer")),
        *(_text(name, None) for name in ("recorded_by", "recorded_at")),
        _text("closed_at"),
        PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_table(
        "drafts",
        Column("job_id", Text, nullable=False),
        Column("question_id", Text, nullable=False),
        Column("position", Integer, nullable=False),
        Column("revision", Integer, nullable=False),
        *(_text(name, None) for name in ("question", "draft")),
        _text("owner"),
        PrimaryKeyConstraint("job_id", "question_id", name="pk_drafts"),
        ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_drafts_job_id_jobs"),
    )


def _make_log() -> None:
    op.create_table(
        "reviews",
        Column("id", Integer, nullable=False, autoincrement=False),
        *(_text(name, None) for name in ("job_id", "question_id", "decision", "verdict")),
        _text("text"),
        *(_text(name, None) for name in ("author", "at")),
        *(_text(name) for name in ("reason", "escalated_to", "answer_id")),
        Column("answer_version", Integer, nullable=False, server_default="0"),
        *(_text(name, None) for name in ("draft", "previous_hash", "hash")),
        PrimaryKeyConstraint("id", name="pk_reviews"),
        ForeignKeyConstraint(
            ["job_id", "question_id"], ["drafts.job_id", "drafts.question_id"], name="fk_reviews_job_id_drafts"
        ),
    )
    op.create_index("ix_reviews_job_id", "reviews", ["job_id", "question_id"])
    op.create_table(
        "chain",
        Column("name", Text, nullable=False),
        Column("length", Integer, nullable=False),
        _text("hash", None),
        PrimaryKeyConstraint("name", name="pk_chain"),
    )
    op.execute("INSERT INTO chain (name, length, hash) VALUES ('reviews', 0, '')")
    op.create_table(
        "sent_answers",
        Column("id", Integer, nullable=False),
        *(_text(name, None) for name in ("job_id", "question_id", "question")),
        _text("buyer"),
        *(_text(name, None) for name in ("sent_at", "sent_by", "verdict")),
        *(_text(name) for name in ("text", "approved_by")),
        _text("file_sha256", None),
        _text("answer_id"),
        Column("answer_version", Integer, nullable=False, server_default="0"),
        _text("citations", "[]"),
        PrimaryKeyConstraint("id", name="pk_sent_answers"),
        ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_sent_answers_job_id_jobs"),
    )
    op.create_index("ix_sent_answers_answer_id", "sent_answers", ["answer_id"])


def _forbid_changes(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION qanswer_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_MESSAGE}'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION qanswer_append_only()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
        )
