"""Reference rates that a desk loads, and quotations in the customer's currency."""

import sqlalchemy as sa
from alembic import op

from collectdesk.models.base import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "reference_rate",
        sa.Column("series", sa.String(length=40), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("confidence", sa.String(length=2), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("import_run_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["import_run_id"], ["import_run.id"], name=op.f("fk_reference_rate_import_run_id")
        ),
        sa.PrimaryKeyConstraint("series", "start_on", name=op.f("pk_reference_rate")),
    )
    op.create_table(
        "fx_quote",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("owed_minor", sa.BigInteger(), nullable=False),
        sa.Column("owed_currency", sa.String(length=3), nullable=False),
        sa.Column("asked_minor", sa.BigInteger(), nullable=False),
        sa.Column("asked_currency", sa.String(length=3), nullable=False),
        sa.Column("quoted_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("bearer", sa.String(length=40), nullable=False),
        sa.Column("indicative", sa.Boolean(), nullable=False),
        sa.Column("rates", sa.JSON(), nullable=False),
        sa.Column("undone_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_fx_quote_account_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_fx_quote_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fx_quote")),
    )
    op.create_index(op.f("ix_fx_quote_account_id"), "fx_quote", ["account_id"], unique=False)
    op.create_table(
        "fx_quote_item",
        sa.Column("fx_quote_id", ID, nullable=False),
        sa.Column("open_item_id", ID, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["fx_quote_id"], ["fx_quote.id"], name=op.f("fk_fx_quote_item_fx_quote_id")),
        sa.ForeignKeyConstraint(
            ["open_item_id"], ["open_item.id"], name=op.f("fk_fx_quote_item_open_item_id")
        ),
        sa.PrimaryKeyConstraint("fx_quote_id", "open_item_id", name=op.f("pk_fx_quote_item")),
    )
    op.create_index(op.f("ix_fx_quote_item_open_item_id"), "fx_quote_item", ["open_item_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("a book only goes forward; the copy made before the migration is the way back")
