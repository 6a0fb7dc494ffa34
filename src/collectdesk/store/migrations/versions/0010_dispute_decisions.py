"""What disputes came to, and the credits that are awaited for it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE = sa.String(length=40)


def upgrade() -> None:
    _decisions()
    _credits()


def _decisions() -> None:
    op.create_table(
        "dispute_decision",
        sa.Column("id", ID, nullable=False),
        sa.Column("dispute_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("outcome", CODE, nullable=False),
        sa.Column("disputed_minor", sa.BigInteger(), nullable=False),
        sa.Column("accepted_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("root_cause", CODE, nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("state_on", sa.Date(), nullable=False),
        sa.Column("undone_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["dispute_id"], ["dispute.id"], name=op.f("fk_dispute_decision_dispute_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_dispute_decision_account_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_dispute_decision_user_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_dispute_decision_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_decision")),
    )
    for column in ("dispute_id", "account_id"):
        op.create_index(op.f(f"ix_dispute_decision_{column}"), "dispute_decision", [column], unique=False)


def _credits() -> None:
    op.create_table(
        "expected_credit",
        sa.Column("id", ID, nullable=False),
        sa.Column("dispute_decision_id", ID, nullable=False),
        sa.Column("open_item_id", ID, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("basis_minor", sa.BigInteger(), nullable=False),
        sa.Column("credited_on", sa.Date(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("undone_by", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["dispute_decision_id"],
            ["dispute_decision.id"],
            name=op.f("fk_expected_credit_dispute_decision_id"),
        ),
        sa.ForeignKeyConstraint(
            ["open_item_id"], ["open_item.id"], name=op.f("fk_expected_credit_open_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expected_credit")),
    )
    op.create_index(
        op.f("ix_expected_credit_dispute_decision_id"),
        "expected_credit",
        ["dispute_decision_id"],
        unique=False,
    )
    awaited = sa.text("credited_on IS NULL")
    op.create_index(
        "ix_expected_credit_awaited",
        "expected_credit",
        ["open_item_id"],
        unique=False,
        sqlite_where=awaited,
        postgresql_where=awaited,
    )


def downgrade() -> None:
    raise NotImplementedError("a book only goes forward; the copy made before the migration is the way back")
