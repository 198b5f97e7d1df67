"""The computed lines of routes."""

import sqlalchemy as sa
from alembic import op

import portal.model.base

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "way",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("published", portal.model.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("withdrawn", portal.model.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_way_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_way")),
        sa.UniqueConstraint("key", name=op.f("uq_way_key")),
    )


def downgrade() -> None:
    op.drop_table("way")
