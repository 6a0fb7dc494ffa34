"""Payments of plans that moved to another day."""

import sqlalchemy as sa
from alembic import op

from collectdesk.models.base import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "instalment_move",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("payment_plan_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("wanted_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("requested_by", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("broken", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_instalment_move_account_id")),
        sa.ForeignKeyConstraint(
            ["payment_plan_id"], ["payment_plan.id"], name=op.f("fk_instalment_move_payment_plan_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_instalment_move_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalment_move")),
    )
    op.create_index(op.f("ix_instalment_move_account_id"), "instalment_move", ["account_id"], unique=False)
    op.create_index(
        op.f("ix_instalment_move_payment_plan_id"), "instalment_move", ["payment_plan_id"], unique=False
    )


def downgrade() -> None:
    raise NotImplementedError("a book only goes forward; the copy made before the migration is the way back")
