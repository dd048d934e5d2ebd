"""how connections fare, and what may be shown of their credentials"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_MOMENTS = ("last_success_at", "last_failed_at", "failing_since")


def upgrade() -> None:
    for moment in _MOMENTS:
        op.add_column("connections", sa.Column(moment, sa.DateTime(timezone=True), nullable=True))
    op.add_column("connections", sa.Column("shown_credentials", sa.JSON(), nullable=True))
    op.execute("UPDATE connections SET last_success_at = last_validated_at")


def downgrade() -> None:
    for column in ("shown_credentials", *_MOMENTS):
        op.drop_column("connections", column)
