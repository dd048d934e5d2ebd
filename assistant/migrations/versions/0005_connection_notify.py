"""for which note types a connection's PSA is asked to send mail"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("connections", sa.Column("notify", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("connections", "notify")
