"""Cash application: bank statements, payments, what they settle, and what the ledger has not shown yet."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from collectdesk.models.base import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AMOUNT = sa.BigInteger
_CODE = sa.String(length=40)
_CURRENCY = sa.String(length=3)


def upgrade() -> None:
    _postings()
    _statements()
    _lines()
    _payments()


def downgrade() -> None:
    raise NotImplementedError("a book only goes forward; the copy made before the migration is the way back")


def _table(
    name: str, *columns: sa.Column[Any], refers: dict[str, str], unique: tuple[tuple[str, ...], ...] = ()
) -> None:
    op.create_table(
        name,
        sa.Column("id", ID, nullable=False),
        *columns,
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{name}_{column}"))
            for column, table in refers.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        *(sa.UniqueConstraint(*u, name=op.f(f"uq_{name}_{'_'.join(u)}")) for u in unique),
    )


def _must(*named: tuple[str, Any]) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name, kind in named]


def _may(*named: tuple[str, Any]) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=True) for name, kind in named]


def _postings() -> None:
    op.add_column("open_item", sa.Column("posted_minor", _AMOUNT(), nullable=False, server_default="0"))
    op.add_column("open_item", sa.Column("ledger_minor", ID, nullable=True))
    for name, column, where in (
        ("ix_open_item_reference", "reference", "reference IS NOT NULL"),
        ("ix_open_item_posted", "id", "posted_minor <> 0"),
    ):
        only = sa.text(where)
        op.create_index(name, "open_item", [column], sqlite_where=only, postgresql_where=only)


def _statements() -> None:
    _table(
        "bank_account",
        *_must(("number", sa.Text()), ("currency", _CURRENCY)),
        refers={},
        unique=(("number", "currency"),),
    )
    _table(
        "bank_statement",
        *_must(("import_run_id", ID), ("bank_account_id", ID), ("kind", _CODE), ("number", sa.Text())),
        *_may(
            ("opening_minor", ID),
            ("closing_minor", ID),
            ("opening_on", sa.Date()),
            ("closing_on", sa.Date()),
            ("ties", sa.Boolean()),
        ),
        refers={"import_run_id": "import_run", "bank_account_id": "bank_account"},
    )
    for column in ("import_run_id", "bank_account_id"):
        op.create_index(op.f(f"ix_bank_statement_{column}"), "bank_statement", [column])


def _lines() -> None:
    texts = (
        "return_reason", "bank_reference", "end_to_end", "owner_reference", "creditor_reference", "remittance",
        "booking_text", "counterparty", "counterparty_account", "on_behalf_of", "bearer", "place",
    )  # fmt: skip
    _table(
        "bank_line",
        *_must(
            ("bank_statement_id", ID),
            ("fingerprint", sa.String(length=80)),
            ("booked_on", sa.Date()),
            ("value_on", sa.Date()),
            ("currency", _CURRENCY),
            ("minor", _AMOUNT()),
            ("kind", _CODE),
            ("returned", sa.Boolean()),
            ("structured", sa.JSON()),
            *((name, sa.Text()) for name in texts),
            ("pile", _CODE),
            ("state", _CODE),
        ),
        *_may(("original_minor", ID), ("original_currency", _CURRENCY)),
        refers={"bank_statement_id": "bank_statement"},
        unique=(("fingerprint",),),
    )
    op.create_index(op.f("ix_bank_line_bank_statement_id"), "bank_line", ["bank_statement_id"])
    op.create_index("ix_bank_line_pile", "bank_line", ["state", "pile", "id"])
    op.create_index("ix_bank_line_counterparty", "bank_line", ["counterparty_account"])
    op.create_index("ix_bank_line_end_to_end", "bank_line", ["end_to_end"])
    op.create_index("ix_bank_line_bank_reference", "bank_line", ["bank_reference"])
    _table(
        "match_proposal",
        *_must(
            ("bank_line_id", ID),
            ("place", sa.SmallInteger()),
            ("account_id", ID),
            ("score", sa.SmallInteger()),
            ("items", sa.JSON()),
            ("reasons", sa.JSON()),
        ),
        refers={"bank_line_id": "bank_line", "account_id": "account"},
        unique=(("bank_line_id", "place"),),
    )
    op.create_index(op.f("ix_match_proposal_account_id"), "match_proposal", ["account_id"])


def _payments() -> None:
    _table(
        "payment",
        *_must(
            ("bank_line_id", ID),
            ("value_on", sa.Date()),
            ("currency", _CURRENCY),
            ("minor", _AMOUNT()),
            ("unapplied_minor", _AMOUNT()),
            ("recorded_on", sa.Date()),
        ),
        *_may(("account_id", ID), ("returned_on", sa.Date()), ("returned_by_line_id", ID)),
        refers={"bank_line_id": "bank_line", "account_id": "account", "returned_by_line_id": "bank_line"},
    )
    op.create_index(op.f("ix_payment_bank_line_id"), "payment", ["bank_line_id"])
    op.create_index("ix_payment_account", "payment", ["account_id", "value_on"])
    op.create_index("ix_payment_returned", "payment", ["returned_on", "account_id"])
    _table(
        "allocation",
        *_must(
            ("payment_id", ID),
            ("open_item_id", ID),
            ("minor", _AMOUNT()),
            ("takes_minor", _AMOUNT()),
            ("kind", _CODE),
            ("rule", _CODE),
            ("reason", sa.Text()),
            ("at", Instant()),
            ("user_id", ID),
        ),
        *_may(("reverses_id", ID)),
        refers={
            "payment_id": "payment",
            "open_item_id": "open_item",
            "user_id": "user",
            "reverses_id": "allocation",
        },
        unique=(("reverses_id",),),
    )
    for column in ("payment_id", "open_item_id"):
        op.create_index(op.f(f"ix_allocation_{column}"), "allocation", [column])
