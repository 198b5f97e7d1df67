"""The journal is append-only, and the database itself sees to it: a line is neither changed nor taken out."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

REFUSAL = "the journal is append-only"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(
                f"create trigger journal_no_{verb} before {verb} on journal begin select raise(abort, '{REFUSAL}'); end"
            )
        return
    op.execute(
        "create function journal_is_append_only() returns trigger language plpgsql as "
        f"$$ begin raise exception '{REFUSAL}' using errcode = 'integrity_constraint_violation'; end $$"
    )
    op.execute(
        "create trigger journal_no_change before update or delete on journal "
        "for each row execute function journal_is_append_only()"
    )
    op.execute(
        "create trigger journal_no_truncate before truncate on journal "
        "for each statement execute function journal_is_append_only()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"drop trigger journal_no_{verb}")
        return
    op.execute("drop trigger journal_no_truncate on journal")
    op.execute("drop trigger journal_no_change on journal")
    op.execute("drop function journal_is_append_only()")
