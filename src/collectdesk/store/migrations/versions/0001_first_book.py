"""The first book: parties, ledger, work, order, journal, search."""

import sqlalchemy as sa
from alembic import op

from collectdesk.models.base import Instant
from collectdesk.store.migrations import journal, search

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _people()
    _parties()
    _ledger()
    _work()
    _agreements()
    _order()
    journal.create_table()
    journal.guard()
    search.create_index()


def downgrade() -> None:
    raise NotImplementedError("a book only goes forward; the copy made before the migration is the way back")


def _people() -> None:
    op.create_table(
        "team",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name=op.f("uq_team_name")),
    )
    op.create_table(
        "desk",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("base_currency", sa.String(length=3), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("rates_on", sa.Date(), nullable=True),
        sa.Column("ranking_version", sa.Text(), nullable=False),
        sa.Column("worker", sa.Text(), nullable=True),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_desk_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk")),
    )
    op.create_table(
        "user",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", sa.String(length=40), nullable=False),
        sa.Column("team_id", ID, nullable=True),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_user_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("name", name=op.f("uq_user_name")),
    )


def _parties() -> None:
    op.create_table(
        "creditor_entity",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_creditor_entity")),
        sa.UniqueConstraint("code", name=op.f("uq_creditor_entity_code")),
    )
    op.create_table(
        "party",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("party_type", sa.String(length=40), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("region", sa.String(length=6), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("customer_since", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("number", name=op.f("uq_party_number")),
    )
    op.create_table(
        "contact_person",
        sa.Column("id", ID, nullable=False),
        sa.Column("party_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("salutation", sa.Text(), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_contact_person_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_person")),
    )
    op.create_index(op.f("ix_contact_person_party_id"), "contact_person", ["party_id"], unique=False)
    op.create_table(
        "contact_point",
        sa.Column("id", ID, nullable=False),
        sa.Column("party_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("digits", sa.Text(), nullable=True),
        sa.Column("digits_reversed", sa.Text(), nullable=True),
        sa.Column("use", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("consent_source", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_contact_point_party_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["contact_person.id"], name=op.f("fk_contact_point_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_point")),
        sa.UniqueConstraint("party_id", "kind", "value", name=op.f("uq_contact_point_party_id_kind_value")),
    )
    op.create_index("ix_contact_point_digits", "contact_point", ["digits"], unique=False)
    op.create_index("ix_contact_point_digits_reversed", "contact_point", ["digits_reversed"], unique=False)


def _ledger() -> None:
    op.create_table(
        "account",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("party_id", ID, nullable=False),
        sa.Column("creditor_entity_id", ID, nullable=False),
        sa.Column("risk_class", sa.String(length=1), nullable=True),
        sa.Column("credit_limit_minor", ID, nullable=True),
        sa.Column("credit_limit_currency", sa.String(length=3), nullable=True),
        sa.Column("insurer_deadline", sa.Date(), nullable=True),
        sa.Column("limitation_date", sa.Date(), nullable=True),
        sa.Column("assignee_id", ID, nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["assignee_id"], ["user.id"], name=op.f("fk_account_assignee_id")),
        sa.ForeignKeyConstraint(
            ["creditor_entity_id"], ["creditor_entity.id"], name=op.f("fk_account_creditor_entity_id")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_account_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint(
            "creditor_entity_id", "number", name=op.f("uq_account_creditor_entity_id_number")
        ),
    )
    op.create_index(op.f("ix_account_assignee_id"), "account", ["assignee_id"], unique=False)
    op.create_index("ix_account_number", "account", ["number"], unique=False)
    op.create_index(op.f("ix_account_party_id"), "account", ["party_id"], unique=False)
    op.create_table(
        "import_run",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.Boolean(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_import_run_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index(op.f("ix_import_run_sha256"), "import_run", ["sha256"], unique=False)
    op.create_table(
        "open_item",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("document_on", sa.Date(), nullable=True),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("terms", sa.Text(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("original_minor", sa.BigInteger(), nullable=False),
        sa.Column("open_minor", sa.BigInteger(), nullable=False),
        sa.Column("part_paid", sa.Boolean(), nullable=False),
        sa.Column("disputed_minor", sa.BigInteger(), nullable=False),
        sa.Column("cleared_on", sa.Date(), nullable=True),
        sa.Column("import_run_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_open_item_account_id")),
        sa.ForeignKeyConstraint(
            ["import_run_id"], ["import_run.id"], name=op.f("fk_open_item_import_run_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_item")),
        sa.UniqueConstraint(
            "account_id", "document", "line", name=op.f("uq_open_item_account_id_document_line")
        ),
    )
    op.create_index("ix_open_item_document", "open_item", ["document"], unique=False)
    op.create_index("ix_open_item_due", "open_item", ["due_on", "account_id"], unique=False)
    op.create_index(
        "ix_open_item_owed",
        "open_item",
        ["account_id", "due_on", "currency", "disputed_minor", "open_minor"],
        unique=False,
    )
    op.create_table(
        "fx_rate",
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("rate_on", sa.Date(), nullable=False),
        sa.Column("quoted", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("currency", "rate_on", name=op.f("pk_fx_rate")),
    )
    op.create_table(
        "ranking_rate",
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("num", sa.BigInteger(), nullable=False),
        sa.Column("den", sa.BigInteger(), nullable=False),
        sa.Column("rate_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("currency", name=op.f("pk_ranking_rate")),
    )


def _work() -> None:
    op.create_table(
        "activity",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("contact_point_id", ID, nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("seconds", ID, nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("direction", sa.String(length=40), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.Column("sub_result", sa.String(length=40), nullable=True),
        sa.Column("attempt", sa.Boolean(), nullable=False),
        sa.Column("contact", sa.Boolean(), nullable=False),
        sa.Column("right_party", sa.Boolean(), nullable=False),
        sa.Column("conversation", sa.Boolean(), nullable=False),
        sa.Column("counts_to_cap", sa.Boolean(), nullable=False),
        sa.Column("starts_wait", sa.Boolean(), nullable=False),
        sa.Column("undone_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_activity_account_id")),
        sa.ForeignKeyConstraint(
            ["contact_point_id"], ["contact_point.id"], name=op.f("fk_activity_contact_point_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["contact_person.id"], name=op.f("fk_activity_person_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_activity_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    op.create_index("ix_activity_account", "activity", ["account_id", "at", "right_party"], unique=False)
    op.create_index("ix_activity_at", "activity", ["at", "account_id"], unique=False)
    op.create_table(
        "note",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("activity_id", ID, nullable=True),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("undone_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_note_account_id")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_note_activity_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_note_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_account_id"), "note", ["account_id"], unique=False)
    op.create_table(
        "note_draft",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("caret", sa.JSON(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_note_draft_account_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_note_draft_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_draft")),
        sa.UniqueConstraint(
            "user_id", "account_id", "place", name=op.f("uq_note_draft_user_id_account_id_place")
        ),
    )
    op.create_table(
        "next_action",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("assignee_id", ID, nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("activity_id", ID, nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("undone_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_next_action_account_id")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_next_action_activity_id")),
        sa.ForeignKeyConstraint(["assignee_id"], ["user.id"], name=op.f("fk_next_action_assignee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_next_action")),
    )
    op.create_index("ix_next_action_account", "next_action", ["account_id", "state"], unique=False)
    op.create_index("ix_next_action_agenda", "next_action", ["assignee_id", "state", "due_at"], unique=False)
    op.create_table(
        "offer",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("place", ID, nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("ledger", sa.JSON(), nullable=False),
        sa.Column("ranking_version", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_offer_account_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_offer_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    op.create_index(op.f("ix_offer_account_id"), "offer", ["account_id"], unique=False)


def _agreements() -> None:
    op.create_table(
        "promise",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("activity_id", ID, nullable=True),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("last_value_on", sa.Date(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=True),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("state_on", sa.Date(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("undone_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_promise_account_id")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_promise_activity_id")),
        sa.ForeignKeyConstraint(["person_id"], ["contact_person.id"], name=op.f("fk_promise_person_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_promise_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
    )
    op.create_index("ix_promise_account", "promise", ["account_id", "state"], unique=False)
    op.create_index("ix_promise_day", "promise", ["promised_on", "account_id"], unique=False)
    op.create_table(
        "promise_item",
        sa.Column("promise_id", ID, nullable=False),
        sa.Column("open_item_id", ID, nullable=False),
        sa.Column("open_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["open_item_id"], ["open_item.id"], name=op.f("fk_promise_item_open_item_id")
        ),
        sa.ForeignKeyConstraint(["promise_id"], ["promise.id"], name=op.f("fk_promise_item_promise_id")),
        sa.PrimaryKeyConstraint("promise_id", "open_item_id", name=op.f("pk_promise_item")),
    )
    op.create_index(op.f("ix_promise_item_open_item_id"), "promise_item", ["open_item_id"], unique=False)
    op.create_table(
        "dispute",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("activity_id", ID, nullable=True),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("target_on", sa.Date(), nullable=False),
        sa.Column("undone_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_dispute_account_id")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_dispute_activity_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_dispute_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
    )
    op.create_index(op.f("ix_dispute_account_id"), "dispute", ["account_id"], unique=False)
    op.create_table(
        "dispute_item",
        sa.Column("dispute_id", ID, nullable=False),
        sa.Column("open_item_id", ID, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["dispute_id"], ["dispute.id"], name=op.f("fk_dispute_item_dispute_id")),
        sa.ForeignKeyConstraint(
            ["open_item_id"], ["open_item.id"], name=op.f("fk_dispute_item_open_item_id")
        ),
        sa.PrimaryKeyConstraint("dispute_id", "open_item_id", name=op.f("pk_dispute_item")),
    )
    op.create_index(op.f("ix_dispute_item_open_item_id"), "dispute_item", ["open_item_id"], unique=False)
    op.create_table(
        "hold",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("undone_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_hold_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    op.create_index("ix_hold_account", "hold", ["account_id"], unique=False)
    op.create_index("ix_hold_until", "hold", ["until_on", "account_id"], unique=False)
    op.create_table(
        "warning_flag",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("flag", sa.String(length=40), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_warning_flag_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warning_flag")),
        sa.UniqueConstraint("account_id", "flag", name=op.f("uq_warning_flag_account_id_flag")),
    )
    op.create_index("ix_warning_flag_until", "warning_flag", ["until_on", "account_id"], unique=False)


def _order() -> None:
    op.create_table(
        "rank",
        sa.Column("account_id", ID, autoincrement=False, nullable=False),
        sa.Column("assignee_id", ID, nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("pin", sa.SmallInteger(), nullable=False),
        sa.Column("suppressed", sa.SmallInteger(), nullable=False),
        sa.Column("overdue_base", sa.BigInteger(), nullable=False),
        sa.Column("oldest_due", sa.Date(), nullable=False),
        sa.Column("order_key", sa.BigInteger(), nullable=False),
        sa.Column("held_until", Instant(), nullable=False),
        sa.Column("held_reason", sa.String(length=40), nullable=True),
        sa.Column("callback_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_rank_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_rank")),
    )
    op.create_index(
        "ix_rank_all",
        "rank",
        ["order_key", "oldest_due", "account_id"],
        unique=False,
        sqlite_where=sa.text("suppressed = 0"),
        postgresql_where=sa.text("suppressed = 0"),
    )
    op.create_index(
        "ix_rank_callback",
        "rank",
        ["assignee_id", "callback_at"],
        unique=False,
        sqlite_where=sa.text("callback_at IS NOT NULL"),
        postgresql_where=sa.text("callback_at IS NOT NULL"),
    )
    op.create_index(
        "ix_rank_mine",
        "rank",
        ["assignee_id", "order_key", "oldest_due", "account_id"],
        unique=False,
        sqlite_where=sa.text("suppressed = 0"),
        postgresql_where=sa.text("suppressed = 0"),
    )
    op.create_index("ix_rank_oldest", "rank", ["oldest_due", "account_id"], unique=False)
    op.create_index(
        "ix_rank_suppressed",
        "rank",
        ["assignee_id", "suppressed", "account_id"],
        unique=False,
        sqlite_where=sa.text("suppressed <> 0"),
        postgresql_where=sa.text("suppressed <> 0"),
    )
    op.create_table(
        "rerank_due",
        sa.Column("account_id", ID, autoincrement=False, nullable=False),
        sa.Column("assignee_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_rerank_due")),
    )
