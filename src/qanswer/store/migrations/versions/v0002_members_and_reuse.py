"""Members with roles for a team's store; each draft names the library entry that it reuses."""

from __future__ import annotations

import json

from alembic import op
from sqlalchemy import Column, PrimaryKeyConstraint, Text, text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and the column, and fill the column from the drafts that are there."""
    op.create_table(
        "members",
        Column("name", Text, nullable=False),
        *(Column(name, Text, nullable=False) for name in ("role", "added_by", "added_at")),
        PrimaryKeyConstraint("name", name="pk_members"),
    )
    op.add_column("drafts", Column("answer_id", Text, nullable=False, server_default=""))
    connection = op.get_bind()
    rows = connection.execute(text("SELECT job_id, question_id, draft FROM drafts")).all()
    for job, question, draft in rows:
        prior = json.loads(draft).get("prior")
        if prior:
            connection.execute(
                text("UPDATE drafts SET answer_id = :answer WHERE job_id = :job AND question_id = :question"),
                {"answer": prior["answer"]["id"], "job": job, "question": question},
            )


def downgrade() -> None:
    """Take both away; the drafts still say in their own words what they reuse."""
    op.drop_column("drafts", "answer_id")
    op.drop_table("members")
