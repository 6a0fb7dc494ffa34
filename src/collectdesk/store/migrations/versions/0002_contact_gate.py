"""The contact gate: wishes, consents, notices, overrides, and what the list knows of the gate beforehand."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from collectdesk.models.base import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _parties()
    _bindings()
    _reach()


def downgrade() -> None:
    raise NotImplementedError("a book only goes forward; the copy made before the migration is the way back")


def _parties() -> None:
    for name, kind in (
        ("stated_zone", sa.Text()),
        ("travel_zone", sa.Text()),
        ("travel_until", sa.Date()),
        ("dial_zones", sa.Text()),
        ("dial_place", sa.String(length=40)),
    ):
        op.add_column("party", sa.Column(name, kind, nullable=True))
    op.add_column("creditor_entity", sa.Column("collector", sa.String(length=20), nullable=True))
    op.add_column("creditor_entity", sa.Column("debt_type", sa.String(length=20), nullable=True))


def _bindings() -> None:
    _of_party(
        "wish",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
    )
    _of_party(
        "consent",
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("for_on", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
    )
    op.create_table(
        "legal_notice",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("not_received_on", sa.Date(), nullable=True),
        sa.Column("undone_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_legal_notice_account_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_legal_notice_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_notice")),
    )
    op.create_index(op.f("ix_legal_notice_account_id"), "legal_notice", ["account_id"], unique=False)
    op.create_table(
        "gate_override",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("undone_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_gate_override_account_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_gate_override_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_override")),
    )
    op.create_index("ix_gate_override_account", "gate_override", ["account_id", "until"], unique=False)


def _of_party(table: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False),
        sa.Column("party_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        *columns,
        sa.Column("undone_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f(f"fk_{table}_party_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f(f"fk_{table}_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_party_id"), table, ["party_id"], unique=False)


def _reach() -> None:
    op.create_table(
        "reach_group",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("by_due", sa.Boolean(), nullable=False),
        sa.Column("rules_version", sa.String(length=64), nullable=False),
        sa.Column("windows_to", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reach_group")),
        sa.UniqueConstraint("key", name=op.f("uq_reach_group_key")),
    )
    op.create_table(
        "reach_window",
        sa.Column("reach_group_id", ID, nullable=False),
        sa.Column("opens_at", Instant(), nullable=False),
        sa.Column("closes_at", Instant(), nullable=False),
        sa.Column("review", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reach_group_id"], ["reach_group.id"], name=op.f("fk_reach_window_reach_group_id")
        ),
        sa.PrimaryKeyConstraint("reach_group_id", "opens_at", name=op.f("pk_reach_window")),
    )
    op.create_index("ix_reach_window_closes", "reach_window", ["closes_at"], unique=False)
    op.add_column("rank", sa.Column("reach_group_id", ID, nullable=False, server_default="0"))
    op.add_column("rank", sa.Column("free_at", Instant(), nullable=True))
    op.add_column("rank", sa.Column("free_until", Instant(), nullable=True))
    op.add_column("rank", sa.Column("free_reason", sa.String(length=40), nullable=True))
    workable = sa.text("suppressed = 0")
    for name, columns in (
        ("ix_rank_reach", ["reach_group_id"]),
        ("ix_rank_mine_reach", ["assignee_id", "reach_group_id"]),
    ):
        op.create_index(
            name,
            "rank",
            [*columns, "order_key", "oldest_due", "account_id"],
            unique=False,
            sqlite_where=workable,
            postgresql_where=workable,
        )
