"""The tables as they are now; the way to them is in `migrations/versions`.

Instants are ISO texts in UTC and lists are JSON texts, so that a row reads and hashes alike on every database.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, Integer, LargeBinary, MetaData, Table, Text

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    }
)


def _text(name: str, default: str | None = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=default)


ANSWERS = Table(
    "answers",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    _text("status", None),
    _text("question", None),
    _text("question_key", None),
    _text("verdict", None),
    _text("text"),
    _text("alternates", "[]"),
    _text("citations", "[]"),
    _text("scope", "[]"),
    _text("owner"),
    _text("provenance"),
    _text("review_by"),
    _text("tags", "[]"),
    _text("classification", None),
    _text("approved_by"),
    _text("approved_on"),
    Index("ix_answers_question_key", "question_key"),
)
ANSWER_VERSIONS = Table(
    "answer_versions",
    METADATA,
    Column("answer_id", Text, ForeignKey("answers.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    _text("content", None),
    _text("author", None),
    _text("at", None),
    _text("reason"),
)
FILES = Table(
    "files",
    METADATA,
    Column("sha256", Text, primary_key=True),
    _text("name", None),
    Column("content", LargeBinary, nullable=False),
)
JOBS = Table(
    "jobs",
    METADATA,
    Column("id", Text, primary_key=True),
    _text("file", None),
    _text("title"),
    _text("path"),
    _text("sha256", None),
    _text("product"),
    _text("region"),
    _text("buyer"),
    _text("recorded_by", None),
    _text("recorded_at", None),
    _text("closed_at"),
)
DRAFTS = Table(
    "drafts",
    METADATA,
    Column("job_id", Text, ForeignKey("jobs.id"), primary_key=True),
    Column("question_id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    _text("question", None),
    _text("draft", None),
    _text("owner"),
    _text("answer_id"),
)
REVIEWS = Table(
    "reviews",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _text("job_id", None),
    _text("question_id", None),
    _text("decision", None),
    _text("verdict", None),
    _text("text"),
    _text("author", None),
    _text("at", None),
    _text("reason"),
    _text("escalated_to"),
    _text("answer_id"),
    Column("answer_version", Integer, nullable=False, server_default="0"),
    _text("draft", None),
    _text("previous_hash", None),
    _text("hash", None),
    ForeignKeyConstraint(["job_id", "question_id"], ["drafts.job_id", "drafts.question_id"]),
    Index("ix_reviews_job_id", "job_id", "question_id"),
)
CHAIN = Table(
    "chain",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("length", Integer, nullable=False),
    _text("hash", None),
)
SENT_ANSWERS = Table(
    "sent_answers",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("job_id", Text, ForeignKey("jobs.id"), nullable=False),
    _text("question_id", None),
    _text("question", None),
    _text("buyer"),
    _text("sent_at", None),
    _text("sent_by", None),
    _text("verdict", None),
    _text("text"),
    _text("approved_by"),
    _text("file_sha256", None),
    _text("answer_id"),
    Column("answer_version", Integer, nullable=False, server_default="0"),
    _text("citations", "[]"),
    Index("ix_sent_answers_answer_id", "answer_id"),
)
MEMBERS = Table(
    "members",
    METADATA,
    Column("name", Text, primary_key=True),
    _text("role", None),
    _text("added_by", None),
    _text("added_at", None),
)
RELEASES = Table(
    "releases",
    METADATA,
    Column("id", Integer, primary_key=True),
    _text("tracking_id", None),
    _text("buyer", None),
    _text("recipient"),
    _text("nda"),
    _text("version", None),
    _text("issued_on", None),
    _text("valid_until", None),
    _text("files", "[]"),
    _text("made_by", None),
    _text("made_at", None),
)
