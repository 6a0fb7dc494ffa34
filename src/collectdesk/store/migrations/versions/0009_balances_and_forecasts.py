"""Balances of past days, kept by a trigger nobody can pass by, and forecasts as they were made."""

import sqlalchemy as sa
from alembic import op

from collectdesk.models.base import Instant
from collectdesk.store.migrations.balances import keep_balances

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("desk", sa.Column("balances_on", sa.Date(), nullable=True))
    op.add_column("desk", sa.Column("balances_from", sa.Date(), nullable=True))
    op.add_column("open_item", sa.Column("known_on", sa.Date(), nullable=True))
    op.create_table(
        "item_balance",
        sa.Column("open_item_id", ID, autoincrement=False, nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("open_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["open_item_id"],
            ["open_item.id"],
            name=op.f("fk_item_balance_open_item_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("open_item_id", "until_on", name=op.f("pk_item_balance")),
        sqlite_with_rowid=False,
    )
    keep_balances()
    op.create_table(
        "forecast",
        sa.Column("id", ID, nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("weeks", ID, nullable=False),
        sa.Column("base_currency", sa.String(length=3), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_forecast_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast")),
    )
    op.create_index(op.f("ix_forecast_as_of"), "forecast", ["as_of"], unique=False)
    op.create_table(
        "forecast_line",
        sa.Column("forecast_id", ID, nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("base_minor", ID, nullable=True),
        sa.ForeignKeyConstraint(["forecast_id"], ["forecast.id"], name=op.f("fk_forecast_line_forecast_id")),
        sa.PrimaryKeyConstraint(
            "forecast_id", "week_on", "currency", "source", name=op.f("pk_forecast_line")
        ),
    )


def downgrade() -> None:
    raise NotImplementedError("a book only goes forward; the copy made before the migration is the way back")
