"""The journal as 0001 makes it, with the triggers that let nobody change it."""

import sqlalchemy as sa
from alembic import op

from collectdesk.models.base import Instant

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

GUARD_SQLITE = """
CREATE TRIGGER journal_no_{event} BEFORE {event} ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
"""
GUARD_POSTGRESQL = """
CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$;
CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal
FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();
CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()
"""


def create_table() -> None:
    """Make the table."""
    op.create_table(
        "journal",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("account_id", ID, nullable=True),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sa.UniqueConstraint("request_id", name=op.f("uq_journal_request_id")),
    )
    op.create_index("ix_journal_account", "journal", ["account_id", "id"], unique=False)
    op.create_index("ix_journal_actor", "journal", ["actor_id", "at"], unique=False)
    op.create_index("ix_journal_at", "journal", ["at"], unique=False)


def guard() -> None:
    """Make the triggers."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(GUARD_POSTGRESQL)
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(GUARD_SQLITE.format(event=event))
