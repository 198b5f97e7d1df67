"""The declarative base, the portal's one kind of timestamp, and what SQLite needs to be a sound database."""

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import DateTime, Dialect, Engine, MetaData, TypeDecorator, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Session

BUSY_TIMEOUT_MS = 30_000

_ALONE: Final = "portal.alone"


class Base(DeclarativeBase):
    """Names every constraint, so that a migration can name it too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in and out; SQLite forgets the zone, so it is put back here. A naive value raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002, D102
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002, D102
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


def write_alone(session: Session) -> None:
    """Let no other verb write from now to the end of this transaction, and read anew whatever was read before.

    A verb that looks before it writes begins with this. Python's sqlite3 begins a transaction with the first change
    only, so what was read before may be old by then, and a savepoint that comes first would commit when it is released.
    On PostgreSQL it is the lock of the one row that every publishing takes too.
    """
    connection, transaction = session.connection(), session.get_transaction()
    if session.info.get(_ALONE) is transaction:
        return
    session.info[_ALONE] = transaction
    session.flush()
    if connection.dialect.name == "postgresql":
        session.execute(text("SELECT version FROM publication WHERE id = 1 FOR UPDATE"))
    if connection.dialect.name == "sqlite" and not connection.connection.driver_connection.in_transaction:  # type: ignore[union-attr]
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    session.expire_all()


def is_alone(session: Session) -> bool:
    """Whether this transaction began to write alone; where it did not, somebody only looks."""
    return session.in_transaction() and session.info.get(_ALONE) is session.get_transaction()


@event.listens_for(Engine, "connect")
def _make_sqlite_sound(connection: DBAPIConnection, _record: object) -> None:
    """Write-ahead log (readers never wait for the writer), foreign keys, patience instead of `database is locked`, and
    nothing that was acknowledged is lost when the power fails.
    """
    if not type(connection).__module__.startswith("sqlite3"):
        return
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
