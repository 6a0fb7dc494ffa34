"""Messages, what is sent of them, and what comes back."""

import sqlalchemy as sa
from alembic import op

from collectdesk.models.base import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "message",
        sa.Column("id", ID, nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("party_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("contact_point_id", ID, nullable=True),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("notice", sa.String(length=40), nullable=True),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("to_name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("collector_text", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("approved_by", ID, nullable=True),
        sa.Column("approved_at", Instant(), nullable=True),
        sa.Column("queued_at", Instant(), nullable=True),
        sa.Column("not_before", Instant(), nullable=True),
        sa.Column("handed_at", Instant(), nullable=True),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("in_reply_to", sa.Text(), nullable=True),
        sa.Column("references", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.String(length=40), nullable=True),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("turn", ID, nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("claimed_until", Instant(), nullable=True),
        sa.Column("undone_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_message_account_id")),
        sa.ForeignKeyConstraint(["approved_by"], ["user.id"], name=op.f("fk_message_approved_by")),
        sa.ForeignKeyConstraint(
            ["contact_point_id"], ["contact_point.id"], name=op.f("fk_message_contact_point_id")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_message_party_id")),
        sa.ForeignKeyConstraint(["person_id"], ["contact_person.id"], name=op.f("fk_message_person_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_message_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("message_id", name=op.f("uq_message_message_id")),
        sa.UniqueConstraint("request_id", name=op.f("uq_message_request_id")),
    )
    op.create_index("ix_message_account", "message", ["account_id", "created_at"], unique=False)
    op.create_index("ix_message_batch", "message", ["batch_id"], unique=False)
    op.create_index("ix_message_due", "message", ["state", "not_before"], unique=False)
    op.create_index(op.f("ix_message_party_id"), "message", ["party_id"], unique=False)
    op.create_table(
        "inbound_message",
        sa.Column("id", ID, nullable=False),
        sa.Column("source_digest", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("read_at", Instant(), nullable=False),
        sa.Column("from_address", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=True),
        sa.Column("account_id", ID, nullable=True),
        sa.Column("party_id", ID, nullable=True),
        sa.Column("answers_id", ID, nullable=True),
        sa.Column("matched_by", sa.String(length=40), nullable=True),
        sa.Column("handled_at", Instant(), nullable=True),
        sa.Column("handled_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_inbound_message_account_id")),
        sa.ForeignKeyConstraint(["answers_id"], ["message.id"], name=op.f("fk_inbound_message_answers_id")),
        sa.ForeignKeyConstraint(["handled_by"], ["user.id"], name=op.f("fk_inbound_message_handled_by")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_inbound_message_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_message")),
        sa.UniqueConstraint("source_digest", name=op.f("uq_inbound_message_source_digest")),
    )
    op.create_index(
        "ix_inbound_message_account", "inbound_message", ["account_id", "received_at"], unique=False
    )
    op.create_index(op.f("ix_inbound_message_answers_id"), "inbound_message", ["answers_id"], unique=False)
    op.create_index("ix_inbound_message_handled", "inbound_message", ["handled_at"], unique=False)
    op.create_table(
        "message_addition",
        sa.Column("id", ID, nullable=False),
        sa.Column("about_message_id", ID, nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("source_text", sa.Text(), nullable=False),
        sa.Column("customer_text", sa.Text(), nullable=False),
        sa.Column("confirmed_by", ID, nullable=True),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["about_message_id"], ["message.id"], name=op.f("fk_message_addition_about_message_id")
        ),
        sa.ForeignKeyConstraint(["confirmed_by"], ["user.id"], name=op.f("fk_message_addition_confirmed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_addition")),
    )
    op.create_index(
        op.f("ix_message_addition_about_message_id"), "message_addition", ["about_message_id"], unique=False
    )
    op.create_table(
        "message_attachment",
        sa.Column("about_message_id", ID, nullable=False),
        sa.Column("attachment_id", ID, nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["about_message_id"], ["message.id"], name=op.f("fk_message_attachment_about_message_id")
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_message_attachment_attachment_id")
        ),
        sa.PrimaryKeyConstraint("about_message_id", "attachment_id", name=op.f("pk_message_attachment")),
    )
    op.create_index(
        op.f("ix_message_attachment_attachment_id"), "message_attachment", ["attachment_id"], unique=False
    )
    op.create_table(
        "message_attempt",
        sa.Column("id", ID, nullable=False),
        sa.Column("about_message_id", ID, nullable=False),
        sa.Column("turn", ID, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("code", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["about_message_id"], ["message.id"], name=op.f("fk_message_attempt_about_message_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_attempt")),
        sa.UniqueConstraint(
            "about_message_id", "turn", "step", name=op.f("uq_message_attempt_about_message_id_turn_step")
        ),
    )
    op.create_table(
        "inbound_attachment",
        sa.Column("id", ID, nullable=False),
        sa.Column("inbound_message_id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inbound_message_id"],
            ["inbound_message.id"],
            name=op.f("fk_inbound_attachment_inbound_message_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_attachment")),
    )
    op.create_index(
        op.f("ix_inbound_attachment_inbound_message_id"),
        "inbound_attachment",
        ["inbound_message_id"],
        unique=False,
    )


def downgrade() -> None:
    raise NotImplementedError("a book only goes forward; the copy made before the migration is the way back")
