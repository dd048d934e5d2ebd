"""what PSAs call about, how far each was looked through, and the tickets that look familiar"""

import sqlalchemy as sa
from alembic import op

from assistant.migrations.row_security import protect

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES = ("webhook_events", "watches", "familiar_tickets")


def upgrade() -> None:
    op.create_table(
        "webhook_events",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("connection_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["connection_id"], ["connections.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("connection_id", "message_id"),
    )
    for column in ("account_id", "connection_id", "received_at"):
        op.create_index(op.f(f"ix_webhook_events_{column}"), "webhook_events", [column], unique=False)
    op.create_table(
        "watches",
        sa.Column("connection_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("seen_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["connection_id"], ["connections.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("connection_id"),
    )
    op.create_index(op.f("ix_watches_account_id"), "watches", ["account_id"], unique=False)
    op.create_table(
        "familiar_tickets",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("connection_id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("company_name", sa.String(), nullable=False),
        sa.Column("assigned_member_id", sa.String(), nullable=True),
        sa.Column("look_alikes", sa.JSON(), nullable=False),
        sa.Column("hidden_from", sa.JSON(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["connection_id"], ["connections.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("connection_id", "ticket_id"),
    )
    op.create_index(op.f("ix_familiar_tickets_account_id"), "familiar_tickets", ["account_id"], unique=False)
    protect(op.get_bind(), [(table, "account_id") for table in _TABLES])


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
