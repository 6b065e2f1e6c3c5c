"""The release log of overviews; like the other logs it is only ever appended."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, PrimaryKeyConstraint, Text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MESSAGE = "rows of this table are appended, never changed"


def upgrade() -> None:
    """Add the table, and have the database itself refuse changes to it."""
    op.create_table(
        "releases",
        Column("id", Integer, nullable=False),
        *(Column(name, Text, nullable=False) for name in ("tracking_id", "buyer")),
        *(Column(name, Text, nullable=False, server_default="") for name in ("recipient", "nda")),
        *(Column(name, Text, nullable=False) for name in ("version", "issued_on", "valid_until")),
        Column("files", Text, nullable=False, server_default="[]"),
        *(Column(name, Text, nullable=False) for name in ("made_by", "made_at")),
        PrimaryKeyConstraint("id", name="pk_releases"),
    )
    if op.get_bind().dialect.name == "postgresql":  # the function is that of the first step
        op.execute(
            "CREATE TRIGGER releases_append_only BEFORE UPDATE OR DELETE ON releases "
            "FOR EACH ROW EXECUTE FUNCTION qanswer_append_only()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER releases_no_{verb.lower()} BEFORE {verb} ON releases "
            f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
        )


def downgrade() -> None:
    """Take the log away."""
    op.drop_table("releases")
