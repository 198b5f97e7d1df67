"""Partners with their keys and counts; each live row knows the version that last changed it."""

import sqlalchemy as sa
from alembic import op

import portal.model.base

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LIVE = ("vocabulary", "area", "attraction", "route", "event", "notice", "page", "lexicon", "way")


def upgrade() -> None:
    for table in LIVE:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
            batch.create_index(op.f(f"ix_{table}_version"), ["version"])
    # What was published before is as old as the newest version: whoever asks for changes from 0 on gets all of it.
    for table in LIVE:
        op.execute(f"UPDATE {table} SET version = coalesce((SELECT version FROM publication), 0)")  # noqa: S608
    op.create_table(
        "partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("bureau", sa.String(length=80), nullable=False),
        sa.Column("hint", sa.String(length=12), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("origins", sa.JSON(), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=False),
        sa.Column("created", portal.model.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("revoked", portal.model.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_partner_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("digest", name=op.f("uq_partner_digest")),
        sa.UniqueConstraint("hint", name=op.f("uq_partner_hint")),
        sa.UniqueConstraint("name", name=op.f("uq_partner_name")),
    )
    op.create_table(
        "used",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("partner", sa.String(length=12), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_used")),
        sa.UniqueConstraint("day", "what", "host", "partner", name=op.f("uq_used_day_what_host_partner")),
    )


def downgrade() -> None:
    op.drop_table("used")
    op.drop_table("partner")
    for table in LIVE:
        with op.batch_alter_table(table) as batch:
            batch.drop_index(op.f(f"ix_{table}_version"))
            batch.drop_column("version")
