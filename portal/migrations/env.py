"""Alembic's entry point: runs on the connection that `upgrade` gives, or on `-x url=…` from its command line."""

from alembic import context
from sqlalchemy import create_engine

from portal.model import Base

connection = context.config.attributes.get("connection")
if connection is None:
    connection = create_engine(context.get_x_argument(as_dictionary=True)["url"]).connect()
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
