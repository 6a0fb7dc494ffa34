"""In which other currency a plan is paid; and holds of settlements that ran before these had a kind."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

RESTING = """
UPDATE hold SET kind = 'settlement'
WHERE kind = 'payment_plan' AND reason = 'A settlement runs' AND lifted_on IS NULL AND undone_by IS NULL
AND EXISTS (
    SELECT 1 FROM settlement_offer
    WHERE settlement_offer.account_id = hold.account_id AND settlement_offer.state = 'running'
    AND settlement_offer.undone_by IS NULL
)
"""
"""The reason tells them from holds of plans: interfaces in other languages are younger than the kind."""


def upgrade() -> None:
    op.add_column("payment_plan", sa.Column("paid_in", sa.JSON(), nullable=True))
    # Both engines take the reference with the column; SQLite takes none afterwards.
    whole = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE payment_plan ADD COLUMN fx_quote_id {whole} "
        "CONSTRAINT fk_payment_plan_fx_quote_id REFERENCES fx_quote (id)"
    )
    op.execute(RESTING)


def downgrade() -> None:
    raise NotImplementedError("a book only goes forward; the copy made before the migration is the way back")
