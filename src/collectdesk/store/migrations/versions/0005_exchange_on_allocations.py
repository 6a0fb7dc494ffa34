"""The rate at which a payment settled an item in another currency."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("allocation", sa.Column("rates", sa.JSON(), nullable=True))
    op.add_column("allocation", sa.Column("exchange_minor", sa.BigInteger(), nullable=True))
    # Both engines take the reference with the column; SQLite takes none afterwards.
    whole = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE allocation ADD COLUMN fx_quote_id {whole} "
        "CONSTRAINT fk_allocation_fx_quote_id REFERENCES fx_quote (id)"
    )


def downgrade() -> None:
    raise NotImplementedError("a book only goes forward; the copy made before the migration is the way back")
