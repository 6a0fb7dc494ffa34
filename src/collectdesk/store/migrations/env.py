"""Alembic's entry: runs on the connection it is handed, inside the caller's transaction."""

from alembic import context

from collectdesk.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
